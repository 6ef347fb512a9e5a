// `spec why` on examples/shop: every line of every target, and after a rebase.
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { wireWhy } from '../../src/cli/wire-why.ts'
import { defaultConfig } from '../../src/config/config.ts'
import { createStore } from '../../src/adapters/store.ts'
import { createWorkspace } from '../../src/adapters/workspace.ts'
import { readKnown } from '../../src/pipeline/why-file.ts'
import { partOf } from '../../src/pipeline/why-part.ts'
import { textsOf } from '../../src/pipeline/why-versions.ts'
import { talksAbout } from '../../src/pipeline/why-talk.ts'
import type { WhyPart } from '../../src/why/why.ts'
import { testRepository } from '../support/git.ts'
import { projectAt, repository, type TestProject } from '../support/project.ts'
import { sessionLines } from '../support/session-lines.ts'

const targets = [
  ...['api', 'password', 'sessions', 'login'].map((name) => `src/auth/${name}.ts`),
  ...['money', 'gateway', 'payments', 'webhooks'].map((name) => `src/payments/${name}.ts`),
  ...['templates', 'preferences', 'outbox', 'notifier'].map((name) => `src/notifications/${name}.ts`),
]

const shop = join(repository, 'examples', 'shop')

function copyShop(root: string): void {
  cpSync(shop, root, {
    recursive: true,
    filter: (path) => !/node_modules|\.spec\/(?:cache|local)/.test(path),
  })
}

/** Asked line by line, as a person would; git and sessions left out. */
async function everyLine(path: string): Promise<readonly WhyPart[]> {
  const [workspace, store] = [createWorkspace(shop), createStore(shop)]
  const text = readFileSync(join(shop, path), 'utf8')
  const file = await readKnown({ workspace, store, config: defaultConfig }, path, text, false)
  const textOf = textsOf(store)
  const talks = talksAbout(path, wireWhy(shop, null), () => {})
  const parts: WhyPart[] = []
  for (const [at, line] of file.lines.entries())
    if (line.trim() !== '') parts.push(await partOf(file, at + 1, at + 1, { textOf, blamed: null, talks }))
  return parts
}

let asked: Promise<ReadonlyMap<string, readonly WhyPart[]>> | undefined

/** By path; once for all tests. */
const everyTarget = (): Promise<ReadonlyMap<string, readonly WhyPart[]>> =>
  (asked ??= Promise.all(targets.map(async (path) => [path, await everyLine(path)] as const)).then(
    (parts) => new Map(parts),
  ))

const everyLineOfAll = async (): Promise<readonly WhyPart[]> => [...(await everyTarget()).values()].flat()

describe('examples/shop', () => {
  it('every line that is not blank has the generation that made it, the turn of its answer and what was asked', async () => {
    const parts = await everyLineOfAll()
    expect(parts.length).toBeGreaterThan(1000)
    for (const { from, origin, turns } of parts) {
      expect(origin).toMatchObject({ kind: 'generation', certainty: 'certain', line: from })
      expect(turns).toMatchObject([
        { kind: 'generation', number: 3, certainty: 'certain', asked: { number: 2 } },
      ])
    }
  })

  it('every line has a place in its spec, and nineteen of twenty one that is more than a guess', async () => {
    const parts = await everyLineOfAll()
    if (process.env.SPEC_WHY_MEASURE) measure(parts)
    expect(parts.filter(({ requirements }) => requirements.length === 0)).toEqual([])
    const known = parts.filter(({ requirements }) => requirements[0]?.certainty !== 'guessed')
    expect(known.length / parts.length).toBeGreaterThan(0.94)
  })

  it('of each target, some line has its requirement by the trace and the turn of its conversation', async () => {
    for (const [path, parts] of await everyTarget()) {
      const whole = parts.filter(
        ({ requirements: [first], turns: [turn] }) =>
          first?.kind === 'requirement' && first.certainty !== 'guessed' && turn?.certainty === 'certain',
      )
      expect(whole.length, path).toBeGreaterThan(0)
    }
  })
})

const login = 'src/auth/login.ts'
const before = "return fail('conflict', 'This email address is already registered.', { field: 'email' })"
const after = "return fail('conflict', 'There is an account with this address.', { field: 'email' })"
const prompt = 'Say it without the word email, please.'

/** A transcript of an agent that makes the edit. */
function editingSession(): string {
  const edit = { file_path: `/home/dev/shop/${login}`, old_string: before, new_string: after }
  return sessionLines('5e55', [
    { uuid: 'u1', type: 'user', content: prompt },
    {
      uuid: 'a1',
      type: 'assistant',
      content: [
        { type: 'text', text: 'I change the words of the conflict.' },
        { type: 'tool_use', id: 't1', name: 'Edit', input: edit },
      ],
    },
    { uuid: 'u2', type: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'done' }] },
  ])
}

interface WhyJson {
  readonly owner: { readonly spec: string } | null
  readonly parts: readonly WhyPart[]
}

async function why(project: TestProject, place: string): Promise<WhyJson> {
  const ran = await project.spec(['why', place, '--json'])
  expect(ran).toMatchObject({ exit: 0 })
  // The document of this command.
  return ran.json() as unknown as WhyJson
}

describe('a hand edit in a copy of examples/shop, and a rebase', () => {
  it('names requirement, acceptance, commit, turn and prompt; after the rebase with the new commit', async () => {
    const { root, git, commit, write } = testRepository()
    copyShop(root)
    commit('the shop')
    git('checkout', '-q', '-b', 'words')
    const project = projectAt(root)
    project.write(login, project.read(login).replace(before, after))
    project.write('session.jsonl', editingSession())
    expect(await project.spec(['archive', 'import', 'session.jsonl'])).toMatchObject({ exit: 0 })
    project.remove('session.jsonl')
    const accepted = await project.spec([
      'accept',
      'auth-flow',
      '--because',
      'the word email is ours',
      '--yes',
    ])
    expect(accepted).toMatchObject({ exit: 0 })
    const place = `${login}:${
      project
        .read(login)
        .split('\n')
        .findIndex((line) => line.includes('There is an account')) + 1
    }`
    const first = commit('Other words for a conflict\n\nConversation: claude-code/5e55')

    const turn = {
      kind: 'session',
      conversation: 'claude-code/5e55',
      number: 2,
      quote: 'I change the words of the conflict.',
      asked: { number: 1, quote: prompt },
      certainty: 'certain',
    }
    const answer = (id: string) => ({
      owner: { spec: 'auth-flow' },
      parts: [
        {
          symbol: 'createAuth',
          origin: { kind: 'acceptance', reason: 'the word email is ours', certainty: 'certain' },
          commit: { id, subject: 'Other words for a conflict' },
          turns: [turn],
        },
      ],
    })
    const found = await why(project, place)
    expect(found).toMatchObject(answer(first))
    expect(found.parts[0]?.requirements[0]).toMatchObject({ kind: 'requirement', id: 'AUTH-5' })

    git('checkout', '-q', 'main')
    write('NOTES.md', 'other work\n')
    commit('Other work')
    git('checkout', '-q', 'words')
    git('rebase', '-q', 'main')
    const rebased = git('rev-parse', 'HEAD')
    expect(rebased).not.toBe(first)
    const again = await why(project, place)
    expect(again).toMatchObject(answer(rebased))
    expect(again.parts[0]?.requirements[0]).toMatchObject({ kind: 'requirement', id: 'AUTH-5' })
    const shown = await project.spec(['show', 'claude-code/5e55'])
    expect(shown.stdout).toContain(`auth-flow: changed ${login} (createAuth) in turn 2`)
    // What the model wrote is still its own.
    const other = await why(project, `${login}:71`)
    expect(other.parts[0]).toMatchObject({
      symbol: 'Lockouts',
      requirements: [{ id: 'AUTH-9', certainty: 'certain' }],
      origin: { kind: 'generation' },
      turns: [{ kind: 'generation', number: 3 }],
    })
  })
})

function measure(all: readonly WhyPart[]): void {
  const share = (what: string, is: (part: WhyPart) => boolean): void =>
    console.log(
      what,
      all.filter(is).length,
      'of',
      all.length,
      ((100 * all.filter(is).length) / all.length).toFixed(1),
    )
  const best = (part: WhyPart) => part.requirements[0]
  share('any passage', (p) => p.requirements.length > 0)
  share('a requirement (any certainty)', (p) => p.requirements.some(({ kind }) => kind === 'requirement'))
  share(
    'requirement and turn',
    (p) => p.requirements.some(({ kind }) => kind === 'requirement') && p.turns.length > 0,
  )
  share('best certain', (p) => best(p)?.certainty === 'certain')
  share('best likely', (p) => best(p)?.certainty === 'likely')
  share('best guessed', (p) => best(p)?.certainty === 'guessed')
  share('best is a section', (p) => best(p)?.kind === 'section')
  share('a requirement not guessed', (p) =>
    p.requirements.some(({ kind, certainty }) => kind === 'requirement' && certainty !== 'guessed'),
  )
  share('decision', (p) => p.decisions.length > 0)
  share('asked', (p) => p.turns.some(({ asked }) => asked !== null))
}
