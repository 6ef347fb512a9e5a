// What a configuration may say, and what is said about one that cannot be read.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/config.ts'
import { readConfig } from '../../src/config/read.ts'
import { configJsonSchema } from '../../src/config/schema.ts'
import { runs } from '../runs.ts'

const path = 'spec.config.json'

async function findings(text: string): Promise<string[]> {
  const result = await readConfig(text, path)
  return result.diagnostics.map(
    ({ code, severity, message, place, hint }) =>
      `${place?.line}:${place?.column ?? '-'} ${severity} ${code}: ${message} (${hint})`,
  )
}

describe('a configuration', () => {
  test('that says nothing has every default', async () => {
    expect(await readConfig('{}', path)).toEqual({ ok: true, value: defaultConfig, diagnostics: [] })
  })

  test('keeps what it says, with CRLF, a byte order mark and a $schema', async () => {
    const text = JSON.stringify(
      {
        $schema: './node_modules/spec-regen/schema/spec.config.schema.json',
        model: 'local',
        models: {
          local: { kind: 'command', command: ['ollama', 'run', 'qwen'], timeoutSeconds: 600 },
          big: {
            kind: 'anthropic',
            model: 'claude-opus-5',
            baseUrl: 'http://localhost:8080',
            effort: 'high',
          },
        },
        informative: ['Anmerkungen'],
        secrets: { allow: [{ digest: `sha256:${'a'.repeat(64)}`, reason: 'a test vector' }] },
        concurrency: 2,
      },
      null,
      2,
    )
    const result = await readConfig(`\uFEFF${text.replaceAll('\n', '\r\n')}`, path)
    expect(result.diagnostics).toEqual([])
    expect(result).toMatchObject({
      ok: true,
      value: {
        model: 'local',
        models: { local: { command: ['ollama', 'run', 'qwen'] }, big: { effort: 'high' } },
        informative: ['Anmerkungen'],
        requirementHeadings: defaultConfig.requirementHeadings,
        concurrency: 2,
      },
    })
    expect(result.ok && '$schema' in result.value).toBe(false)
  })

  test('with a key that means nothing is read without it, and told which key was meant', async () => {
    const text = '{\n  "modle": "x",\n  "secrets": { "alow": [] }\n}'
    expect(await findings(text)).toEqual([
      '3:24 warning config-unknown-key: the key `secrets.alow` means nothing (take it out; the schema lists the keys there are)',
      '2:12 warning config-unknown-key: the key `modle` means nothing (did you mean `model`?)',
    ])
    expect(await readConfig(text, path)).toMatchObject({ ok: true, value: defaultConfig })
  })

  test.each([
    ['not JSON', '{\n  "model": ,\n}', '2:12 trouble config-invalid: the configuration is not valid JSON'],
    ['cut', '{\n  "model": "a"', '2:15 trouble config-invalid: the configuration is not valid JSON'],
    [
      'with a comma too many',
      '{\n  "a": [1, 2,]\n}',
      '2:14 trouble config-invalid: the configuration is not valid JSON',
    ],
    ['with a comment', '{\n  // why\n}', '2:3 trouble config-invalid: the configuration is not valid JSON'],
    ['two values', '{} {}', '1:4 trouble config-invalid: the configuration is not valid JSON'],
    ['empty', '', '1:1 trouble config-invalid: the configuration is not valid JSON'],
    ['JavaScript', 'export default {}', '1:1 trouble config-invalid: the configuration is not valid JSON'],
    [
      'a list',
      '[]',
      '1:- trouble config-invalid: the configuration is wrong: invalid input: expected object',
    ],
    [
      'a wrong type',
      '{\n "model": 3 }',
      '2:11 trouble config-invalid: `model` in the configuration is wrong: invalid input: expected string',
    ],
    [
      'no specs at a time',
      '{ "concurrency": 0 }',
      '1:18 trouble config-invalid: `concurrency` in the configuration is wrong',
    ],
    [
      'a model of no kind',
      '{ "models": {\n "a": { "kind": "shell", "command": "rm" } } }',
      '2:17 trouble config-invalid: `models.a.kind` in the configuration is wrong',
    ],
    [
      'a command as one text',
      '{ "models": {\n "a": { "kind": "command", "command": "claude -p" } } }',
      '2:39 trouble config-invalid: `models.a.command` in the configuration is wrong: invalid input: expected array',
    ],
    [
      'an address with a password',
      '{ "models": { "a": { "kind": "anthropic", "model": "m", "baseUrl": "https://me:key@host" } } }',
      '1:68 trouble config-invalid: `models.a.baseUrl` in the configuration is wrong: an address without user and password',
    ],
    [
      'a model whose name is an option',
      '{ "models": { "--fresh": { "kind": "command", "command": ["a"] } } }',
      '1:26 trouble config-invalid: `models.--fresh` in the configuration is wrong',
    ],
    [
      'an allowed secret without a reason',
      `{ "secrets": { "allow": [{ "digest": "sha256:${'0'.repeat(64)}" }] } }`,
      '1:26 trouble config-invalid: `secrets.allow[0].reason` in the configuration is wrong',
    ],
  ])('that is %s is refused with a place', async (_, text, expected) => {
    const found = await findings(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(expected)
  })

  test('with several faults tells all of them', async () => {
    expect(await findings('{ "model": 1, "concurrency": "x", "informative": {} }')).toHaveLength(3)
  })

  test('that nests absurdly, or is huge, is a finding', async () => {
    expect(await findings(`{"models":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).toHaveLength(1)
    expect((await findings(`{"model":"${'x'.repeat(300_000)}"}`))[0]).toContain('longer than 256 KB')
  })

  test('is a value or findings, whatever it holds', async () => {
    const keys = fc.constantFrom(
      'model',
      'models',
      'informative',
      'secrets',
      'concurrency',
      'allow',
      'a',
      '__proto__',
    )
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, -1, 1.5, 'x', '', 'command', 'anthropic'),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(keys, tie('json'), { maxKeys: 4 }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const result = await readConfig(JSON.stringify(value) ?? 'x', path)
        if (!result.ok) expect(result.diagnostics.some(({ severity }) => severity === 'trouble')).toBe(true)
        else expect(Object.keys(result.value).sort()).toEqual(Object.keys(defaultConfig).sort())
      }),
      { numRuns: runs(2_000) },
    )
  })
})

test('the published schema is the one the configuration is checked with (node scripts/schema.mjs writes it)', () => {
  const published = readFileSync(new URL('../../schema/spec.config.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(published)).toEqual(JSON.parse(configJsonSchema()))
})
