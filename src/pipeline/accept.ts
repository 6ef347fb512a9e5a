// The use case `accept`: a person has seen both sides and lets the difference stand, for a reason.
import { isBeyondForm } from '../diff/change.ts'
import { recordDigest } from '../archive/encode.ts'
import { digestBytes } from '../digest/digest.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Cause, TargetDrift } from '../drift/drift.ts'
import { hasConflictMarkers } from '../lock/decode.ts'
import type { Lock } from '../lock/lock.ts'
import { lockAfter, type TargetBlock } from '../plan/lock-after.ts'
import type { Action, Plan } from '../plan/plan.ts'
import { acceptanceRecord } from '../plan/records.ts'
import type { Store } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { secretsInFiles } from './answer-secrets.ts'
import { differenceOf } from './hand-edits.ts'
import type { Scanning } from './keep-bytes.ts'
import type { InputReader } from './input-reader.ts'
import { lookAt, type Look } from './look.ts'
import { inputBytes } from './keep-answer.ts'
import type { Opened } from './open-project.ts'
import { planOf, stampFor, type Stamping } from './plan-parts.ts'
import { blockOf, targetBlock } from './target-block.ts'
import { holdsMergeMarkers } from './target-now.ts'

export interface AcceptOptions {
  /** Why; null only with `formatOnly`. */
  readonly because: string | null
  readonly formatOnly: boolean
}

/** What a person is shown before agreeing, and what agreeing writes. */
export interface Acceptance {
  readonly spec: SpecId
  /** Targets whose difference would stand. */
  readonly targets: readonly TargetDrift[]
  /** Path → unified diff from written to current; absent for a file that was never built. */
  readonly edits: ReadonlyMap<string, string>
  /** Parts of the spec that moved and would be taken as answered by the code as it is. */
  readonly causes: readonly Cause[]
  /** Null where there is nothing to accept. */
  readonly plan: Plan | null
}

/** Plans an acceptance. Refuses lost files, merge markers, and with `formatOnly` whatever is more than form. */
export async function planAccept(
  opened: Opened,
  id: SpecId,
  options: AcceptOptions,
  ports: Stamping & Scanning & { readonly store: Store },
  reader: InputReader,
): Promise<Result<Acceptance>> {
  const look = await lookAt(opened, id, reader)
  if (!look.ok) return look
  const refusals = refusalsOf(look.value, options)
  if (refusals.length > 0) return fail(...refusals)

  const targets = options.formatOnly ? ofForm(look.value) : ofMeaning(look.value)
  const causes = options.formatOnly ? [] : look.value.drift.causes
  const edits = new Map<string, string>()
  for (const { path } of targets) {
    const diff = await differenceOf(look.value, path, ports.store)
    if (diff !== null) edits.set(path, diff)
  }
  const nothing = targets.length === 0 && causes.length === 0
  const secrets = nothing ? [] : await secretsInFiles(keptFiles(look.value, targets, reader), ports)
  if (secrets.length > 0) return fail(...secrets)
  const plan = nothing
    ? settledPlan(look.value)
    : await acceptancePlan(look.value, targets, options, ports, reader)
  return ok({ spec: id, targets, edits, causes, plan }, look.diagnostics)
}

function refusalsOf({ head, drift, disk }: Look, options: AcceptOptions): Diagnostic[] {
  if (!options.formatOnly && (options.because === null || options.because.trim() === '')) {
    return [
      diagnostic('accept-reason', `accepting a difference in ${head.id} needs a reason`, {
        hint: `spec accept ${head.id} --because "why the code is right as it is"`,
      }),
    ]
  }
  return drift.targets.flatMap(({ path, state, level }) => {
    const refused = (message: string, hint: string): Diagnostic[] => [
      diagnostic('accept-refused', message, { place: { path }, hint }),
    ]
    // The state may say something else of it: a draft's, an unmanaged or an interrupted target holds them just as well.
    if (state !== 'orphaned' && holdsMergeMarkers(disk.get(path) ?? new Uint8Array()))
      return refused(`${path} still holds merge markers`, 'resolve them, then accept')
    if (options.formatOnly && isBeyondForm(level)) {
      return refused(
        `${path} differs in more than form`,
        `spec diff ${head.id} shows it; accept it with --because "…"`,
      )
    }
    if (!options.formatOnly && (state === 'lost' || state === 'never-built')) {
      const hint = `spec regen ${head.id}, or take ${path} out of \`targets\` in ${head.path}`
      return refused(`${path} is not there: there is nothing to accept`, hint)
    }
    return []
  })
}

function ofForm({ drift }: Look): readonly TargetDrift[] {
  return drift.targets.filter(({ level, state }) => level === 'format' && state !== 'orphaned')
}

/** Changed and unmanaged targets; where none is, every target answers for the changed words. */
function ofMeaning({ drift, lock }: Look): readonly TargetDrift[] {
  const owned = drift.targets.filter(({ state }) => state !== 'orphaned')
  const moved = owned.filter(({ path, level }) => isBeyondForm(level) || lock?.targets[path] === undefined)
  if (moved.length > 0) return [...moved, ...owned.filter(({ level }) => level === 'format')]
  return drift.causes.length > 0 ? owned : []
}

async function acceptancePlan(
  look: Look,
  targets: readonly TargetDrift[],
  options: AcceptOptions,
  ports: Stamping,
  reader: InputReader,
): Promise<Plan> {
  const because = options.because ?? 'form only'
  const files = new Map(
    targets.map(({ path }) => {
      const before = look.lock?.targets[path]?.written.blob ?? null
      return [path, { before, after: look.disk.get(path) ?? new Uint8Array() }] as const
    }),
  )
  const kept = acceptanceRecord(stampFor(look, ports), { because, files, inputs: inputBytes(look, reader) })
  const record = recordDigest(kept.record)

  const blocks = new Map<string, TargetBlock>(
    Object.entries(look.lock?.targets ?? {}).map(([path, target]) => [path, blockOf(target)]),
  )
  for (const { path } of targets) {
    const old = blocks.get(path)
    const accepted = options.formatOnly ? (old?.accepted ?? null) : { because, record }
    const facts = { generated: old?.generated ?? null, record: old?.record ?? record, accepted }
    blocks.set(path, await targetBlock(path, look.disk.get(path) ?? new Uint8Array(), facts))
  }
  // Nothing is written to them, but they have to be still what the person has seen when the lock says so.
  const seen = [...files].map(([path, { after }]): Action => ({
    kind: 'unchanged',
    path,
    before: digestBytes(after),
    reason: 'accepted',
  }))
  return planOf(look, seen, lockOfAcceptance(look, blocks, options.formatOnly), {
    records: [kept.record],
    blobs: kept.blobs,
    privateBlobs: [],
  })
}

/** All that an acceptance puts into the archive. */
function keptFiles(
  look: Look,
  targets: readonly TargetDrift[],
  reader: InputReader,
): ReadonlyMap<string, Uint8Array> {
  const disk = targets.map(({ path }) => [path, look.disk.get(path) ?? new Uint8Array()] as const)
  return new Map<string, Uint8Array>([...inputBytes(look, reader), ...disk])
}

/** Nothing differs, but the lock was settled from two sides (rule 17) and its file still holds both. */
function settledPlan(look: Look): Plan | null {
  if (look.lock === null || look.lockText === null || !hasConflictMarkers(look.lockText)) return null
  const blocks = Object.entries(look.lock.targets).map(([path, target]) => [path, blockOf(target)] as const)
  return planOf(look, [], lockOfAcceptance(look, new Map(blocks), false), {
    records: [],
    blobs: [],
    privateBlobs: [],
  })
}

/** Form alone answers no changed words: the lock's question stays as it was. */
function lockOfAcceptance(look: Look, blocks: ReadonlyMap<string, TargetBlock>, formOnly: boolean): Lock {
  const { head, lock, now } = look
  const stays = formOnly && lock !== null && look.drift.causes.length > 0
  const known = new Set(Object.keys(now.question.requirements))
  return lockAfter({
    head,
    question: stays ? { ...lock.question, targets: now.question.targets } : now.question,
    specUses: stays ? lock.specUses : now.specUses,
    inputs: stays ? lock.inputs : now.inputs,
    trace: Object.fromEntries(Object.entries(lock?.trace ?? {}).filter(([id]) => stays || known.has(id))),
    before: lock,
    targets: blocks,
    whole: !stays,
  })
}
