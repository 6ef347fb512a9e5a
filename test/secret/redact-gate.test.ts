// The fast pass lets no text by in which a rule would find something.
import { describe, expect, test } from 'vitest'
import { gateFor } from '../../src/secret/redact-gate.ts'
import { presetMarks, replacedWords } from '../../src/secret/redact-marks.ts'
import { redactRules } from '../../src/secret/redact-rules.ts'
import { rules } from '../../src/secret/rules.ts'
import { loadSecretlint } from '../../src/secret/secretlint.ts'
import { madeUpPem, plantedSecrets } from '../support/planted-secrets.ts'

const gate = gateFor(['open sesame'], [/CU-\d+/gu], Object.keys(presetMarks))

describe('the gate', () => {
  test('knows every rule of the preset that is installed', async () => {
    const { rules: names } = await loadSecretlint()
    expect(names.filter((name) => !(name in presetMarks))).toEqual([])
  })

  test('lets everything through where a rule is unknown', () => {
    expect(gateFor([], [], [...Object.keys(presetMarks), 'new-kind']).first('harmless')).toBe(0)
  })

  test('every word of a rule is long enough for the table, or has marks of its own', () => {
    const words = [...rules, ...redactRules].flatMap((rule) => rule.words)
    expect(words.filter((word) => word.length < 4 && !replacedWords.has(word))).toEqual([])
  })

  test('wakes for every kind wherever it stands, for literals and patterns, and not for plain text', () => {
    const texts = [...plantedSecrets(150, 3).map(({ text }) => text), madeUpPem(1), 'open sesame', 'CU-1']
    const asleep = texts.filter((text) =>
      [text, `${'a '.repeat(99)}${text}`, `→${text}é`].some((one) => gate.first(one) < 0),
    )
    expect(asleep).toEqual([])
    expect(
      gate.first('The author shared a keyboard; tokens: none. See https://a.net/b?c=d#e, mail@b.net.'),
    ).toBe(-1)
    expect(gate.first(`CU-1 ${'x'.repeat(50)}`, 4)).toBe(-1)
  })

  test('a mark near the end may go on in the next text, one far before it may not', () => {
    const [secret = { text: '' }] = plantedSecrets(1)
    expect(gate.opens(`x ${secret.text}`)).toBe(true)
    expect(gate.opens(`${secret.text} ${'x '.repeat(2000)}`)).toBe(false)
    expect(gate.opens(`${madeUpPem(1)} ${'x '.repeat(2000)}`)).toBe(true)
  })
})
