// What was built or accepted in, the lock that says so out.
import type { Digest } from '../digest/digest.ts'
import type { Lock, LockedTarget } from '../lock/lock.ts'
import { isVouched, vouchFor } from '../lock/vouch.ts'
import type { Question } from '../spec/question.ts'
import type { SpecHead } from '../spec/spec.ts'

export type TargetBlock = Omit<LockedTarget, 'vouch'>

export interface LockParts {
  readonly head: SpecHead
  /** The question that the targets now answer. */
  readonly question: Question
  readonly specUses: Lock['specUses']
  readonly inputs: Lock['inputs']
  readonly trace: Lock['trace']
  readonly before: Lock | null
  /** Every target that is to be in the lock. */
  readonly targets: ReadonlyMap<string, TargetBlock>
  /** The question is all that the spec file asks: false for a part of it (`--only`), which nobody may vouch for. */
  readonly whole: boolean
}

/** The lock after a build. Blocks of targets that did not change stay as they are, letter for letter. */
export function lockAfter(parts: LockParts): Lock {
  const { head, question, before } = parts
  const spec: Lock['spec'] = {
    id: head.id,
    path: head.path,
    title: head.title,
    status: head.status,
    model: head.model,
    uses: head.uses.map((use) => (use.requirement === null ? use.id : `${use.id}#${use.requirement}`)),
    context: head.context,
    tests: head.tests,
  }
  const { targets: owned, ...asked } = question
  const vouch = parts.whole ? vouchFor(head.raw, owned, { spec, question: asked }) : null
  const targets: Record<string, LockedTarget> = {}
  for (const [path, block] of [...parts.targets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const old = before !== null && Object.hasOwn(before.targets, path) ? before.targets[path] : undefined
    targets[path] = old !== undefined && sameBlock(old, block) ? old : { ...block, vouch }
  }
  const lock: Lock = {
    lockVersion: 1,
    digestVersion: 1,
    spec,
    question: asked,
    specUses: parts.specUses,
    inputs: parts.inputs,
    trace: parts.trace,
    targets,
  }
  return vouch === null || isVouched(lock, head.raw) ? lock : vouchedByFirst(lock, vouch)
}

/** No block changed: one of them has to say that the new words were looked at. */
function vouchedByFirst(lock: Lock, vouch: Digest): Lock {
  const first = Object.entries(lock.targets)[0]
  if (first === undefined) return lock
  const [path, target] = first
  return { ...lock, targets: { ...lock.targets, [path]: { ...target, vouch } } }
}

function sameBlock(old: LockedTarget, block: TargetBlock): boolean {
  const { vouch: _, ...rest } = old
  return stable(rest) === stable(block)
}

/** Plain data with one spelling, whatever order its keys came in. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
