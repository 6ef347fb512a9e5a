// Escape sequences in names, headings, requirements, reasons and answers: shown spelled out, in text and in JSON, so that
// no terminal obeys them.
import { describe, expect, test } from 'vitest'
import { builtProject, expectPlain } from '../../support/built.ts'
import {
  greetCode,
  greetingAnswer,
  greetingProject,
  greetingSpec,
  styleSpec,
} from '../../support/greeting.ts'
import { answerTo, buildWith, type Ran, type TestProject } from '../../support/project.ts'

// Red, a window title, and a character that reverses what follows it.
const evil = '\x1b[31mred\x1b]0;owned\x07\u202etxt'
const spelt = '\\x1b[31mred\\x1b]0;owned\\x07\\u202etxt'
const inJson = '\\u001b[31mred\\u001b]0;owned\\u0007\\u202etxt'

const greeting = 'specs/features/greeting.md'

/** Runs it in text and in JSON; both show the words, neither as they were. */
async function shown(
  project: TestProject,
  words: readonly string[],
  stdin = '',
): Promise<{ text: Ran; json: Ran }> {
  const text = await project.spec(words, { stdin })
  const json = await project.spec([...words, '--json'], { stdin })
  for (const ran of [text, json]) expectPlain(ran)
  return { text, json }
}

test('in the name of a spec file', async () => {
  const project = await builtProject()
  project.write(`specs/features/${evil}.md`, '---\ntargets: [src/evil.ts]\n---\n# E\n\n- R1: x\n')
  for (const words of [['check'], ['drift'], ['list'], ['regen', '--all', '--offline']]) {
    const { text, json } = await shown(project, words)
    expect(text.stdout + text.stderr).toContain(spelt)
    expect(json.stdout).toContain(inJson)
  }
  const { text } = await shown(project, ['drift', `${evil}x`])
  expect(text.stderr).toContain(`no spec is called ${spelt}x`)
})

test('in a target, a use, a pattern and a key', async () => {
  const project = await builtProject()
  const quoted = JSON.stringify(`src/${evil}.ts`)
  const matter = `targets: [src/greet.ts, ${quoted}]\nuses: [${quoted}]\ncontext: [${quoted}]\n${quoted}: 1`
  project.write(greeting, `---\n${matter}\n---\n# G\n\n- R1: x\n`)
  const { text, json } = await shown(project, ['check'])
  expect(text.exit).toBe(1)
  expect(text.stderr).toContain(spelt)
  expect(json.stdout).toContain(inJson)
  await shown(project, ['drift'])
})

test('in headings and requirements, where drift and accept quote them', async () => {
  const project = await builtProject()
  project.write(greeting, greetingSpec.replace('"Hello, "', `"${evil}"`))
  project.write(
    'specs/architecture/style.md',
    styleSpec.replace('## Naming', `## ${evil.replace('\u202e', '')}`),
  )
  for (const words of [['drift'], ['diff'], ['accept', 'greeting', '--because', 'x']]) {
    const { text, json } = await shown(project, words)
    if (words[0] !== 'drift') continue
    expect(text.stdout).toContain('\\x1b[31mred')
    expect(json.stdout).toContain('\\u001b[31mred')
  }
  const asked = await project.spec(['accept', 'greeting', '--because', evil, '--yes'])
  expect(asked).toMatchObject({ exit: 0 })
  expectPlain(asked)
  expect(asked.stdout).toContain(spelt)
  const { text } = await shown(project, ['drift'])
  expect(text.stdout).toContain(`(${spelt})`)
})

test('in hand-edited code, where the difference is shown', async () => {
  const project = await builtProject()
  project.write('src/greet.ts', `${greetCode}// ${evil}\nexport const edited = 1\n`)
  for (const words of [
    ['regen', 'greeting'],
    ['diff', 'greeting'],
    ['accept', 'greeting', '--because', 'x'],
  ]) {
    const { text, json } = await shown(project, words)
    expect(text.stdout).toContain(spelt)
    expect(words[0] === 'accept' ? inJson : json.stdout).toContain(inJson)
  }
})

describe('in an answer', () => {
  const evilAnswer = {
    ...greetingAnswer,
    decisions: [`R1: ${evil}: ${evil}, because ${evil}.`],
    trace: { ...greetingAnswer.trace, R1: ['src/greet.ts#greet', `src/greet.ts#${evil}`] },
  }

  test('that is refused', async () => {
    const project = greetingProject()
    const prompt = await project.spec(['prompt', 'greeting'])
    const { text, json } = await shown(
      project,
      ['regen', 'greeting', '--response', '-'],
      answerTo(prompt.stdout, evilAnswer),
    )
    expect(text.exit).toBe(1)
    expect(text.stdout + text.stderr).toContain('\\x1b[31mred')
    expect(json.stdout).toContain('\\u001b[31mred')
  })

  test('that lands', async () => {
    const project = greetingProject()
    const ran = await buildWith(project, 'greeting', { ...greetingAnswer, decisions: evilAnswer.decisions })
    expect(ran.exit).toBe(0)
    expectPlain(ran)
    expect(ran.stdout).toContain('\\x1b[31mred')
    for (const words of [['log'], ['list'], ['drift']]) await shown(project, words)
  })

  test('that names files nobody asked for', async () => {
    const project = greetingProject()
    const prompt = await project.spec(['prompt', 'greeting'])
    const files = { ...greetingAnswer.files, [`src/${evil}.ts`]: 'export {}\n' }
    const { text } = await shown(
      project,
      ['regen', 'greeting', '--response', '-'],
      answerTo(prompt.stdout, { ...greetingAnswer, files }),
    )
    expect(text.exit).toBe(1)
    expect(text.stderr).toContain('\\u{1b}[31mred')
  })
})

test('in what a model command says when it fails', async () => {
  const project = greetingProject()
  project.write('fail.mjs', `process.stderr.write(${JSON.stringify(evil)}); process.exit(3)\n`)
  const { text } = await shown(project, [
    'regen',
    'greeting',
    '--model-command',
    `${process.execPath} ${project.root}/fail.mjs`,
  ])
  expect(text.exit).toBe(2)
  expect(text.stderr).toContain('red')
})

test('in the configuration', async () => {
  const project = await builtProject()
  project.write('spec.config.json', JSON.stringify({ [evil]: 1, model: evil }))
  const { text } = await shown(project, ['drift'])
  expect(text.stderr).toContain(spelt)
  const { text: asked } = await shown(project, ['regen', 'count', '--fresh'])
  expect(asked.exit).toBe(2)
})

test('in code that a prompt quotes: as it is into a file, spelled out on a terminal', async () => {
  const project = await builtProject()
  project.write('src/greet.ts', `${greetCode}// ${evil}\n`)
  expect((await project.spec(['prompt', 'greeting'])).stdout).toContain(evil)
  const onTerminal = await project.spec(['prompt', 'greeting'], { terminal: true })
  expect(onTerminal.stdout).toContain(`// ${spelt}`)
  for (const ran of [onTerminal, await project.spec(['prompt', 'greeting', '--json'])]) expectPlain(ran)
})
