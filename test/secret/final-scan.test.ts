// The last look at what is about to be written: redacted transcripts pass, everything that was missed on the way does not.
import { describe, expect, test, vi } from 'vitest'
import { finalScan } from '../../src/secret/final-scan.ts'
import { madeUpToken, noise } from '../support/made-up-secrets.ts'
import { kinds, madeUpPem, plantedSecrets } from '../support/planted-secrets.ts'

const config = { patterns: [], emails: false }
const check = finalScan({ config, known: ['open sesame!'] })
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('finalScan', () => {
  test('redacted text, ids and payloads pass', async () => {
    const record = {
      uuid: '123e4567-e89b-12d3-a456-426614174000',
      data: noise(900),
      text: 'key [REDACTED:github]',
      token: '[REDACTED:assigned]',
    }
    expect(await check('a', bytes(`${JSON.stringify(record)}\n`))).toMatchObject({ ok: true })
    expect(await check('a', '')).toMatchObject({ ok: true })
  })

  test('the line of each secret is told, and never the secret', async () => {
    const lines = [
      '{"a":1}',
      `{"text":"${madeUpToken}"}`,
      '',
      JSON.stringify({ input: { x: 'say open sesame!' } }),
    ]
    const result = await check('chunk', bytes(lines.join('\n')))
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [
        { code: 'session-secret', place: { path: 'chunk', line: 2 } },
        { code: 'session-secret', place: { path: 'chunk', line: 4 } },
      ],
    })
    expect(JSON.stringify(result)).not.toContain(madeUpToken.slice(4, 20))
  })

  test.each([
    ['Markdown', (text: string) => `# Session\n\n${text}\n`],
    ['JSON on many lines', (text: string) => JSON.stringify({ messages: [{ text: `a\n${text}` }] }, null, 2)],
    ['a broken line between records', (text: string) => `{"a":1}\n{"text":${JSON.stringify(text)}\n{"b":2}`],
  ])('every kind is found in %s', async (_name, around) => {
    const missed: string[] = []
    for (const { kind, text } of plantedSecrets(kinds.length, 5))
      if ((await check('x', around(text))).ok) missed.push(kind)
    if ((await check('x', around(madeUpPem(2)))).ok) missed.push('private key')
    expect(missed).toEqual([])
  })

  test('lines given one by one are told as one text is', async () => {
    for (const around of [
      ['{"a":1}', ...madeUpPem(2).split('\n'), '{"b":2}'],
      ['# Session', '', `token ${madeUpToken}`, '[a](b)'],
      ['{"a":1}', `{"text":"${madeUpToken}"}`, `{\n  "text": "${madeUpToken}"\n}`],
    ]) {
      const result = await check('x', around)
      expect(result.ok).toBe(false)
      expect(result).toEqual(await check('x', around.join('\n')))
    }
  })

  test('where the scanner cannot run nothing passes', async () => {
    vi.resetModules()
    vi.doMock('@secretlint/core', () => {
      throw new Error('cannot find it')
    })
    const broken = await import('../../src/secret/final-scan.ts')
    const result = await broken.finalScan({ config })('a', 'nothing to hide')
    vi.doUnmock('@secretlint/core')
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'secret-scanner', severity: 'trouble' }],
    })
  })
})
