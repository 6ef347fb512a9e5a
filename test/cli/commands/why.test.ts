// `spec why` at the command line: what is asked for wrongly, what nobody owns, what nobody knows.
import { describe, expect, it } from 'vitest'
import type { WhyPart } from '../../../src/why/why.ts'
import { builtProject } from '../../support/built.ts'
import { greetCode } from '../../support/greeting.ts'
import { repositoryIn } from '../../support/git.ts'
import type { TestProject } from '../../support/project.ts'
import { sessionLines } from '../../support/session-lines.ts'

async function partsOf(project: TestProject, place: string): Promise<readonly WhyPart[]> {
  const ran = await project.spec(['why', place, '--json'])
  expect(ran).toMatchObject({ exit: 0 })
  // The document of this command.
  return (ran.json() as unknown as { readonly parts: readonly WhyPart[] }).parts
}

describe('what is asked for', () => {
  it.each([
    ['src/gret.ts', 'there is no file src/gret.ts', 'did you mean src/greet.ts?'],
    ['src/greet.ts:999', 'src/greet.ts has', 'for instance: spec why src/greet.ts:'],
    ['src/greet.ts:3-2', 'line 3 stands behind line 2', 'for instance'],
    ['src/greet.ts#gret', 'src/greet.ts has no symbol gret', 'did you mean greet?'],
    ['../elsewhere.ts', 'there is no file', 'spec list'],
    ['src', 'src is no text file', 'name a file of text'],
  ])('%s is trouble that says what is there', async (place, message, hint) => {
    const ran = await (await builtProject()).spec(['why', place])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain(message)
    expect(ran.stderr).toContain(hint)
  })

  it('a symbol is told as its lines are', async () => {
    const project = await builtProject()
    const [part] = await partsOf(project, 'src/greet.ts#greet')
    expect(part).toMatchObject({ symbol: 'greet', origin: { kind: 'generation' } })
    expect(greetCode.split('\n')[(part?.from ?? 0) - 1]).toContain('function greet')
  })
})

describe('what nothing tells', () => {
  it('without git and sessions, the commit is not known, and how it would be is said', async () => {
    const project = await builtProject()
    const [part] = await partsOf(project, 'src/greet.ts:1')
    expect(part).toMatchObject({ commit: null, turns: [{ kind: 'generation' }] })
    expect(part?.unknown.map(({ what }) => what)).toEqual(['commit'])
  })

  it('of a file that no spec owns, the commit and the conversation are told, and the requirement is not known', async () => {
    const project = await builtProject()
    const { commit, git } = repositoryIn(project.root)
    git('init', '-q', '-b', 'main')
    project.write('scripts/tool.mjs', 'const answer = 42\nexport default answer\n')
    const line = { uuid: 'u1', type: 'user' as const, content: 'Write a tool.' }
    const written = {
      file_path: '/home/dev/shop/scripts/tool.mjs',
      content: project.read('scripts/tool.mjs'),
    }
    const call = { type: 'tool_use', id: 't1', name: 'Write', input: written }
    project.write('s.jsonl', sessionLines('700', [line, { uuid: 'a1', type: 'assistant', content: [call] }]))
    expect(await project.spec(['archive', 'import', 's.jsonl'])).toMatchObject({ exit: 0 })
    const id = commit('A tool')
    expect(await partsOf(project, 'scripts/tool.mjs:1')).toMatchObject([
      {
        requirements: [],
        origin: null,
        commit: { id, subject: 'A tool' },
        turns: [{ conversation: 'claude-code/700', number: 2, asked: { number: 1, quote: 'Write a tool.' } }],
        unknown: [{ what: 'requirement', because: 'no spec owns the file' }],
      },
    ])
  })

  it('a line that was just written is an edit, is not committed, and nobody said it', async () => {
    const project = await builtProject()
    const { commit, git } = repositoryIn(project.root)
    git('init', '-q', '-b', 'main')
    commit('all')
    project.write('src/greet.ts', `${project.read('src/greet.ts')}\nexport const sideways = true\n`)
    const last = project.read('src/greet.ts').split('\n').length - 1
    const [part] = await partsOf(project, `src/greet.ts:${last}`)
    expect(part).toMatchObject({ origin: { kind: 'edit' }, commit: { id: null }, turns: [] })
    expect(part?.unknown.map(({ what }) => what)).toContain('turn')
    const shown = await project.spec(['why', `src/greet.ts:${last}`])
    expect(shown.stdout).toContain('not known')
    expect(shown.stdout).toContain('spec archive import')
  })

  it('a formatter’s work does not hide who wrote the line', async () => {
    const project = await builtProject()
    const spread = project.read('src/greet.ts').replaceAll('(', '(\n    ').replaceAll("'", '"')
    project.write('src/greet.ts', spread)
    for (const part of await partsOf(project, 'src/greet.ts'))
      expect(part.origin).toMatchObject({ kind: 'generation' })
  })

  it('names of files and code are no commands for a terminal', async () => {
    const project = await builtProject()
    project.write('src/odd.txt', 'one \u001b]0;title\u0007 line\n')
    const ran = await project.spec(['why', 'src/odd.txt:1'])
    expect(ran.exit).toBe(0)
    expect(ran.stdout).not.toContain('\u001b')
    expect(ran.stdout).toContain('\\x1b]0;title')
  })
})
