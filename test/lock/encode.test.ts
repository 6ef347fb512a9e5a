// A lock's text: stable, readable, and the same lock again when it is read.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLock } from '../../src/lock/decode.ts'
import { encodeLock } from '../../src/lock/encode.ts'
import type { Lock, LockedBytes, LockedTarget } from '../../src/lock/lock.ts'
import { lockPath } from '../../src/lock/path.ts'
import { runs } from '../runs.ts'
import { authLock, changed, digest, lockedTarget, specId } from './sample.ts'

const path = '.spec/lock/auth-flow.json'
const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../fixtures/lock/${name}`, import.meta.url)), 'utf8')

describe('the text of a lock', () => {
  test('gives the same lock when it is read', () => {
    expect(decodeLock(encodeLock(authLock), path)).toEqual({ ok: true, value: authLock, diagnostics: [] })
  })

  test('has LF line ends and one at the end', () => {
    const text = encodeLock(authLock)
    expect(text).not.toContain('\r')
    expect(text.endsWith('}\n')).toBe(true)
    expect(text.endsWith('\n\n')).toBe(false)
  })

  test('does not depend on the order in which targets, inputs and traces were put together', () => {
    const reversed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(record).reverse())
    const other = changed(authLock, {
      targets: reversed(authLock.targets),
      inputs: reversed(authLock.inputs),
      trace: reversed(authLock.trace),
    })
    expect(encodeLock(other)).toBe(encodeLock(authLock))
  })

  test('keeps sections and requirements in the order of the spec', () => {
    const lock = decodeLock(encodeLock(authLock), path)
    expect(lock.ok && Object.keys(lock.value.question.requirements)).toEqual(['R1', 'R2', 'R10'])
    expect(lock.ok && Object.keys(lock.value.question.sections)).toEqual(['', 'overview', 'requirements'])
  })

  test('is a block of lines for each target and each requirement', () => {
    const lines = encodeLock(authLock).split('\n')
    for (const name of ['src/auth/login.ts', 'src/auth/password.ts', 'src/auth/session.ts']) {
      expect(lines).toContain(`    "${name}": {`)
    }
    expect(lines).toContain('      "R2": {')
  })

  test('survives names that JavaScript or the layout treat in a special way', () => {
    const names = ['__proto__', 'constructor', '~', '~~', '7', 'ends-with-~']
    const lock = changed(authLock, {
      targets: Object.fromEntries(names.map((name) => [name, lockedTarget(name)])),
      trace: Object.fromEntries(names.map((name) => [name, [`src/a.ts#${name}`]])),
    })
    const read = decodeLock(encodeLock(lock), path)
    expect(read.ok && Object.entries(read.value.targets).sort()).toEqual(Object.entries(lock.targets).sort())
    expect(read.ok && Object.keys(read.value.trace).sort()).toEqual([...names].sort())
  })

  test('property: whatever a lock holds, it is read back as it was', () => {
    fc.assert(
      fc.property(anyLock, (lock) => {
        const text = encodeLock(lock)
        const read = decodeLock(text, path)
        expect(read).toEqual({ ok: true, value: lock, diagnostics: [] })
        expect(read.ok && encodeLock(read.value)).toBe(text)
      }),
      { numRuns: runs(10_000) },
    )
  })
})

describe('version 1, read for ever', () => {
  test('the fixture of its first day is read', () => {
    const read = decodeLock(fixture('version-1/lock.json'), path)
    expect(read).toEqual({ ok: true, value: JSON.parse(fixture('version-1/expected.json')), diagnostics: [] })
  })

  test('its layout is what is written today', () => {
    const read = decodeLock(fixture('version-1/lock.json'), path)
    expect(read.ok && encodeLock(read.value)).toBe(fixture('version-1/lock.json'))
  })
})

describe('the path of a lock', () => {
  test.each([
    ['auth-flow', '.spec/lock/auth-flow.json'],
    ['billing/invoices', '.spec/lock/billing/invoices.json'],
    ['a:b', '.spec/lock/a%3Ab.json'],
    ['a%3Ab', '.spec/lock/a%253Ab.json'],
  ])('of %s is %s', (id, expected) => {
    expect(lockPath(specId(id))).toBe(expected)
  })
})

const anyDigest = fc.string().map(digest)
const anyName = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('__proto__', '~', '~~', 'toString', '1'),
)
const anyPath = fc
  .array(
    fc.stringMatching(/^[a-z~:%. -]{1,8}$/).filter((part) => !/^\.+$/.test(part)),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join('/'))
  .filter((joined) => !/^[A-Za-z]:/.test(joined))
// A plain object whose `__proto__` member is one: toEqual compares members.
const recordOf = <T>(names: fc.Arbitrary<string>, values: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.array(fc.tuple(names, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))
const texts = fc.array(fc.string(), { maxLength: 3 })
const anyBytes: fc.Arbitrary<LockedBytes> = fc.record({
  digest: anyDigest,
  blob: anyDigest,
  git: fc.string(),
})
const anyTarget: fc.Arbitrary<LockedTarget> = fc.record({
  generated: fc.option(anyBytes),
  written: anyBytes,
  form: anyDigest,
  declarations: recordOf(anyName, anyDigest),
  vouch: fc.option(anyDigest),
  record: anyDigest,
  accepted: fc.option(fc.record({ because: fc.string(), record: anyDigest })),
})
const anyLock: fc.Arbitrary<Lock> = fc.record({
  lockVersion: fc.constant(1 as const),
  digestVersion: fc.constant(1 as const),
  spec: fc.record({
    id: anyName.map(specId),
    path: anyPath,
    title: fc.option(fc.string()),
    status: fc.constantFrom('draft' as const, 'active' as const),
    model: fc.option(fc.string()),
    uses: texts,
    context: texts,
    tests: texts,
  }),
  question: fc.record({
    sections: recordOf(
      fc.oneof(anyName, fc.constant('')),
      fc.record({ heading: fc.string(), digest: anyDigest }),
    ),
    requirements: recordOf(
      anyName,
      fc.record({ section: fc.string(), digest: anyDigest, text: fc.string() }),
    ),
    specs: recordOf(anyName, fc.record({ path: anyPath, parts: recordOf(anyName, anyDigest) })),
    declarations: recordOf(anyName, recordOf(anyName, anyDigest)),
    tests: recordOf(anyName, anyDigest),
  }),
  specUses: recordOf(anyName, texts),
  inputs: recordOf(anyPath, anyDigest),
  trace: recordOf(anyName, texts),
  targets: recordOf(anyPath, anyTarget),
})
