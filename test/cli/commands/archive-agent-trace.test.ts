// `spec archive export --format agent-trace`: records that fit the schema of the format, with the lines that were made.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { builtProject } from '../../support/built.ts'
import { repositoryIn, type Repository } from '../../support/git.ts'
import { repository, type TestProject } from '../../support/project.ts'
import { sessionLines } from '../../support/session-lines.ts'

// The schema of the format.
const schema = JSON.parse(
  readFileSync(join(repository, 'test/fixtures/agent-trace/trace-record.schema.json'), 'utf8'),
)

interface Record {
  readonly id: string
  readonly vcs: { readonly revision: string }
  readonly files: readonly {
    readonly path: string
    readonly conversations: readonly {
      readonly url: string
      readonly contributor: { readonly model_id?: string }
      readonly ranges: readonly { readonly start_line: number; readonly end_line: number }[]
      readonly related?: readonly { readonly type: string; readonly url: string }[]
    }[]
  }[]
}

/** Each fits the schema. */
async function records(project: TestProject, ...flags: readonly string[]): Promise<readonly Record[]> {
  const ran = await project.spec(['archive', 'export', '--format', 'agent-trace', ...flags])
  expect(ran.exit).toBe(0)
  const ajv = new Ajv2020()
  formats.default.default(ajv)
  const validate = ajv.compile(schema)
  return ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const record: unknown = JSON.parse(line)
      expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
      return record as Record
    })
}

const tool = 'scripts/tool.mjs'

/** A commit of what was built; one of a tool that an agent wrote, with a line of a person's in it. */
async function twoCommits(): Promise<{ readonly project: TestProject; readonly git: Repository }> {
  const project = await builtProject()
  const git = repositoryIn(project.root)
  git.git('init', '-q', '-b', 'main')
  git.commit('Build all')
  const content = 'const answer = 42\n\nfunction tell() {\n  return answer\n}\nexport default tell\n'
  const spec = '/home/dev/shop/specs/features/greeting.md'
  const calls = [
    { type: 'tool_use', id: 't1', name: 'Read', input: { file_path: spec } },
    { type: 'tool_use', id: 't2', name: 'Write', input: { file_path: `/home/dev/shop/${tool}`, content } },
  ]
  const lines = [
    { uuid: 'u1', type: 'user' as const, content: 'Write a tool.', at: '2026-01-01T00:00:00.000Z' },
    { uuid: 'a1', type: 'assistant' as const, content: calls, at: '2026-01-01T00:00:01.000Z' },
  ]
  project.write('s.jsonl', sessionLines('700', lines))
  await project.spec(['archive', 'import', 's.jsonl'])
  project.remove('s.jsonl')
  project.write(tool, content.replace('export', 'console.log(1234)\nexport'))
  git.commit('A tool')
  return { project, git }
}

describe('Agent Trace records', () => {
  it('tell which lines of a commit a conversation or a generation made, with model and specs', async () => {
    const { project, git } = await twoCommits()
    const [record, ...more] = await records(project)
    expect(more).toEqual([])
    expect(record?.vcs.revision).toBe(git.git('rev-parse', 'HEAD'))
    expect(record?.files).toMatchObject([
      {
        path: tool,
        conversations: [
          {
            url: 'spec:session/claude-code/700',
            contributor: { type: 'ai', model_id: 'anthropic/claude-sonnet-5-5' },
            ranges: [
              { start_line: 1, end_line: 5 },
              { start_line: 7, end_line: 7 },
            ],
            related: [{ type: 'spec', url: 'spec:specs/features/greeting.md' }],
          },
        ],
      },
    ])
    expect(await records(project, 'claude-code/700')).toEqual([record])

    const [built] = await records(project, '--commit', 'HEAD~1')
    const greet = built?.files.find(({ path }) => path === 'src/greet.ts')
    expect(greet?.conversations).toMatchObject([
      { ranges: [{ start_line: 1 }], related: [{ type: 'spec', url: 'spec:specs/features/greeting.md' }] },
    ])
    expect(greet?.conversations[0]?.url).toMatch(/^spec:record\/[0-9a-f]{64}$/)
    expect((await records(project, '--commit', 'HEAD~1'))[0]).toEqual(built)
    expect(await records(project, 'claude-code/700', '--commit', 'HEAD~1')).toEqual([])
  })

  it('are not whole where a kept session cannot be read, and the exit says so', async () => {
    const { project } = await twoCommits()
    for (const path of project.files())
      if (path.includes('/sessions/claude-code/700/head-')) project.write(path, 'damaged')
    const ran = await project.spec(['archive', 'export', '--format', 'agent-trace'])
    expect(ran).toMatchObject({ exit: 2, stdout: '' })
    expect(ran.stderr).toContain('record-damaged')
  })

  it('are not made of what names no commit; other formats want a name, and no commit', async () => {
    const project = await builtProject()
    const run = (...argv: readonly string[]) => project.spec(['archive', 'export', ...argv])
    expect(await run('--format', 'agent-trace')).toMatchObject({ exit: 2, stdout: '' })
    expect((await run('--format', 'agent-trace', '--commit=--output=x')).stderr).toContain('names no commit')
    expect((await run()).stderr).toContain('has to be named')
    expect((await run('abcd', '--commit', 'HEAD')).stderr).toContain('--commit is for --format agent-trace')
  })
})
