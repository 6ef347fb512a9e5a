// `spec why` where something is missing, moved or said too late: no step is surer than what it is known from.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { WhyPart } from '../../src/why/why.ts'
import { builtProject } from '../support/built.ts'
import { repositoryIn } from '../support/git.ts'
import type { TestProject } from '../support/project.ts'
import { sessionLines } from '../support/session-lines.ts'

async function partOf(project: TestProject, place: string): Promise<WhyPart | undefined> {
  // The document of this command.
  return ((await project.spec(['why', place, '--json'])).json() as unknown as { parts: WhyPart[] }).parts[0]
}

test.each(['blobs', 'records'])(
  'without the %s of the archive, no line counts as written by hand',
  async (folder) => {
    const project = await builtProject()
    rmSync(join(project.root, '.spec/archive', folder), { recursive: true })
    const part = await partOf(project, 'src/greet.ts:1')
    expect(part?.origin).toBeNull()
    expect(part?.unknown.find(({ what }) => what === 'origin')?.because).toContain('the archive lacks')
  },
)

test('a line that stands elsewhere in the records was likely moved', async () => {
  const project = await builtProject()
  const [first = '', ...rest] = project.read('src/greet.ts').trimEnd().split('\n')
  project.write('src/greet.ts', `${[...rest, '// This one is mine.', first].join('\n')}\n`)
  expect((await partOf(project, `src/greet.ts:${rest.length + 2}`))?.origin).toMatchObject({
    kind: 'edit',
    certainty: 'likely',
  })
  expect((await partOf(project, `src/greet.ts:${rest.length + 1}`))?.origin).toMatchObject({
    kind: 'edit',
    certainty: 'certain',
  })
  expect(
    (await partOf(project, `src/greet.ts:${rest.length + 1}-${rest.length + 2}`))?.origin?.certainty,
  ).toBe('likely')
})

test('a lock that cannot be read is told, and its spec is not said to be unbuilt', async () => {
  const project = await builtProject()
  project.write('.spec/lock/greeting.json', '{{{')
  const ran = await project.spec(['why', 'src/greet.ts:1'])
  expect(ran.exit).toBe(2)
  expect(ran.stdout).toContain('the lock of greeting cannot be read')
})

test('what was said after the commit did not make its lines, though the commit names the conversation', async () => {
  const project = await builtProject()
  const { commit, git } = repositoryIn(project.root)
  git('init', '-q', '-b', 'main')
  const content = 'const answer = 42\nexport default answer\n'
  const input = { file_path: '/home/dev/shop/tool.mjs', content }
  const call = { type: 'tool_use', id: 't1', name: 'Write', input }
  const keep = async (session: string, at: string): Promise<void> => {
    const lines = [{ uuid: 'a1', type: 'assistant' as const, content: [call], at }]
    project.write('s.jsonl', sessionLines(session, lines))
    expect(await project.spec(['archive', 'import', 's.jsonl'])).toMatchObject({ exit: 0 })
    project.remove('s.jsonl')
  }
  await keep('700', '2200-01-01T00:00:00.000Z')
  project.write('tool.mjs', content)
  commit('A tool\n\nConversation: claude-code/700')
  expect((await partOf(project, 'tool.mjs:1'))?.turns).toMatchObject([
    { conversation: 'claude-code/700', certainty: 'guessed' },
  ])
  await keep('701', '2026-01-01T00:00:00.000Z')
  expect((await partOf(project, 'tool.mjs:1'))?.turns.map(({ conversation }) => conversation)).toEqual([
    'claude-code/701',
    'claude-code/700',
  ])
})

test('lines of a person in a commit that names a conversation make the whole stretch likely, and each line is told by itself', async () => {
  const project = await builtProject()
  const { commit, git } = repositoryIn(project.root)
  git('init', '-q', '-b', 'main')
  const content = 'const answer = 42\nexport default answer\n'
  const input = { file_path: '/home/dev/shop/tool.mjs', content }
  const call = { type: 'tool_use', id: 't1', name: 'Write', input }
  project.write('s.jsonl', sessionLines('700', [{ uuid: 'a1', type: 'assistant', content: [call] }]))
  await project.spec(['archive', 'import', 's.jsonl'])
  project.remove('s.jsonl')
  project.write('tool.mjs', `${content}console.log('by a person')\n`)
  commit('A tool\n\nConversation: claude-code/700')
  const sure = async (lines: string) => (await partOf(project, `tool.mjs:${lines}`))?.turns[0]?.certainty
  expect([await sure('1-2'), await sure('1-3'), await sure('3')]).toEqual(['certain', 'likely', 'guessed'])
})
