// `spec regen` with ANTHROPIC_BASE_URL at a server on this machine: asked once, recorded, never paid for again.
import { describe, expect, it, onTestFinished } from 'vitest'
import { greetingAnswer, greetingProject, greetingSpec } from '../support/greeting.ts'
import {
  answer,
  apiError,
  brokenOff,
  startMessagesServer,
  type MessagesServer,
  type ServerOptions,
} from '../support/messages-server.ts'
import { answerTo, type TestProject } from '../support/project.ts'

const key = 'sk-ant-made-up-for-this-test-0123456789'

async function server(options: ServerOptions): Promise<MessagesServer> {
  const started = await startMessagesServer({ models: null, count: null, ...options })
  onTestFinished(() => started.close())
  return started
}

/** A server that answers every prompt of the greeting spec rightly. */
const answering = (): Promise<MessagesServer> =>
  server({ otherwise: (request) => answer(answerTo(textOf(request.body), greetingAnswer)) })

function textOf(body: unknown): string {
  return JSON.stringify(body).replaceAll('\\n', '\n')
}

const envOf = (at: MessagesServer): Record<string, string> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: key,
})

/** Everything under the root that a command could have changed, by content. */
function tree(project: TestProject): Record<string, string> {
  return Object.fromEntries(
    project
      .files()
      .filter((path) => !path.startsWith('.spec/local') && !path.startsWith('.spec/cache'))
      .map((path) => [path, project.read(path)]),
  )
}

describe('a model on a server', () => {
  it('is asked once; its answer is checked, written and recorded', async () => {
    const project = greetingProject()
    const at = await answering()
    const ran = await project.spec(['regen', 'greeting'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(1)
    expect(at.violations).toEqual([])
    expect(project.read('src/greet.ts')).toBe(greetingAnswer.files['src/greet.ts'])
    expect(project.files().filter((path) => path.startsWith('.spec/archive/records/'))).toHaveLength(1)
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })

  it('is not asked again: not when in sync, not for lost code, not for another model', async () => {
    const project = greetingProject()
    const at = await answering()
    await project.spec(['regen', 'greeting'], { env: envOf(at) })
    for (const flags of [[], ['--model', 'claude-opus-5-5'], ['--offline']]) {
      expect(await project.spec(['regen', 'greeting', ...flags], { env: envOf(at) })).toMatchObject({
        exit: 0,
      })
    }
    project.remove('src')
    expect(
      await project.spec(['regen', 'greeting', '--model', 'claude-opus-5-5'], { env: envOf(at) }),
    ).toMatchObject({ exit: 0 })
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
    expect(at.asked()).toHaveLength(1)
  })

  it('is not asked again when the record was made by another version of tool and template', async () => {
    const project = greetingProject()
    const at = await answering()
    await project.spec(['regen', 'greeting'], { env: envOf(at) })
    // The lock is lost, as on a branch that never had it; the archive is not. Its record says another version.
    project.remove('.spec/lock')
    project.remove('src')
    const ran = await project.spec(['regen', 'greeting'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('built from a recorded answer')
    expect(at.asked()).toHaveLength(1)
  })

  it('is asked for what was cut, in the same conversation', async () => {
    const project = greetingProject()
    let calls = 0
    const at = await server({
      otherwise: (request) => {
        calls += 1
        const whole = answerTo(textOf(request.body), greetingAnswer)
        const cut = whole.slice(0, whole.indexOf("return clean === ''"))
        return calls === 1 ? answer(cut, { stopReason: 'max_tokens' }) : answer(whole)
      },
    })
    const ran = await project.spec(['regen', 'greeting'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(2)
    expect(project.read('src/names.ts')).toBe(greetingAnswer.files['src/names.ts'])
  })
})

describe('a dry run', () => {
  it('writes nothing, and the answer it paid for is used next time', async () => {
    const project = greetingProject()
    const at = await answering()
    const before = tree(project)
    expect(await project.spec(['regen', 'greeting', '--dry-run'], { env: envOf(at) })).toMatchObject({
      exit: 0,
    })
    expect(tree(project)).toEqual(before)
    expect(await project.spec(['regen', 'greeting'], { env: envOf(at) })).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(1)
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })
})

describe('an answer that is not good', () => {
  it.each([
    [
      'a type error',
      { ...greetingAnswer.files, 'src/greet.ts': 'export const greet: number = "x"\n' },
      'check-types',
    ],
    [
      'a file that does not parse',
      { ...greetingAnswer.files, 'src/greet.ts': 'export function (\n' },
      'check-parse',
    ],
    [
      'a file nobody asked for',
      { ...greetingAnswer.files, 'src/extra.ts': 'export const x = 1\n' },
      'answer-extra-file',
    ],
  ])('%s: nothing is written, the answer is kept, exit 1', async (_, files, code) => {
    const project = greetingProject()
    const at = await server({
      otherwise: (request) => answer(answerTo(textOf(request.body), { ...greetingAnswer, files })),
    })
    const before = tree(project)
    const ran = await project.spec(['regen', 'greeting'], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain(`[${code}]`)
    expect(tree(project)).toEqual(before)
    expect(project.files().filter((path) => path.startsWith('.spec/local/answers/'))).not.toHaveLength(0)
  })

  it('that drops an export is refused, unless told otherwise', async () => {
    const project = greetingProject()
    const at = await answering()
    await project.spec(['regen', 'greeting'], { env: envOf(at) })
    project.write('specs/features/greeting.md', greetingSpec.replace('"Hello, "', '"Welcome, "'))
    const files = {
      'src/greet.ts':
        'export function greet(name: string): string {\n  return `Welcome, ${name.trim()}`\n}\n',
      'src/names.ts': 'export {}\n',
    }
    const shrunk = await server({
      otherwise: (request) =>
        answer(answerTo(textOf(request.body), { files, trace: { R1: ['src/greet.ts#greet'] } })),
    })
    const ran = await project.spec(['regen', 'greeting', '--repairs', '0'], { env: envOf(shrunk) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('cleanName')
    expect(ran.stderr).toContain('[check-removed]')
    expect(project.read('src/names.ts')).toContain('cleanName')
    const allowed = await project.spec(['regen', 'greeting', '--reuse-rejected', '--allow-removal'], {
      env: envOf(shrunk),
    })
    expect(allowed).toMatchObject({ exit: 0 })
    expect(shrunk.asked()).toHaveLength(1)
  })
})

describe('a server that fails', () => {
  it.each([
    ['401', apiError(401, 'authentication_error', `bad key ${key}`)],
    ['unknown model', apiError(404, 'not_found_error', 'model: nope')],
    ['413', apiError(413, 'request_too_large', 'too large')],
    ['429 for ever', apiError(429, 'rate_limit_error', 'later', { 'retry-after': '86400' })],
    ['a cut stream', brokenOff('=== FILE ', 'cut')],
  ])('%s: trouble, exit 2, an untouched tree, no key anywhere', async (_, reply) => {
    const project = greetingProject()
    const at = await server({ otherwise: reply })
    const before = tree(project)
    const ran = await project.spec(['regen', 'greeting'], { env: envOf(at) })
    expect(ran.exit).toBe(2)
    expect(tree(project)).toEqual(before)
    const told = [ran.stdout, ran.stderr, ...project.files().map(project.read)].join('\n')
    expect(told).not.toContain(key)
    expect(ran.stderr).toContain('hint:')
  })
})

describe('without a key', () => {
  it('one message names the ways forward', async () => {
    const project = greetingProject()
    const ran = await project.spec(['regen', 'greeting'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('ANTHROPIC_API_KEY')
    expect(ran.stderr).toContain('--model-command')
    expect(ran.stderr).toContain('--response')
    expect(ran.stderr).not.toMatch(/\n\s+at /)
  })

  it('--offline says that the archive has no answer', async () => {
    const project = greetingProject()
    const ran = await project.spec(['regen', 'greeting', '--offline'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('the archive holds no answer to greeting')
  })
})
