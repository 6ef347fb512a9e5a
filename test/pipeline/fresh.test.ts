// `spec diff --fresh` against a server that speaks the Messages API: each difference is told for what it is, what the
// checks say of both sides is told apart, and no file is written.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProject, countSpec } from '../support/built.ts'
import { greetCode, greetingAnswer, namesCode } from '../support/greeting.ts'
import { answer, startMessagesServer } from '../support/messages-server.ts'
import { answerTo, type Ran, type ScriptedAnswer, type TestProject } from '../support/project.ts'
import { answers, askedFor, asking, modelOf } from '../support/scripted-model.ts'

interface Told {
  readonly failOn: string
  readonly differs: boolean
  readonly usage: Readonly<Record<string, number | null>>
  readonly specs: readonly {
    readonly id: string
    readonly level: string | null
    readonly matters: boolean
    readonly files: readonly {
      readonly path: string
      readonly only: string | null
      readonly level: string
      readonly changes: readonly Record<string, unknown>[]
      readonly diff: string | null
    }[]
    readonly findings: Readonly<Record<'fresh' | 'current' | 'both', readonly { readonly code: string }[]>>
    readonly causes: readonly { readonly name: string }[]
    readonly replayed: boolean
  }[]
  readonly diagnostics: readonly { readonly code: string }[]
}

const told = (ran: Ran): Told => ran.json() as unknown as Told // The document of this command.

/** Every file below the root by path and content, what git ignores included. */
function bytesOf(project: TestProject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    project.files().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(project.root, path)))
        .digest('hex'),
    ]),
  )
}

/** greeting's answer with other files. */
const withFiles = (files: Readonly<Record<string, string>>): ScriptedAnswer => ({
  ...greetingAnswer,
  files: { ...greetingAnswer.files, ...files },
})

/** Asks a server that gives `scripted` for greeting, in text and in JSON; nothing may be written. */
async function freshOf(
  project: TestProject,
  scripted: ScriptedAnswer,
  words: readonly string[] = ['diff', 'greeting', '--fresh'],
): Promise<{ readonly text: Ran; readonly json: Ran; readonly prompts: readonly string[] }> {
  const before = bytesOf(project)
  const server = await modelOf({ ...answers, greeting: scripted })
  const text = await asking(project, server, words)
  const json = await asking(project, server, [...words, '--json'])
  expect(bytesOf(project)).toEqual(before)
  return { text, json, prompts: server.asked().map(({ body }) => JSON.stringify(body)) }
}

/** A fresh build from a spec whose code has `limit` as a parameter with a default. */
const withDefault = (
  limit: number,
): string => `export function cleanName(name: string, most = ${limit}): string {
  const clean = name.trim().slice(0, most)
  return clean === '' ? 'stranger' : clean
}
`

describe('a fresh build', () => {
  test('that is the same changes nothing, and asks from nothing', async () => {
    const project = await builtProject()
    const { text, json, prompts } = await freshOf(project, greetingAnswer)
    expect(text.exit, text.stderr).toBe(0)
    expect(text.stdout).toContain('a rebuild changes nothing that matters')
    expect(text.stdout).toContain('fresh: 0 of 1 would change at implementation or above')
    expect(told(json)).toMatchObject({ differs: false, specs: [{ id: 'greeting', level: 'identical' }] })
    // The present code would be repeated to please; none of it is in the prompt.
    expect(prompts).toHaveLength(2)
    for (const prompt of prompts) expect(prompt).not.toContain("clean === '' ? 'stranger' : clean")
  })

  test('that is only written in another form is told as format', async () => {
    const project = await builtProject()
    const formatted = greetCode
      .replaceAll("'", '"')
      .replace('): string {', ')  :  string\n{')
      .replace('\n}', ';\n}')
    const { text, json } = await freshOf(project, withFiles({ 'src/greet.ts': formatted }))
    expect(text.exit, text.stdout).toBe(0)
    expect(told(json)).toMatchObject({
      differs: false,
      specs: [
        {
          level: 'format',
          files: [
            { path: 'src/greet.ts', level: 'format', changes: [] },
            { path: 'src/names.ts', level: 'identical', changes: [] },
          ],
        },
      ],
    })
    const strict = await freshOf(project, withFiles({ 'src/greet.ts': formatted }), [
      ...['diff', 'greeting', '--fresh', '--fail-on', 'format'],
    ])
    expect(strict.text.exit).toBe(1)
  })

  test('that gives an export another name is told as a rename, with the requirement it belongs to', async () => {
    const project = await builtProject()
    const renamed: ScriptedAnswer = {
      ...withFiles({ 'src/greet.ts': greetCode.replace('function greet(', 'function welcome(') }),
      trace: { ...greetingAnswer.trace, R1: ['src/greet.ts#welcome'] },
    }
    const { text, json } = await freshOf(project, renamed)
    expect(text.exit).toBe(1)
    const [file, other] = told(json).specs[0]?.files ?? []
    expect(file).toMatchObject({
      path: 'src/greet.ts',
      level: 'api',
      changes: [
        { kind: 'renamed', before: 'greet', symbol: 'welcome', exported: true, requirements: ['R1'] },
      ],
    })
    expect(other).toMatchObject({ level: 'identical' })
    expect(text.stdout).toContain('greet to welcome')
    expect(text.stdout).toContain('[R1]')
    expect(text.stdout).toContain('-export function greet(name: string): string {')
  })

  test('that gives a parameter another default is told as that: importers see it', async () => {
    const project = await builtProject()
    project.write('src/names.ts', withDefault(20))
    expect(await project.spec(['accept', 'greeting', '--because', 'a limit', '--yes'])).toMatchObject({
      exit: 0,
    })
    const { text, json } = await freshOf(project, withFiles({ 'src/names.ts': withDefault(30) }))
    expect(text.exit).toBe(1)
    const file = told(json).specs[0]?.files.find(({ path }) => path === 'src/names.ts')
    expect(file?.changes).toHaveLength(1)
    expect(file?.changes[0]).toMatchObject({ symbol: 'cleanName', requirements: ['R2', 'R3'] })
    expect(['implementation', 'api']).toContain(file?.level)
    expect(text.stdout).toContain('+export function cleanName(name: string, most = 30): string {')
  })

  test('that puts a function into another file of the spec is told as a move', async () => {
    const project = await builtProject()
    const shout = `export function shout(name: string): string {
  const loud = name.toUpperCase()
  return \`\${loud}!\`
}
`
    project.write('src/greet.ts', greetCode + shout)
    expect(await project.spec(['accept', 'greeting', '--because', 'loud', '--yes'])).toMatchObject({
      exit: 0,
    })
    const { json } = await freshOf(project, withFiles({ 'src/names.ts': namesCode + shout }))
    const changes = told(json).specs[0]?.files.flatMap((file) => file.changes) ?? []
    expect(changes.map(({ kind, symbol, before }) => ({ kind, symbol, before }))).toEqual([
      { kind: 'moved', symbol: 'shout', before: 'src/greet.ts' },
    ])
  })

  test('that only does it otherwise is told by statements, and passes with --fail-on api', async () => {
    const project = await builtProject()
    const other = namesCode.replace("clean === ''", 'clean.length === 0')
    const { text, json } = await freshOf(project, withFiles({ 'src/names.ts': other }), [
      ...['diff', 'greeting', '--fresh', '--fail-on', 'api'],
    ])
    expect(text.exit).toBe(0)
    expect(told(json)).toMatchObject({ failOn: 'api', differs: false, specs: [{ level: 'implementation' }] })
  })
})

describe('the checks', () => {
  test('say what is wrong with the fresh code alone', async () => {
    const project = await builtProject()
    const wrong = namesCode.replace("'stranger'", '1')
    const { text, json } = await freshOf(project, withFiles({ 'src/names.ts': wrong }))
    expect(text.exit).toBe(1)
    const { findings } = told(json).specs[0] ?? { findings: { fresh: [], current: [], both: [] } }
    expect(findings.fresh.map(({ code }) => code)).toContain('check-types')
    expect(findings.current).toEqual([])
    expect(text.stdout).toContain('findings only in the fresh code:\n    src/names.ts:')
  })

  test('say what is wrong with the present code alone: a rebuild would mend it', async () => {
    const project = await builtProject()
    project.write('src/names.ts', namesCode.replace("'stranger'", '1'))
    const { text, json } = await freshOf(project, greetingAnswer)
    expect(text.exit).toBe(1)
    const { findings } = told(json).specs[0] ?? { findings: { fresh: [], current: [], both: [] } }
    expect(findings.current.map(({ code }) => code)).toEqual(['check-types'])
    expect(findings.fresh).toEqual([])
  })

  test('tell a finding of both once', async () => {
    const project = await builtProject()
    const reaching = `${greetCode}export { count } from './count.js'\n`
    project.write('src/greet.ts', reaching)
    const { text, json } = await freshOf(project, withFiles({ 'src/greet.ts': reaching }))
    const { findings } = told(json).specs[0] ?? { findings: { fresh: [], current: [], both: [] } }
    expect(findings.both.map(({ code }) => code)).toEqual(['check-import'])
    expect([findings.fresh, findings.current]).toEqual([[], []])
    // It stays as it is, so a rebuild changes nothing.
    expect(text.exit).toBe(0)
  })
})

describe('spec diff --fresh', () => {
  test('--all asks for every active feature, each once, and adds up the tokens', async () => {
    const project = await builtProject()
    project.write('specs/features/later.md', laterDraft)
    const server = await modelOf(answers)
    const before = bytesOf(project)
    const ran = await asking(project, server, ['diff', '--all', '--fresh', '--json'])
    expect(askedFor(server).sort()).toEqual(['count', 'farewell', 'greeting'])
    expect(ran.exit).toBe(0)
    const { usage, specs } = told(ran)
    expect(specs.map(({ id, level }) => [id, level])).toEqual([
      ['count', 'identical'],
      ['farewell', 'identical'],
      ['greeting', 'identical'],
    ])
    // Ten a call, as the server counts.
    expect(usage.input).toBe(30)
    expect(usage.output).toBeGreaterThan(30)
    expect(bytesOf(project)).toEqual(before)
  })

  test('never takes an answer from the archive, unless --offline', async () => {
    const project = await builtProject()
    const server = await modelOf(answers)
    await asking(project, server, ['diff', 'count', '--fresh'])
    await asking(project, server, ['diff', 'count', '--fresh'])
    expect(server.asked()).toHaveLength(2)
    const before = bytesOf(project)
    const ran = await asking(project, server, ['diff', 'count', '--fresh', '--offline', '--json'])
    expect(ran.exit, ran.stdout).toBe(0)
    expect(told(ran)).toMatchObject({ specs: [{ id: 'count', level: 'identical', replayed: true }] })
    expect(server.asked()).toHaveLength(2)
    expect(bytesOf(project)).toEqual(before)
  })

  test('says what moved in the spec since the code was built', async () => {
    const project = await builtProject()
    project.write('specs/features/count.md', countSpec.replace('how many there are', 'their number'))
    const server = await modelOf(answers)
    const ran = await asking(project, server, ['diff', 'count', '--fresh'])
    expect(ran.stdout).toContain('the spec moved since: requirement R1 changed, specs/features/count.md:')
  })

  test('takes an answer that was made elsewhere', async () => {
    const project = await builtProject()
    const prompt = await project.spec(['prompt', 'greeting', '--fresh'])
    const given = answerTo(
      prompt.stdout,
      withFiles({ 'src/greet.ts': `${greetCode}export const more = 1\n` }),
    )
    const before = bytesOf(project)
    const ran = await project.spec(['diff', 'greeting', '--fresh', '--response', '-'], { stdin: given })
    expect(ran.exit, ran.stderr).toBe(1)
    expect(ran.stdout).toMatch(/added +more \(exported\)/)
    expect(ran.stdout).toContain('tokens: not counted')
    expect(bytesOf(project)).toEqual(before)
  })

  test('takes the answer of a program', async () => {
    const project = await builtProject()
    const prompt = await project.spec(['prompt', 'count', '--fresh'])
    project.write('answer.md', answerTo(prompt.stdout, answers.count ?? { files: {} }))
    const program = `cat '${project.root}/answer.md'`
    const ran = await project.spec(['diff', 'count', '--fresh', '--model-command', program])
    expect(ran.exit, ran.stderr + ran.stdout).toBe(0)
  })

  test('with an answer that cannot be read, or none, ends with 1 or 2 and keeps nothing', async () => {
    const project = await builtProject()
    const before = bytesOf(project)
    const server = await startMessagesServer({
      models: null,
      count: null,
      otherwise: () => answer('no files'),
    })
    onTestFinished(() => server.close())
    const unreadable = await asking(project, server, ['diff', 'greeting', '--fresh', '--json'])
    expect(unreadable.exit).toBe(1)
    expect(told(unreadable)).toMatchObject({ specs: [{ id: 'greeting', level: null }] })
    // Asked again for what is missing: that is paid for too.
    expect(told(unreadable).usage.input).toBe(10 * server.asked().length)
    const none = await project.spec(['diff', 'greeting', '--fresh'])
    expect(none.exit).toBe(2)
    expect(none.stderr).toContain('[model-no-key]')
    expect(bytesOf(project)).toEqual(before)
  })

  test('of a spec without code says so', async () => {
    const project = await builtProject()
    project.write('specs/features/later.md', laterDraft)
    const ran = await project.spec(['diff', 'later', '--fresh'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('later has no code to compare with: it was never built')
  })

  test('tells what would be made and what would be deleted', async () => {
    const project = await builtProject()
    const spec = project.read('specs/features/greeting.md')
    project.write('specs/features/greeting.md', spec.replace('src/names.ts', 'src/cleaned.ts'))
    const files = { 'src/greet.ts': greetCode.replace('names.js', 'cleaned.js'), 'src/cleaned.ts': namesCode }
    const scripted = {
      files,
      trace: {
        R1: ['src/greet.ts#greet'],
        R2: ['src/cleaned.ts#cleanName'],
        R3: ['src/cleaned.ts#cleanName'],
      },
    }
    const { text, json } = await freshOf(project, scripted)
    expect(told(json).specs[0]?.files).toMatchObject([
      { path: 'src/cleaned.ts', only: 'fresh', level: 'api' },
      { path: 'src/greet.ts', only: null },
      { path: 'src/names.ts', only: 'current', level: 'api' },
    ])
    expect(text.stdout).toContain('src/names.ts  would be deleted')
    expect(text.exit).toBe(1)
  })

  test('with a secret in the answer shows none of its words', async () => {
    const project = await builtProject()
    const { madeUpToken } = await import('../support/made-up-secrets.ts')
    const leaking = `${greetCode}export const token = '${madeUpToken}'\n`
    const { text, json } = await freshOf(project, withFiles({ 'src/greet.ts': leaking }))
    expect(text.exit).toBe(1)
    expect(text.stdout).toContain('[secret-in-code]')
    for (const { stdout, stderr } of [text, json]) expect(stdout + stderr).not.toContain(madeUpToken)
  })
})

describe('--format markdown', () => {
  test('is a short summary in which nothing of a name is markup', async () => {
    const project = await builtProject()
    const evil = "export const a = { ['<b>|`@me`']: 1 }\n"
    const renamed = greetCode.replace('function greet(', 'function $welcome_(')
    const { text } = await freshOf(project, withFiles({ 'src/greet.ts': `${renamed}${evil}` }), [
      ...['diff', 'greeting', '--fresh', '--format', 'markdown'],
    ])
    expect(text.exit).toBe(1)
    expect(text.stdout.split('\n').length).toBeLessThanOrEqual(61)
    expect(text.stdout).toContain('### A rebuild from the specs would change 1 of 1\n')
    expect(text.stdout).toContain('| <code>greeting</code> | **api** |')
    expect(text.stdout).toContain('<code>&#36;welcome_</code>')
    expect(text.stdout).toContain('tokens: 10 in')
    expect(text.stdout).not.toMatch(/<b>|@me/)
  })
})

const laterDraft = '---\nstatus: draft\ntargets: [src/later.ts]\n---\n# Later\n\n- R1: x\n'
