// What goes from records besides secrets, and what stays: home directories, ids, payloads, the JSON around; and that nothing is
// given where the scanner cannot run.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import { redactRecords } from '../../src/secret/redact.ts'
import type { RedactOptions } from '../../src/secret/redact-finder.ts'
import type { TranscriptRecord } from '../../src/session/conversation.ts'
import { runs } from '../runs.ts'
import { madeUpToken, noise } from '../support/made-up-secrets.ts'
import { madeUpPem, plantedSecrets } from '../support/planted-secrets.ts'

const config = { patterns: [], emails: false }

async function redactAll(
  records: readonly TranscriptRecord[],
  options: RedactOptions = { config },
  step = 1000,
): Promise<readonly TranscriptRecord[]> {
  const redaction = redactRecords(options)
  const given: TranscriptRecord[] = []
  const keep = (result: Awaited<ReturnType<typeof redaction.end>>): void => {
    if (!result.ok) throw new Error(result.diagnostics[0]?.message)
    given.push(...result.value)
  }
  for (let at = 0; at < records.length; at += step) keep(await redaction.take(records.slice(at, at + step)))
  keep(await redaction.end())
  return given
}

const json = (text: string, line = 1): TranscriptRecord => ({
  kind: 'json',
  value: JSON.parse(text),
  text,
  line,
})
const lines = (text: string): readonly TranscriptRecord[] =>
  text.split('\n').map((one, at) => ({ kind: 'text', text: one, line: at + 1 }))
const textsOf = (records: readonly TranscriptRecord[]): readonly string[] =>
  records.map((record) => record.text ?? '')
const one = async (value: unknown, options?: RedactOptions): Promise<unknown> =>
  JSON.parse(textsOf(await redactAll([json(JSON.stringify(value))], options))[0] ?? '')

describe('redactRecords', () => {
  test('gives a record back as it came, the same object, where there is nothing to take out', async () => {
    const record = json('{ "n": 12345678901234567890, "e": 1.0e2, "text": "caf\\u00e9" }')
    expect((await redactAll([record]))[0]).toBe(record)
  })

  test('changes strings only: numbers that JavaScript cannot hold, spaces, escapes and doubled names stay', async () => {
    const text = `{ "n": 12345678901234567890,  "a": "${madeUpToken}", "b": "\\u2192 caf\\u00e9", "b": 1.0 }`
    const [record] = await redactAll([json(text)])
    expect(record?.text).toBe(text.replace(madeUpToken, '[REDACTED:github]'))
    expect(record).toMatchObject({ value: JSON.parse(record?.text ?? '') })
  })

  test('what a person says next is no value of what the message before it named', async () => {
    const said = (at: number, content: string): TranscriptRecord =>
      json(JSON.stringify({ type: 'user', uuid: `u${at}`, message: { role: 'user', content } }), at)
    const [first = '', second = ''] = textsOf(
      await redactAll([said(1, `Token: ${madeUpToken}`), said(2, 'Please continue with the work.')]),
    )
    expect(first).not.toContain(madeUpToken)
    expect(second).toContain('Please continue with the work.')
  })

  test('a secret that is spelled with numbers of letters goes, also in JSON in a string', async () => {
    const spelled = madeUpToken.replace('g', '\\u0067')
    const inside = JSON.stringify(`{"a":"${spelled}"}`)
    const [text = ''] = textsOf(await redactAll([json(`{"content":"${spelled}","arguments":${inside}}`)]))
    expect(JSON.parse(text)).toEqual({ content: '[REDACTED:github]', arguments: '{"a":"[REDACTED:github]"}' })
  })

  test('JSON in a string stays JSON, and the rest of it as it was written', async () => {
    const given = { arguments: `{ "cmd":["echo \\"${madeUpToken}\\""],  "n":1.50 }` }
    expect(await one(given)).toEqual({ arguments: '{ "cmd":["echo \\"[REDACTED:github]\\""],  "n":1.50 }' })
  })

  test('the name of a member says that its value is a secret; a number of tokens, a key of a page and a placeholder are none', async () => {
    const value = 'q7Zr2' + 'Xw9Lk4Tb'
    expect(await one({ input: { password: value, env: { API_KEY: value } } })).toEqual({
      input: { password: '[REDACTED:assigned]', env: { API_KEY: '[REDACTED:assigned]' } },
    })
    const harmless = {
      nextPageToken: value,
      cache_key: value,
      password: '<PASSWORD>',
      token: 'not-a-token',
      key: value,
    }
    expect(await one(harmless)).toEqual(harmless)
  })

  test('ids, signatures, encrypted and base64 payloads stay, whatever they look like inside', async () => {
    const payload = `${noise(300)}/${'AK' + 'IA'}${'ABCDEFGHIJKLMNO7'}/${noise(300)}`
    const given = {
      uuid: '123e4567-e89b-12d3-a456-426614174000',
      requestId: `req_${noise(20)}`,
      message: { id: `msg_${noise(24)}`, content: [{ type: 'thinking', thinking: '', signature: payload }] },
      payload: { encrypted_content: `gAAAAA${payload}`, call_id: `call_${noise(24)}` },
      source: { type: 'base64', media_type: 'image/png', data: payload },
      image_url: `data:image/png;base64,${payload.replaceAll('-', '')}`,
    }
    expect(await one(given)).toEqual(given)
  })

  test('a secret under the name of an id or of data goes all the same', async () => {
    expect(
      await one({
        id: madeUpToken,
        data: `use ${madeUpToken} here`,
        aws_access_key_id: 'AK' + 'IA' + 'ABCDEFGHIJKLMNO7',
      }),
    ).toEqual({
      id: '[REDACTED:github]',
      data: 'use [REDACTED:github] here',
      aws_access_key_id: '[REDACTED:aws-access-key-id]',
    })
  })

  test('what the four known classes of false alarms look like stays', async () => {
    const value = noise(24)
    const harmless = [
      'if (apiKey == "") return',
      `refresh_token\n"${value}"`,
      'url += "api_key=" + encodeURIComponent(key1)',
      'export ANTHROPIC_API_KEY=sk-ant-...',
      'Authorization: Bearer <TOKEN>',
      'curl -H "Authorization: Bearer $TOKEN" -u "$USER:$PASSWORD" x',
      'PASSWORD=$(pass show shop/db)',
      'login --token $(cat token.txt) --password "$PASSWORD"',
      'Bearer authentication-is-required-here',
      'Basic understanding0of1things2',
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      'Password=secret;Server=localhost',
      '/usr/home and ~/x and ../home/index.ts and src/home/page.tsx',
    ]
    expect(await one({ content: harmless })).toEqual({ content: harmless })
  })

  test('literal values go wherever they stand, patterns and addresses of the configuration too, and allowed digests stay', async () => {
    const options: RedactOptions = {
      config: { patterns: [{ name: 'customer', pattern: 'CU-[0-9]{4,}' }], emails: true },
      known: ['open"sesame!'],
      allow: [{ digest: digestText(madeUpToken), reason: 'made up' }],
    }
    const given = {
      text: `open"sesame! of CU-12345, ann@corp.net, git@github.com, ${madeUpToken}`,
      'CU-77777': 'open"sesame!',
    }
    expect(await one(given, options)).toEqual({
      text: `[REDACTED:environment] of [REDACTED:customer], [REDACTED:email], git@github.com, ${madeUpToken}`,
      '[REDACTED:customer]': '[REDACTED:environment]',
    })
  })

  test.each(['(a+)+', 'a*b*c*', '(?=x)y', '(a)\\1', '[', '', 'x*', 'a'.repeat(201)])(
    'the pattern %j is refused, and then nothing is given',
    async (pattern) => {
      const redaction = redactRecords({ config: { patterns: [{ name: 'mine', pattern }], emails: false } })
      expect(await redaction.take(lines('a'))).toMatchObject({
        ok: false,
        diagnostics: [{ code: 'config-invalid' }],
      })
      expect(await redaction.end()).toMatchObject({ ok: false })
    },
  )

  test('a private key over lines of Markdown goes, line by line', async () => {
    const texts = textsOf(await redactAll(lines(`# Session\n${madeUpPem(3, 20)}\nDone.`), { config }, 3))
    expect(texts[0]).toBe('# Session')
    expect(texts.at(-1)).toBe('Done.')
    expect(new Set(texts.slice(1, -1))).toEqual(new Set(['[REDACTED:private-key]']))
  })

  test('records that arrive one by one give what they give together', async () => {
    const records = plantedSecrets(60).map(({ text }, at) =>
      json(JSON.stringify({ messageId: `m${at >> 1}`, text: `${noise(at * 97)} ${text}` }), at),
    )
    expect(await redactAll(records, { config }, 1)).toEqual(await redactAll(records))
  })

  test('a path that nothing but a secret stood before goes with the secret', async () => {
    const key = `sk-${noise(20)}${'T3'}BlbkFJ${noise(20)}`
    expect(await one({ input: { a: `x${key}C:\\Users\\ann` } })).toEqual({
      input: { a: 'x[REDACTED:openai]~' },
    })
  })

  test('redacting twice is as once, whatever stands beside what', async () => {
    const secrets = plantedSecrets(60).map(({ text }) => text)
    const piece = fc.oneof(
      fc.constantFrom(
        ...secrets,
        '[REDACTED:github]',
        '[REDACTED:',
        '/home/ann',
        'C:\\Users\\ann',
        '-home-ann-',
        '/',
        '\n',
        '"',
        '\\',
        '=',
        ' ',
      ),
      fc.constantFrom(...secrets).map((text) => text.slice(0, text.length >> 1)),
      fc.constantFrom(...secrets).map((text) => text.slice(text.length >> 1)),
    )
    const string = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
    const record = fc.record({
      messageId: fc.constantFrom('a', 'b'),
      text: string,
      input: fc.dictionary(string, string),
      arguments: string.map((text) => JSON.stringify({ text })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (values) => {
        const once = await redactAll(values.map((value) => json(JSON.stringify(value))))
        expect(textsOf(await redactAll(once))).toEqual(textsOf(once))
        for (const record of once)
          expect(JSON.parse(record.text ?? '')).toEqual(record.kind === 'json' ? record.value : null)
      }),
      { numRuns: runs(2000, 60) },
    )
  })

  test('damaged records and values too deep to walk are redacted like others', async () => {
    const deep = `${'['.repeat(5000)}"${madeUpToken}"${']'.repeat(5000)}`
    const records: readonly TranscriptRecord[] = [
      { kind: 'damaged', why: 'no JSON', text: `{"text":"${madeUpToken} in /home/ann/x`, line: 1 },
      json(deep, 2),
    ]
    expect(textsOf(await redactAll(records))).toEqual([
      '{"text":"[REDACTED:github] in ~/x',
      deep.replace(madeUpToken, '[REDACTED:github]'),
    ])
  })

  test('a scanner that cannot run gives nothing, not even what it was given before', async () => {
    vi.resetModules()
    vi.doMock('@secretlint/core', () => {
      throw new Error('cannot find it')
    })
    const broken = await import('../../src/secret/redact.ts')
    const redaction = broken.redactRecords({ config })
    const results = [await redaction.take(lines('nothing to hide')), await redaction.end()]
    vi.doUnmock('@secretlint/core')
    for (const result of results)
      expect(result).toMatchObject({
        ok: false,
        diagnostics: [{ code: 'secret-scanner', severity: 'trouble' }],
      })
  })
})
