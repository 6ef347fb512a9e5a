import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hold } from '../../src/adapters/apply/claims.ts'
import { Disk } from '../../src/adapters/apply/disk.ts'
import { openSessionArchive } from '../../src/adapters/sessions/keep.ts'
import { listSessions } from '../../src/adapters/sessions/kept.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { ok } from '../../src/diagnostic/diagnostic.ts'
import { DueSources } from '../../src/session/due-sources.ts'
import { watchSessions } from '../../src/pipeline/watch-sessions.ts'
import { finalScan } from '../../src/secret/final-scan.ts'
import { redactRecords } from '../../src/secret/redact.ts'
import { testFolder } from '../support/git.ts'
import { transcript } from '../support/sessions.ts'

const redaction = { config: { patterns: [], emails: false }, known: [] }

interface Scene {
  readonly root: string
  /** At second → what is done then. */
  readonly script: Readonly<Record<number, (scene: Running) => void | Promise<void>>>
  readonly seconds: number
  /** Is called before each piece of a transcript is read. */
  readonly reading?: (scene: Running) => void
}

interface Running {
  text: string
  readonly end: AbortController
}

/** A watch over one transcript, on a clock that only waiting moves on. What happened, by second. */
async function run({ root, script, seconds, reading }: Scene): Promise<readonly string[]> {
  let clock = 0
  const log: string[] = []
  const scene: Running = { text: '', end: new AbortController() }
  const say = (what: string): void => void log.push(`${clock / 1000} ${what}`)
  await script[0]?.(scene)
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    const piece = Math.max(500, Math.ceil(scene.text.length / 10))
    for (let at = 0; at < scene.text.length; at += piece) {
      reading?.(scene)
      yield await Promise.resolve(Buffer.from(scene.text.slice(at, at + piece)))
    }
  }
  const ended = await watchSessions(
    {
      archive: openSessionArchive(root),
      redaction: () => redactRecords(redaction),
      finalScan: finalScan(redaction),
      now: () => clock,
      wait: async (milliseconds) => {
        clock += milliseconds
        await script[clock / 1000]?.(scene)
        if (clock >= seconds * 1000) scene.end.abort()
      },
      look: () => {
        const { text } = scene
        const source = { path: 'session.jsonl', size: text.length, bytes }
        return Promise.resolve({
          seen: text === '' ? [] : [{ path: source.path, mark: text, source }],
          diagnostics: [],
        })
      },
      isHeld: () =>
        fs.existsSync(join(root, '.spec/local/claims')) &&
        fs.readdirSync(join(root, '.spec/local/claims')).length > 0,
      publish: () => {
        say('published')
        return Promise.resolve(ok(null))
      },
    },
    {
      project: { remote: null, rootCommit: null },
      agents: null,
      session: null,
      since: null,
      signal: scene.end.signal,
      interval: 1000,
      pace: { rest: 1000, most: 5000, ease: 10 },
      publishEvery: 60_000,
      changed: ({ outcome, added }) => say(`${outcome} ${added.records}`),
      tell: (diagnostics: readonly Diagnostic[]) => diagnostics.forEach(({ code }) => say(code)),
      standing: say,
    },
  )
  expect(ended).toBe(true)
  return log
}

const grow =
  (records: number) =>
  (scene: Running): void =>
    void (scene.text = transcript(records, '/w'))

describe('a watch', () => {
  test('imports a transcript when it rests, and now and then while it grows', async () => {
    const growing = Object.fromEntries([...Array(12).keys()].map((at) => [at + 3, grow(at + 3)]))
    const log = await run({ root: testFolder(), seconds: 20, script: { 0: grow(2), ...growing } })
    expect(log).toEqual(['0 new 2', '0 up-to-date', '8 grown 6', '14 grown 6', '20 published'])
  })

  test('gives way to another writer, says so once, and goes on', async () => {
    const root = testFolder()
    let letGo = (): void => {}
    const log = await run({
      root,
      seconds: 8,
      script: {
        0: grow(2),
        2: async (scene) => {
          grow(4)(scene)
          const held = await hold(new Disk(root), 'sessions', 'sessions', 100)
          if (held.ok) letGo = held.value
        },
        6: () => letGo(),
      },
    })
    expect(new Set(log)).toEqual(
      new Set([
        '0 new 2',
        '0 up-to-date',
        '3 waiting',
        '4 waiting',
        '5 waiting',
        '6 grown 2',
        '6 up-to-date',
        '8 published',
      ]),
    )
  })

  test('puts what it kept on a branch now and then, and at the end', async () => {
    const log = await run({
      root: testFolder(),
      seconds: 170,
      script: { 0: grow(2), 100: grow(3), 150: grow(4) },
    })
    expect(log).toEqual([
      '0 new 2',
      '0 up-to-date',
      '60 published',
      '101 grown 1',
      '120 published',
      '151 grown 1',
      '170 published',
    ])
  })

  test('that is ended in the middle of a transcript leaves nothing half-written, and tells nothing', async () => {
    const root = testFolder()
    let [pieces, drafts] = [0, 0]
    const log = await run({
      root,
      seconds: 3,
      script: {
        0: (scene) => void (scene.text = transcript(300, '/w', { long: 'some words '.repeat(1500) })),
      },
      reading: ({ end }) => {
        if (++pieces < 9) return
        drafts = fs.readdirSync(join(root, '.spec/local/sessions')).length
        end.abort()
      },
    })
    expect(log).toEqual(['0 published'])
    expect({ pieces, drafts }).toEqual({ pieces: 9, drafts: 1 })
    const kept = listSessions(root)
    expect(kept.ok && kept.value).toEqual([])
    expect(fs.readdirSync(join(root, '.spec/local/sessions'))).toEqual([])
    expect(fs.readdirSync(join(root, '.spec/local/claims'))).toEqual([])
  })
})

describe('what is due', () => {
  const one = (mark: string) => ({ path: 'a', mark, source: null })

  test('waits the longer, the longer its last import took', () => {
    const due = new DueSources<null>({ rest: 1, most: 5, ease: 10 })
    due.see([one('1')], 0)
    expect(due.due(0)).toEqual([one('1')])
    due.done(one('1'), 7, 7)
    due.see([one('2')], 8)
    expect(due.due(76)).toEqual([])
    expect(due.due(77)).toEqual([one('2')])
  })

  test('is again what changed while it was imported, and what failed for a reason that passes', () => {
    const due = new DueSources<null>({ rest: 1, most: 5, ease: 0 })
    due.see([one('1')], 0)
    due.see([one('2')], 1)
    due.done(one('1'), 2, 1)
    expect(due.due(2)).toEqual([one('2')])
    due.later(one('2'), 2)
    expect([due.due(6), due.due(7)]).toEqual([[], [one('2')]])
    due.done(one('2'), 8, 1)
    expect(due.due(100)).toEqual([])
  })
})
