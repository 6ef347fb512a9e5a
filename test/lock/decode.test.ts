// What a damaged, newer or unmerged lock is told as: a diagnostic with a place and a way out, never a crash.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLock } from '../../src/lock/decode.ts'
import { encodeLock } from '../../src/lock/encode.ts'
import { readBothSides } from '../../src/lock/sides.ts'
import { runs } from '../runs.ts'
import { authLock, changed, lockedTarget, requirement } from './sample.ts'

const path = '.spec/lock/auth-flow.json'
const text = encodeLock(authLock)

/** The one diagnostic of a lock that cannot be read. */
function trouble(lockText: string): { readonly code: string; readonly message: string } {
  const read = decodeLock(lockText, path)
  expect(read.ok).toBe(false)
  expect(read.diagnostics).toHaveLength(1)
  const [only] = read.diagnostics
  expect(only).toMatchObject({ severity: 'trouble', place: { path } })
  expect(only?.hint).toBeTruthy()
  return { code: only?.code ?? '', message: only?.message ?? '' }
}

/** The lock's JSON with one change made to it. */
function edited(edit: (lock: { [key: string]: never }) => void): string {
  const parsed = JSON.parse(text)
  edit(parsed)
  return JSON.stringify(parsed)
}

describe('a lock that cannot be read', () => {
  test.each([
    ['truncated', text.slice(0, text.length / 2)],
    ['empty', ''],
    ['not JSON', 'hello'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('%s is damaged', (_, lockText) => {
    expect(trouble(lockText)).toMatchObject({ code: 'lock-damaged' })
  })

  test('says where and what was expected', () => {
    const wrong = edited((lock: { targets?: { [path: string]: { form: string } } }) => {
      for (const target of Object.values(lock.targets ?? {}).slice(0, 1)) target.form = 'sha1:abc'
    })
    expect(trouble(wrong)).toEqual({
      code: 'lock-damaged',
      message: `the lock ${path} is not a lock: targets["src/auth/login.ts"].form: expected a digest, found another text`,
    })
  })

  test.each(['../../.ssh/config', '/etc/passwd', 'C:/x', 'a/../../b', './a', 'a/./b', 'a\\b', 'a\0b'])(
    'does not name %j as a target',
    (target) => {
      const outside = encodeLock(changed(authLock, { targets: { [target]: lockedTarget('x') } }))
      expect(trouble(outside).message).toContain('expected a path inside the project')
    },
  )

  test('a missing member is damage', () => {
    for (const member of ['spec', 'question', 'specUses', 'inputs', 'trace', 'targets', 'lockVersion']) {
      const without = edited((lock: { [key: string]: unknown }) => void delete lock[member])
      expect(trouble(without).message, member).toContain(member)
    }
  })

  test('a newer version is told as such, and not as damage', () => {
    expect(trouble(edited((lock: { lockVersion?: number }) => void (lock.lockVersion = 2)))).toMatchObject({
      code: 'lock-newer',
    })
    expect(
      trouble(edited((lock: { digestVersion?: number }) => void (lock.digestVersion = 7))).message,
    ).toContain('digest version 7')
  })

  test('property: any damage is a diagnostic or a lock, never a crash', () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(200), fc.string(), (at, length, put) => {
        const read = decodeLock(text.slice(0, at) + put + text.slice(at + length), path)
        expect(read.ok || read.diagnostics.length === 1).toBe(true)
      }),
      { numRuns: runs(10_000) },
    )
  })

  test('property: any JSON is a diagnostic or a lock', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(decodeLock(json, path).ok).toBe(false)
      }),
      { numRuns: runs(10_000) },
    )
  })
})

describe('a lock with conflict markers', () => {
  const ours = changed(authLock, {
    targets: { ...authLock.targets, 'src/auth/login.ts': lockedTarget('ours') },
  })
  const theirs = changed(authLock, {
    targets: { ...authLock.targets, 'src/auth/login.ts': lockedTarget('theirs') },
  })

  /** As git writes it: common lines once, the rest between markers. */
  function conflicted(style: 'merge' | 'diff3', end = '\n'): string {
    const [a, b, base] = [ours, theirs, authLock].map((lock) => encodeLock(lock).split('\n'))
    if (a === undefined || b === undefined || base === undefined) throw new Error('three texts')
    const first = a.findIndex((line, at) => line !== b[at])
    const last = a.findLastIndex((line, at) => line !== b[at])
    const middle = (lines: readonly string[]): string[] => lines.slice(first, last + 1)
    const original = style === 'merge' ? [] : ['||||||| 1a2b3c4', ...middle(base)]
    return [
      ...a.slice(0, first),
      '<<<<<<< HEAD',
      ...middle(a),
      ...original,
      '=======',
      ...middle(b),
      '>>>>>>> other branch',
      ...a.slice(last + 1),
    ].join(end)
  }

  test.each([
    ['merge', conflicted('merge')],
    ['diff3', conflicted('diff3')],
    ['CRLF', conflicted('merge', '\r\n')],
  ])('in style %s is told as a conflict, and both sides can be read', (_, lockText) => {
    expect(trouble(lockText)).toMatchObject({ code: 'lock-conflict' })
    expect(readBothSides(lockText)).toEqual({ ours, theirs })
  })

  test('a side that was edited by hand into something else is null', () => {
    const broken = conflicted('merge').replace('=======\n', '=======\n oops')
    expect(readBothSides(broken)).toEqual({ ours, theirs: null })
  })

  test('without markers both sides are the lock', () => {
    expect(readBothSides(text)).toEqual({ ours: authLock, theirs: authLock })
  })

  test('marker-like words inside a requirement are no conflict', () => {
    const lock = changed(authLock, {
      question: {
        requirements: {
          R1: requirement('<<<<<<< HEAD\n=======\n>>>>>>> x'),
        },
      },
    })
    expect(decodeLock(encodeLock(lock), path)).toMatchObject({ ok: true, value: lock })
  })
})
