// Values for tests of locks: digests from words, targets and whole locks with everything in them.
import { digestText, gitBlobId, type Digest } from '../../src/digest/digest.ts'
import type { Lock, LockedBytes, LockedTarget } from '../../src/lock/lock.ts'
import type { SpecId } from '../../src/spec/spec.ts'

/** A digest that anybody can derive again. */
export const digest = (word: string): Digest => digestText(word)

/** Ids of specs are made by the spec stage; here they are given. */
export const specId = (id: string): SpecId => id as SpecId

export function lockedBytes(word: string): LockedBytes {
  return {
    digest: digest(word),
    blob: digest(`blob ${word}`),
    git: gitBlobId(new TextEncoder().encode(word)),
  }
}

export function lockedTarget(word: string, more: Partial<LockedTarget> = {}): LockedTarget {
  return {
    generated: lockedBytes(word),
    written: lockedBytes(word),
    form: digest(`form ${word}`),
    declarations: { [word]: digest(`declaration ${word}`) },
    vouch: digest(`vouch ${word}`),
    record: digest(`record ${word}`),
    accepted: null,
    ...more,
  }
}

export function requirement(
  text: string,
  section = 'requirements',
): Lock['question']['requirements'][string] {
  return { section, digest: digest(text), text }
}

export const authLock: Lock = {
  lockVersion: 1,
  digestVersion: 1,
  spec: {
    id: specId('auth-flow'),
    path: 'specs/features/auth-flow.md',
    title: 'Signing in',
    status: 'active',
    model: null,
    uses: ['api-design', 'data-model#R2'],
    context: ['src/http/*.ts'],
    tests: ['test/auth/*.test.ts'],
  },
  question: {
    sections: {
      '': { heading: '', digest: digest('preamble') },
      overview: { heading: 'Overview', digest: digest('overview') },
      requirements: { heading: 'Requirements', digest: digest('requirements') },
    },
    requirements: {
      R1: requirement('A visitor signs in with e-mail and password.'),
      R2: requirement('After five wrong passwords the account waits\n\n- 15 minutes\n- or until reset'),
      R10: requirement('A session ends after 30 days.'),
    },
    specs: {
      'api-design': {
        path: 'specs/architecture/api-design.md',
        parts: { 'section:errors': digest('errors'), 'requirement:R1': digest('json') },
      },
      'data-model': {
        path: 'specs/architecture/data-model.md',
        parts: { 'requirement:R2': digest('users') },
      },
    },
    declarations: { 'src/http/router.ts': { route: digest('route'), default: digest('default') } },
    tests: {
      'test/auth/login.test.ts': digest('login test'),
      'test/auth/session.test.ts': digest('session test'),
    },
  },
  specUses: { 'api-design': ['data-model'], 'data-model': [] },
  inputs: {
    'specs/architecture/api-design.md': digest('raw api'),
    'src/http/router.ts': digest('raw router'),
    'test/auth/login.test.ts': digest('raw login test'),
  },
  trace: {
    R1: ['src/auth/login.ts#login'],
    R2: ['src/auth/login.ts#login', 'src/auth/session.ts#end'],
    R10: [],
  },
  targets: {
    'src/auth/login.ts': lockedTarget('login'),
    'src/auth/password.ts': lockedTarget('password', {
      generated: null,
      vouch: null,
      accepted: { because: 'hand-written start', record: digest('acceptance') },
    }),
    'src/auth/session.ts': lockedTarget('session'),
  },
}

/** The lock after somebody changed something: one level deep for `question`, whole members otherwise. */
export function changed(
  lock: Lock,
  change: Partial<Omit<Lock, 'question'>> & { question?: Partial<Lock['question']> },
): Lock {
  return { ...lock, ...change, question: { ...lock.question, ...change.question } }
}
