// Each preset against a stand-in with its name: its command line, what it is given and sees, and what comes of its answer.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { presetModel } from '../../../src/adapters/models/preset.ts'
import { presets } from '../../../src/adapters/models/presets.ts'
import { presetNames, type PresetName } from '../../../src/config/model-names.ts'
import type { ModelRequest } from '../../../src/model/model.ts'
import { askModel, request } from './ask.ts'
import { standIn, type Seen, type Told } from './stand-in.ts'

const env = (bin: string): Record<string, string | undefined> => ({
  ...Object.fromEntries(['PATH', 'HOME'].map((name) => [name, process.env[name]])),
  PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  ANTHROPIC_API_KEY: 'key-of-claude',
  CODEX_API_KEY: 'key-of-codex',
  GEMINI_API_KEY: 'key-of-gemini',
  LLM_USER_PATH: '/llm',
  OLLAMA_HOST: 'http://127.0.0.1:9',
  GITHUB_TOKEN: 'never-to-a-model',
  AWS_SECRET_ACCESS_KEY: 'never-to-a-model',
  NPM_TOKEN: 'never-to-a-model',
  CLAUDECODE: '1',
  CLAUDE_CODE_ENTRYPOINT: 'cli',
  FORCE_COLOR: '3',
  NODE_OPTIONS: '--no-warnings',
  SPEC_INTERNAL: '1',
})

interface Outcome {
  readonly answer: Awaited<ReturnType<typeof askModel>>
  readonly seen: Seen | null
}

async function ask(
  name: PresetName,
  model: string | null,
  told: Told,
  more: { readonly request?: ModelRequest; readonly env?: Record<string, string> } = {},
): Promise<Outcome> {
  const program = standIn(presets[name].program)
  try {
    program.tell(told)
    const asked = presetModel({
      preset: { name, model },
      env: { ...env(program.bin), ...more.env },
      root: '/repo',
    })
    return { answer: await askModel(asked, more.request), seen: program.seen() }
  } finally {
    program.remove()
  }
}

const claudeOut = JSON.stringify({
  type: 'result',
  subtype: 'success',
  is_error: false,
  api_error_status: null,
  result: 'the answer\n',
  session_id: 's-1',
  total_cost_usd: 0.01,
  usage: {
    input_tokens: 12,
    cache_creation_input_tokens: 5,
    cache_read_input_tokens: 7,
    output_tokens: 9,
  },
  modelUsage: { 'claude-haiku-5-5': { outputTokens: 2 }, 'claude-opus-5-5': { outputTokens: 9 } },
})

const codexOut = [
  { type: 'thread.started', thread_id: 't-1' },
  { type: 'item.completed', item: { id: 'i0', type: 'error', message: 'a setting is not known' } },
  { type: 'turn.started' },
  { type: 'item.completed', item: { id: 'i1', type: 'agent_message', text: 'I shall answer.' } },
  { type: 'item.completed', item: { id: 'i2', type: 'agent_message', text: 'the answer\n' } },
  {
    type: 'turn.completed',
    usage: {
      input_tokens: 12,
      cached_input_tokens: 7,
      cache_write_input_tokens: 0,
      output_tokens: 9,
      reasoning_output_tokens: 2,
    },
  },
]
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('')

const geminiOut = JSON.stringify(
  {
    session_id: 'g-1',
    response: 'the answer\n',
    stats: {
      models: {
        'gemini-lite': { tokens: { prompt: 3, candidates: 1, cached: 0, thoughts: 0 } },
        'gemini-pro': { tokens: { prompt: 12, candidates: 9, cached: 7, thoughts: 2 } },
      },
    },
  },
  null,
  2,
)

interface Line {
  readonly name: PresetName
  readonly model: string | null
  readonly told: Told
  readonly args: string
  /** Where the system part goes. */
  readonly system: 'file' | 'stdin'
  readonly key: string | null
  readonly answered: string
  readonly usage: readonly (number | null)[]
  readonly session: string | null
}

const off = presets.codex
  .args({ model: null, system: '', rules: '', maxTokens: null })
  .filter((word) => word.startsWith('features.'))

const lines: readonly Line[] = [
  {
    name: 'claude-code',
    model: 'opus',
    told: { out: claudeOut },
    args: '-p --output-format json --tools "" --safe-mode --strict-mcp-config --disable-slash-commands --no-session-persistence --system-prompt-file <system.md> --model opus',
    system: 'file',
    key: 'ANTHROPIC_API_KEY',
    answered: 'claude-code:claude-opus-5-5',
    usage: [12, 9, 7, 5],
    session: 's-1',
  },
  {
    name: 'codex',
    model: 'gpt-6',
    told: { out: codexOut },
    args: `exec --json --ephemeral --skip-git-repo-check --ignore-user-config --ignore-rules --sandbox read-only --color never -c approval_policy="never" -c web_search="disabled" -c skills.include_instructions=false ${off.map((word) => `-c ${word}`).join(' ')} --model gpt-6 -`,
    system: 'stdin',
    key: 'CODEX_API_KEY',
    answered: 'codex:gpt-6',
    usage: [5, 9, 7, 0],
    session: 't-1',
  },
  {
    name: 'gemini',
    model: 'gemini-pro-latest',
    told: { out: geminiOut },
    args: '--output-format json --policy <rules.toml> --allowed-mcp-server-names none --extensions none --model gemini-pro-latest',
    system: 'file',
    key: 'GEMINI_API_KEY',
    answered: 'gemini:gemini-pro',
    usage: [8, 12, 7, null],
    session: 'g-1',
  },
  {
    name: 'llm',
    model: 'mistral/large',
    told: {
      out: 'the answer\n',
      err: 'thinking about it\n\u001b[33m\u001b[1mToken usage: 1,234 input, 56 output, {"a": 1}\u001b[0m\n',
    },
    args: 'prompt --no-log --usage --model mistral/large',
    system: 'stdin',
    key: 'LLM_USER_PATH',
    answered: 'llm:mistral/large',
    usage: [1234, 56, null, null],
    session: null,
  },
  {
    name: 'ollama',
    model: 'qwen3-coder:30b',
    told: { out: 'the answer\n' },
    args: 'run --nowordwrap --hidethinking qwen3-coder:30b',
    system: 'stdin',
    key: 'OLLAMA_HOST',
    answered: 'ollama:qwen3-coder:30b',
    usage: [null, null, null, null],
    session: null,
  },
]

/** Paths of files beside the folder by their last part; an empty word is shown as "". */
const shown = (args: readonly string[]): string =>
  args.map((word) => (word.startsWith('/') ? `<${basename(word)}>` : word === '' ? '""' : word)).join(' ')

describe.each(lines)('$name', (line) => {
  test('is asked with its command line in an empty folder, and answers', async () => {
    const { answer, seen } = await ask(line.name, line.model, line.told)
    if (seen === null) throw new Error('it was not run')
    expect(shown(seen.args)).toBe(line.args)
    expect(seen.files).toBe('* .[!.]*\n') // What a shell makes of an empty folder.
    expect(existsSync(dirname(seen.cwd))).toBe(false)
    const system = 'The rules.\n\nThe architecture.\n'
    const prompt = 'Write login.ts.\n'
    expect(seen.stdin).toBe(line.system === 'stdin' ? `${system}\n${prompt}` : prompt)
    expect(seen.texts.get('system.md')).toBe(line.system === 'file' ? system : undefined)

    const [input, output, cacheRead, cacheWrite] = line.usage
    expect(answer.answer).toEqual({
      ok: true,
      text: 'the answer\n',
      stop: 'end',
      usage: { input, output, cacheRead, cacheWrite },
      identity: { kind: 'command', name: line.answered },
      requestId: line.session,
    })
    expect(answer.streamed).toBe('the answer\n')
  })

  test('sees what its login needs and no other secret, and is told to print plain text', async () => {
    const { seen } = await ask(line.name, line.model, line.told)
    const names = [...(seen?.env.keys() ?? [])]
    const foreign = ['ANTHROPIC_API_KEY', 'CODEX_API_KEY', 'GEMINI_API_KEY', 'LLM_USER_PATH', 'OLLAMA_HOST']
    // Plugins of llm ask Anthropic, Google and ollama as well.
    const own = line.name === 'llm' ? foreign.filter((name) => name !== 'CODEX_API_KEY') : [line.key]
    expect(names).toEqual(expect.arrayContaining(['PATH', 'HOME', line.key]))
    expect(names.filter((name) => foreign.includes(name) && !own.includes(name))).toEqual([])
    expect(
      names.filter((name) => /TOKEN$|^AWS|^SPEC|^NODE_OPTIONS|^FORCE|^CLAUDECODE|ENTRYPOINT/.test(name)),
    ).toEqual([])
    expect(seen?.env.get('NO_COLOR')).toBe('1')
    expect(seen?.env.get('TERM')).toBe('dumb')
  })
})

test('every preset is here', () => {
  expect(lines.map(({ name }) => name)).toEqual([...presetNames])
})

test('without a model after the colon, none is asked for and the preset’s name is the identity', async () => {
  const { answer, seen } = await ask('llm', null, { out: 'the answer' })
  expect(seen?.args).toEqual(['prompt', '--no-log', '--usage'])
  expect(answer.answer.identity.name).toBe('llm')
})

test('Gemini gets rules that deny every tool, and its system part by the environment', async () => {
  const { seen } = await ask('gemini', null, { out: geminiOut })
  expect(seen?.texts.get('rules.toml')).toContain('toolName = "*"\ndecision = "deny"')
  expect(seen?.env.get('GEMINI_CLI_TRUST_WORKSPACE')).toBe('true')
  expect(basename(seen?.env.get('GEMINI_SYSTEM_MD') ?? '')).toBe('system.md')
})

test('Claude Code gets the keys of Bedrock only where the environment says that it uses Bedrock', async () => {
  const { seen } = await ask(
    'claude-code',
    null,
    { out: claudeOut },
    { env: { CLAUDE_CODE_USE_BEDROCK: '1' } },
  )
  expect(seen?.env.get('AWS_SECRET_ACCESS_KEY')).toBe('never-to-a-model')
})

test('Claude Code is told how long an answer may be, and has a system part even where there is none', async () => {
  const bare: ModelRequest = { system: [], messages: request.messages, maxTokens: 777 }
  const { seen } = await ask('claude-code', null, { out: claudeOut }, { request: bare })
  expect(seen?.env.get('CLAUDE_CODE_MAX_OUTPUT_TOKENS')).toBe('777')
  expect(seen?.texts.get('system.md')).toBe('Answer with text only.\n')
})

test('a conversation goes on in one text', async () => {
  const going: ModelRequest = {
    system: [{ text: 'The rules.', cache: true }],
    messages: [
      { role: 'user', text: 'Write it.' },
      { role: 'assistant', text: 'Half.' },
      { role: 'user', text: 'Now the rest.' },
    ],
  }
  const { seen } = await ask('claude-code', null, { out: claudeOut }, { request: going })
  expect(seen?.stdin).toBe(
    'Write it.\n\n=== YOUR ANSWER SO FAR ===\n\nHalf.\n\n=== ASKED NEXT ===\n\nNow the rest.\n',
  )
})

test('nothing is left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spec-presets-test-'))
  vi.stubEnv('TMPDIR', folder)
  await ask('gemini', null, { out: geminiOut })
  await ask('gemini', null, { code: 1 })
  vi.unstubAllEnvs()
  expect(readdirSync(folder)).toEqual([])
  rmSync(folder, { recursive: true })
})
