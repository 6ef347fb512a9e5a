// A folder as the other end of a sync: what stands in it is nobody's in particular.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { digestBytes, hexOf } from '../../../src/digest/digest.ts'
import { archiveOf, contentsOf, put, putSession } from '../../support/kept-sessions.ts'
import { testProject, type Ran, type TestProject } from '../../support/project.ts'

const project = (): TestProject => testProject({ 'specs/features/.keep': '' })
const sync = (at: TestProject, target: string, ...flags: readonly string[]): Promise<Ran> =>
  at.spec(['archive', 'sync', target, ...flags])

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'spec-target-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('the folder has the layout of the archive, and is made where the one above it is there', async () => {
  const one = project()
  putSession(one.root, 's1', ['a\n'])
  const target = join(folder(), 'new')
  expect(await sync(one, target)).toMatchObject({ exit: 0 })
  expect(contentsOf(target)).toEqual(archiveOf(one.root))
  expect(await sync(one, `${target}/far/away`)).toMatchObject({ exit: 2 })
  expect(await sync(one, '.spec/archive')).toMatchObject({ exit: 2 })
  expect((await sync(one, pathToFileURL(target).href)).stdout).toContain('nothing to send')
})

test('only what is in the archive leaves: nothing local, nothing odd, nothing behind a link', async () => {
  const one = project()
  putSession(one.root, 's1', ['a\n'])
  one.write('.spec/local/answers/x', 'private')
  one.write('.spec/archive/notes.txt', 'odd')
  one.write('.spec/archive/sessions/codex/s1/.hidden', 'odd')
  const secret = join(folder(), 'secret')
  writeFileSync(secret, 'elsewhere')
  mkdirSync(join(one.root, '.spec/archive/blobs/ab'), { recursive: true })
  const name = hexOf(digestBytes(Buffer.from('elsewhere')))
  mkdirSync(join(one.root, '.spec/archive/blobs', name.slice(0, 2)), { recursive: true })
  symlinkSync(secret, join(one.root, '.spec/archive/blobs', name.slice(0, 2), name.slice(2)))
  const target = folder()
  await sync(one, target)
  expect(Object.keys(contentsOf(target)).every((file) => file.startsWith('sessions/codex/s1/'))).toBe(true)
  expect(Object.keys(contentsOf(target))).toHaveLength(2)
})

describe('a folder that somebody else prepared', () => {
  test('gives nothing through links, and takes nothing through them', async () => {
    const [one, two] = [project(), project()]
    const kept = putSession(one.root, 's1', ['a\n'])
    const elsewhere = folder()
    const target = folder()
    put(elsewhere, 'x', 'x')
    mkdirSync(join(target, 'sessions'))
    symlinkSync(join(one.root, '.spec/archive/sessions/codex'), join(target, 'sessions/codex'))
    expect(await sync(two, target)).toMatchObject({ exit: 0 })
    expect(archiveOf(two.root)).toEqual({})
    rmSync(join(target, 'sessions/codex'))
    symlinkSync(elsewhere, join(target, 'sessions/codex'))
    const ran = await sync(one, target)
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.stderr).toContain(kept.chunks[0])
    expect(readdirSync(elsewhere)).toEqual(['.spec'])
  })

  test('lands nothing under a name that is none of the archive, nor what is too large', async () => {
    const [one, two] = [project(), project()]
    putSession(one.root, 's1', ['a\n'])
    const target = folder()
    await sync(one, target)
    for (const odd of ['hooks/pre-commit', 'sessions/codex/con/x', 'sessions/codex/s1/x.br', 'sessions/x']) {
      mkdirSync(dirname(join(target, odd)), { recursive: true })
      writeFileSync(join(target, odd), 'odd')
    }
    writeFileSync(join(target, 'blobs'), 'a file in the place of a folder')
    const large = `sessions/codex/s1/${'a'.repeat(64)}-${'b'.repeat(8)}.br`
    writeFileSync(join(target, large), Buffer.alloc(17 * 1024 * 1024))
    const ran = await sync(two, target)
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stderr).toContain('[sync-strangers]')
    expect(archiveOf(two.root)).toEqual(archiveOf(one.root))
  })

  test('a head under the name of another session is refused', async () => {
    const [one, two] = [project(), project()]
    const kept = putSession(one.root, 's1', ['a\n'])
    const target = folder()
    await sync(one, target)
    mkdirSync(join(target, 'sessions/codex/s2'))
    for (const name of [kept.head, ...kept.chunks])
      writeFileSync(
        join(target, name.replace('/s1/', '/s2/')),
        Buffer.from(archiveOf(one.root)[name] ?? '', 'hex'),
      )
    const ran = await sync(two, target)
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.stderr).toContain('is the head of another session')
    expect(archiveOf(two.root)).toEqual(archiveOf(one.root))
  })
})

test('what a killed sync left under a temporary name goes after an hour, and not before', async () => {
  const one = project()
  const target = folder()
  const [old, fresh] = ['0', '1'].map((digit) => join(target, `.spec-${digit.repeat(16)}.part`))
  for (const file of [old, fresh]) writeFileSync(file ?? '', 'half')
  const before = new Date(Date.now() - 2 * 60 * 60_000)
  utimesSync(old ?? '', before, before)
  await sync(one, target)
  expect([old, fresh].map((file) => existsSync(file ?? ''))).toEqual([false, true])
})

test('records and blobs go along, blobs only those that a record names; nothing lands that names what is missing', async () => {
  const [one, two] = [project(), project()]
  const text = Buffer.from('the former text\n')
  const blob = hexOf(digestBytes(text))
  const { encodeRecord, recordDigest } = await import('../../../src/archive/encode.ts')
  const record = {
    recordVersion: 1,
    kind: 'overwritten',
    spec: 'greeting',
    at: '2026-11-21T20:00:00Z',
    previous: null,
    tool: '0.1.0',
    body: { reason: 'regen', files: { 'src/a.ts': digestBytes(text) } },
    // What a spec id is, its type cannot know of a literal.
  } as unknown as Parameters<typeof encodeRecord>[0]
  const name = hexOf(recordDigest(record))
  const blobName = `blobs/${blob.slice(0, 2)}/${blob.slice(2)}`
  put(one.root, blobName, text)
  put(one.root, `records/${name.slice(0, 2)}/${name.slice(2)}.json`, encodeRecord(record))
  const target = folder()
  await sync(one, target)
  const stray = hexOf(digestBytes(Buffer.from('stray')))

  mkdirSync(join(target, 'blobs', stray.slice(0, 2)), { recursive: true })
  writeFileSync(join(target, 'blobs', stray.slice(0, 2), stray.slice(2)), 'stray')
  expect(await sync(two, target)).toMatchObject({ exit: 0 })
  expect(archiveOf(two.root)).toEqual(archiveOf(one.root))
  rmSync(join(two.root, '.spec/archive'), { recursive: true })
  rmSync(join(target, blobName))
  const ran = await sync(two, target)
  expect(ran).toMatchObject({ exit: 2 })
  expect(ran.stderr).toContain('[sync-missing]')
  expect(archiveOf(two.root)).toEqual({})
})
