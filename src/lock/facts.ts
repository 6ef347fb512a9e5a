// A lock in, the part of it that says whether anything moved out: a tenth of its size, so that ten thousand fit in memory.
import { hash } from 'node:crypto'
import type { Digest } from '../digest/digest.ts'
import type { Lock } from './lock.ts'

/** Has the members of `Lock` that heads, causes and states are taken from; texts and single digests are left out. */
export interface LockFacts {
  readonly spec: Lock['spec']
  readonly question: {
    readonly specs: Readonly<Record<string, { readonly path: string }>>
    /** Path → fingerprint of the declarations that the spec saw there. */
    readonly declarations: Readonly<Record<string, string>>
    /** Paths of the acceptance tests. */
    readonly tests: readonly string[]
  }
  readonly specUses: Lock['specUses']
  readonly inputs: Lock['inputs']
  readonly targets: Readonly<Record<string, TargetFacts>>
}

export interface TargetFacts {
  readonly accepted: { readonly because: string } | null
}

export function factsOf(lock: Lock): LockFacts {
  const { question } = lock
  return {
    spec: lock.spec,
    question: {
      specs: mapped(question.specs, ({ path }) => ({ path })),
      declarations: mapped(question.declarations, fingerprint),
      tests: Object.keys(question.tests),
    },
    specUses: lock.specUses,
    inputs: lock.inputs,
    targets: mapped(lock.targets, ({ accepted }) =>
      accepted === null ? unaccepted : { accepted: { because: accepted.because } },
    ),
  }
}

const unaccepted: TargetFacts = { accepted: null }

/** Equal for two sets of declarations that are equal, whatever their order; 192 bits of SHA-256, so for no others. */
export function fingerprint(record: Readonly<Record<string, Digest>>): string {
  const names = Object.keys(record).sort()
  let text = ''
  for (const name of names) text += `${name.length}:${name}${record[name] ?? ''}`
  return hash('sha256', text, 'base64url').slice(0, 32)
}

function mapped<T, U>(record: Readonly<Record<string, T>>, one: (value: T) => U): Record<string, U> {
  const names = Object.keys(record)
  const result: Record<string, U> = {}
  for (const name of names) {
    const value = record[name]
    if (value === undefined) continue
    // An assignment would set the prototype instead.
    if (name === '__proto__') Object.defineProperty(result, name, { value: one(value), ...plainMember })
    else result[name] = one(value)
  }
  return result
}

const plainMember = { enumerable: true, writable: true, configurable: true } as const
