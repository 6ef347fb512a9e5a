// Old code given back for a changed requirement, and collateral changes: what the model and the person are asked.
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCli } from '../../src/cli/run.ts'
import { builtProject, snapshot } from '../support/lifecycle.ts'
import { greetCode, greetingAnswer, greetingSpec, namesCode } from '../support/greeting.ts'
import { answer, startMessagesServer, type MessagesServer } from '../support/messages-server.ts'
import { answerTo, buildWith, type ScriptedAnswer, type TestProject } from '../support/project.ts'

const newCode = greetCode.replace('Hello, ', 'Good day, ')
const otherNames = namesCode.replace('name.trim()', 'name.trim().trim()')

const answerWith = (greet: string, names = namesCode, decisions: readonly string[] = []): ScriptedAnswer => ({
  ...greetingAnswer,
  files: { 'src/greet.ts': greet, 'src/names.ts': names },
  decisions,
})

/** R1 says something else than the code that was built from it. */
async function changedProject(config: object = {}): Promise<TestProject> {
  const project = await builtProject({ 'spec.config.json': JSON.stringify(config) })
  project.write('specs/features/greeting.md', greetingSpec.replace('"Hello, "', '"Good day, "'))
  return project
}

/** A server that gives these answers one after the other, the last for ever. */
async function answering(...answers: readonly ScriptedAnswer[]): Promise<MessagesServer> {
  let call = 0
  const started = await startMessagesServer({
    models: null,
    count: null,
    otherwise: (request) => {
      const given = answers[Math.min(call++, answers.length - 1)] ?? answers[0]
      return answer(given === undefined ? '' : answerTo(textOf(request.body), given))
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

describe('the old code given back', () => {
  it('is asked for once more, in the same conversation, and lands when the change is there', async () => {
    const project = await changedProject()
    const at = await answering(answerWith(greetCode), answerWith(newCode))
    const ran = await project.spec(['regen', 'greeting', '--no-tests'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(2)
    expect(textOf(at.asked()[1]?.body)).toContain('R1 changed, and the answer changes no code')
    expect(ran.stdout).toContain('R1 changed: `greet` body; collateral: none')
  })

  it('lands where the second answer says why nothing has to change', async () => {
    const project = await changedProject()
    const because = ['- R1: no change needed, because the words come from the caller']
    const at = await answering(answerWith(greetCode), answerWith(greetCode, namesCode, because))
    const ran = await project.spec(['regen', 'greeting', '--no-tests'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('decided: R1: no change needed, because the words come from the caller')
  })

  it('given back for ever never lands, and the spec stays stale', async () => {
    const project = await changedProject()
    const before = snapshot(project)
    const at = await answering(answerWith(greetCode))
    expect(await project.spec(['regen', 'greeting', '--no-tests'], { env: envOf(at) })).toMatchObject({
      exit: 1,
    })
    expect(at.asked().length).toBeGreaterThan(1)
    expect(snapshot(project)).toEqual(before)
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(1)
    // What was rejected for that is not let through by being taken from the archive.
    const again = ['regen', 'greeting', '--no-tests', '--offline', '--reuse-rejected']
    expect(await project.spec(again)).toMatchObject({ exit: 1 })
    expect(snapshot(project)).toEqual(before)
  })
})

describe('a collateral change', () => {
  const both = answerWith(newCode, otherNames)
  const told = 'no changed requirement explains `cleanName` body (src/names.ts:1)'

  it('is reported, for programs too, and lands', async () => {
    const project = await changedProject()
    const ran = await buildWith(project, 'greeting', both, ['--no-tests', '--json'])
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.json()).toMatchObject({
      specs: [
        {
          blast: {
            requirements: [{ id: 'R1', change: 'changed', symbols: [{ symbol: 'greet', change: 'body' }] }],
            collateral: [
              {
                path: 'src/names.ts',
                symbol: 'cleanName',
                change: 'body',
                line: 1,
                exported: true,
                through: null,
              },
            ],
          },
        },
      ],
    })
  })

  it('waits for a yes where the project wants to be asked: by flag, or on a terminal', async () => {
    const project = await changedProject({ regen: { collateral: 'ask' } })
    const before = snapshot(project)
    const ran = await buildWith(project, 'greeting', both, ['--no-tests'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain(`${told}, and nobody can be asked here`)
    expect(snapshot(project)).toEqual(before)
    const dry = await project.spec(['regen', 'greeting', '--no-tests', '--offline', '--dry-run'])
    expect(dry).toMatchObject({ exit: 0 })
    expect(dry.stdout).toContain('collateral: `cleanName` body (src/names.ts:1)')

    const no = await onTerminal(project, 'n')
    expect(no).toMatchObject({ exit: 1 })
    expect(no.stderr).toContain(`greeting: ${told}. Write it? [y/N]`)
    expect(no.stderr).toContain('and nobody agreed to it')
    expect(snapshot(project)).toEqual(before)
    expect(await onTerminal(project, 'y')).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(otherNames)
  })

  it('that was agreed to beforehand is not asked about', async () => {
    const project = await changedProject({ regen: { collateral: 'ask' } })
    expect(await buildWith(project, 'greeting', both, ['--no-tests', '--yes'])).toMatchObject({ exit: 0 })
  })

  it('goes back to the model where the project refuses it', async () => {
    const project = await changedProject({ regen: { collateral: 'refuse' } })
    const at = await answering(both, answerWith(newCode))
    expect(await project.spec(['regen', 'greeting', '--no-tests'], { env: envOf(at) })).toMatchObject({
      exit: 0,
    })
    expect(textOf(at.asked()[1]?.body)).toContain(
      '`cleanName` body in src/names.ts, and no changed requirement',
    )
    expect(project.read('src/names.ts')).toBe(namesCode)
  })
})

/** The answer is kept: only the person is asked. */
async function onTerminal(project: TestProject, line: string): Promise<{ exit: number; stderr: string }> {
  let stderr = ''
  const stream = { write: () => undefined, isTTY: true, columns: 80 }
  const exit = await runCli(['regen', 'greeting', '--no-tests', '--offline'], {
    stdin: { isTTY: true, text: () => Promise.resolve(''), line: () => Promise.resolve(line) },
    stdout: stream,
    stderr: { ...stream, write: (text: string) => void (stderr += text) },
    env: { PATH: process.env.PATH, HOME: project.root, NO_COLOR: '1' },
    cwd: project.root,
    signal: new AbortController().signal,
  })
  return { exit, stderr }
}
