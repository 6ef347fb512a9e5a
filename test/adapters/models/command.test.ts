// Real small programs as models: what they are given, what comes of their answers, and that nothing of them stays behind.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandModel, type CommandOptions } from '../../../src/adapters/models/command.ts'
import type { ModelRequest } from '../../../src/model/model.ts'
import { askModel, request } from './ask.ts'

const programs = fileURLToPath(new URL('programs/', import.meta.url))
const program = (name: string, ...args: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  join(programs, `${name}.mjs`),
  ...args,
]
const print = (told: object): readonly [string, ...string[]] => program('print', JSON.stringify(told))

const model = (argv: readonly [string, ...string[]], options: Partial<CommandOptions> = {}) =>
  commandModel({ argv, env: process.env, base: programs, ...options })

let folder: string
let pidFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spec-command-test-'))
  pidFile = join(folder, 'pid')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Does the process whose id the program noted still run? One that ended and that nobody has fetched (`Z`) does not. */
function alive(): boolean {
  const pid = readFileSync(pidFile, 'utf8')
  try {
    process.kill(Number(pid), 0)
    return !existsSync('/proc') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('a program', () => {
  test('gets the prompt on stdin, in an empty folder that is gone afterwards', async () => {
    const { answer } = await askModel(model(program('echo', 'one', 'two words')))
    expect(answer).toMatchObject({ ok: true, stop: 'end', requestId: null })
    const seen = JSON.parse(answer.ok ? answer.text : '{}') as Record<string, unknown> // What echo.mjs prints.
    expect(seen).toMatchObject({
      prompt: 'The rules.\n\nThe architecture.\n\nWrite login.ts.\n',
      files: [],
      args: ['one', 'two words'],
    })
    expect(existsSync(String(seen['cwd']))).toBe(false)
  })

  test('gets its arguments as they are: no shell sees them', async () => {
    const { answer } = await askModel(model(program('echo', '$HOME', '*', '; echo more', '')))
    expect(JSON.parse(answer.ok ? answer.text : '{}')).toMatchObject({
      args: ['$HOME', '*', '; echo more', ''],
    })
  })

  test('sees the environment, but nothing of the tool’s own', async () => {
    const env = { PATH: process.env['PATH'], MODEL_HOME: '/models', SPEC_INTERNAL: '1' }
    const { answer } = await askModel(model(program('echo'), { env }))
    const seen = JSON.parse(answer.ok ? answer.text : '{}') as {
      readonly env: Readonly<Record<string, string>>
    } // What echo.mjs prints.
    expect(seen.env['MODEL_HOME']).toBe('/models')
    expect(seen.env['SPEC_INTERNAL']).toBeUndefined()
  })

  test('given as a relative path is looked for where the person stands', async () => {
    const script = join(folder, 'model.sh')
    writeFileSync(script, '#!/bin/sh\necho from the script\n', { mode: 0o755 })
    const { answer } = await askModel(model(['./model.sh'], { base: folder }))
    expect(answer).toMatchObject({ ok: true, text: 'from the script\n' })
  })

  test('answers piece by piece, and its name holds no path', async () => {
    const asked = await askModel(model(print({ out: 'päckchen ', times: 3 })))
    expect(asked.answer).toMatchObject({ ok: true, text: 'päckchen päckchen päckchen ' })
    expect(asked.streamed).toBe('päckchen päckchen päckchen ')
    expect(asked.answer.identity.kind).toBe('command')
    expect(asked.answer.identity.name).toMatch(new RegExp(`^${basename(process.execPath)} print\\.mjs `))
  })

  test('may leave its stdin unread, however long the prompt is', async () => {
    const long: ModelRequest = { system: [], messages: [{ role: 'user', text: 'x'.repeat(2_000_000) }] }
    for (const deaf of [false, true]) {
      const { answer } = await askModel(model(print({ out: 'ok', deaf })), long)
      expect(answer).toMatchObject({ ok: true, text: 'ok' })
    }
  })

  test('may end while something it started still holds stdout: its answer is whole, and that ends too', async () => {
    const { answer } = await askModel(model(program('parent', pidFile)))
    expect(answer).toMatchObject({ ok: true, text: 'so far and done' })
    await expect.poll(alive).toBe(false)
  })

  test('leaves no folder behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('spec-model-'))
    await askModel(model(print({ out: 'ok' })))
    await askModel(model(['no-such-program-anywhere']))
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('spec-model-'))
    expect(after.filter((name) => !before.includes(name))).toEqual([])
  })
})

describe('a program that fails', () => {
  test('is told by its exit code and its last words, escaped, with the answer so far', async () => {
    const err = 'first\nsecond\nthird\nfourth\nfifth\n\u001b[31mred\u001b[0m\n\n'
    const { answer } = await askModel(model(print({ out: 'some', err, code: 3 })))
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'command-failed' }, partial: 'some' })
    expect(answer.ok ? '' : answer.failure.message).toMatch(
      /ended with exit code 3: second \| third \| fourth \| fifth \| \\x1b\[31mred\\x1b\[0m$/,
    )
  })

  test('does not tell the secrets of the environment', async () => {
    const env = { PATH: process.env['PATH'], MODEL_API_KEY: 'sk-odd-and-long-enough' }
    const argv = print({ err: 'bad key sk-odd-and-long-enough', code: 1 })
    const { answer } = await askModel(model(argv, { env }))
    expect(answer.ok ? '' : answer.failure.message).toMatch(/bad key \[key\]$/)
  })

  test('by not being there', async () => {
    const { answer } = await askModel(model(['no-such-program-anywhere', '-p']))
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'not-found', message: 'there is no program no-such-program-anywhere -p' },
    })
  })

  test('by not being a program', async () => {
    writeFileSync(join(folder, 'text'), 'hello')
    const { answer } = await askModel(model([join(folder, 'text')]))
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'command-failed', message: 'text could not be started (EACCES)' },
    })
  })

  test('by a name that no system can start', async () => {
    const { answer } = await askModel(model(['a\0b']))
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'command-failed' } })
  })

  test('by printing nothing', async () => {
    const { answer } = await askModel(model(print({ err: 'warning: no model loaded\n' })))
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    expect(answer.ok ? '' : answer.failure.message).toMatch(/printed nothing: warning: no model loaded$/)
  })

  test.each([
    ['bytes that are not UTF-8', Buffer.from([0x68, 0x69, 0xff, 0xfe])],
    ['half a character at its end', Buffer.from([0x68, 0x69, 0xc3])],
    ['a NUL', Buffer.from('a\0b')],
  ])('by printing %s', async (_, bytes) => {
    const { answer } = await askModel(model(print({ bytes: bytes.toString('base64') })))
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    expect(answer.ok ? '' : answer.failure.message).toContain('not UTF-8 text')
  })

  test('by printing without end', async () => {
    const argv = print({ out: 'x'.repeat(10_000), times: 100_000 })
    const { answer } = await askModel(model(argv, { outputLimitBytes: 3_000_000 }))
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    expect(answer.ok ? '' : answer.failure.message).toContain('printed more than 3 MB')
    expect(answer.ok ? 0 : answer.partial.length).toBeLessThanOrEqual(3_000_000)
  })
})

describe('an answer with escape sequences', () => {
  test('is kept as it is: what prints it escapes it', async () => {
    const { answer } = await askModel(model(print({ out: '\u001b[1mbold\u001b[0m' })))
    expect(answer).toMatchObject({ ok: true, text: '\u001b[1mbold\u001b[0m' })
  })
})

describe('a program that takes for ever', () => {
  test.each(['', 'stubborn'])('is ended by the time limit, with what it had said %s', async (how) => {
    const { answer } = await askModel(model(program('slow', pidFile, how), { timeoutMs: 3000 }))
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'time-out' }, partial: 'so far' })
    expect(answer.ok ? '' : answer.failure.message).toContain('did not finish within 3 s')
    await expect.poll(alive).toBe(false)
  })

  test('is ended when the person cancels, and so is what it started', async () => {
    const controller = new AbortController()
    const answer = await model(program('parent', pidFile, 'wait')).ask(
      request,
      () => controller.abort(),
      controller.signal,
    )
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'cancelled' }, partial: 'so far' })
    await expect.poll(alive).toBe(false)
  })

  test('is not even started after a cancel', async () => {
    const { answer } = await askModel(model(program('slow', pidFile)), request, AbortSignal.abort())
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'cancelled' }, partial: '' })
    expect(existsSync(pidFile)).toBe(false)
  })
})
