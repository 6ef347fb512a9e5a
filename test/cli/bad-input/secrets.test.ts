// Secrets stay home: one in what would be sent stops the command before anything is sent, one in an answer or in accepted
// code before anything is written, and none reaches the archive.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { digestText } from '../../../src/digest/digest.ts'
import { builtProject, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { greetCode, greetingAnswer, greetingProject, greetingSpec } from '../../support/greeting.ts'
import { madeUpToken } from '../../support/made-up-secrets.ts'
import { answer, startMessagesServer, type MessagesServer } from '../../support/messages-server.ts'
import { answerTo, buildWith, type ScriptedAnswer, type TestProject } from '../../support/project.ts'

const greeting = 'specs/features/greeting.md'
const line = `const token = '${madeUpToken}'\n`
const allowing = JSON.stringify({
  secrets: { allow: [{ digest: digestText(madeUpToken), reason: 'made up' }] },
})

/** Every file below the root that holds the made-up secret; what a person may look into only by hand included. */
function holders(project: TestProject): string[] {
  return project
    .files()
    .filter((path) => readFileSync(join(project.root, path), 'latin1').includes(madeUpToken))
}

async function server(given: ScriptedAnswer = greetingAnswer, also = ''): Promise<MessagesServer> {
  const started = await startMessagesServer({
    models: null,
    count: null,
    otherwise: ({ body }) => answer(answerTo(JSON.stringify(body).replaceAll('\\n', '\n'), given) + also),
  })
  onTestFinished(() => started.close())
  return started
}

const envOf = (at: MessagesServer): Record<string, string> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: 'made-up-key-of-this-test',
})

describe.each<[string, string, Readonly<Record<string, string>>]>([
  [
    'the spec',
    `${greeting}:18:`,
    { [greeting]: `${greetingSpec.replace('## Notes', `- R4: Sends ${madeUpToken}.\n\n## Notes`)}` },
  ],
  ['the notes of a spec', `${greeting}:22:`, { [greeting]: `${greetingSpec}\n${madeUpToken}\n` }],
  [
    'a shared spec',
    'specs/architecture/style.md:13:',
    {
      'specs/architecture/style.md': `---\ntitle: Style\n---\n# Style\n\n## Errors\n\nNone.\n\n## Naming\n\n\n${line}`,
    },
  ],
  [
    'a test file',
    'test/greet.test.ts:1:',
    { 'test/greet.test.ts': line, [greeting]: greetingSpec.replace('uses:', 'tests: ["test/*.ts"]\nuses:') },
  ],
  [
    'a context file',
    'lib/keys.ts:1:',
    {
      'lib/keys.ts': `export ${line}`,
      [greeting]: greetingSpec.replace('uses:', 'context: ["lib/*.ts"]\nuses:'),
    },
  ],
  [
    'package.json',
    'package.json:',
    { 'package.json': JSON.stringify({ name: 'x', type: 'module', description: madeUpToken }) },
  ],
  ['code that is there already', 'src/greet.ts:1:', { 'src/greet.ts': line + greetCode }],
])('a secret in %s', (where, place, files) => {
  const flags = where === 'code that is there already' ? ['--force'] : []

  test('stops regen before anything is sent, and names file and line', async () => {
    const project = greetingProject(files)
    const at = await server()
    const before = treeOf(project.root)
    const ran = await project.spec(['regen', 'greeting', ...flags], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(at.requests).toEqual([])
    expect(ran.stderr).toContain('[secret-found]')
    expect(ran.stderr).toContain(place)
    expect(ran.stderr).toContain('hint: ')
    expect(ran.stdout + ran.stderr).not.toContain(madeUpToken)
    expectPlain(ran)
    expectSameTree(treeOf(project.root), before)
    expect(holders(project)).toEqual(Object.keys(files).filter((path) => files[path]?.includes(madeUpToken)))
  })

  test('stops prompt and regen --response as well', async () => {
    const project = greetingProject(files)
    const before = treeOf(project.root)
    for (const words of [
      ['prompt', 'greeting'],
      ['prompt', 'greeting', '--json'],
      ['regen', 'greeting', '--response', '-', ...flags],
    ]) {
      const ran = await project.spec(words, { stdin: 'x' })
      expect(ran.exit).toBe(1)
      expect(ran.stdout + ran.stderr).toContain('secret-found')
      expect(ran.stdout + ran.stderr).not.toContain(madeUpToken)
    }
    expectSameTree(treeOf(project.root), before)
  })

  test('is let through where somebody has said why it is none', async () => {
    const project = greetingProject({ ...files, 'spec.config.json': allowing })
    const at = await server()
    const ran = await project.spec(['regen', 'greeting', ...flags], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(1)
  })
})

test('a comment in the text switches nothing off', async () => {
  const project = greetingProject({
    [greeting]: greetingSpec.replace(
      '## Notes',
      `- R4: x\n\n<!-- secretlint-disable -->\n\n${madeUpToken}\n\n## Notes`,
    ),
  })
  expect((await project.spec(['prompt', 'greeting'])).exit).toBe(1)
})

describe('a secret in an answer', () => {
  const inCode: ScriptedAnswer = {
    ...greetingAnswer,
    files: { ...greetingAnswer.files, 'src/greet.ts': `${greetCode}export ${line}` },
  }

  test.each([
    ['in a file', inCode, ''],
    ['beside the files', greetingAnswer, `\nBy the way: ${madeUpToken}\n`],
  ])('%s: nothing is written, and only this machine keeps it', async (_, given, also) => {
    const project = greetingProject()
    const at = await server(given, also)
    const before = treeOf(project.root)
    const ran = await project.spec(['regen', 'greeting'], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[secret-in-code]')
    expect(ran.stderr).toContain(also === '' ? 'src/greet.ts:6:' : 'answer 1:')
    expect(ran.stdout + ran.stderr).not.toContain(madeUpToken)
    expectPlain(ran)
    expectSameTree(treeOf(project.root), before)
    for (const path of holders(project)) expect(path).toMatch(/^\.spec\/local\//)

    // A false alarm costs no second answer.
    project.write('spec.config.json', allowing)
    expect(await project.spec(['regen', 'greeting', '--offline', '--reuse-rejected'])).toMatchObject({
      exit: 0,
    })
    expect(at.asked()).toHaveLength(1)
  })

  test('passes where somebody has said why it is none', async () => {
    const project = greetingProject({ 'spec.config.json': allowing })
    expect(await project.spec(['regen', 'greeting'], { env: envOf(await server(inCode)) })).toMatchObject({
      exit: 0,
    })
    expect(project.read('src/greet.ts')).toContain(madeUpToken)
  })

  test('that nobody can read stays on this machine too', async () => {
    const project = greetingProject()
    const ran = await project.spec(['regen', 'greeting', '--response', '-'], {
      stdin: `Sorry. ${madeUpToken}`,
    })
    expect(ran.exit).toBe(1)
    expect(ran.stdout + ran.stderr).not.toContain(madeUpToken)
    for (const path of holders(project)) expect(path).toMatch(/^\.spec\/local\//)
  })
})

describe('the key of the environment', () => {
  test('that stands in a spec is never sent', async () => {
    const key = 'plain-looking-words-as-a-key'
    const project = greetingProject({
      [greeting]: greetingSpec.replace('## Notes', `- R4: Uses ${key}.\n\n## Notes`),
    })
    const at = await server()
    const ran = await project.spec(['regen', 'greeting'], {
      env: { ANTHROPIC_BASE_URL: at.url, ANTHROPIC_API_KEY: key },
    })
    expect(ran.exit).toBe(1)
    expect(at.requests).toEqual([])
    expect(ran.stdout + ran.stderr).not.toContain(key)
  })

  test('that an answer repeats is kept nowhere', async () => {
    const project = greetingProject()
    const at = await server(greetingAnswer, `\nYour key is ${madeUpToken}.\n`)
    const env = { ANTHROPIC_BASE_URL: at.url, ANTHROPIC_API_KEY: madeUpToken }
    const ran = await project.spec(['regen', 'greeting'], { env })
    expect(ran.exit).toBe(1)
    expect(ran.stdout + ran.stderr).not.toContain(madeUpToken)
    expect(holders(project)).toEqual([])
  })
})

describe('a secret in hand-edited code', () => {
  const edited = async (): Promise<TestProject> => {
    const project = await builtProject()
    project.write('src/greet.ts', greetCode + line)
    return project
  }

  test('is not accepted: it would be in the archive for ever', async () => {
    const project = await edited()
    const before = treeOf(project.root)
    for (const words of [
      ['accept', 'greeting'],
      ['accept', '--all'],
    ]) {
      const ran = await project.spec([...words, '--because', 'tried', '--yes'])
      expect(ran.exit).toBe(1)
      expect(ran.stderr).toContain('src/greet.ts:6:')
      expect(ran.stderr).toContain('[secret-found]')
      expect(ran.stderr).not.toContain(madeUpToken)
      expectSameTree(treeOf(project.root), before)
    }
    project.write('spec.config.json', allowing)
    expect(await project.spec(['accept', 'greeting', '--because', 'tried', '--yes'])).toMatchObject({
      exit: 0,
    })
  })

  test.each([
    ['regen', ['regen', 'greeting', '--offline', '--force']],
    ['restore', ['restore', 'src/greet.ts', '--force']],
  ])('%s --force keeps it, and not in the archive', async (_, words) => {
    const project = await edited()
    expect(await project.spec(words)).toMatchObject({ exit: 0 })
    expect(project.read('src/greet.ts')).toBe(greetCode)
    const kept = holders(project)
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatch(/^\.spec\/local\/overwritten\//)
    expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
  })
})

test('an answer that a dry run kept lands with the conversation it came from', async () => {
  const project = greetingProject()
  const prompt = await project.spec(['prompt', 'greeting'])
  const text = answerTo(prompt.stdout, greetingAnswer)
  const dry = await project.spec(['regen', 'greeting', '--response', '-', '--dry-run'], { stdin: text })
  expect(dry.exit).toBe(0)
  expect(await project.spec(['regen', 'greeting', '--offline'])).toMatchObject({ exit: 0 })
  const blobs = project.files().filter((path) => path.startsWith('.spec/archive/blobs/'))
  expect(blobs.map(project.read)).toContain(text)
  expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
  expect(await buildWith(project, 'greeting', greetingAnswer)).toMatchObject({ exit: 0 })
})
