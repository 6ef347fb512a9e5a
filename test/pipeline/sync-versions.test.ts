// Versions of sessions on two machines and at a target: what counts after a sync is what would count after a merge.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listSessions } from '../../src/adapters/sessions/kept.ts'
import {
  encodeTombstone,
  tombstoneDigest,
  tombstoneName,
  type SessionTombstone,
} from '../../src/archive/tombstone.ts'
import type { Digest } from '../../src/digest/digest.ts'
import { archiveOf, contentsOf, put, putSession, takeAway } from '../support/kept-sessions.ts'
import { testProject, type TestProject } from '../support/project.ts'

const machines = (): readonly [TestProject, TestProject, string] => {
  const target = mkdtempSync(join(tmpdir(), 'spec-target-'))
  onTestFinished(() => rmSync(target, { recursive: true, force: true }))
  const [one, two] = [0, 1].map(() => testProject({ 'specs/features/.keep': '' }))
  if (one === undefined || two === undefined) throw new Error('two were made')
  return [one, two, target]
}

interface Moves {
  readonly exit: number
  readonly sent: number
  readonly fetched: number
  readonly superseded: number
  readonly codes: readonly string[]
  readonly leftThere: readonly string[]
}

async function sync(at: TestProject, target: string, ...flags: readonly string[]): Promise<Moves> {
  const ran = await at.spec(['archive', 'sync', target, '--json', ...flags])
  // The document is what the command says it is.
  const document = ran.json() as unknown as {
    readonly sent: { readonly files: number }
    readonly fetched: { readonly files: number }
    readonly superseded: number
    readonly leftThere: readonly string[]
    readonly diagnostics: readonly { readonly code: string }[]
  }
  const { sent, fetched, superseded, leftThere, diagnostics } = document
  const codes = diagnostics.map(({ code }) => code)
  return { exit: ran.exit, sent: sent.files, fetched: fetched.files, superseded, codes, leftThere }
}

const listed = (at: TestProject): readonly [number, number | null][] => {
  const all = listSessions(at.root)
  return all.ok ? all.value.map(({ head, fork }) => [head.records, fork]) : []
}
const lines = (from: number, to: number, word = 'line'): string =>
  Array.from({ length: to - from }, (_, at) => `{"text":"${word} ${from + at}"}\n`).join('')

test('a version that an import here went on from stays away, however often it is synced', async () => {
  const [one, two, target] = machines()
  const short = putSession(one.root, 's1', [lines(0, 3)])
  await sync(one, target)
  const long = putSession(one.root, 's1', [lines(0, 5)])
  takeAway(one.root, short, long)
  expect(await sync(one, target)).toMatchObject({ exit: 0, sent: 2, fetched: 0, superseded: 1 })
  const mine = archiveOf(one.root)
  for (let again = 0; again < 2; again++)
    expect(await sync(one, target)).toMatchObject({ exit: 0, sent: 0, fetched: 0, superseded: 1 })
  expect(archiveOf(one.root)).toEqual(mine)
  // One who has neither fetches the longer one alone; the cache of what is known may be lost.
  expect(await sync(two, target)).toMatchObject({ fetched: 2, sent: 0, superseded: 1 })
  rmSync(join(two.root, '.spec/cache'), { recursive: true })
  expect(await sync(two, target)).toMatchObject({ fetched: 0, sent: 0, superseded: 1 })
  expect(archiveOf(two.root)).toEqual(mine)
})

test('one who has a shorter version fetches the longer one, and does not send the shorter', async () => {
  const [one, two, target] = machines()
  putSession(one.root, 's1', [lines(0, 9), lines(9, 12)])
  putSession(two.root, 's1', [lines(0, 9), lines(9, 10)])
  await sync(one, target)
  // The first chunk is here already.
  expect(await sync(two, target)).toMatchObject({ exit: 0, sent: 0, fetched: 2 })
  expect(listed(two)).toEqual([[12, null]])
})

test('versions that went different ways are both kept, on both machines, and no more is moved', async () => {
  const [one, two, target] = machines()
  putSession(one.root, 's1', [lines(0, 9), lines(9, 12)])
  putSession(two.root, 's1', [lines(0, 9), lines(9, 11, 'other')])
  await sync(one, target)
  expect(await sync(two, target)).toMatchObject({ sent: 2, fetched: 2 })
  expect(await sync(one, target)).toMatchObject({ sent: 0, fetched: 2 })
  for (const at of [one, two]) {
    expect(await sync(at, target)).toMatchObject({ exit: 0, sent: 0, fetched: 0 })
    expect(listed(at)).toHaveLength(2)
  }
  expect(archiveOf(one.root)).toEqual(archiveOf(two.root))
})

test('a chunk that another compressor packed is the same chunk', async () => {
  const [one, two, target] = machines()
  putSession(one.root, 's1', [lines(0, 200)], {}, 1)
  putSession(two.root, 's1', [lines(0, 200)], {}, 9)
  expect(await sync(one, target)).toMatchObject({ sent: 2 })
  expect(await sync(two, target)).toMatchObject({ sent: 0, fetched: 0 })
})

test('a version with less redacted does not come back, and is not sent after the other', async () => {
  const [one, two, target] = machines()
  const [bare, clean] = [`{"text":"call 555-made-up now"}\n`, `{"text":"call [REDACTED:phone] now"}\n`]
  const old = putSession(one.root, 's1', [lines(0, 4) + bare, lines(5, 7)])
  putSession(two.root, 's1', [lines(0, 4) + bare, lines(5, 7)])
  await sync(one, target)
  const cleaned = putSession(one.root, 's1', [lines(0, 4) + clean, lines(5, 7)])
  takeAway(one.root, old, cleaned)
  const mine = archiveOf(one.root)
  expect(await sync(one, target)).toMatchObject({ exit: 0, sent: 2, fetched: 0, superseded: 1 })
  expect(await sync(one, target)).toMatchObject({ sent: 0, fetched: 0 })
  expect(archiveOf(one.root)).toEqual(mine)
  await sync(two, target)
  const all = listSessions(two.root)
  expect(all.ok && all.value.some(({ head }) => cleaned.head.includes(head.chunks[0] ?? 'none'))).toBe(false)
  expect(Object.keys(archiveOf(two.root))).toContain(cleaned.head)
})

function tombstoneOf(whole: boolean): {
  readonly name: string
  readonly text: string
  readonly digest: Digest
} {
  const tombstone: SessionTombstone = {
    tombstoneVersion: 1,
    session: 'codex/s1',
    whole,
    after: [],
    at: '2026-11-21T20:00:00Z',
    because: 'a name of a customer',
    removed: { asked: 1 },
  }
  const digest = tombstoneDigest(tombstone)
  return { name: `sessions/codex/s1/${tombstoneName(digest)}`, text: encodeTombstone(tombstone), digest }
}

test('a tombstone travels; what was taken out neither comes back nor is sent again, and what is left there is named', async () => {
  const [one, two, target] = machines()
  const old = putSession(one.root, 's1', [lines(0, 3, 'Ada')])
  putSession(two.root, 's1', [lines(0, 3, 'Ada')])
  await sync(one, target)
  const { name, text, digest } = tombstoneOf(false)
  const cleaned = putSession(one.root, 's1', [lines(0, 3, 'somebody')], { tombstones: [digest] })
  takeAway(one.root, old, cleaned)
  put(one.root, name, text)
  const mine = archiveOf(one.root)
  const left = [old.head, ...old.chunks].sort()
  for (const sent of [3, 0])
    expect(await sync(one, target)).toMatchObject({
      exit: 0,
      sent,
      fetched: 0,
      codes: ['sync-redacted'],
      leftThere: left,
    })
  expect(archiveOf(one.root)).toEqual(mine)
  // The other machine has the old version still; what counts there is the new one.
  expect(await sync(two, target)).toMatchObject({ exit: 0, sent: 0, fetched: 3 })
  expect(Object.keys(archiveOf(two.root))).toContain(name)
  for (const file of left) rmSync(join(target, file))
  for (const at of [two, one])
    expect(await sync(at, target)).toMatchObject({ sent: 0, fetched: 0, codes: [] })
})

test('a session of which all was taken out is not fetched', async () => {
  const [one, two, target] = machines()
  putSession(one.root, 's1', [lines(0, 3)])
  await sync(one, target)
  const { name, text } = tombstoneOf(true)
  put(two.root, name, text)
  expect(await sync(two, target)).toMatchObject({ exit: 0, sent: 1, fetched: 0, codes: ['sync-redacted'] })
  expect(Object.keys(archiveOf(two.root))).toEqual([name])
  // Whose own sessions those are keeps them, and sends them no more.
  rmSync(target, { recursive: true })
  mkdirSync(target)
  put(one.root, name, text)
  expect(await sync(one, target)).toMatchObject({ sent: 1 })
  expect(Object.keys(contentsOf(target))).toEqual([name])
})
