import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { madeUpToken } from '../support/made-up-secrets.ts'
import { testProject, type TestProject } from '../support/project.ts'
import { claudeFile, said, sessionId, transcript } from '../support/sessions.ts'

// The home folder of these tests is the project itself.
const key = `claude-code/${sessionId}`

function projectWith(count: number): TestProject {
  const project = testProject({ 'specs/features/.keep': '' })
  project.write(claudeFile, transcript(count, project.root))
  return project
}

const kept = (project: TestProject): Record<string, string> =>
  Object.fromEntries(
    project
      .files()
      .filter((path) => path.startsWith('.spec/archive'))
      .map((path) => [path, Buffer.from(project.read(path), 'latin1').toString('base64')]),
  )

interface Imported {
  readonly sessions: readonly {
    readonly key: string
    readonly outcome: string
    readonly added: { readonly records: number; readonly messages: number }
    readonly redactions: Readonly<Record<string, number>>
    readonly unknown: Readonly<Record<string, number>>
    readonly damaged: readonly { readonly line: number; readonly why: string }[]
  }[]
  readonly looked: number
  readonly passedOver: number
}

async function importInto(project: TestProject, ...args: readonly string[]): Promise<Imported> {
  const ran = await project.spec(['archive', 'import', '--json', ...args])
  expect(ran.stderr).toBe('')
  expect(ran.exit).toBe(0)
  return ran.json() as unknown as Imported // The document of this command.
}

const outcomes = ({ sessions }: Imported): string[] => sessions.map(({ outcome }) => outcome)

describe('a session is kept', () => {
  test('once; again, nothing changes', async () => {
    const project = projectWith(4)
    const first = await importInto(project)
    expect(first.sessions).toMatchObject([{ key, outcome: 'new', added: { records: 4, messages: 4 } }])
    const before = kept(project)
    expect(Object.keys(before)).toHaveLength(2)
    expect(outcomes(await importInto(project))).toEqual(['unchanged'])
    expect(kept(project)).toEqual(before)
    expect(project.files().filter((path) => path.startsWith('.spec/local/sessions'))).toEqual([])
  })

  test('with what is new when it grew; a shorter source changes nothing', async () => {
    const project = projectWith(3)
    await importInto(project)
    project.write(claudeFile, transcript(7, project.root))
    const grown = await importInto(project)
    expect(grown.sessions).toMatchObject([{ outcome: 'grown', added: { records: 4, messages: 4 } }])
    const before = kept(project)
    expect(Object.keys(before)).toHaveLength(2)
    project.write(claudeFile, transcript(2, project.root))
    expect(outcomes(await importInto(project))).toEqual(['longer'])
    expect(kept(project)).toEqual(before)
  })

  test('without the half of a record that was being written, once that record is whole', async () => {
    const project = projectWith(3)
    const whole = transcript(4, project.root)
    project.write(claudeFile, whole.slice(0, -40))
    expect((await importInto(project)).sessions[0]?.damaged).toHaveLength(1)
    project.write(claudeFile, whole)
    expect(outcomes(await importInto(project))).toEqual(['grown'])
    const shown = await project.spec(['show', key, '--json'])
    const { conversation } = shown.json() as { conversation: { messages: readonly unknown[] } }
    expect(conversation.messages).toHaveLength(4)
  })

  test('beside another version that went another way', async () => {
    const project = projectWith(3)
    await importInto(project)
    const other = transcript(3, project.root).replace('words 2', 'other words')
    project.write('elsewhere/other.jsonl', other)
    expect(outcomes(await importInto(project, 'elsewhere/other.jsonl'))).toEqual(['fork'])
    expect(outcomes(await importInto(project, 'elsewhere/other.jsonl'))).toEqual(['unchanged'])
    expect(outcomes(await importInto(project))).toEqual(['unchanged'])
    const list = await project.spec(['archive', 'list', '--json'])
    expect((list.json() as { sessions: { fork: number }[] }).sessions.map(({ fork }) => fork).sort()).toEqual(
      [1, 2],
    )
    expect((await project.spec(['show', `${key}#2`])).exit).toBe(0)
    expect((await project.spec(['show', key])).exit).toBe(2)
  })

  test('as one, where it was redacted by other rules before: what one took out never comes back', async () => {
    const project = projectWith(4)
    const pattern = (words: string): void =>
      project.write(
        'spec.config.json',
        JSON.stringify({ redact: { patterns: [{ name: 'mine', pattern: words }] } }),
      )
    await importInto(project)
    pattern('words 2')
    expect(outcomes(await importInto(project))).toEqual(['redacted'])
    expect(outcomes(await importInto(project))).toEqual(['unchanged'])
    pattern('none')
    expect(outcomes(await importInto(project))).toEqual(['unchanged'])
    project.write(claudeFile, transcript(6, project.root))
    expect((await importInto(project)).sessions).toMatchObject([{ outcome: 'grown', added: { records: 2 } }])
    const shown = await project.spec(['show', key])
    expect(shown.stdout).toContain('[REDACTED:mine]')
    expect(shown.stdout).not.toContain('words 2')
    expect(shown.stdout).toContain('words 6')
    expect((await project.spec(['archive', 'verify'])).stdout).toContain('1 session in 1 chunk: whole')
  })
})

describe('before anything is written', () => {
  test('secrets and home directories are taken out', async () => {
    const project = projectWith(2)
    const cwd = project.root
    const secret = said(3, 'user', `use ${madeUpToken} in /home/ann/shop`, { cwd })
    project.write(claudeFile, `${transcript(2, cwd)}${secret}\n`)
    const { sessions } = await importInto(project)
    expect(sessions[0]?.redactions).toEqual({ github: 1 })
    const shown = (await project.spec(['show', key])).stdout
    expect(shown).toContain('use [REDACTED:github] in ~/shop')
    expect(shown).not.toContain(madeUpToken)
  })

  test('a dry run writes nothing and tells the same', async () => {
    const project = projectWith(3)
    const before = project.files()
    expect(outcomes(await importInto(project, '--dry-run'))).toEqual(['new'])
    expect(project.files()).toEqual(before)
    await importInto(project)
    project.write(claudeFile, transcript(5, project.root))
    const after = kept(project)
    expect((await importInto(project, '--dry-run')).sessions).toMatchObject([
      { outcome: 'grown', added: { records: 2 } },
    ])
    expect(kept(project)).toEqual(after)
  })

  test('a pattern that cannot be used stops it all', async () => {
    const project = projectWith(3)
    project.write(
      'spec.config.json',
      JSON.stringify({ redact: { patterns: [{ name: 'mine', pattern: '(' }] } }),
    )
    const ran = await project.spec(['archive', 'import'])
    expect(ran.exit).toBe(2)
    expect(kept(project)).toEqual({})
  })
})

test('what nobody knows is kept and counted, and damage is told with its place', async () => {
  const project = projectWith(2)
  const lines = transcript(2, project.root).trimEnd().split('\n')
  const odd = JSON.stringify({ type: 'new-kind-of-record', sessionId, cwd: project.root })
  project.write(claudeFile, `${[lines[0], odd, '{"broken', lines[1]].join('\n')}\n`)
  const { sessions } = await importInto(project)
  expect(sessions[0]?.unknown).toEqual({ 'new-kind-of-record': 1 })
  expect(sessions[0]?.damaged).toMatchObject([{ line: 3 }])
  const text = (await project.spec(['archive', 'import', '--dry-run'])).stdout
  expect(text).toContain('1 session: 1 unchanged')
})

describe('which sessions are taken', () => {
  test('those that ran in this project, subagents among them', async () => {
    const project = projectWith(2)
    const subagent = transcript(2, project.root, { isSidechain: true, agentId: 'a17' })
    project.write(`.claude/projects/-x/${sessionId}/subagents/agent-a17.jsonl`, subagent)
    project.write('.claude/projects/-x/other.jsonl', transcript(2, '/somewhere/else', { sessionId: 'other' }))
    project.write('.claude/projects/-x/empty.jsonl', '')
    const { sessions, looked } = await importInto(project)
    expect(sessions.map((one) => one.key)).toEqual([key, `${key}.agent-a17`])
    expect(looked).toBe(4)
  })

  test('those that are named, whatever they are called and wherever they ran', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    project.write('given/anything.json', transcript(2, '/somewhere/else'))
    project.write('given/notes.md', '# Notes\n\nNothing was said.\n')
    const ran = await project.spec(['archive', 'import', '--json', 'given'])
    expect(ran.json()).toMatchObject({
      sessions: [{ key }],
      diagnostics: [{ code: 'session-unknown-format' }],
    })
    expect((await project.spec(['archive', 'import', 'gone.jsonl'])).exit).toBe(2)
  })

  test('from CLAUDE_CONFIG_DIR, where it is set', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    project.write('config/projects/-x/a.jsonl', transcript(2, project.root))
    const env = { CLAUDE_CONFIG_DIR: `${project.root}/config` }
    expect((await project.spec(['archive', 'import'], { env })).stdout).toContain('1 session: 1 new')
  })

  test('only those that are asked for', async () => {
    const project = projectWith(3)
    expect(outcomes(await importInto(project, '--session', '3f2a'))).toEqual(['new'])
    for (const asked of [
      ['--agent', 'codex'],
      ['--session', 'ffff'],
      ['--since', '2026-11-02'],
    ]) {
      const ran = await project.spec(['archive', 'import', '--json', ...asked, claudeFile])
      expect(ran.json()).toMatchObject({ sessions: [], passedOver: 1 })
    }
    expect(outcomes(await importInto(project, '--since', '2026-11-01', '--agent', 'claude-code'))).toEqual([
      'unchanged',
    ])
    expect((await project.spec(['archive', 'import', '--since', 'yesterday'])).exit).toBe(2)
  })

  test('Codex, compressed with zstd', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    const at = '2026-11-01T08:00:00.000Z'
    const lines = [
      {
        timestamp: at,
        type: 'session_meta',
        payload: {
          id: 'c1',
          timestamp: at,
          base_instructions: { text: 'be brief '.repeat(9000) },
          cwd: project.root,
        },
      },
      { timestamp: at, type: 'event_msg', payload: { type: 'user_message', message: 'sort the basket' } },
      {
        timestamp: at,
        type: 'response_item',
        payload: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'sorted' }] },
      },
    ]
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    project.write('.codex/sessions/2026/11/01/rollout-2026-11-01T08-00-00-c1.jsonl.zst', zstdRaw(bytes))
    expect((await importInto(project)).sessions).toMatchObject([{ key: 'codex/c1', outcome: 'new' }])
    project.write('.codex/sessions/2026/11/01/rollout-broken.jsonl.zst', zstdRaw(bytes).subarray(0, 40))
    expect(outcomes(await importInto(project))).toEqual(['unchanged'])
    const broken = await project.spec(['archive', 'import', '.codex/sessions', '--json'])
    expect(broken.exit).toBe(2)
    expect(broken.json()).toMatchObject({
      sessions: [{ outcome: 'unchanged' }],
      diagnostics: [{ code: 'session-unreadable' }],
    })
    project.write('other.gz', gzipSync(bytes))
    expect((await project.spec(['archive', 'import', 'other.gz', '--json'])).json()).toMatchObject({
      sessions: [],
    })
  })
})

/** One frame of one raw block (RFC 8878, 3.1.1). */
function zstdRaw(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32LE(0xfd2fb528, 0)
  head.writeUInt8(0xa0, 4) // Size of the content in 4 bytes, a single segment.
  head.writeUInt32LE(bytes.length, 5)
  head.writeUIntLE((bytes.length << 3) | 1, 9, 3) // The last block, raw.
  return Buffer.concat([head, bytes])
}
