// A record from which something was taken out, and the same record as it was, on two machines that sync.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { encodeRecord, recordDigest } from '../../src/archive/encode.ts'
import { marked } from '../../src/archive/removed.ts'
import { hexOf } from '../../src/digest/digest.ts'
import { archiveOf, contentsOf, put, putSession } from '../support/kept-sessions.ts'
import { testProject } from '../support/project.ts'

test('what was taken out of a record does not come back, here or there', async () => {
  const target = mkdtempSync(join(tmpdir(), 'spec-target-'))
  onTestFinished(() => rmSync(target, { recursive: true, force: true }))
  const [one, two] = [
    testProject({ 'specs/features/.keep': '' }),
    testProject({ 'specs/features/.keep': '' }),
  ]
  const record = {
    recordVersion: 1,
    kind: 'overwritten',
    spec: 'greeting',
    at: '2026-11-21T20:00:00Z',
    previous: null,
    tool: '0.1.0',
    body: { reason: 'what Ada Example asked for', files: {} },
    // What a spec id is, its type cannot know of a literal.
  } as unknown as Parameters<typeof encodeRecord>[0]
  const digest = recordDigest(record)
  const name = `records/${hexOf(digest).slice(0, 2)}/${hexOf(digest).slice(2)}.json`
  for (const at of [one, two]) put(at.root, name, encodeRecord(record))
  const sync = (at: typeof one): ReturnType<typeof one.spec> => at.spec(['archive', 'sync', target])
  expect(await sync(one)).toMatchObject({ exit: 0 })

  const body = { reason: 'what [REDACTED:asked] asked for', files: {} }
  const without = { ...record, body } as typeof record
  const removed = { at: '2026-11-21T21:00:00Z', because: 'a name', removed: { asked: 1 } }
  put(one.root, name, encodeRecord(marked(without, digest, removed)))
  expect(await sync(one)).toMatchObject({ exit: 0, stderr: '' })
  expect(contentsOf(target)).toEqual(archiveOf(one.root))

  // Who has it as it was is told, and neither side is overwritten.
  const behind = await sync(two)
  expect(behind).toMatchObject({ exit: 0 })
  expect(behind.stderr).toContain('[sync-behind]')
  expect(contentsOf(target)).toEqual(archiveOf(one.root))
  expect(two.read(`.spec/archive/${name}`)).toContain('Ada Example')
  // Who has none gets it as it is now.
  rmSync(join(two.root, '.spec/archive'), { recursive: true })
  expect(await sync(two)).toMatchObject({ exit: 0, stderr: '' })
  expect(archiveOf(two.root)).toEqual(archiveOf(one.root))
  // Damaged there, it is sent again.
  writeFileSync(join(target, name), '{}')
  expect(await sync(two)).toMatchObject({ exit: 0, stderr: '' })
  expect(contentsOf(target)).toEqual(archiveOf(one.root))
})

test.each([
  ['it is only sent', ['--push'], 0],
  ['the tombstone there cannot be read', [], 2],
])('what was taken out of a session is not sent where %s', async (_, flags, exit) => {
  const target = mkdtempSync(join(tmpdir(), 'spec-target-'))
  onTestFinished(() => rmSync(target, { recursive: true, force: true }))
  const at = testProject({ 'specs/features/.keep': '' })
  const key = 'codex/one'
  putSession(at.root, 'one', ['{"said":"what Ada Example asked for"}\n'])
  // Of another clone, which took the name out.
  const digest = '5d'.repeat(32)
  mkdirSync(join(target, 'sessions', key), { recursive: true })
  writeFileSync(join(target, 'sessions', key, `tombstone-${digest}.json`), '{}')
  const ran = await at.spec(['archive', 'sync', target, ...flags])
  expect(ran.exit).toBe(exit)
  expect(ran.stderr).toContain('[sync-behind]')
  expect([...Object.keys(contentsOf(target))]).toEqual([`sessions/${key}/tombstone-${digest}.json`])
})
