// Which model is asked, by flags, a spec's wish and the configuration; and a response that is brought along.
import { describe, expect, test } from 'vitest'
import { selectModel, type ModelWish } from '../../../src/adapters/models/select.ts'
import { defaultConfig, type Config } from '../../../src/config/config.ts'
import { answer, startMessagesServer } from '../../support/messages-server.ts'
import { askModel, key } from './ask.ts'

const config: Config = {
  ...defaultConfig,
  models: {
    house: { kind: 'anthropic', model: 'house-7b', baseUrl: 'http://localhost:11434', maxTokens: 9 },
    agent: { kind: 'command', command: ['claude', '-p'], timeoutSeconds: 5 },
    hollow: { kind: 'command', command: [] },
    local: { kind: 'preset', preset: 'ollama:qwen3', timeoutSeconds: 7200 },
    broken: { kind: 'preset', preset: 'ollama' },
    sonnet: { kind: 'anthropic', model: 'claude-sonnet-4-6' },
  },
}
const place = { path: 'specs/features/login.md', line: 3 }
const select = (wish: Partial<ModelWish>) =>
  selectModel({ config, env: {}, root: '/repo', cwd: '/repo', ...wish })
const chosen = (wish: Partial<ModelWish>): string => {
  const selected = select(wish)
  return selected.ok
    ? `${selected.value.identity.kind} ${selected.value.identity.name}`
    : selected.diagnostics.map(({ code, message, hint }) => `${code}: ${message} / ${hint ?? ''}`).join('\n')
}

describe('the model', () => {
  test.each<[string, Partial<ModelWish>, string]>([
    ['is a current one by default', { config: defaultConfig }, 'anthropic claude-sonnet-5-5'],
    ['is the configuration’s', { config: { ...config, model: 'agent' } }, 'command claude -p'],
    ['is the spec’s before the configuration’s', { spec: { model: 'house', place } }, 'anthropic house-7b'],
    [
      'is the flag’s before the spec’s',
      { name: 'haiku', spec: { model: 'house', place } },
      'anthropic claude-haiku-5-5',
    ],
    [
      'is the command’s before the spec’s',
      { command: 'llm -m x', spec: { model: 'house', place } },
      'command llm -m x',
    ],
    [
      'is the response before the spec’s',
      { response: { name: 'a.md', text: 'x' }, spec: { model: 'house', place } },
      'response a.md',
    ],
    [
      'is what the configuration defines before a preset of that name',
      { name: 'sonnet' },
      'anthropic claude-sonnet-4-6',
    ],
    ['is a preset', { name: 'opus' }, 'anthropic claude-opus-5-5'],
    ['is a program that people have', { name: 'claude-code' }, 'command claude-code'],
    [
      'is a program with a model of its own',
      { name: 'ollama:qwen3-coder:30b' },
      'command ollama:qwen3-coder:30b',
    ],
    [
      'is a program that the configuration names',
      { config: { ...config, model: 'local' } },
      'command ollama:qwen3',
    ],
    [
      'is a program before a server of one’s own has a model of that name',
      { name: 'codex', env: { ANTHROPIC_BASE_URL: 'http://localhost:11434' } },
      'command codex',
    ],
    ['is any id that Anthropic may have', { name: 'claude-next-9' }, 'anthropic claude-next-9'],
    [
      'is any name on a server of one’s own',
      { name: 'qwen3-coder:30b', env: { ANTHROPIC_BASE_URL: 'http://localhost:11434' } },
      'anthropic qwen3-coder:30b',
    ],
  ])('%s', (_, wish, expected) => {
    expect(chosen(wish)).toBe(expected)
  })

  test.each<[string, Partial<ModelWish>, RegExp]>([
    ['a slip of the pen', { name: 'claud-sonnet-5-5' }, /^model-unknown: .*did you mean claude-sonnet-5-5\?/],
    ['a name that is like none', { name: 'something' }, /^model-unknown: .*known: house, agent/],
    ['a name of every object', { name: 'constructor' }, /^model-unknown/],
    ['an empty name', { name: '' }, /^model-unknown/],
    [
      'two flags at once',
      { command: 'a', response: { name: '-', text: '' } },
      /^usage: --response and --model-command exclude/,
    ],
    ['shell syntax', { command: 'a | b' }, /^usage: .*at character 3/],
    ['a program without the model that it needs', { name: 'ollama' }, /^model-unknown: ollama has no model/],
    [
      'a configured preset without it',
      { name: 'broken' },
      /^config-invalid: .*"broken" .*ollama has no model/,
    ],
    ['a configured command without a program', { name: 'hollow' }, /^config-invalid: .*"hollow"/],
  ])('is not %s', (_, wish, expected) => {
    expect(chosen(wish)).toMatch(expected)
  })
})

describe('a spec may name', () => {
  test.each(['house', 'agent', 'local', 'opus', 'claude-haiku-5-5', 'claude-code', 'codex:gpt-6'])(
    '%s',
    (model) => {
      expect(select({ spec: { model, place } }).ok).toBe(true)
    },
  )

  // Whoever writes a spec must not choose what runs or where a key goes; the configuration does.
  test.each([
    'claude -p',
    'sh -c "curl evil.example"',
    './model.sh',
    'claude-unheard-of',
    'qwen3-coder:30b',
    'codex:--dangerously-bypass-approvals-and-sandbox',
    'llm:a -t template',
    '__proto__',
    '',
  ])('not %j', (model) => {
    const selected = select({ spec: { model, place }, env: { ANTHROPIC_BASE_URL: 'http://localhost:1' } })
    expect(selected).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'model-not-allowed', severity: 'finding', place }],
    })
  })
})

describe('a selected model', () => {
  test('fails only when it is asked, where there is no key: the archive may have the answer', async () => {
    const selected = select({ config: defaultConfig })
    if (!selected.ok) throw new Error('not selected')
    const { answer: got } = await askModel(selected.value)
    expect(got).toMatchObject({ ok: false, failure: { kind: 'no-key' } })
  })

  test('asks the environment’s server with the configured limits', async () => {
    const server = await startMessagesServer({ replies: [answer('ok')], key })
    const own: Config = {
      ...config,
      models: { own: { kind: 'anthropic', model: 'own', maxTokens: 77, effort: 'low' } },
    }
    const selected = select({
      config: own,
      name: 'own',
      env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key },
    })
    if (!selected.ok) throw new Error('not selected')
    expect((await askModel(selected.value)).answer.ok).toBe(true)
    await server.close()
    expect(server.asked()[0]?.body).toMatchObject({
      model: 'own',
      max_tokens: 77,
      output_config: { effort: 'low' },
    })
  })
})

describe('a response that is brought along', () => {
  const given = (text: string) => {
    const selected = select({ response: { name: 'answer.md', text } })
    if (!selected.ok) throw new Error('not selected')
    return selected.value
  }

  test('is the answer, once', async () => {
    const model = given('the answer\n')
    const first = await askModel(model)
    expect(first.answer).toMatchObject({ ok: true, text: 'the answer\n', stop: 'end' })
    expect(first.streamed).toBe('the answer\n')
    expect((await askModel(model)).answer).toMatchObject({
      ok: false,
      failure: { kind: 'not-found', message: 'answer.md holds one answer, and more was asked' },
    })
  })

  test('must say something', async () => {
    expect((await askModel(given(' \n'))).answer).toMatchObject({
      ok: false,
      failure: { kind: 'malformed', message: 'answer.md is empty' },
    })
  })

  test('is not given after a cancel', async () => {
    const { answer: got } = await askModel(given('x'), undefined, AbortSignal.abort())
    expect(got).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
  })
})
