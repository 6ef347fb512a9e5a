// `spec diff --fresh` against a server that speaks the Messages API: whom it asks, what it tells, and no file is written.
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProject, countSpec } from '../support/built.ts'
import { bytesOf, freshOf, told, withFiles } from '../support/fresh.ts'
import { greetCode, namesCode } from '../support/greeting.ts'
import { answer, startMessagesServer } from '../support/messages-server.ts'
import { answerTo } from '../support/project.ts'
import { answers, askedFor, asking, modelOf } from '../support/scripted-model.ts'

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
