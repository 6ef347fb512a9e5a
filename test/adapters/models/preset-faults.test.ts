// What people meet with these programs: not installed, not logged in, used up, too old, silent, talkative, hanging.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { presetModel } from '../../../src/adapters/models/preset.ts'
import { presets } from '../../../src/adapters/models/presets.ts'
import { presetNames, type PresetName } from '../../../src/config/model-names.ts'
import type { ModelAnswer } from '../../../src/model/model.ts'
import { askModel } from './ask.ts'
import { standIn, type Told } from './stand-in.ts'

const home = '/home/somebody'

async function ask(
  name: PresetName,
  told: Told,
  options: {
    readonly timeoutMs?: number
    readonly outputLimitBytes?: number
    readonly signal?: AbortSignal
  } = {},
): Promise<ModelAnswer> {
  const program = standIn(presets[name].program)
  try {
    program.tell(told)
    const { signal, ...limits } = options
    const env = {
      PATH: `${program.bin}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: home,
      LLM_API_KEY: 'sk-long-and-odd',
    }
    const preset = { name, model: name === 'ollama' ? 'qwen3' : null }
    const asked = presetModel({ preset, env, root: '/repo', ...limits })
    return (await askModel(asked, undefined, signal)).answer
  } finally {
    program.remove()
  }
}

const told = (answer: ModelAnswer): string =>
  answer.ok
    ? `ok: ${answer.text}`
    : `${answer.failure.kind}: ${answer.failure.message} / ${answer.failure.hint}`

const claude = (result: string, status: number | null = null): string =>
  JSON.stringify({ type: 'result', is_error: true, api_error_status: status, result, session_id: 's' })
const codex = (message: string): string =>
  `{"type":"thread.started","thread_id":"t"}\n${JSON.stringify({ type: 'turn.failed', error: { message } })}\n`
const gemini = (message: string, code: number): string =>
  `some stack\n    at async x {\n  status: 400\n}\n${JSON.stringify({ session_id: 'g', error: { type: 'Error', message, code } }, null, 2)}\n`

describe('a fault of a program is told with the next step', () => {
  test.each<[string, PresetName, Told, RegExp]>([
    [
      'not logged in to Claude Code',
      'claude-code',
      { out: claude('Not logged in · Please run /login'), code: 1 },
      /^authentication: Claude Code says: Not logged in .* \/ log in: claude auth login/,
    ],
    [
      'a key that Claude Code’s server refuses',
      'claude-code',
      { out: claude('Invalid API key · Fix external API key', 401), code: 1 },
      /^authentication: .*log in/,
    ],
    [
      'a plan that is used up',
      'claude-code',
      { out: claude("You've hit your session limit · resets 3pm"), code: 1 },
      /^rate-limit: .*resets 3pm \/ what your plan allows is used up/,
    ],
    ['a busy server', 'claude-code', { out: claude('API Error: Overloaded', 529), code: 1 }, /^overloaded: /],
    [
      'a version that is too old',
      'claude-code',
      { err: "error: unknown option '--safe-mode'\n", code: 1 },
      /^command-failed: .*unknown option .* \/ spec asks it with options that this version does not have: update it \(npm install -g @anthropic-ai\/claude-code\)/,
    ],
    [
      'not logged in to Codex',
      'codex',
      { out: codex('unexpected status 401 Unauthorized: Missing bearer'), code: 1 },
      /^authentication: Codex says: .* \/ log in: codex login/,
    ],
    [
      'no quota at OpenAI',
      'codex',
      { out: codex('Quota exceeded. Check your plan and billing details.'), code: 1 },
      /^rate-limit: Codex says: Quota exceeded/,
    ],
    [
      'no network',
      'codex',
      { out: codex('Connection failed: error sending request'), code: 1 },
      /^connection-lost: .*check the network/,
    ],
    [
      'not logged in to Gemini',
      'gemini',
      { err: gemini(`Please set an Auth method in your ${home}/.gemini/settings.json`, 41), code: 41 },
      /^authentication: Gemini CLI says: Please set an Auth method in your ~\/\.gemini.* \/ log in: gemini/,
    ],
    [
      'a key that Google refuses, JSON within JSON',
      'gemini',
      {
        err: gemini(JSON.stringify({ error: { code: 400, message: 'API key not valid.' } }), 400),
        code: 144,
      },
      /^authentication: Gemini CLI says: API key not valid\. /,
    ],
    ['quota of Gemini', 'gemini', { err: gemini('You exceeded it', 429), code: 1 }, /^rate-limit: /],
    [
      'no key for llm',
      'llm',
      { err: "Error: No key found - add one using 'llm keys set openai'\n", code: 1 },
      /^authentication: .*log in: llm keys set/,
    ],
    [
      'a model that llm does not know',
      'llm',
      { err: 'Error: Unknown model: x\n', code: 1 },
      /^unknown-model: /,
    ],
    [
      'a model that is not there: nothing is fetched',
      'ollama',
      { show: 1, out: 'would have been run' },
      /^unknown-model: Ollama says: Error: model 'qwen3' not found \/ fetch it: ollama pull/,
    ],
    [
      'a server of ollama that is not running',
      'ollama',
      { err: "Error: could not connect to ollama server, run 'ollama serve' to start it\n", code: 1 },
      /^connection-lost: .*ollama serve/,
    ],
    [
      'a cloud model without a login, told on stdout with exit code 0',
      'ollama',
      { out: 'You need to be signed in to Ollama to run Cloud models.\n\nIf your browser did not open\n' },
      /^authentication: .*log in: ollama signin/,
    ],
    ['an exit code and no word', 'llm', { code: 3 }, /^command-failed: llm ended with exit code 3 .*by hand/],
    ['a secret among its last words', 'llm', { err: 'bad key sk-long-and-odd', code: 1 }, /bad key \[key\] /],
    [
      'escape sequences among its last words',
      'llm',
      { err: '\u001b[31mred\u001b[0m \u0007', code: 1 },
      /says: red \\x07 /,
    ],
    ['an answer in another format', 'claude-code', { out: 'the answer' }, /^malformed: .*update it/],
    ['no answer', 'llm', { out: ' \n', err: 'warming up\n' }, /^malformed: .*read: warming up/],
    ['a turn that never ended', 'codex', { out: '{"type":"turn.started"}\n' }, /^malformed: /],
    ['bytes that are no text', 'llm', { out: Uint8Array.of(0x68, 0xff, 0xfe) }, /^malformed: .*not UTF-8/],
  ])('%s', async (_, name, does, expected) => {
    expect(told(await ask(name, does))).toMatch(expected)
  })

  test.each(presetNames)('%s is not installed', async (name) => {
    const asked = presetModel({ preset: { name, model: 'x' }, env: { PATH: '' }, root: '/repo' })
    const { answer } = await askModel(asked)
    const { title, program, install } = presets[name]
    expect(told(answer)).toContain(
      `not-found: ${title} is not installed: there is no program ${program} on PATH`,
    )
    expect(told(answer)).toContain(`install it: ${install}`)
  })
})

describe('a program that prints more than its answer', () => {
  const answer = JSON.stringify({ type: 'result', is_error: false, result: 'the answer' })
  test.each<[string, PresetName, string]>([
    ['a banner first', 'claude-code', `A new version is there!\n${answer}\n`],
    ['colours around it', 'claude-code', `\u001b[32m${answer}\u001b[0m\n`],
    ['a list of messages', 'claude-code', `[{"type":"system"},${answer}]\n`],
    ['warnings first', 'gemini', `Warning: x {\n{\n  "response": "the answer"\n}\n`],
    [
      'lines that are no events',
      'codex',
      `2026 ERROR x\n{"type":"item.completed","item":{"type":"agent_message","text":"the answer"}}\n{"type":"turn.completed"}\n`,
    ],
    ['colours within it', 'llm', '\u001b[1mthe\u001b[0m answer'],
    ['a title for the window', 'ollama', '\u001b]0;ollama\u0007the answer\u001b[?25h'],
  ])('%s', async (_, name, out) => {
    expect(told(await ask(name, { out }))).toBe('ok: the answer')
  })

  test('without end is stopped', async () => {
    const out = 'x'.repeat(2_100_000)
    expect(told(await ask('llm', { out }, { outputLimitBytes: 1_000_000 }))).toMatch(
      /^malformed: llm printed more than 1 MB/,
    )
  })
})

describe('a program that takes for ever', () => {
  test('is ended by the time limit', async () => {
    expect(told(await ask('codex', { hangs: true }, { timeoutMs: 400 }))).toMatch(
      /^time-out: Codex did not finish within 400 ms \/ .*timeoutSeconds/,
    )
  })

  test('is ended when the person cancels', async () => {
    const signal = AbortSignal.timeout(300)
    expect(told(await ask('gemini', { hangs: true }, { signal }))).toMatch(
      /^cancelled: Gemini CLI was stopped/,
    )
  })
})

test('a program inside the project is never run: a pull request could have brought it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'spec-preset-root-'))
  mkdirSync(join(root, 'node_modules'))
  const planted = standIn('codex', join(root, 'node_modules'))
  const env = { PATH: [planted.bin, './node_modules/bin', ''].join(delimiter) }
  const { answer } = await askModel(presetModel({ preset: { name: 'codex', model: null }, env, root }))
  expect(told(answer)).toMatch(/^not-found: .*the one inside the project is not run/)
  expect(planted.seen()).toBeNull()
  rmSync(root, { recursive: true })
})
