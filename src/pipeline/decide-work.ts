// How a spec stands and what a person asked → what there is to do.
import { isBeyondForm } from '../diff/change.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Cause, TargetState } from '../drift/drift.ts'
import type { Lock } from '../lock/lock.ts'
import { fileOfSymbol } from '../lock/without.ts'
import type { Question } from '../spec/question.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'
import type { RegenOptions } from './regen-options.ts'
import { unseenSpecs } from './whole-project.ts'

export type Work =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'restore'
      /** Targets whose written bytes come back. */
      readonly lost: readonly TargetPath[]
      /** Targets of the lock that the spec dropped: to be deleted. */
      readonly dropped: readonly TargetPath[]
      /** Dropped ones that another spec names now, with that spec: they only leave the lock. */
      readonly released: ReadonlyMap<TargetPath, SpecId>
      /** Every target that would be touched, edited siblings included: they are told. */
      readonly touched: ReadonlySet<string>
    }
  | {
      readonly kind: 'build'
      readonly asked: readonly TargetPath[]
      readonly dropped: readonly TargetPath[]
      readonly released: ReadonlyMap<TargetPath, SpecId>
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
export function decideWork(look: Look, options: RegenOptions, opened: Opened): Result<Work> {
  const { drift, head } = look
  const leaving = leavingOf(look, opened)
  const { dropped, released, unseen } = leaving
  const owned = head.targets.map((target) => target.path)
  const asks = options.fresh || options.given || options.only !== null
  const drafted = head.status === 'draft'
  const unbuilt = owned.filter((path) => look.lock?.targets[path] === undefined)

  if (!asks && drift.causes.length === 0 && unbuilt.length === 0) {
    if (!drafted && drift.targets.every(({ state }) => settled.has(state))) return ok({ kind: 'nothing' })
    const edited = changedTargets(look)
    for (const path of released.keys()) edited.delete(path)
    const lost = owned.filter((path) => look.disk.get(path) === null)
    const back = options.force ? owned.filter((path) => lost.includes(path) || edited.has(path)) : lost
    if (drafted && back.length === 0) return ok({ kind: 'nothing' })
    const touched = new Set([...edited, ...back, ...dropped])
    if (touched.size === 0 && released.size === 0 && unseen !== null) return fail(unseen)
    return ok({ kind: 'restore', lost: back, dropped, released, touched }, unseen === null ? [] : [unseen])
  }
  if (options.only !== null) return partBuild(look, options.only, options)
  return ok(wholeBuild(look, leaving), unseen === null ? [] : [unseen])
}

interface Leaving {
  readonly dropped: readonly TargetPath[]
  readonly released: ReadonlyMap<TargetPath, SpecId>
  /** Why dropped targets stay for now: a spec that cannot be read may name them. */
  readonly unseen: Diagnostic | null
}

/** What the spec dropped: another spec's file is not this one's to delete. */
function leavingOf({ drift }: Look, opened: Opened): Leaving {
  const orphans = drift.targets.filter(({ state }) => state === 'orphaned').map(({ path }) => path)
  const released = new Map<TargetPath, SpecId>()
  for (const path of orphans) {
    const owner = opened.project.owners.get(path)
    if (owner !== undefined) released.set(path, owner)
  }
  const dropped = orphans.filter((path) => !released.has(path))
  const unseen = dropped.length === 0 ? null : unseenSpecs(opened, `${dropped.join(', ')} was not deleted`)
  return { dropped: unseen === null ? dropped : [], released, unseen }
}

/** Targets that differ from what was written, a draft's too (their state does not say). */
function changedTargets(look: Look): Set<string> {
  const changed = look.drift.targets.filter(
    ({ level, state }) => isBeyondForm(level) || state === 'unresolved',
  )
  return new Set(changed.map(({ path }) => path))
}

function wholeBuild(look: Look, { dropped, released }: Leaving): Work {
  const asked = look.head.targets.map((target) => target.path)
  const touched = new Set<string>([...asked, ...dropped])
  const { causes } = look.drift
  return {
    kind: 'build',
    asked,
    dropped,
    released,
    touched,
    question: look.now.question,
    whole: true,
    causes,
    held: [],
  }
}

function partBuild(look: Look, only: string, options: RegenOptions): Result<Work> {
  const owned = look.head.targets.map((target) => target.path)
  const target = owned.find((path) => path === only || path === only.replace(/^\.\//, ''))
  if (target !== undefined) return anew(look, only, targetBuild(look, target), options)
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
  return anew(look, only, requirementBuild(look, only), options)
}

type Build = Work & { readonly kind: 'build' }

/** Refuses a part that nothing of the change falls to: its old answer would come again and look like a new one. */
function anew(look: Look, only: string, work: Build, { fresh, given }: RegenOptions): Result<Work> {
  const edited = changedTargets(look)
  const stands = work.asked.every(
    (path) => look.lock?.targets[path] !== undefined && look.disk.get(path) !== null && !edited.has(path),
  )
  if (fresh || given || !stands || work.causes.length > 0 || work.held.length === 0) return ok(work)
  const { id, path } = look.head
  const changed = work.held.map(({ kind, name, change }) => `${kind} ${name} ${change}`).join(', ')
  return fail(
    diagnostic(
      'only-unchanged',
      `--only ${only}: nothing that changed in ${id} falls to it alone (${changed})`,
      {
        place: work.held[0]?.place ?? { path },
        hint: `spec regen ${id} builds the change; --only ${only} --fresh asks for that part again all the same`,
      },
    ),
  )
}

/** One target anew; changed requirements count as built where all they are traced to is in it. */
function targetBuild(look: Look, target: TargetPath): Build {
  const { lock, drift, now } = look
  const inTarget = (cause: Cause): boolean => {
    if (lock === null) return true
    if (cause.kind !== 'requirement') return false
    const traced = lock.trace[cause.name] ?? []
    return traced.length > 0 && traced.every((symbol) => fileOfSymbol(symbol) === target)
  }
  const causes = drift.causes.filter(inTarget)
  const held = drift.causes.filter((cause) => !inTarget(cause))
  const question = held.length === 0 || lock === null ? now.question : withOnly(now.question, lock, causes)
  const touched = new Set<string>([target])
  const released = new Map<TargetPath, SpecId>()
  const whole = held.length === 0
  return { kind: 'build', asked: [target], dropped: [], released, touched, question, whole, causes, held }
}

/** One requirement's change, in the targets it is traced to; in all where nothing is known of it. */
function requirementBuild(look: Look, requirement: string): Build {
  const { lock, drift, now, head } = look
  const owned = head.targets.map((target) => target.path)
  const symbols = lock?.trace[requirement] ?? []
  const traced = owned.filter((path) => symbols.some((symbol) => fileOfSymbol(symbol) === path))
  const asked = traced.length > 0 ? traced : owned
  const isAsked = (cause: Cause): boolean => cause.kind === 'requirement' && cause.name === requirement
  const causes = drift.causes.filter(isAsked)
  const held = drift.causes.filter((cause) => !isAsked(cause))
  const question = held.length === 0 || lock === null ? now.question : withOnly(now.question, lock, causes)
  return {
    kind: 'build',
    asked,
    dropped: [],
    released: new Map(),
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
