// A repository that holds links under the names that temporary files have: nothing is written where they lead.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { rememberedTexts, rememberText } from '../../src/adapters/remembered-texts.ts'
import { openSessionArchive } from '../../src/adapters/sessions/keep.ts'
import { bury } from '../../src/adapters/sessions/bury.ts'
import { openSyncArchive } from '../../src/adapters/sync/archive.ts'
import { testFolder } from '../support/git.ts'
import { put } from '../support/kept-sessions.ts'

/** A link to a file that is not the project's, which holds `mine`. */
function linked(name: string): { readonly root: string; readonly outside: string } {
  const [root, outside] = [testFolder(), join(testFolder(), 'outside')]
  writeFileSync(outside, 'mine')
  mkdirSync(dirname(join(root, name)), { recursive: true })
  symlinkSync(outside, join(root, name))
  return { root, outside }
}

test('the texts to remember', () => {
  const { root, outside } = linked(`.spec/local/removed-texts.json.${process.pid}.tmp`)
  expect(rememberText(root, 'Jane Roe-Winter')).toMatchObject({ ok: true })
  expect(rememberedTexts(root)).toEqual(['Jane Roe-Winter'])
  expect(readFileSync(outside, 'utf8')).toBe('mine')
})

test('a tombstone', async () => {
  const { root, outside } = linked(`.spec/local/.tombstone-${process.pid}.tmp`)
  put(root, 'sessions/codex/one/.keep', '')
  const tombstone = {
    ...{ tombstoneVersion: 1 as const, session: 'codex/one', whole: true, after: [] },
    ...{ at: '2026-11-21T21:00:00Z', because: 'a name', removed: {} },
  }
  const buried = await bury(root, { key: 'codex/one', tombstone, versions: [], old: [] })
  expect(buried).toMatchObject({ ok: true, value: { written: [expect.stringContaining('tombstone-')] } })
  expect(readFileSync(outside, 'utf8')).toBe('mine')
})

test('what a sync fetched', () => {
  const name = `blobs/aa/${'b'.repeat(62)}`
  const { root, outside } = linked(`.spec/local/sync/blobs/aa/.${process.pid}.part`)
  const sessions = { root, archive: openSessionArchive(root), publish: () => Promise.reject(new Error('no')) }
  const archive = openSyncArchive({ root, sessions, staging: null })
  expect(archive.stage(name, new Uint8Array([1]))).toMatchObject({ ok: true })
  expect(existsSync(join(root, '.spec/local/sync', name))).toBe(true)
  expect(readFileSync(outside, 'utf8')).toBe('mine')
})

test('texts to remember are not lost where their file is damaged', () => {
  const root = testFolder()
  mkdirSync(join(root, '.spec/local'), { recursive: true })
  const file = join(root, '.spec/local/removed-texts.json')
  writeFileSync(file, '["Jane Roe-Winter", ')
  expect(rememberText(root, 'John Doe-Winter')).toMatchObject({ ok: false })
  expect(readFileSync(file, 'utf8')).toContain('Jane Roe-Winter')
})
