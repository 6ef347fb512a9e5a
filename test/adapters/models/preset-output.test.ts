// What programs print, and what is read from it: never a throw, and nothing that is not there.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOutput, withoutColours, type OutputKind } from '../../../src/adapters/models/preset-output.ts'
import { runs } from '../../runs.ts'

const kinds: readonly OutputKind[] = ['claude-json', 'codex-events', 'gemini-json', 'llm-text', 'ollama-text']
const read = (kind: OutputKind, stdout: string, stderr = '') => readOutput(kind, { stdout, stderr })

describe('an output', () => {
  test('of any kind is read without a throw', () => {
    const printed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((text) => `{"type":"result","usage":${text},"modelUsage":${text},"result":${text}}`),
      fc
        .json()
        .map((text) => `{"type":"item.completed","item":${text}}\n{"type":"turn.completed","usage":${text}}`),
      fc.json().map((text) => `noise\n{"response":${text},"stats":{"models":${text}},"error":${text}}`),
    )
    fc.assert(
      fc.property(fc.constantFrom(...kinds), printed, printed, (kind, stdout, stderr) => {
        const { text, usage } = read(kind, stdout, stderr)
        expect(text === null || typeof text === 'string').toBe(true)
        for (const count of Object.values(usage)) expect(count === null || (count as number) >= 0).toBe(true) // Usage holds counts.
      }),
      { numRuns: runs(300) },
    )
  })

  test('whose counts are odd has no usage', () => {
    const usage = { input_tokens: -1, output_tokens: 1.5, cache_read_input_tokens: '7' }
    const out = JSON.stringify({ type: 'result', result: 'x', usage })
    expect(read('claude-json', out).usage).toEqual({
      input: null,
      output: null,
      cacheRead: null,
      cacheWrite: null,
    })
  })

  test('of llm without a line about usage has none', () => {
    expect(read('llm-text', 'x', 'Token usage of others: 3 input').usage.input).toBeNull()
  })

  test('of Gemini is the answer, though a warning on stderr is an object', () => {
    expect(read('gemini-json', '{"response":"x"}', 'warned\n{\n  "level": "warn"\n}\n')).toMatchObject({
      text: 'x',
      fault: null,
    })
  })

  test('of Codex that fails after a message is no answer', () => {
    const out =
      '{"type":"item.completed","item":{"type":"agent_message","text":"half"}}\n{"type":"turn.failed","error":{"message":"broke"}}\n'
    expect(read('codex-events', out)).toMatchObject({ text: null, fault: 'broke' })
  })
})

describe('escape sequences', () => {
  test.each([
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u001b\\text', 'text'],
    ['\u001b[2K\u001b[1Gline', 'line'],
    ['plain [31m text', 'plain [31m text'],
  ])('%j are taken out', (text, expected) => {
    expect(withoutColours(text)).toBe(expected)
  })
})
