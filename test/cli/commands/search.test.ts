// `spec search` and `spec archive export`, over a spec, a generation and an imported session.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { testProject, type TestProject } from '../../support/project.ts'
import { sessionLines } from '../../support/session-lines.ts'

const spec = `---
title: Login
targets: [src/login.ts]
---
# Login

- R1: At most five logins a minute are let through.
- R2: A refusedLogin event is written.
`

const session = sessionLines('3f2a0000-aaaa-4bbb-8ccc-000000000001', [
  { uuid: 'u1', type: 'user', content: 'Why are wombats refused?', at: '2026-11-01T10:00:00.000Z' },
  {
    uuid: 'a1',
    type: 'assistant',
    content: [
      { type: 'text', text: 'The wombatCounter in <b>login.ts</b> is never reset. [RED] @you' },
      { type: 'tool_use', id: 't1', name: 'Read', input: { file_path: '/home/dev/shop/src/login.ts' } },
    ],
    at: '2026-11-20T10:00:00.000Z',
  },
  {
    uuid: 'u2',
    type: 'user',
    content: [{ type: 'tool_result', tool_use_id: 't1', content: 'let wombats = 0' }],
    at: '2026-11-20T10:00:01.000Z',
  },
])

const key = 'claude-code/3f2a0000-aaaa-4bbb-8ccc-000000000001'

async function archived(): Promise<TestProject> {
  const project = testProject({ 'specs/features/login.md': spec, 'talk.jsonl': session })
  const imported = await project.spec(['archive', 'import', 'talk.jsonl'])
  expect(imported.stderr + imported.stdout).toContain('1 new')
  return project
}

interface Hit {
  readonly kind: string
  readonly id: string
  readonly what: string
  readonly role: string | null
  readonly next: string
}

async function hits(project: TestProject, ...argv: readonly string[]): Promise<readonly Hit[]> {
  const ran = await project.spec(['search', ...argv, '--json'])
  expect(ran.exit).toBe(0)
  // The document of the command: its members are what the header of search.ts says.
  return ran.json().hits as readonly Hit[]
}

// Loads the scanner and the parsers, which takes a while for whoever is first.
beforeAll(() => import('../../../src/adapters/sessions/kept.ts'))

describe('spec search', () => {
  test('finds requirements by their place, and messages by the session', async () => {
    const project = await archived()
    const [requirement] = await hits(project, 'five', 'logins')
    expect(requirement).toMatchObject({
      kind: 'spec',
      id: 'login',
      what: 'R1',
      next: 'specs/features/login.md:7',
    })
    const found = await hits(project, 'wombats')
    expect(found.map(({ what, role }) => `${what} ${role}`)).toEqual([
      'message 1 person',
      'message 3 machine',
    ])
    expect(found[0]).toMatchObject({ kind: 'conversation', id: key, next: `spec show ${key}` })
    expect((await hits(project, 'refused', 'login'))[0]?.what).toBe('R2')
  })

  test('is limited by role, time, kind, agent, spec and file', async () => {
    const project = await archived()
    const count = async (...flags: readonly string[]): Promise<number> =>
      (await hits(project, 'wombats', ...flags)).length
    expect(await count('--role', 'machine')).toBe(1)
    expect(await count('--since', '2026-11-15')).toBe(1)
    expect(await count('--kind', 'spec')).toBe(0)
    expect(await count('--agent', 'claude-code')).toBe(2)
    expect(await count('--agent', 'codex')).toBe(0)
    expect(await count('--spec', 'login')).toBe(2)
    expect(await count('--file', 'src/login.ts')).toBe(2)
    expect(await count('--file', 'src/other.ts')).toBe(0)
    expect(await count('--limit', '1')).toBe(1)
  })

  test('sees a spec and a session that changed since the index was made', async () => {
    const project = await archived()
    expect(await hits(project, 'zebra')).toEqual([])
    project.write('specs/features/login.md', `${spec}- R3: A zebra is let through.\n`)
    expect((await hits(project, 'zebra')).map(({ what }) => what)).toEqual(['R3'])
    project.write(
      'talk.jsonl',
      session + session.split('\n')[0]?.replace('"u1"', '"u9"').replace('wombats', 'zebras'),
    )
    await project.spec(['archive', 'import', 'talk.jsonl'])
    expect((await hits(project, 'zebras')).map(({ id }) => id)).toEqual([key])
  })

  test('prints the passage with its words marked, and spells out what a terminal would obey', async () => {
    const project = await archived()
    project.write('specs/features/evil.md', '# Evil\n\n- R1: A \u001b[31mred\u202e word.\n')
    const { stdout } = await project.spec(['search', 'red', 'word'])
    expect(stdout).toContain('»red«')
    expect(stdout).toContain('specs/features/evil.md:1')
    expect(stdout).not.toMatch(/[\u001b\u202e]/)
  })

  test('says what is wrong with what was asked', async () => {
    const project = await archived()
    expect((await project.spec(['search', '!?'])).stderr).toContain('there is no word to search for')
    expect((await project.spec(['search', 'a', '--agent', 'clippy'])).stderr).toContain('one of: claude-code')
    expect((await project.spec(['search', 'a', '--since', 'soon'])).stderr).toContain(
      '--since soon is no time',
    )
    expect((await project.spec(['search', 'a', '--spec', 'logn'])).stderr).toContain('did you mean login?')
  })
})

describe('spec archive export', () => {
  test('writes Markdown, by any beginning of the id', async () => {
    const project = await archived()
    const { stdout, exit } = await project.spec(['archive', 'export', '3f2a'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^# Why are wombats refused\?\n/)
    expect(stdout).toContain('The wombatCounter in \\<b\\>login.ts\\</b\\> is never reset. \\[RED\\] `@you`')
    expect(stdout).toContain('let wombats = 0')
  })

  test('writes a page into a file, whole', async () => {
    const project = await archived()
    const ran = await project.spec(['archive', 'export', key, '--format', 'html', '--output', 'talk.html'])
    expect([ran.exit, ran.stdout]).toEqual([0, ''])
    expect(project.read('talk.html')).toMatch(/^<!doctype html>[^]*<\/html>\n$/)
    const lost = await project.spec(['archive', 'export', key, '--output', 'no/such/folder.md'])
    expect([lost.exit, lost.stderr]).toEqual([2, expect.stringContaining('could not be written')])
  })

  test('writes the normal form, the same on stdout and into a file', async () => {
    const project = await archived()
    const { conversation } = (await project.spec(['archive', 'export', key, '--format', 'json'])).json()
    expect(conversation).toMatchObject({ conversationVersion: 1, agent: 'claude-code', branch: 'main' })
    await project.spec(['archive', 'export', key, '--format', 'json', '--output', 'talk.json'])
    expect(JSON.parse(project.read('talk.json'))).toEqual(conversation)
  })

  test('writes the redacted transcript line by line', async () => {
    const project = await archived()
    const { stdout } = await project.spec(['archive', 'export', key, '--format', 'jsonl'])
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ uuid: 'u1', cwd: '~/shop' })
  })

  test('names what is not there', async () => {
    const project = await archived()
    const ran = await project.spec(['archive', 'export', 'abcd'])
    expect([ran.exit, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr).toContain('no session is called abcd')
  })
})

test('searching needs no index, and leaves one that git never sees', async () => {
  const project = await archived()
  await hits(project, 'wombats')
  const cache = join(project.root, '.spec/cache')
  expect(readFileSync(join(cache, '.gitignore'), 'utf8')).toBe('*\n')
  rmSync(join(cache, 'search'), { recursive: true })
  expect(await hits(project, 'wombats')).toHaveLength(2)
  expect(existsSync(join(cache, 'search'))).toBe(true)
})
