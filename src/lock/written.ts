// The lock as a file holds it: in which ways it differs from `Lock`, so that git can merge it line by line.
import type { Digest } from '../digest/digest.ts'
import type { QuestionRequirement, QuestionSection, QuestionSpec } from '../spec/question.ts'
import type { Lock, LockedTarget } from './lock.ts'

/**
 * Entries that branches change apart from each other. Git needs an unchanged line between two changes, and JSON has a
 * comma after every entry but the last. So each entry is a block of several lines, whose closing line never changes,
 * and the last entry is always the end mark, so that appending one changes no line.
 */
export type Blocks<T> = Readonly<Record<string, T | null>>

/** The name of the end mark: sorts behind every ASCII name. */
export const endMark = '~'

/** Names made of nothing but `~` get one more, so that none is the end mark. */
export function writtenName(name: string): string {
  return /^~+$/.test(name) ? `${name}~` : name
}

export function readName(written: string): string {
  return written.startsWith('~') && /^~+$/.test(written) ? written.slice(1) : written
}

export interface WrittenLock {
  readonly lockVersion: 1
  readonly digestVersion: 1
  readonly spec: Lock['spec']
  readonly question: {
    readonly sections: Blocks<QuestionSection>
    readonly requirements: Blocks<QuestionRequirement>
    readonly specs: Blocks<QuestionSpec>
    readonly declarations: Blocks<Readonly<Record<string, Digest>>>
    readonly tests: Blocks<{ readonly digest: Digest }>
  }
  readonly specUses: Blocks<readonly string[]>
  readonly inputs: Blocks<{ readonly raw: Digest }>
  readonly trace: Blocks<readonly string[]>
  readonly targets: Blocks<LockedTarget>
}
