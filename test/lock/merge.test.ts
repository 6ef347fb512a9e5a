// Two branches change one lock, real git merges them: neighbours do not conflict (invariant 10, rule 17).
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import { decodeLock } from '../../src/lock/decode.ts'
import { encodeLock } from '../../src/lock/encode.ts'
import type { Lock } from '../../src/lock/lock.ts'
import { readBothSides } from '../../src/lock/sides.ts'
import { authLock, changed, lockedTarget, requirement } from './sample.ts'

let folder = ''
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spec-merge-'))
  git('init', '-q', '-b', 'main')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What stands in the lock file after branch `b` was merged into branch `a`. */
function merged(base: Lock, a: Lock, b: Lock): { readonly clean: boolean; readonly text: string } {
  const file = join(folder, 'lock.json')
  const commit = (lock: Lock, message: string): void => {
    writeFileSync(file, encodeLock(lock))
    git('add', '.')
    git('commit', '-q', '-m', message)
  }
  commit(base, 'base')
  git('checkout', '-q', '-b', 'b')
  commit(b, 'b')
  git('checkout', '-q', 'main')
  commit(a, 'a')
  const merge = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@e', 'merge', '-q', 'b'], {
    cwd: folder,
  })
  return { clean: merge.status === 0, text: readFileSync(file, 'utf8') }
}

function expectMerge(a: Lock, b: Lock, expected: Lock, base: Lock = authLock): void {
  const result = merged(base, a, b)
  expect(result.clean, result.text).toBe(true)
  expect(decodeLock(result.text, 'lock.json')).toEqual({ ok: true, value: expected, diagnostics: [] })
}

const { targets, trace, inputs, question } = authLock
const [first, second] = ['src/auth/login.ts', 'src/auth/password.ts']

describe('two branches', () => {
  test('that rebuild neighbouring targets and change neighbouring requirements merge, and both are in', () => {
    const one = {
      targets: { [first]: lockedTarget('a') },
      R1: requirement('One, by A.'),
      trace: { R1: ['src/a.ts#a'] },
    }
    const two = {
      targets: { [second]: lockedTarget('b') },
      R2: requirement('Two, by B.'),
      trace: { R2: ['src/b.ts#b', 'src/b.ts#c'] },
    }
    const lockWith = (...sides: readonly (typeof one | typeof two)[]): Lock => {
      let lock = authLock
      for (const { targets: built, trace: traced, ...requirements } of sides) {
        lock = changed(lock, {
          targets: { ...lock.targets, ...built },
          trace: { ...lock.trace, ...traced } as Lock['trace'],
          question: { requirements: { ...lock.question.requirements, ...requirements } },
        })
      }
      return lock
    }
    expectMerge(lockWith(one), lockWith(two), lockWith(one, two))
  })

  test('that change every second target of ten merge', () => {
    const names = Array.from({ length: 10 }, (_, at) => `src/file-${at}.ts`)
    const build = (word: (at: number) => string): Lock =>
      changed(authLock, {
        targets: Object.fromEntries(names.map((name, at) => [name, lockedTarget(word(at))])),
      })
    expectMerge(
      build((at) => (at % 2 === 0 ? `a${at}` : `old${at}`)),
      build((at) => (at % 2 === 1 ? `b${at}` : `old${at}`)),
      build((at) => (at % 2 === 0 ? `a${at}` : `b${at}`)),
      build((at) => `old${at}`),
    )
  })

  test('of which one accepts an edit, and one builds the target behind it, merge', () => {
    const accepted = { ...lockedTarget('x'), accepted: { because: 'tuned by hand', record: digestText('r') } }
    expectMerge(
      changed(authLock, { targets: { ...targets, [first]: accepted } }),
      changed(authLock, { targets: { ...targets, [second]: lockedTarget('b') } }),
      changed(authLock, { targets: { ...targets, [first]: accepted, [second]: lockedTarget('b') } }),
    )
  })

  test('of which one appends what the other changes the last of, merge', () => {
    const last = {
      targets: { ...targets, 'src/auth/session.ts': lockedTarget('b') },
      trace: { ...trace, R2: ['src/auth/session.ts#changed'] },
      inputs: { ...inputs, 'test/auth/login.test.ts': digestText('b') },
    }
    const appended = {
      targets: { 'src/auth/zone.ts': lockedTarget('new') },
      trace: { R3: ['src/auth/zone.ts#zone'] },
      inputs: { 'test/auth/zone.test.ts': digestText('new') },
    }
    const lastRequirement = { ...question.requirements, R10: requirement('A session ends after 7 days.') }
    const newRequirement = { R11: requirement('A zone is kept.') }
    expectMerge(
      changed(authLock, {
        targets: { ...targets, ...appended.targets },
        trace: { ...trace, ...appended.trace },
        inputs: { ...inputs, ...appended.inputs },
        question: { requirements: { ...question.requirements, ...newRequirement } },
      }),
      changed(authLock, { ...last, question: { requirements: lastRequirement } }),
      changed(authLock, {
        targets: { ...last.targets, ...appended.targets },
        trace: { ...last.trace, ...appended.trace },
        inputs: { ...last.inputs, ...appended.inputs },
        question: { requirements: { ...lastRequirement, ...newRequirement } },
      }),
    )
  })

  test('of which one changes an acceptance test and the other the next one merge', () => {
    const tests = (login: string, session: string): Lock =>
      changed(authLock, {
        inputs: {
          ...inputs,
          'src/http/router.ts': digestText(login),
          'test/auth/login.test.ts': digestText(session),
        },
        question: {
          tests: {
            'test/auth/login.test.ts': digestText(login),
            'test/auth/session.test.ts': digestText(session),
          },
        },
      })
    expectMerge(tests('a', 'old'), tests('old', 'b'), tests('a', 'b'), tests('old', 'old'))
  })

  test('that build the same target conflict, and both sides can be read', () => {
    const ours = changed(authLock, { targets: { ...targets, [first]: lockedTarget('ours') } })
    const theirs = changed(authLock, { targets: { ...targets, [first]: lockedTarget('theirs') } })
    const result = merged(authLock, ours, theirs)
    expect(result.clean).toBe(false)
    expect(decodeLock(result.text, 'lock.json')).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'lock-conflict' }],
    })
    expect(readBothSides(result.text)).toEqual({ ours, theirs })
  })
})
