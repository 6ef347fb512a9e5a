// What a name stands for: models of the configuration, presets with a model after a colon, ids that are known.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/read.ts'
import {
  faultOfSpecModel,
  knownNames,
  namedModel,
  presetNamed,
  presetPattern,
} from '../../src/config/model-names.ts'
import { runs } from '../runs.ts'

const config = { models: { house: { kind: 'preset', preset: 'ollama:house' } } } as const
const place = { path: 'specs/features/login.md' }

describe('a preset', () => {
  test.each([
    ['claude-code', 'claude-code', null],
    ['claude-code:opus', 'claude-code', 'opus'],
    ['claude-code:sonnet[1m]', 'claude-code', 'sonnet[1m]'],
    ['codex:gpt-6.1-sol', 'codex', 'gpt-6.1-sol'],
    ['ollama:qwen3-coder:30b', 'ollama', 'qwen3-coder:30b'],
    ['ollama:hf.co/unsloth/x-GGUF:Q4_K_M', 'ollama', 'hf.co/unsloth/x-GGUF:Q4_K_M'],
    ['llm:openrouter/mistral@latest', 'llm', 'openrouter/mistral@latest'],
  ])('%s', (written, name, model) => {
    expect(presetNamed(written)).toEqual({ kind: 'preset', preset: { name, model } })
  })

  // What follows the colon becomes a word of a command line, and a stranger's spec may choose it.
  test.each([
    'claude-code:',
    'claude-code:--dangerously-skip-permissions',
    'codex:-c',
    'codex:a b',
    'codex:a\nb',
    'llm:a;b',
    'llm:$(a)',
    'llm:a"b',
    'gemini:=x',
    `gemini:${'x'.repeat(201)}`,
    'ollama',
  ])('is not %j', (written) => {
    expect(presetNamed(written)?.kind).toBe('unfit')
    expect(faultOfSpecModel(written, place, config)).toMatchObject({ code: 'model-not-allowed', place })
  })

  test.each(['claude', 'Claude-Code', 'claude-codex', 'constructor:x', ':x', ''])(
    'is not %j at all',
    (written) => {
      expect(presetNamed(written)).toBeNull()
    },
  )

  test('never has a model that begins like an option or holds what a shell or a TOML value would act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const named = presetNamed(`codex:${text}`)
        if (named?.kind !== 'preset') return
        expect(named.preset.model).toBe(text)
        expect(text).not.toMatch(/^-|[\s"'`$;&|<>(){}=\\\0]/)
      }),
      { numRuns: runs(300) },
    )
    expect(presetPattern.test('codex:a\n')).toBe(false)
  })
})

describe('a name', () => {
  test('of the configuration goes before a preset', () => {
    const own = { models: { gemini: { kind: 'anthropic', model: 'own' } } } as const
    expect(namedModel('gemini', own)).toMatchObject({ kind: 'defined' })
    expect(namedModel('gemini', config)).toMatchObject({ kind: 'preset' })
  })

  test('may be short for an id, or one that is known', () => {
    expect(namedModel('opus', config)).toEqual({ kind: 'api', id: 'claude-opus-5-5' })
    expect(namedModel('claude-haiku-4-5', config)).toEqual({ kind: 'api', id: 'claude-haiku-4-5' })
    expect(namedModel('claude-next-9', config)).toBeNull()
    expect(namedModel('constructor', config)).toBeNull()
  })

  test('that a person may type is offered', () => {
    expect(knownNames(config)).toEqual(
      expect.arrayContaining(['house', 'claude-code', 'opus', 'claude-sonnet-5-5']),
    )
  })

  test('of nothing is told with the nearest in a spec', () => {
    expect(faultOfSpecModel('cluade-code', place, config)?.hint).toContain('did you mean claude-code?')
    expect(faultOfSpecModel('house', place, config)).toBeNull()
  })
})

describe('the configuration', () => {
  test('defines a model as a preset with a time limit', async () => {
    const read = await readConfig(
      '{"models":{"slow":{"kind":"preset","preset":"ollama:qwen3","timeoutSeconds":7200}}}',
      'spec.config.json',
    )
    expect(read).toMatchObject({
      ok: true,
      value: { models: { slow: { kind: 'preset', preset: 'ollama:qwen3', timeoutSeconds: 7200 } } },
    })
  })

  test.each(['claude', 'codex:-c', 'ollama: x'])('does not take %j for one', async (preset) => {
    const text = JSON.stringify({ models: { a: { kind: 'preset', preset } } })
    expect(await readConfig(text, 'spec.config.json')).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'config-invalid' }],
    })
  })
})
