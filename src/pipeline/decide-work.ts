// How a spec stands and what a person asked → what there is to do.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Cause, TargetState } from '../drift/drift.ts'
import type { Lock } from '../lock/lock.ts'
import type { Question } from '../spec/question.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Look } from './look.ts'
import type { RegenOptions } from './regen-options.ts'

export type Work =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'restore'
      /** Targets whose written bytes come back. */
      readonly lost: readonly TargetPath[]
      /** Targets of the lock that the spec dropped: to be deleted. */
      readonly dropped: readonly TargetPath[]
      /** Every target that would be touched, edited siblings included: they are told. */
      readonly touched: ReadonlySet<string>
    }
  | {
      readonly kind: 'build'
      readonly asked: readonly TargetPath[]
      readonly dropped: readonly TargetPath[]
      readonly touched: ReadonlySet<string>
      /** What the targets will answer: the spec as it is, or with `--only` one part of its change. */
      readonly question: Question
      readonly whole: boolean
      readonly causes: readonly Cause[]
      /** With `--only`: parts that changed and are not to be built now. */
      readonly held: readonly Cause[]
    }

const settled: ReadonlySet<TargetState> = new Set<TargetState>(['in-sync', 'accepted', 'format'])

/** Decides. A spec in sync is nothing to do; lost or forced targets of an unmoved question come from the archive. */
export function decideWork(look: Look, options: RegenOptions): Result<Work> {
  const { drift, head } = look
  const dropped = drift.targets.filter(({ state }) => state === 'orphaned').map(({ path }) => path)
  const owned = head.targets.map((target) => target.path)
  const asks = options.fresh || options.given || options.only !== null
  const drafted = head.status === 'draft'
  const unbuilt = owned.filter((path) => look.lock?.targets[path] === undefined)

  if (!asks && drift.causes.length === 0 && unbuilt.length === 0) {
    if (!drafted && drift.targets.every(({ state }) => settled.has(state))) return ok({ kind: 'nothing' })
    const edited = changedTargets(look)
    const lost = owned.filter((path) => look.disk.get(path) === null)
    const back = options.force ? owned.filter((path) => lost.includes(path) || edited.has(path)) : lost
    if (drafted && back.length === 0) return ok({ kind: 'nothing' })
    return ok({ kind: 'restore', lost: back, dropped, touched: new Set([...edited, ...back, ...dropped]) })
  }
  return options.only === null ? ok(wholeBuild(look, dropped)) : partBuild(look, options.only)
}

/** Targets that differ from what was written, a draft's too (their state does not say). */
function changedTargets(look: Look): ReadonlySet<string> {
  const changed = look.drift.targets.filter(({ level, state }) => level === 'code' || state === 'unresolved')
  return new Set(changed.map(({ path }) => path))
}

function wholeBuild(look: Look, dropped: readonly TargetPath[]): Work {
  const asked = look.head.targets.map((target) => target.path)
  const touched = new Set<string>([...asked, ...dropped])
  const { causes } = look.drift
  return {
    kind: 'build',
    asked,
    dropped,
    touched,
    question: look.now.question,
    whole: true,
    causes,
    held: [],
  }
}

function partBuild(look: Look, only: string): Result<Work> {
  const owned = look.head.targets.map((target) => target.path)
  const target = owned.find((path) => path === only || path === only.replace(/^\.\//, ''))
  if (target !== undefined) return ok(targetBuild(look, target))
  const known = look.now.question.requirements
  if (!Object.hasOwn(known, only) && look.lock?.question.requirements[only] === undefined) {
    const near = nearest(only, [...Object.keys(known), ...owned])
    return fail(
      diagnostic('usage', `--only ${only}: ${look.head.id} has no such requirement or target`, {
        place: { path: look.head.path },
        hint:
          near === null ? `it has: ${[...Object.keys(known), ...owned].join(', ')}` : `did you mean ${near}?`,
      }),
    )
  }
  return ok(requirementBuild(look, only))
}

/** One target anew; changed requirements count as built where all they are traced to is in it. */
function targetBuild(look: Look, target: TargetPath): Work {
  const { lock, drift, now } = look
  const inTarget = (cause: Cause): boolean => {
    if (lock === null) return true
    if (cause.kind !== 'requirement') return false
    const traced = lock.trace[cause.name] ?? []
    return traced.length > 0 && traced.every((symbol) => symbol.startsWith(`${target}#`))
  }
  const causes = drift.causes.filter(inTarget)
  const held = drift.causes.filter((cause) => !inTarget(cause))
  const question = held.length === 0 || lock === null ? now.question : withOnly(now.question, lock, causes)
  const touched = new Set<string>([target])
  const whole = held.length === 0
  return { kind: 'build', asked: [target], dropped: [], touched, question, whole, causes, held }
}

/** One requirement's change, in the targets it is traced to; in all where nothing is known of it. */
function requirementBuild(look: Look, requirement: string): Work {
  const { lock, drift, now, head } = look
  const owned = head.targets.map((target) => target.path)
  const symbols = lock?.trace[requirement] ?? []
  const traced = owned.filter((path) => symbols.some((symbol) => symbol.startsWith(`${path}#`)))
  const asked = traced.length > 0 ? traced : owned
  const isAsked = (cause: Cause): boolean => cause.kind === 'requirement' && cause.name === requirement
  const causes = drift.causes.filter(isAsked)
  const held = drift.causes.filter((cause) => !isAsked(cause))
  const question = held.length === 0 || lock === null ? now.question : withOnly(now.question, lock, causes)
  return {
    kind: 'build',
    asked,
    dropped: [],
    touched: new Set(asked),
    question,
    whole: held.length === 0,
    causes,
    held,
  }
}

/** The lock's question with some requirements as they are now: what `--only` builds. */
function withOnly(now: Question, lock: Lock, causes: readonly Cause[]): Question {
  const requirements = { ...lock.question.requirements }
  for (const { name } of causes) {
    const requirement = now.requirements[name]
    if (requirement === undefined) delete requirements[name]
    else requirements[name] = requirement
  }
  return { ...lock.question, targets: now.targets, requirements }
}
