// No file of the archive is larger than a host of repositories takes: 50 MB.
import { createHash } from 'node:crypto'
import { appendFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createApplier } from '../../src/adapters/apply/applier.ts'
import { openSessionArchive } from '../../src/adapters/sessions/keep.ts'
import { largestFile } from '../../src/archive/paths.ts'
import { longestChunk } from '../../src/archive/session-chunks.ts'
import type { SessionHead } from '../../src/archive/session.ts'
import { digestBytes } from '../../src/digest/digest.ts'
import { specId } from '../lock/sample.ts'
import { generation } from '../archive/sample.ts'
import { testProject, type TestProject } from '../support/project.ts'
import { claudeFile, said, sessionId } from '../support/sessions.ts'

const megabyte = 1024 * 1024
const key = `claude-code/${sessionId}`
const full = process.env.SPEC_TEST_FULL !== undefined

const sizes = (project: TestProject): number[] =>
  project
    .files()
    .filter((path) => path.startsWith('.spec/archive'))
    .map((path) => statSync(join(project.root, path)).size)

describe('a generation', () => {
  const plan = {
    spec: specId('auth-flow'),
    actions: [],
    locks: [],
    privateBlobs: [],
  } as const

  test('with a blob of more than 50 MB is refused, and nothing is written', async () => {
    const project = testProject({})
    const applied = await createApplier(project.root).apply({
      ...plan,
      records: [generation],
      blobs: [Buffer.alloc(largestFile + 1, 'a'), Buffer.from('small')],
    })
    expect(applied.ok).toBe(false)
    expect(applied.diagnostics).toMatchObject([
      { code: 'write-failed', message: expect.stringContaining('takes no file of 50.0 MB') as string },
    ])
    expect(sizes(project)).toEqual([])
  })

  test.runIf(full)('what is written is no larger than what is read again', async () => {
    const project = testProject({})
    const blob = Buffer.alloc(16 * megabyte, 'a')
    expect((await createApplier(project.root).apply({ ...plan, records: [], blobs: [blob] })).ok).toBe(true)
    expect(sizes(project)).toEqual([16 * megabyte])
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
    const more = await createApplier(project.root).apply({
      ...plan,
      records: [],
      blobs: [Buffer.concat([blob, blob])],
    })
    expect(more.ok).toBe(false)
  })
})

describe('a session', () => {
  test.runIf(full)('of which the head alone would be larger is not kept', async () => {
    const project = testProject({})
    const archive = openSessionArchive(project.root)
    const draft = archive.begin()
    const chunk = await draft.add(Buffer.from('{}\n'))
    expect(chunk.ok).toBe(true)
    const head: SessionHead = {
      ...{ headVersion: 1, agent: 'claude-code', sessionId, project: { remote: null, rootCommit: null } },
      ...{ chunks: [digestBytes(Buffer.from('{}\n'))], records: 1, bytes: 3, conversations: [] },
      trail: ['a'.repeat(largestFile)],
    }
    const landed = await draft.land(key, head, [])
    await draft.drop()
    expect(landed.ok).toBe(false)
    expect(sizes(project).every((size) => size < megabyte)).toBe(true)
  })

  test.runIf(full)(
    'with a record of 60 MB that hardly compresses is cut into chunks',
    async () => {
      const project = testProject({ 'specs/features/.keep': '' })
      const cwd = project.root
      const noise = Array.from({ length: (60 * megabyte) / 65 }, (_, at) =>
        createHash('sha256').update(`${at}`).digest('hex'),
      ).join(' ')
      project.write(
        claudeFile,
        [said(1, 'user', 'go', { cwd }), said(2, 'assistant', noise, { cwd }), ''].join('\n'),
      )
      expect((await project.spec(['archive', 'import'])).exit).toBe(0)
      expect(sizes(project).length).toBeGreaterThanOrEqual(5)
      expect(Math.max(...sizes(project))).toBeLessThan(longestChunk + megabyte)
      expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
    },
    120_000,
  )

  test.runIf(full)(
    'with a record of 200 MB is kept without it, and says so',
    async () => {
      const project = testProject({ 'specs/features/.keep': '' })
      const file = join(project.root, claudeFile)
      project.write(claudeFile, `${said(1, 'user', 'go', { cwd: project.root })}\n`)
      const [before = '', after = ''] = said(2, 'assistant', '~~~', { cwd: project.root }).split('~~~')
      appendFileSync(file, before)
      for (let at = 0; at < 200; at++) appendFileSync(file, Buffer.alloc(megabyte, 'words '))
      appendFileSync(file, `${after}\n${said(3, 'user', 'and on', { cwd: project.root })}\n`)
      const imported = (await project.spec(['archive', 'import', '--json'])).json()
      expect(imported).toMatchObject({ sessions: [{ outcome: 'new', records: 3, damagedCount: 1 }] })
      expect(Math.max(...sizes(project))).toBeLessThan(megabyte)
      expect((await project.spec(['show', key])).stdout).toContain('and on')
      writeFileSync(file, '')
    },
    120_000,
  )
})
