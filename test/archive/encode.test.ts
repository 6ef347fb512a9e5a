// A record's text and its digest: layout is free, content is not (rule 28).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRecord, encodeRecord, recordDigest } from '../../src/archive/encode.ts'
import { runs } from '../runs.ts'
import { acceptance, everyKind, generation } from './sample.ts'

const path = '.spec/archive/records/ab/cdef.json'

describe.each(everyKind.map((record) => ({ kind: record.kind, record })))(
  'a record of kind $kind',
  ({ record }) => {
    const text = encodeRecord(record)

    test('is read back as it was, with the same digest', () => {
      const read = decodeRecord(text, path)
      expect(read).toEqual({ ok: true, value: record, diagnostics: [] })
      expect(read.ok && recordDigest(read.value)).toBe(recordDigest(record))
    })

    test('keeps its digest when its file is laid out anew', () => {
      const turned = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))
      const read = decodeRecord(turned.replaceAll(':{', ' :\r\n{'), path)
      expect(read.ok && recordDigest(read.value)).toBe(recordDigest(record))
    })

    test('has another digest when anything in it changes', () => {
      const digests = new Set([recordDigest(record)])
      const leaves = text.split('\n').flatMap((line, at) => (/: ".+",?$|: \d+,?$/.test(line) ? [at] : []))
      for (const at of leaves) {
        const lines = text.split('\n')
        lines[at] = (lines[at] ?? '').replace(/: (".*"|\d+)(,?)$/, ': "other"$2')
        digests.add(recordDigest(JSON.parse(lines.join('\n'))))
      }
      expect(leaves.length).toBeGreaterThan(3)
      expect(digests.size).toBe(leaves.length + 1)
    })

    test('without one of its members is damaged, and the member is named', () => {
      const parsed = JSON.parse(text)
      for (const member of Object.keys(parsed)) {
        const read = decodeRecord(JSON.stringify({ ...parsed, [member]: undefined }), path)
        expect(read).toMatchObject({ ok: false, diagnostics: [{ code: 'record-damaged', place: { path } }] })
        expect(read.diagnostics[0]?.message).toContain(member)
      }
      for (const member of Object.keys(parsed.body).filter((name) => name !== 'private')) {
        const read = decodeRecord(
          JSON.stringify({ ...parsed, body: { ...parsed.body, [member]: undefined } }),
          path,
        )
        expect(read.diagnostics[0]?.message, member).toContain(`body.${member}`)
      }
    })

    test('property: any damage is a diagnostic or a record, never a crash', () => {
      fc.assert(
        fc.property(fc.nat(text.length), fc.nat(100), fc.string(), (at, length, put) => {
          const read = decodeRecord(text.slice(0, at) + put + text.slice(at + length), path)
          expect(read.ok || read.diagnostics.length === 1).toBe(true)
        }),
        { numRuns: runs(2_000) },
      )
    })
  },
)

describe('a record', () => {
  test('of a newer version is told as such', () => {
    const newer = JSON.stringify({ ...acceptance, recordVersion: 2, body: 'who knows' })
    expect(decodeRecord(newer, path)).toMatchObject({ ok: false, diagnostics: [{ code: 'record-newer' }] })
  })

  test('of an unknown kind is damaged', () => {
    const unknown = JSON.stringify({ ...acceptance, kind: 'constructor' })
    expect(decodeRecord(unknown, path).diagnostics[0]?.message).toContain('expected generation or acceptance')
  })

  test('keeps members that a later version may add, and its digest covers them', () => {
    const more = { ...generation, extra: { note: 1 } }
    const read = decodeRecord(JSON.stringify(more), path)
    expect(read).toMatchObject({ ok: true, value: { extra: { note: 1 } } })
    expect(read.ok && recordDigest(read.value)).not.toBe(recordDigest(generation))
  })

  test('has a digest that is pinned: a change of it would orphan every archive', () => {
    expect(everyKind.map(recordDigest)).toMatchInlineSnapshot(`
      [
        "sha256:cba476526eacd52f27ac3b96a0b87eaa7209bd5abf7ed48e868284cfe02de5b0",
        "sha256:c99f33159acec3d5a7c9bc1a2f336036f3bc4ac652825f16da199bf4b567b26b",
        "sha256:435a2982924b5cf23c5447f23c4087392a38fb3fafb5aa1b8548dc5ee2b0cee0",
        "sha256:5145ce44c166a8a716e5d7436dd7c2f6fe1645cbcdb57c4ab57789064bd9f4ab",
      ]
    `)
  })
})
