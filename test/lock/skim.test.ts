// Skimming a lock says what decoding it says, or nothing: over any names and words, and over any damage to its text.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import { decodeLock } from '../../src/lock/decode.ts'
import { encodeLock } from '../../src/lock/encode.ts'
import type { Lock } from '../../src/lock/lock.ts'
import { skimLock, skimmed, type Skimmed } from '../../src/lock/skim.ts'
import { vouchFor } from '../../src/lock/vouch.ts'
import { runs } from '../runs.ts'
import { authLock, changed, digest, lockedTarget, requirement } from './sample.ts'

const raw = digest('the spec')

/** In the order that objects have, since paths are looked at in that order. */
function told({ facts, written, vouchesFor }: Skimmed): string {
  return JSON.stringify([facts, written, vouchesFor(raw), vouchesFor(digest('another'))])
}

function decoded(text: string): string | null {
  const lock = decodeLock(text, '.spec/lock/auth-flow.json')
  return lock.ok ? told(skimmed(lock.value)) : null
}

function skimmedText(text: string): string | null {
  const found = skimLock(text)
  return found === null ? null : told(found)
}

/** With vouches for `raw`, as a build leaves them. */
function vouching(lock: Lock): Lock {
  const vouch = vouchFor(raw, Object.keys(lock.targets), lock)
  const targets = Object.entries(lock.targets).map(([path, target]) => [path, { ...target, vouch }] as const)
  return { ...lock, targets: Object.fromEntries(targets) }
}

const word = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '~',
    '~~',
    '__proto__',
    '12',
    'R1',
    'a "quoted" word',
    'back\\slash',
    'line\nfeed',
    '\u2028',
    '\ud800',
    '',
  ),
)
const path = fc.oneof(
  fc.constantFrom('src/a.ts', 'src/ä.ts', '12', '~', '__proto__', 'a"b', 'lib/[id]/page.tsx'),
  fc
    .array(fc.constantFrom('a', 'b.ts', 'ü', 'c d', '3'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/')),
)
const record = <T>(name: fc.Arbitrary<string>, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((all) => Object.fromEntries(all))

const anyDigest = word.map(digestText)
const lock = fc
  .record({
    spec: fc.record({
      title: fc.option(word),
      status: fc.constantFrom('draft' as const, 'active' as const),
      model: fc.option(word),
      uses: fc.array(word, { maxLength: 3 }),
      context: fc.array(path, { maxLength: 2 }),
      tests: fc.array(path, { maxLength: 2 }),
    }),
    question: fc.record({
      sections: record(word, fc.record({ heading: word, digest: anyDigest })),
      requirements: record(word, fc.record({ section: word, digest: anyDigest, text: word })),
      specs: record(word, fc.record({ path, parts: record(word, anyDigest) })),
      declarations: record(path, record(word, anyDigest)),
      tests: record(path, anyDigest),
    }),
    specUses: record(word, fc.array(word, { maxLength: 2 })),
    inputs: record(path, anyDigest),
    trace: record(word, fc.array(word, { maxLength: 2 })),
    targets: record(
      path,
      fc
        .tuple(word, fc.option(word), record(word, anyDigest), fc.boolean())
        .map(([of, because, declarations, made]) =>
          lockedTarget(of, {
            declarations,
            accepted: because === null ? null : { because, record: digestText(because) },
            ...(made ? {} : { generated: null }),
          }),
        ),
    ),
  })
  .map((parts): Lock => ({ ...authLock, ...parts, spec: { ...authLock.spec, ...parts.spec } }))

describe('skimming', () => {
  test('reads what this tool writes, and finds in it what decoding finds', () => {
    for (const one of [authLock, vouching(authLock)]) {
      const text = encodeLock(one)
      expect(skimmedText(text)).not.toBeNull()
      expect(skimmedText(text)).toBe(decoded(text))
    }
    expect(skimLock(encodeLock(vouching(authLock)))?.vouchesFor(raw)).toBe(true)
    expect(skimLock(encodeLock(authLock))?.vouchesFor(raw)).toBe(false)
  })

  test('also where words hold quotes, and somebody said why a difference stands', () => {
    const quoted = changed(authLock, {
      question: { requirements: { R1: requirement('It says "no" and \\ to \u{1f600}.') } },
      targets: {
        'src/a.ts': lockedTarget('x', { accepted: { because: 'it "must"\n', record: digest('r') } }),
      },
    })
    expect(skimmedText(encodeLock(quoted))).not.toBeNull()
    expect(skimmedText(encodeLock(quoted))).toBe(decoded(encodeLock(quoted)))
  })

  test('says the same as decoding of any lock, or nothing', () => {
    let read = 0
    fc.assert(
      fc.property(lock, (one) => {
        const text = encodeLock(vouching(one))
        const found = skimmedText(text)
        if (found === null) return
        read++
        expect(found).toBe(decoded(text))
      }),
      { numRuns: runs(5000) },
    )
    expect(read).toBeGreaterThan(0)
  })

  test('says the same as decoding of any damaged text, or nothing', () => {
    const text = encodeLock(vouching(authLock))
    const lines = text.split('\n')
    const damage = fc.oneof(
      fc
        .tuple(
          fc.nat(text.length),
          fc.nat(3),
          fc.constantFrom('', '"', '\\', ',', '{', '}', '\n', 'x', '~', '0', '\t', '\u0000'),
        )
        .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length)),
      // A line twice, or two lines changed over: a merge that went wrong.
      fc.tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1), fc.nat(8)).map(([from, to, count]) => {
        const moved = [...lines]
        moved.splice(to, 0, ...lines.slice(from, from + count))
        return moved.join('\n')
      }),
      fc
        .tuple(fc.nat(lines.length - 1), fc.nat(8))
        .map(([from, count]) => lines.toSpliced(from, count).join('\n')),
    )
    fc.assert(
      fc.property(damage, (spoilt) => {
        const found = skimmedText(spoilt)
        if (found !== null) expect(found).toBe(decoded(spoilt))
      }),
      { numRuns: runs(20_000) * 10 },
    )
  })
})
