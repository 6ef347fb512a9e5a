// `spec prompt` and `spec regen` for a spec that changed: marked part by part, long files answered with edits.
import { describe, expect, it, onTestFinished } from 'vitest'
import { markers } from '../../src/answer/format.ts'
import { snapshot } from '../support/lifecycle.ts'
import { answer, startMessagesServer, type MessagesServer } from '../support/messages-server.ts'
import { answerTo, buildWith, testProject, type TestProject } from '../support/project.ts'

const path = 'src/rates.js'

const spec = (rate: number, keys: string): string => `---
targets: [${path}]
uses: [style]
---
# Rates

## Requirements

- R1: \`standard\` is ${rate}.
- R2: \`rates\` has a rate for each of the ${keys}.

## Table

Codes are two letters, ${keys}.
`

const style = (words: string): string => `# Style\n\n- R1: Constants are ${words}.\n`

/** 130 lines: long enough for edits. */
const code = (rate: number): string =>
  [
    `export const standard = ${rate}`,
    '',
    'export const rates = {',
    ...Array.from({ length: 126 }, (_, index) => `  c${index}: standard,`),
    '}',
    '',
  ].join('\n')

async function builtProject(): Promise<TestProject> {
  const project = testProject({
    'package.json': JSON.stringify({ name: 'rates', type: 'module' }),
    'specs/features/rates.md': spec(19, '126 codes'),
    'specs/architecture/style.md': style('in camel case'),
  })
  const trace = { R1: [`${path}#standard`], R2: [`${path}#rates`] }
  expect((await buildWith(project, 'rates', { files: { [path]: code(19) }, trace })).exit).toBe(0)
  return project
}

/** The answer to a prompt, with edits (search → replace) instead of the file. */
function editsFor(prompt: string, edits: Readonly<Record<string, string>>): string {
  const answered = answerTo(prompt, { files: {}, trace: { R1: [`${path}#standard`], R2: [`${path}#rates`] } })
  const tag = /The tag of this task is `([0-9a-f]{8})`/.exec(prompt)?.[1] ?? ''
  const fenced = (text: string): string => `\`\`\`js\n${text}\n\`\`\``
  const pairs = Object.entries(edits).flatMap(([search, replace]) => [
    markers.search(tag),
    fenced(search),
    markers.replace(tag),
    fenced(replace),
  ])
  return [markers.edit(tag, path), ...pairs, markers.endFile(tag), '', answered].join('\n')
}

const right = { 'export const standard = 19': 'export const standard = 20' }
const wrong = { 'const standard = 19': 'const standard = 20' }

/** Answers its n-th request with the n-th of these, given the request's text. */
async function answering(...replies: readonly ((asked: string) => string)[]): Promise<MessagesServer> {
  let call = 0
  const started = await startMessagesServer({
    models: null,
    count: null,
    otherwise: ({ body }) => {
      const reply = replies[Math.min(call++, replies.length - 1)]
      return answer(reply?.(textOf(body)) ?? '')
    },
  })
  onTestFinished(() => started.close())
  return started
}

const textOf = (body: unknown): string => JSON.stringify(body).replaceAll('\\n', '\n').replaceAll('\\"', '"')

const envOf = (at: MessagesServer): Record<string, string> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: 'sk-ant-made-up-for-this-test-0123456789',
})

describe('the prompt of an update', () => {
  it('marks requirements, sections and shared specs with their old words, from the lock and the archive', async () => {
    const project = await builtProject()
    project.write('specs/features/rates.md', spec(20, '126 codes, sorted'))
    project.write('specs/architecture/style.md', style('in upper case'))
    const { stdout } = await project.spec(['prompt', 'rates'])
    expect(stdout).toMatch(/\*\*CHANGED\*\*: `R1`\n\nOld words[^]*?`standard` is 19\.[^]*?`standard` is 20\./)
    expect(stdout).toMatch(
      /\*\*CHANGED\*\*: the section “Table”\n\nOld words[^]*?## Table\n\nCodes are two letters, 126 codes\.\n```\n\nNew words/,
    )
    expect(stdout).toMatch(
      /Requirement `R1` changed \(`specs\/architecture[^]*?Before:[^]*?in camel case[^]*?Now:[^]*?in upper case/,
    )
    expect(stdout).toMatch(/## Long files come back as edits\n[^]*- `src\/rates\.js`/)
    expect(stdout).toMatch(/=== EDIT [0-9a-f]{8} src\/rates\.js ===/)
  })

  it('has no code twice in JSON, and no edits where nothing exists yet', async () => {
    const project = await builtProject()
    project.write('specs/features/rates.md', spec(20, '126 codes'))
    expect((await project.spec(['prompt', 'rates', '--json'])).json()).not.toHaveProperty('bases')
    const { stdout } = await project.spec(['prompt', 'rates', '--fresh'])
    expect(stdout).not.toContain('SEARCH')
    expect(stdout).not.toContain('**CHANGED**')
  })
})

describe('an answer with edits', () => {
  it('pasted from a chat together with its prompt lands, and replays from the archive without the code', async () => {
    const project = await builtProject()
    project.write('specs/features/rates.md', spec(20, '126 codes'))
    const { stdout } = await project.spec(['prompt', 'rates'])
    const pasted = `${stdout}\n${editsFor(stdout, right)}`
    expect(await project.spec(['regen', 'rates', '--response', '-'], { stdin: pasted })).toMatchObject({
      exit: 0,
    })
    expect(project.read(path)).toBe(code(20))
    expect((await project.spec(['drift'])).exit).toBe(0)

    project.write('specs/features/rates.md', spec(19, '126 codes'))
    expect((await project.spec(['regen', 'rates', '--offline'])).exit).toBe(0)
    expect(project.read(path)).toBe(code(19))
    project.remove(path)
    project.write('specs/features/rates.md', spec(20, '126 codes'))
    expect((await project.spec(['regen', 'rates', '--offline'])).exit).toBe(0)
    expect(project.read(path)).toBe(code(20))
  })

  it('that fits no place is told with its line, and changes nothing', async () => {
    const project = await builtProject()
    project.write('specs/features/rates.md', spec(20, '126 codes'))
    const before = snapshot(project)
    const { stdout } = await project.spec(['prompt', 'rates'])
    const ran = await project.spec(['regen', 'rates', '--response', '-'], { stdin: editsFor(stdout, wrong) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[answer-edit]')
    expect(ran.stderr).toContain('the SEARCH “const standard = 19” stands nowhere in the file')
    expect(snapshot(project)).toEqual(before)
  })

  it('that fits no place is asked for again, whole, with the reason, in the same conversation', async () => {
    const project = await builtProject()
    project.write('specs/features/rates.md', spec(20, '126 codes'))
    const at = await answering(
      (asked) => editsFor(asked, wrong),
      (asked) => answerTo(asked, { files: { [path]: code(20) } }),
    )
    expect(await project.spec(['regen', 'rates'], { env: envOf(at) })).toMatchObject({ exit: 0 })
    expect(project.read(path)).toBe(code(20))
    expect(at.asked()).toHaveLength(2)
    const told = textOf(at.asked()[1]?.body)
    expect(told).toContain('the SEARCH “const standard = 19” stands nowhere in the file')
    expect(told).toMatch(/No edits this\ntime[^]*=== FILE [0-9a-f]{8} src\/rates\.js ===/)
    expect(at.violations).toEqual([])
  })

  it('that breaks the code is mended by edits of what it made', async () => {
    const project = await builtProject()
    project.write('specs/features/rates.md', spec(20, '126 codes'))
    const broken = 'export const standard = = 20'
    const at = await answering(
      (asked) => editsFor(asked, { 'export const standard = 19': broken }),
      (asked) => editsFor(asked, { [broken]: 'export const standard = 20' }),
    )
    expect(await project.spec(['regen', 'rates'], { env: envOf(at) })).toMatchObject({ exit: 0 })
    expect(project.read(path)).toBe(code(20))
    expect(at.asked()).toHaveLength(2)
    const told = textOf(at.asked()[1]?.body)
    expect(told.slice(told.lastIndexOf('does not pass'))).toContain(`${broken}\n\nexport const rates`)
    expect(at.violations).toEqual([])
  })
})
