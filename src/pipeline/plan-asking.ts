// Specs in the order of a run in; for each whether the archive has what it needs or a model would be asked, and with which
// prompt, out. Nothing is asked or written.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { isInSync } from '../drift/states.ts'
import type { Lock } from '../lock/lock.ts'
import type { Store } from '../ports.ts'
import type { Prompt } from '../prompt/prompt.ts'
import { usedFeatures } from '../spec/project.ts'
import type { SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import { compileFor } from './compile-for.ts'
import { decideWork, type Work } from './decide-work.ts'
import { driftOfSpec } from './drift.ts'
import { handEdits } from './hand-edits.ts'
import type { InputReader } from './input-reader.ts'
import { lookAt, type Look } from './look.ts'
import { editedTargets } from './merge-edits.ts'
import { holdsAcceptedEdit } from './new-generation.ts'
import type { Opened } from './open-project.ts'
import type { RegenOptions } from './regen-options.ts'
import { findRecorded } from './replay.ts'
import { stopped } from './upstream.ts'

export type Build = Work & { readonly kind: 'build' }

interface Told {
  readonly spec: SpecId
  readonly diagnostics: readonly Diagnostic[]
}

type Free = 'in-sync' | 'restored' | 'replayed' | 'refused' | 'failed'

/** A model would be asked. */
export interface ForeseenAsking extends Told {
  /** `follows`: only where the declarations that it sees change with what is built before it. */
  readonly kind: 'asked' | 'follows'
  readonly look: Look
  readonly work: Build
  readonly prompt: Prompt
  /** About what will stand in the prompt besides: declarations of features that are not built yet. Tokens. */
  readonly unseenTokens: number
}

export type Foreseen = (Told & { readonly kind: Free }) | ForeseenAsking

export function isAsking(foreseen: Foreseen): foreseen is ForeseenAsking {
  return foreseen.kind === 'asked' || foreseen.kind === 'follows'
}

/** Of an answer, what others see of it as declarations, about. */
const declaredShare = 0.25

/** @param ids in the order of the run: each after those that it uses. */
export async function planAsking(
  opened: Opened,
  ids: readonly SpecId[],
  options: RegenOptions,
  store: Store,
  reader: InputReader,
): Promise<Foreseen[]> {
  const records = remembering(store)
  const done = new Map<SpecId, Foreseen>()
  for (const id of ids) done.set(id, await foresee(opened, id, options, records, reader, done))
  return [...done.values()]
}

async function foresee(
  opened: Opened,
  id: SpecId,
  options: RegenOptions,
  store: Store,
  reader: InputReader,
  done: ReadonlyMap<SpecId, Foreseen>,
): Promise<Foreseen> {
  const diagnostics: Diagnostic[] = []
  const take = <T>(result: Result<T>): T | null => {
    diagnostics.push(...result.diagnostics.filter((one) => !diagnostics.includes(one)))
    return result.ok ? result.value : null
  }
  const end = (kind: Free): Foreseen => ({
    spec: id,
    kind,
    diagnostics,
  })
  const head = opened.project.specs.get(id)
  const upstream = head === undefined ? [] : usedIds(opened, head).flatMap((used) => done.get(used) ?? [])
  const isMoving = upstream.some(isAsking)
  if (head !== undefined && !isMoving && !options.fresh && options.only === null) {
    if (await standsStill(opened, head, reader)) return end('in-sync')
  }
  const { seen, unseenTokens } = withoutUnbuilt(opened, upstream)
  const look = take(await lookAt(seen, id, reader))
  if (look === null) return end('failed')
  const decided = take(decideWork(look, options, seen))
  if (decided === null) return end('failed')
  const follows = decided.kind !== 'build' && isMoving
  const work = follows ? take(decideWork(look, { ...options, fresh: true }, seen)) : decided
  if (work === null) return end('failed')
  if (work.kind === 'nothing') return end('in-sync')
  if (work.kind === 'restore') {
    const back = work.lost.length + work.dropped.length + work.released.size
    if (back > 0) return end('restored')
    diagnostics.push(...(await handEdits(look, work.touched, store)).diagnostics)
    return end('refused')
  }
  const broken = upstream.find(({ kind }) => kind === 'failed' || kind === 'refused')
  if (broken !== undefined) {
    diagnostics.push(stopped(id, broken.spec))
    return end(follows ? 'in-sync' : 'failed')
  }
  const edited = take(await editedTargets(look, work, options, store))
  if (edited === null) return end('failed')
  const touched = new Set([...work.touched].filter((path) => !edited.has(path as TargetPath))) // Any path may be asked for.
  const edits = options.force || follows ? [] : (await handEdits(look, touched, store)).diagnostics
  if (edits.length > 0) {
    diagnostics.push(...edits)
    return end('refused')
  }
  const prompt = take(await compileFor(seen, look, work, reader, store, options.fresh))
  if (prompt === null) return end('failed')
  // What it will ask when what it sees has changed, nobody has asked yet.
  const recorded = follows ? false : take(await recordedFor(look, work, prompt, options, store))
  if (recorded === null) return end('failed')
  if (recorded) return end('replayed')
  return { spec: id, kind: follows ? 'follows' : 'asked', look, work, prompt, unseenTokens, diagnostics }
}

/** Nothing moved: it need not be looked at closely. */
async function standsStill(opened: Opened, head: SpecHead, reader: InputReader): Promise<boolean> {
  if (head.status !== 'active' || opened.unreadable.has(head.id) || !opened.lockFiles.has(head.id))
    return false
  const drift = await driftOfSpec(opened, head, reader, opened.workspace.interrupted().includes(head.id))
  return drift.ok && isInSync(drift.value)
}

function usedIds(opened: Opened, head: SpecHead): SpecId[] {
  return [...usedFeatures(opened.project, head).map(({ id }) => id), ...(opened.implied.get(head.id) ?? [])]
}

/** Used features that are built in the same run for the first time: no lock says what they declare. A stand-in takes its place. */
function withoutUnbuilt(
  opened: Opened,
  upstream: readonly Foreseen[],
): { readonly seen: Opened; readonly unseenTokens: number } {
  const unbuilt = upstream.flatMap((one) => (one.kind === 'asked' && one.look.lock === null ? [one] : []))
  if (unbuilt.length === 0) return { seen: opened, unseenTokens: 0 }
  const locks = new Map([
    ...opened.locks,
    ...unbuilt.map(({ spec, look }) => [spec, emptyLock(look.head)] as const),
  ])
  const answers = unbuilt.reduce((sum, { prompt }) => sum + (prompt.expectedTokens ?? 0), 0)
  return { seen: { ...opened, locks }, unseenTokens: Math.ceil(answers * declaredShare) }
}

function emptyLock({ id, path, title, status, model }: SpecHead): Lock {
  return {
    lockVersion: 1,
    digestVersion: 1,
    spec: { id, path, title, status, model, uses: [], context: [], tests: [] },
    question: { sections: {}, requirements: {}, specs: {}, declarations: {}, tests: {} },
    specUses: {},
    inputs: {},
    trace: {},
    targets: {},
  }
}

/** Would the archive be asked, and does it have an answer? Whether that passes the checks is seen only by running them. */
async function recordedFor(
  look: Look,
  work: Build,
  prompt: Prompt,
  options: RegenOptions,
  store: Store,
): Promise<Result<boolean>> {
  if (options.given || (options.fresh && options.dryRun)) return ok(false)
  const found = await findRecorded(store, {
    question: prompt.question,
    intent: prompt.intent,
    asked: work.asked,
    reuseRejected: options.reuseRejected,
    allowRemoval: options.allowRemoval,
    pendingOnly: options.fresh,
    otherStart: !options.fresh && !holdsAcceptedEdit(look),
  })
  return found.ok ? ok(found.value.length > 0, found.diagnostics) : found
}

/** Lists the archive once, not once a spec. */
function remembering(store: Store): Store {
  let generations: ReturnType<Store['records']> | undefined
  let local: ReturnType<Store['localAnswers']> | undefined
  return {
    ...store,
    records: (kind) => (kind === 'generation' ? (generations ??= store.records(kind)) : store.records(kind)),
    localAnswers: () => (local ??= store.localAnswers()),
  }
}
