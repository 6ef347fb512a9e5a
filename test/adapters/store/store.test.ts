// The archive on disk: what was put in comes out, and what is not what its name says never does.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../../src/adapters/store.ts'
import { encodeRecord, recordDigest } from '../../../src/archive/encode.ts'
import { blobPath, recordPath } from '../../../src/archive/paths.ts'
import type { StoredRecord } from '../../../src/archive/record.ts'
import { digestBytes, digestText, type Digest } from '../../../src/digest/digest.ts'
import { acceptance, generation, overwritten } from '../../archive/sample.ts'
import { authLock, changed, digest, lockedBytes, lockedTarget } from '../../lock/sample.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spec-store-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function archiveBlob(text: string): Digest {
  const name = digestBytes(bytes(text))
  write(blobPath(name), text)
  return name
}
function archiveRecord(record: StoredRecord): Digest {
  const name = recordDigest(record)
  write(recordPath(name), encodeRecord(record))
  return name
}

describe('blobs', () => {
  test('come out by their digest, and are null where nothing is', () => {
    const name = archiveBlob('export const a = 1\n')
    expect(createStore(root).blob(name)).toMatchObject({
      ok: true,
      value: Buffer.from('export const a = 1\n'),
    })
    expect(createStore(root).blob(digest('nobody'))).toEqual({ ok: true, value: null, diagnostics: [] })
  })

  test('a damaged one is trouble and never comes out', () => {
    const name = archiveBlob('export const a = 1\n')
    write(blobPath(name), 'export const a = 2\n')
    expect(createStore(root).blob(name)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'record-damaged', place: { path: blobPath(name) } }],
    })
  })

  test('a folder in the place of one is trouble', () => {
    mkdirSync(join(root, blobPath(digest('x'))), { recursive: true })
    expect(createStore(root).blob(digest('x'))).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'read-failed' }],
    })
  })

  test('bytes that were overwritten in private are found too', () => {
    const name = digestText('edit')
    write(`.spec/local/overwritten/${name.slice(7, 9)}/${name.slice(9)}`, 'edit')
    expect(createStore(root).blob(name)).toMatchObject({ ok: true, value: Buffer.from('edit') })
  })
})

describe('records', () => {
  test('come out by their digest, and by kind', async () => {
    const names = [generation, acceptance].map(archiveRecord)
    const store = createStore(root)
    expect(store.record(names[0] ?? digest(''))).toMatchObject({ ok: true, value: generation })
    expect(store.record(digest('nobody'))).toMatchObject({ ok: true, value: null })
    expect(await store.records('acceptance')).toEqual({ ok: true, value: [acceptance], diagnostics: [] })
    expect(await store.records('overwritten')).toEqual({ ok: true, value: [], diagnostics: [] })
  })

  test('a damaged one is told, and the others still come out', async () => {
    archiveRecord(generation)
    const name = archiveRecord({ ...generation, at: '2026-11-22T10:00:00Z' })
    const file = join(root, recordPath(name))
    writeFileSync(file, readFileSync(file, 'utf8').replace('2026-11-22', '2026-11-23'))
    const found = await createStore(root).records('generation')
    expect(found).toMatchObject({ ok: true, value: [generation], diagnostics: [{ code: 'record-damaged' }] })
    expect(createStore(root).record(name)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'record-damaged' }],
    })
  })
})

describe('answers that did not land', () => {
  test('are kept with the texts that they name, out of git’s sight', async () => {
    const store = createStore(root)
    const kept = await store.keepLocal(generation, [bytes('an answer'), bytes('a prompt')])
    expect(kept).toMatchObject({ ok: true, value: recordDigest(generation) })
    expect(await store.localAnswers()).toEqual([generation])
    expect(store.blob(digestText('an answer'))).toMatchObject({ ok: true, value: Buffer.from('an answer') })
    expect(store.record(recordDigest(generation))).toMatchObject({ ok: true, value: generation })
    expect(await store.records('generation')).toMatchObject({ value: [] })
    expect(readFileSync(join(root, '.spec/local/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('keeping one twice changes nothing', async () => {
    const store = createStore(root)
    await store.keepLocal(generation, [])
    await store.keepLocal(generation, [])
    expect(await store.localAnswers()).toEqual([generation])
  })

  test('where they cannot be kept, that is said in words', async () => {
    writeFileSync(join(root, '.spec'), 'a file')
    const kept = await createStore(root).keepLocal(generation, [])
    expect(kept).toMatchObject({ ok: false, diagnostics: [{ code: 'write-failed' }] })
  })
})

describe('verifying the archive', () => {
  const blobOf = (word: string): Digest => digestBytes(bytes(word))
  const target = lockedTarget('login')
  const whole = { ...lockedBytes('login'), blob: blobOf('login code') }

  /** An archive in which everything that is named is there, and a lock that names some of it. */
  function soundArchive(): { path: string; lock: typeof authLock } {
    for (const word of ['login code', 'spec text', 'accepted code']) archiveBlob(word)
    const record = archiveRecord({
      ...acceptance,
      body: {
        because: 'start',
        files: { 'src/auth/login.ts': { before: null, after: blobOf('accepted code') } },
        inputs: { 'specs/features/auth-flow.md': blobOf('spec text') },
      },
    })
    archiveRecord({
      ...overwritten,
      previous: record,
      body: { reason: 'force', files: { a: blobOf('login code'), b: digest('secret') }, private: ['b'] },
    })
    return {
      path: '.spec/lock/auth-flow.json',
      lock: changed(authLock, {
        targets: { 'src/auth/login.ts': { ...target, generated: null, written: whole, record } },
      }),
    }
  }

  test('a sound one has nothing to tell', async () => {
    expect(await createStore(root).verify([soundArchive()])).toEqual({
      records: 2,
      blobs: 3,
      diagnostics: [],
    })
  })

  test('an empty one has nothing to tell either', async () => {
    expect(await createStore(root).verify([])).toEqual({ records: 0, blobs: 0, diagnostics: [] })
  })

  test('a blob that a lock and a record name and that is gone is told once, with both', async () => {
    const lock = soundArchive()
    unlinkSync(join(root, blobPath(blobOf('login code'))))
    const { diagnostics } = await createStore(root).verify([lock])
    expect(diagnostics).toMatchObject([
      { code: 'record-missing', place: { path: blobPath(blobOf('login code')) } },
    ])
    expect(diagnostics[0]?.related?.map((place) => place.path)).toContain(lock.path)
    expect(diagnostics[0]?.related).toHaveLength(2)
  })

  test('a record that is gone is told, with who names it', async () => {
    const lock = soundArchive()
    unlinkSync(join(root, recordPath(lock.lock.targets['src/auth/login.ts']?.record ?? digest(''))))
    const { diagnostics } = await createStore(root).verify([lock])
    expect(diagnostics.map((one) => one.code)).toEqual(['record-missing'])
    expect(diagnostics[0]?.message).toContain('and 1 more names it as the record before it')
  })

  test('each damaged file and each stray file is told', async () => {
    const lock = soundArchive()
    write(blobPath(blobOf('login code')), 'login code, tampered')
    write('.spec/archive/blobs/readme.txt', 'hello')
    const record = lock.lock.targets['src/auth/login.ts']?.record ?? digest('')
    write(
      recordPath(record),
      readFileSync(join(root, recordPath(record)), 'utf8').replace('start', 'tampered'),
    )
    const { diagnostics } = await createStore(root).verify([lock])
    expect(diagnostics.map((one) => `${one.code} ${String(one.place?.path)}`).sort()).toEqual(
      [
        'record-damaged .spec/archive/blobs/readme.txt',
        `record-damaged ${blobPath(blobOf('login code'))}`,
        `record-damaged ${recordPath(record)}`,
      ].sort(),
    )
  })
})
