// The bytes that digests are taken of, and the digests: the same on every machine, for ever (rule 14).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, type Json } from '../../src/digest/canonical.ts'
import { digestBytes, digestText, digestValue, gitBlobId, hexOf, isDigest } from '../../src/digest/digest.ts'
import { decodeText, lineEndOf, normalText } from '../../src/digest/text.ts'
import { runs } from '../runs.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('canonical JSON', () => {
  test.each<[Json, string]>([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    // By UTF-16 code units, as RFC 8785 has it: a pair of surrogates comes before U+FB33.
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    [[1e21, 0.1, -0, 1e-7], '[1e+21,0.1,0,1e-7]'],
    ['"\\\u0007\u2028', '"\\"\\\\\\u0007\u2028"'],
    [{}, '{}'],
    [[], '[]'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  test('refuses numbers that JSON cannot spell', () => {
    expect(() => canonicalJson([NaN])).toThrow('not a JSON number')
    expect(() => canonicalJson(Infinity)).toThrow(TypeError)
  })

  test('is JSON, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const json = value as { readonly [key: string]: Json } // What `jsonValue` makes is JSON.
        const reversed = Object.fromEntries(Object.entries(json).toReversed())
        expect(canonicalJson(reversed)).toBe(canonicalJson(json))
        expect(JSON.parse(canonicalJson(json))).toEqual(JSON.parse(JSON.stringify(json)))
      }),
      { numRuns: runs(2_000) },
    )
  })
})

describe('a digest', () => {
  test('is pinned', () => {
    const empty = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    expect(digestBytes(new Uint8Array())).toBe(empty)
    expect(digestText('')).toBe(empty)
    expect(digestValue('')).toBe('sha256:12ae32cb1ec02d01eda3581b127c1fee3b0dc53572ed6baf239721a03d82e126')
    expect(digestValue({ b: [1], a: 'ä' })).toBe(digestBytes(encode('{"a":"ä","b":[1]}')))
  })

  test('of text is the same for CRLF and with a byte order mark; of bytes it is not', () => {
    expect(digestText('\uFEFFa\r\nb\r\n')).toBe(digestText('a\nb\n'))
    expect(digestText('a\rb')).not.toBe(digestText('a\nb'))
    expect(digestBytes(encode('a\r\n'))).not.toBe(digestBytes(encode('a\n')))
  })

  test('is told from what only looks like one', () => {
    expect(isDigest(digestText('a'))).toBe(true)
    expect(hexOf(digestText('a'))).toMatch(/^[0-9a-f]{64}$/)
    for (const other of [
      '',
      'sha256:',
      `sha256:${'A'.repeat(64)}`,
      `${digestText('a')}\n`,
      `sha1:${'a'.repeat(64)}`,
      3,
      null,
    ]) {
      expect(isDigest(other)).toBe(false)
    }
  })

  test('of git is what `git hash-object` says', () => {
    expect(gitBlobId(new Uint8Array())).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')
    expect(gitBlobId(encode('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a')
  })
})

describe('text', () => {
  test('is UTF-8 without NUL, or nothing', () => {
    expect(decodeText(encode('a\uFEFFé'))).toBe('a\uFEFFé')
    expect(decodeText(encode('\uFEFFa'))).toBe('\uFEFFa')
    expect(decodeText(new Uint8Array([0xe9]))).toBeNull()
    expect(decodeText(new Uint8Array([97, 0]))).toBeNull()
    expect(decodeText(new Uint8Array([0xed, 0xa0, 0x80]))).toBeNull()
  })

  test('in normal form has LF and no byte order mark; a carriage return alone is content', () => {
    expect(normalText('\uFEFFa\r\nb\n')).toBe('a\nb\n')
    expect(normalText('a\rb')).toBe('a\rb')
    const lines = fc.array(fc.constantFrom('a', 'é', '', 'b\uFEFF', 'c\rd'))
    fc.assert(
      fc.property(lines, (some) => {
        expect(normalText(`\uFEFF${some.join('\r\n')}`)).toBe(some.join('\n'))
      }),
      { numRuns: runs(2_000) },
    )
  })

  test.each([
    ['a\r\nb\r\n', '\r\n'],
    ['a\r\nb\n', '\n'],
    ['a\nb\n', '\n'],
    ['a', '\n'],
    ['', '\n'],
  ])('%j has line end %j', (text, end) => {
    expect(lineEndOf(text)).toBe(end)
  })
})
