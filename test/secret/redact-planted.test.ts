// 300 made-up secrets of more than 40 kinds, in every position of a transcript's records: how many are found, and that
// everything else stays. The secrets are put together at run time.
import { describe, expect, test } from 'vitest'
import { redactRecords } from '../../src/secret/redact.ts'
import type { TranscriptRecord } from '../../src/session/conversation.ts'
import { kinds, madeUpPem, plantedSecrets, type Planted } from '../support/planted-secrets.ts'

const config = { patterns: [], emails: false }

async function redacted(values: readonly unknown[]): Promise<readonly string[]> {
  const redaction = redactRecords({ config })
  const records = values.map((value, at): TranscriptRecord => ({
    kind: 'json',
    value,
    line: at + 1,
    text: JSON.stringify(value),
  }))
  const given: TranscriptRecord[] = []
  for (const result of [await redaction.take(records), await redaction.end()]) {
    if (!result.ok) throw new Error(result.diagnostics[0]?.message)
    given.push(...result.value)
  }
  return given.map((record) => {
    if (record.kind !== 'json') throw new Error('a record became another kind')
    expect(JSON.parse(record.text ?? '')).toEqual(record.value)
    return record.text ?? ''
  })
}

/** Records with ids of their own, as agents write them. */
const id = (at: number): string => `0a1b2c3d-0000-4000-8000-${String(at).padStart(12, '0')}`
const assistant = (at: number, content: unknown, message = `msg_${at}`): object => ({
  type: 'assistant',
  uuid: id(at),
  parentUuid: id(at - 1),
  message: { id: message, role: 'assistant', content },
})

type Position = (planted: Planted, at: number) => readonly object[]
const positions: Readonly<Record<string, Position>> = {
  'a text': ({ text }, at) => [assistant(at, [{ type: 'text', text: `Here it is: ${text}\nand more.` }])],
  'the input of a tool': ({ text }, at) => [
    assistant(at, [
      { type: 'tool_use', id: `toolu_${at}`, name: 'Bash', input: { command: `echo '${text}' | x` } },
    ]),
  ],
  'the output of a tool': ({ text }, at) => [
    {
      type: 'user',
      uuid: id(at),
      message: {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: `toolu_${at}`, content: `$ cat .env\n${text}\n` }],
      },
      toolUseResult: { stdout: `\u001b[32mok\u001b[0m ${text}`, stderr: '' },
    },
  ],
  'the name of a member': ({ text }, at) => [
    assistant(at, [{ type: 'tool_use', id: 'toolu_1', input: { env: { [text]: true } } }]),
  ],
  'JSON in a string': ({ text }, at) => [
    {
      type: 'response_item',
      payload: {
        type: 'function_call',
        call_id: `call_${at}`,
        arguments: JSON.stringify({ cmd: ['sh', '-c', text] }),
      },
    },
  ],
  'JSON in a string in a string': ({ text }, at) => [
    {
      type: 'response_item',
      payload: {
        call_id: `call_${at}`,
        output: JSON.stringify({ output: JSON.stringify({ file: `a\n${text}\nb` }), code: 0 }),
      },
    },
  ],
  'two blocks of a message': ({ text }, at) => {
    const cut = Math.ceil(text.length / 2)
    return [
      assistant(at, [
        { type: 'text', text: `see ${text.slice(0, cut)}` },
        { type: 'text', text: `${text.slice(cut)} there` },
      ]),
    ]
  },
  'many records of a message': ({ text }, at) =>
    (text.match(/.{1,7}/gsu) ?? []).map((piece) => ({
      type: 'delta',
      uuid: id(at),
      messageId: `m${at}`,
      data: { deltaContent: piece },
    })),
  'a line of a patch': ({ text }, at) => [
    {
      type: 'user',
      uuid: id(at),
      toolUseResult: { structuredPatch: [{ oldStart: 1, lines: [' a', `+${text}`, '-b'] }] },
    },
  ],
}

describe('planted secrets', () => {
  test('of 300 of more than 40 kinds, in every position, 99 % and more are found', async () => {
    const names = Object.keys(positions)
    const planted = plantedSecrets(300)
    expect(new Set(planted.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(40)
    const missed: string[] = []
    const all = planted.map((one, at) => {
      // Each kind comes to another position every time.
      const name = names[(at + Math.floor(at / kinds.length)) % names.length] ?? ''
      return { ...one, name, records: positions[name]?.(one, at + 1) ?? [] }
    })
    const left = await redacted(all.flatMap(({ records }) => records))
    let next = 0
    for (const { kind, secret, name, records } of all) {
      const texts = left.slice(next, (next += records.length))
      const bare =
        name === 'many records of a message' || name === 'two blocks of a message'
          ? joinedTexts(texts)
          : texts.join('\n')
      if (bare.includes(secret) || secret.match(/.{16}/gu)?.some((part) => bare.includes(part)))
        missed.push(`${kind} in ${name}`)
    }
    expect(missed).toEqual([])
    const ids = (text: string): readonly unknown[] =>
      text.match(/"(?:uuid|parentUuid|id|call_id|tool_use_id|messageId)":"[^"]*"/gu) ?? []
    expect(left.map(ids)).toEqual(
      all.flatMap(({ records }) => records.map((record) => ids(JSON.stringify(record)))),
    )
  })

  test.each(['\n', '\\n', '\\\\n', '\r\n'])(
    'a private key with %j between its lines goes, whole',
    async (lineEnd) => {
      const pem = madeUpPem(7).replaceAll('\n', lineEnd)
      const [text = ''] = await redacted([assistant(1, [{ type: 'text', text: `key:\n${pem}\nend` }])])
      expect(text).toContain('key:\\n[REDACTED:private-key]\\nend')
    },
  )

  test('a private key goes in pieces of any length: over records, over blocks, over lines of a patch, without its beginning', async () => {
    const pem = madeUpPem(9, 24)
    const parts = (length: number): readonly string[] => pem.match(new RegExp(`[^]{1,${length}}`, 'gu')) ?? []
    const cases = [
      ...[5, 40, 700].map((length) =>
        parts(length).map((text) => assistant(1, [{ type: 'text', text }], 'msg_1')),
      ),
      [
        assistant(
          1,
          parts(100).map((text) => ({ type: 'text', text })),
        ),
      ],
      [{ toolUseResult: { structuredPatch: [{ lines: pem.split('\n').map((line) => `+${line}`) }] } }],
      [assistant(1, [{ type: 'text', text: `…\n${pem.slice(300)}` }])],
    ]
    for (const [at, records] of cases.entries()) {
      const left = joinedTexts(await redacted(records))
      expect(
        pem
          .split('\n')
          .slice(at === 5 ? 6 : 1, -1)
          .filter((line) => left.includes(line.slice(8, 40))),
        `case ${at}`,
      ).toEqual([])
    }
  })

  test('halves of a secret in two messages are no secret', async () => {
    const [{ text }] = plantedSecrets(1) as [Planted]
    const records = [
      assistant(1, [{ type: 'text', text: text.slice(0, 9) }]),
      assistant(2, [{ type: 'text', text: text.slice(9) }]),
    ]
    expect(await redacted(records)).toEqual(records.map((record) => JSON.stringify(record)))
  })
})

/** All that the records say, with nothing between: a half that is left over would be seen. */
function joinedTexts(texts: readonly string[]): string {
  const said: string[] = []
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (['text', 'deltaContent', 'lines'].includes(key)) said.push(value)
    } else if (Array.isArray(value)) for (const one of value) walk(one, key)
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) walk(one, name)
  }
  for (const text of texts) walk(JSON.parse(text), '')
  return said.join('')
}
