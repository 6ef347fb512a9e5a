// `spec models`: which model a call would ask, why, what is set up here; no key is ever printed and no model is asked.
import { delimiter } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { command as regen } from '../../../src/cli/commands/regen.ts'
import { completionTable } from '../../../src/cli/completion/table.ts'
import { registryOf } from '../frame/recorded.ts'
import { testProject, type TestProject } from '../../support/project.ts'
import { standIn, type StandIn } from '../../adapters/models/stand-in.ts'

const key = 'sk-ant-never-to-be-seen-3f9k'

const feature = (id: string, front = ''): string =>
  `---\ntargets: [src/${id}.ts]\n${front}---\n# ${id}\n\n## Requirements\n\n- R1: It is.\n`

const project = (config: object | null, more: Readonly<Record<string, string>> = {}): TestProject =>
  testProject({
    'specs/features/plain.md': feature('plain'),
    'specs/features/other.md': feature('other', 'model: codex:gpt-6\n'),
    ...(config === null ? {} : { 'spec.config.json': JSON.stringify(config) }),
    ...more,
  })

/** Nothing but stand-ins is on PATH. */
function installed(program: string): StandIn {
  const made = standIn(program)
  onTestFinished(() => made.remove())
  return made
}

describe('spec models', () => {
  test('says what a call for the project would ask, and why', async () => {
    const { exit, stdout } = await project(null).spec(['models'], {
      env: { PATH: '', ANTHROPIC_API_KEY: key },
    })
    expect(exit).toBe(0)
    expect(stdout).toContain('every spec: claude-sonnet-5-5, by the default')
    expect(stdout).toContain('api.anthropic.com, ANTHROPIC_API_KEY is set; at most 128,000 tokens an answer')
    expect(stdout).toMatch(
      /prefix caching and batches; \$2 in, \$10 out a million tokens \(\d{4}-\d\d-\d\d\)/,
    )
    expect(stdout).not.toContain(key)
  })

  test('lists specs with a model of their own, and what is missing for them', async () => {
    const { exit, stdout } = await project({ model: 'opus' }).spec(['models'], { env: { PATH: '' } })
    expect(exit).toBe(0)
    expect(stdout).toContain('every spec: opus (claude-opus-5-5), by `model` in spec.config.json')
    expect(stdout).toContain('cannot be asked here: there is no key for api.anthropic.com')
    expect(stdout).toContain('other: codex:gpt-6, by its front matter')
    expect(stdout).toContain('cannot be asked here: Codex is not installed')
    expect(stdout).toContain('hint: install it: npm install -g @openai/codex; then log in: codex login')
    expect(stdout).not.toContain('plain:')
  })

  test('finds programs on PATH, starts them only for their version, and hides where home is', async () => {
    const codex = installed('codex')
    const found = project(null)
    const env = { PATH: [codex.bin, '/usr/bin', '/bin'].join(delimiter), HOME: codex.bin }
    const { stdout } = await found.spec(['models'], { env })
    expect(stdout).toContain('Codex 1.2.3  ~/codex')
    expect(stdout).toContain('llm           not installed: uv tool install llm')
    expect(codex.seen()).toBeNull()

    const quiet = await found.spec(['models', '--no-versions', '--json'], { env })
    expect(quiet.json()['presets']).toContainEqual(
      expect.objectContaining({ name: 'codex', path: '~/codex', version: null }),
    )
  })

  test('as a document, for a spec and a flag', async () => {
    const config = {
      models: {
        house: { kind: 'anthropic', model: 'house-7b', baseUrl: 'http://localhost:11434', maxTokens: 99 },
        script: { kind: 'command', command: ['./no-such-model.sh'] },
      },
    }
    const ran = await project(config, {
      'specs/features/scripted.md': feature('scripted', 'model: script\n'),
    }).spec(['models', '--model', 'house', '--json', 'plain', 'other'], {
      env: { PATH: '', ANTHROPIC_API_KEY: key },
    })
    expect(ran.exit).toBe(0)
    expect(ran.stdout).not.toContain(key)
    const call = {
      name: 'house',
      why: 'flag',
      kind: 'anthropic',
      asks: 'house-7b',
      server: {
        host: 'localhost:11434',
        official: false,
        credential: null,
        problem: null,
        hint: null,
        notes: [],
      },
      maxOutput: 99,
      caching: null,
      batches: null,
      price: null,
      limits: [],
      problem: null,
      hint: null,
    }
    expect(ran.json()).toMatchObject({
      schema: 'spec.models/1',
      project: call,
      specs: [
        { spec: 'other', path: 'specs/features/other.md', ...call },
        { spec: 'plain', path: 'specs/features/plain.md', ...call },
      ],
      server: { host: 'api.anthropic.com', credential: 'ANTHROPIC_API_KEY' },
      names: { configured: ['house', 'script'] },
      diagnostics: [],
    })
  })

  test('says that a command of the configuration is not there', async () => {
    const { stdout } = await project({
      model: 'script',
      models: { script: { kind: 'command', command: ['./no-such-model.sh', '-x'] } },
    }).spec(['models', '--no-versions'], { env: { PATH: '' } })
    expect(stdout).toContain('every spec: script (./no-such-model.sh -x), by `model` in spec.config.json')
    expect(stdout).toContain('cannot be asked here: there is no program ./no-such-model.sh')
  })

  test.each<[string, object | null, Readonly<Record<string, string>>, number, string]>([
    ['the configuration', { model: 'soonet' }, {}, 2, 'did you mean sonnet?'],
    [
      'a spec',
      null,
      { 'specs/features/odd.md': feature('odd', 'model: codex:--oss\n') },
      1,
      '"codex:--oss" does not name a model of codex',
    ],
  ])('tells a name in %s that means nothing', async (_, config, more, exit, words) => {
    const ran = await project(config, more).spec(['models', '--no-versions'], { env: { PATH: '' } })
    expect(ran.exit).toBe(exit)
    expect(ran.stderr).toContain(words)
  })
})

test('names of models are offered after --model', async () => {
  const table = await completionTable(registryOf(regen))
  const flags = table.find(({ path }) => path === 'regen')?.flags ?? []
  const values = flags.find(({ spellings }) => spellings.includes('--model'))?.values
  expect(values).toEqual({
    kind: 'words',
    words: expect.arrayContaining(['claude-code', 'ollama', 'opus']) as unknown,
  })
})

test('a spec is built by the program that its front matter names', async () => {
  const codex = installed('codex')
  const { spec } = project(null)
  codex.tell({ out: '{"type":"turn.failed","error":{"message":"Not logged in"}}\n', code: 1 })
  const { exit, stderr } = await spec(['regen', 'other'], {
    env: { PATH: [codex.bin, '/usr/bin', '/bin'].join(delimiter) },
  })
  expect(exit).toBe(2)
  expect(stderr).toContain('Codex says: Not logged in')
  expect(stderr).toContain('log in: codex login')
  expect(codex.seen()?.args).toContain('gpt-6')
  expect(codex.seen()?.stdin).toContain('src/other.ts')
})
