// `spec log <id>`: records, commits, edits by hand and conversations of one spec in one order of time.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../../src/pipeline/log-history.ts'
import { builtProject } from '../../support/built.ts'
import { repositoryIn } from '../../support/git.ts'
import type { TestProject } from '../../support/project.ts'
import { sessionLines } from '../../support/session-lines.ts'

const spec = 'specs/features/greeting.md'

/** Built, committed, edited by hand, committed, edited again; and an agent that read the spec. */
async function livedProject(): Promise<TestProject> {
  const project = await builtProject()
  const { commit, git } = repositoryIn(project.root)
  git('init', '-q', '-b', 'main')
  commit('Build all')
  project.write('src/names.ts', `${project.read('src/names.ts')}export const more = 1\n`)
  commit('More by hand')
  project.write('src/names.ts', `${project.read('src/names.ts')}export const most = 2\n`)
  const read = { type: 'tool_use', id: 't1', name: 'Read', input: { file_path: `/home/dev/shop/${spec}` } }
  const lines = [
    { uuid: 'u1', type: 'user' as const, content: 'What does greeting do?', at: '2020-01-01T00:00:00.000Z' },
    { uuid: 'a1', type: 'assistant' as const, content: [read], at: '2020-01-01T00:00:01.000Z' },
  ]
  project.write('s.jsonl', sessionLines('700', lines))
  await project.spec(['archive', 'import', 's.jsonl'])
  project.remove('s.jsonl')
  return project
}

describe('spec log of one spec', () => {
  it.each(['blobs', 'records'])(
    'without the %s of the archive, nothing is told to be written by hand',
    async (folder) => {
      const project = await livedProject()
      rmSync(join(project.root, '.spec/archive', folder), { recursive: true })
      expect((await project.spec(['log', 'greeting'])).stdout).not.toContain('(by hand)')
    },
  )

  it('has all that happened to it, the newest first, and edits that nobody accepted above all, in JSON and in words', async () => {
    const project = await livedProject()
    // The document of this command.
    const json = (await project.spec(['log', 'greeting', '--json'])).json() as unknown as {
      readonly history: readonly HistoryEntry[]
      readonly entries: readonly { readonly kind: string }[]
      readonly total: number
      readonly historyTotal: number
    }
    const [edit, ...rest] = json.history
    expect(edit).toEqual({ kind: 'edit', at: null, files: ['src/names.ts'] })
    const ofKind = (kind: string) => rest.filter((entry) => entry.kind === kind)
    expect(ofKind('commit')).toMatchObject([
      { subject: 'More by hand', files: [{ path: 'src/names.ts', change: 'changed', recorded: false }] },
      {
        subject: 'Build all',
        files: [
          { path: spec, change: 'added', recorded: null },
          { path: 'src/greet.ts', recorded: true },
          { path: 'src/names.ts', recorded: true },
        ],
      },
    ])
    expect(rest.at(-1)).toMatchObject({
      kind: 'conversation',
      conversation: 'claude-code/700',
      at: '2020-01-01T00:00:01.000Z',
      links: [{ role: 'read', path: spec, turns: [2] }],
    })
    expect(json.entries.map(({ kind }) => kind)).toEqual(['generation'])
    expect([json.total, json.historyTotal]).toEqual([1, 5])
    const times = rest.map(({ at }) => (at ?? '').slice(0, 19))
    expect(times).toEqual([...times].sort().reverse())

    // In words; a limit, and what is left out, count for all of it.
    const all = await project.spec(['log', 'greeting'])
    expect(all.stdout).toContain('src/names.ts (by hand)')
    expect(all.stdout).toContain('read the spec in turn 2')
    expect(all.stdout.split('\n')[0]).toMatch(/^not accepted +edit +by hand +src\/names\.ts$/)
    expect((await project.spec(['log', 'greeting', '-n', '2'])).stdout).toContain('and 3 older')
    const records = await project.spec(['log', 'greeting', '--no-git', '--no-conversations'])
    expect(records.stdout).toMatch(/^\S+ {2}[0-9a-f]{12} {2}generation .*\n$/)

    // The session itself says which specs it had to do with.
    const { stdout } = await project.spec(['show', 'claude-code/700'])
    expect(stdout).toMatch(/^Spec +greeting: read the spec in turn 2$/m)
    const session = (await project.spec(['show', 'claude-code/700', '--json'])).json()
    expect(session.specs).toEqual([{ spec: 'greeting', role: 'read', path: spec, turns: [2], symbols: [] }])
  })
})
