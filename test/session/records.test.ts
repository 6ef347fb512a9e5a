// How a transcript comes apart into records, whatever happened to its bytes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TranscriptRecord } from '../../src/session/conversation.ts'
import { recordsOf, recordSplitter } from '../../src/session/records.ts'
import { runs } from '../runs.ts'

const all = (transcript: string | Uint8Array): TranscriptRecord[] => [...recordsOf(transcript)]

/** `{"a":1}` as `1:{"a":1}`, damage as `2!why`. */
const told = (records: readonly TranscriptRecord[]): string[] =>
  records.map((record) => {
    if (record.kind === 'damaged') return `${record.line}!${record.why}`
    return `${record.line}:${record.kind === 'json' ? JSON.stringify(record.value) : record.text}`
  })

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([...part]))))

describe('lines of JSON', () => {
  it('come apart at LF and CRLF, with a BOM before them and blank lines between them', () => {
    expect(told(all('\uFEFF{"a":1}\r\n\r\n{"b":2}\n  \n{"c":3}'))).toEqual([
      '1:{"a":1}',
      '3:{"b":2}',
      '5:{"c":3}',
    ])
  })

  it('keep their text as it stands, for numbers that JavaScript cannot hold', () => {
    expect(all('{"n": 12345678901234567890}\n')[0]).toMatchObject({ text: '{"n": 12345678901234567890}' })
  })

  it('that were written without a line end between them are both read', () => {
    expect(told(all('{"a":"}{"}{"b":[2]} {"c":3}\n{"d":4}\n'))).toEqual([
      '1:{"a":"}{"}',
      '1:{"b":[2]}',
      '1:{"c":3}',
      '2:{"d":4}',
    ])
  })

  it('are damage where they were cut, and only there', () => {
    expect(told(all('{"a":1}\n{"b":"two\n{"c":3}\n'))).toEqual(['1:{"a":1}', '2!no JSON', '3:{"c":3}'])
  })

  it('are damage where they were cut between two values, too', () => {
    expect(told(all('{"a":{"b":1,\n{"c":3}\n{"d":4}\n'))).toEqual(['1!no JSON', '2:{"c":3}', '3:{"d":4}'])
    expect(told(all('{"a":[\n{"c":3}\n{"d":4}\n'))).toEqual(['1!no JSON', '2:{"c":3}', '3:{"d":4}'])
    expect(told(all('{"a":1}\n{"a":[\n{"c":3}\n'))).toEqual([
      '1:{"a":1}',
      '2!JSON that does not end',
      '3:{"c":3}',
    ])
  })

  it('may begin with the end of one that was cut', () => {
    expect(told(all('pe":"user"}\n{"b":2}\n{"c":3}\n'))).toEqual(['1!no JSON', '2:{"b":2}', '3:{"c":3}'])
  })

  it('that are no UTF-8 are damage', () => {
    expect(told(all(bytes('{"a":1}\n{"b":"', [0xc3], '"}\n{"c":"é"}\n')))).toEqual([
      '1:{"a":1}',
      '2!bytes that are no UTF-8',
      '3:{"c":"é"}',
    ])
  })

  it('are read after zero bytes that a machine without power left', () => {
    expect(told(all(bytes('{"a":1}\n', [0, 0, 0], '{"b":2}\n', [0, 0])))).toEqual([
      '1:{"a":1}',
      '2!zero bytes, as a machine that lost its power leaves them',
      '2:{"b":2}',
      '3!zero bytes, as a machine that lost its power leaves them',
    ])
  })

  it('that are longer than the limit are damage, and the next one is read', () => {
    const splitter = recordSplitter(20)
    const long = `{"a":"${'x'.repeat(30)}"}\n{"b":2}\n`
    expect(told([...splitter.push(Buffer.from(long)), ...splitter.end()])).toEqual([
      '1!a line of 38 bytes; at most 20 are read',
      '2:{"b":2}',
    ])
  })
})

describe('a value of JSON in a whole file', () => {
  const value = { messages: [{ text: 'a "b" \\' }, { text: '}{' }], empty: {}, none: [] }

  it('is one record, however it is written', () => {
    for (const space of [0, 2, '\t'])
      expect(told(all(JSON.stringify(value, null, space)))).toEqual([`1:${JSON.stringify(value)}`])
  })

  it('that is cut is one damage', () => {
    const text = JSON.stringify(value, null, 2)
    expect(told(all(text.slice(0, text.indexOf('empty') - 8)))).toEqual(['1!JSON that does not end'])
  })

  it('may stand among lines', () => {
    expect(told(all('{"a":1}\n{\n  "b": [\n    2\n  ]\n}\n{"c":3}\n'))).toEqual([
      '1:{"a":1}',
      '2:{"b":[2]}',
      '7:{"c":3}',
    ])
  })
})

describe('text', () => {
  it('is a record a line, blank ones too', () => {
    expect(told(all('\n# aider chat started at 2026-01-02\r\n\n#### hi\n'))).toEqual([
      '1:',
      '2:# aider chat started at 2026-01-02',
      '3:',
      '4:#### hi',
    ])
  })

  it('is told from JSON by how it begins, even with JSON in it', () => {
    const splitter = recordSplitter()
    splitter.push(Buffer.from('# Chat\n\n```json\n{"a":1}\n```\nthat was it\n'))
    splitter.end()
    expect(splitter.layout()).toBe('text')
    expect(all('[a link](x)\nmore\nand more\n')[0]?.kind).toBe('text')
  })

  it('is nothing where nothing is', () => {
    expect(all('')).toEqual([])
    expect(all('\n\n').every(({ kind }) => kind === 'text')).toBe(true)
  })
})

describe('whatever the bytes are', () => {
  const piece = fc.oneof(
    fc.json().map((json) => `${json}\n`),
    fc.json().map((json) => `${JSON.stringify(JSON.parse(json), null, 1)}\r\n`),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('{"a":1}', '{"a":[', '\n', '\r\n', '\0\0', '\uFEFF', '{"a":"é€😀"}\n', ']', '}', '"'),
  )

  it('chunks of any size give the records of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (pieces, sizes) => {
          const given = Buffer.from(pieces.join(''))
          const splitter = recordSplitter(64)
          const parts: TranscriptRecord[] = []
          // The same buffer again and again, as those who read files do.
          const buffer = Buffer.alloc(16)
          for (let at = 0, turn = 0; at < given.length; turn++) {
            const size = given.copy(buffer, 0, at, at + (sizes[turn % sizes.length] ?? 1))
            parts.push(...splitter.push(buffer.subarray(0, size)))
            at += size
          }
          const whole = recordSplitter(64)
          expect([...parts, ...splitter.end()]).toEqual([...whole.push(given), ...whole.end()])
        },
      ),
      { numRuns: runs(5000, 300) },
    )
  })

  it('records that are whole lines are found among any damage that ends with its line', () => {
    const damage = fc.string({ unit: 'binary' }).map((text) => `"${text.replaceAll(/[\n\r]/g, ' ')}`)
    fc.assert(
      fc.property(fc.array(fc.oneof(damage, fc.constant(null))), (lines) => {
        const text = ['{"first":0}', ...lines.map((line, at) => line ?? `{"at":${at}}`)].join('\n')
        const found = all(text).filter((record) => record.kind === 'json' && record.text?.startsWith('{"at"'))
        expect(found.length).toBe(lines.filter((line) => line === null).length)
      }),
      { numRuns: runs(5000, 300) },
    )
  })
})
