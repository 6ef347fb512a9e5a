// Single specs of what a commit would hold → their drift, as `drift` tells it, with the parser left out where it can be.
import { decodeText, normalText } from '../digest/text.ts'
import { digestBytes, digestText } from '../digest/digest.ts'
import { surelyDiffer } from '../code/words.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Level } from '../diff/change.ts'
import { causesOf } from '../drift/causes.ts'
import type { Drift } from '../drift/drift.ts'
import { driftOf, type TargetNow } from '../drift/states.ts'
import type { LockedTarget } from '../lock/lock.ts'
import type { SpecHead, SpecId } from '../spec/spec.ts'
import { concerning } from './concerning.ts'
import { orphanDrift } from './drift.ts'
import { unreadableDrift } from './drift-left-out.ts'
import { editedTargets, type Comparing, type EditedTargets } from './edited-targets.ts'
import { readInputs, type InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import { questionNow } from './question.ts'
import { hasMergeMarkers, targetNow } from './target-now.ts'

export interface StagedDrifts {
  readonly drifts: readonly Drift[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * In order of id; specs that are gone and whose locks remain are orphans. Which others an edit would make stale is not
 * asked: it takes a parser, and decides nothing.
 *
 * @param failOn from `api` on, every edit is compared symbol by symbol, to know its level.
 */
export async function stagedDrifts(
  opened: Opened,
  ids: readonly SpecId[],
  comparing: Comparing,
  failOn: Level,
): Promise<StagedDrifts> {
  const reader = readInputs(opened.workspace)
  const diagnostics = opened.diagnostics.filter(concerning(opened, ids))
  const drifts: Drift[] = []
  const heads = ids.flatMap((id) => (opened.unreadable.has(id) ? [] : (opened.project.specs.get(id) ?? [])))
  const edited = failOn === 'api' ? await editedTargets(opened, heads, comparing) : new Map()
  for (const id of ids) {
    const faults = opened.unreadable.get(id)
    const head = opened.project.specs.get(id)
    if (faults !== undefined) drifts.push(unreadableDrift(opened, id, faults))
    else if (head?.kind === 'feature')
      drifts.push(await driftOfStaged(opened, head, reader, { ...comparing, edited }, diagnostics))
  }
  drifts.push(...opened.orphans.filter(({ spec }) => ids.includes(spec.id)).map(orphanDrift))
  return { drifts, diagnostics }
}

async function driftOfStaged(
  opened: Opened,
  head: SpecHead,
  reader: InputReader,
  { written, edited }: Pick<Comparing, 'written'> & { readonly edited: EditedTargets },
  diagnostics: Diagnostic[],
): Promise<Drift> {
  const lock = opened.locks.get(head.id) ?? null
  const now = lock === null ? null : await questionNow(opened, head, reader)
  if (now !== null) diagnostics.push(...now.diagnostics.filter((one) => !diagnostics.includes(one)))
  // What it uses cannot be read: nobody can say what it asks.
  if (now?.ok === false) return unreadableDrift(opened, head.id, now.diagnostics)
  const targets = new Map<string, TargetNow>()
  const paths = [...head.targets.map((target) => target.path), ...Object.keys(lock?.targets ?? {})]
  for (const path of new Set<string>(paths))
    targets.set(
      path,
      edited.get(head.id)?.get(path) ?? (await stagedTarget(opened, path, lock?.targets[path], written)),
    )
  return driftOf({
    head,
    lock,
    targets,
    causes:
      lock === null || now === null ? [] : causesOf(lock.question, now.value.question, now.value.places),
    interrupted: false,
    willMakeStale: [],
    owners: opened.project.owners,
  })
}

/** As `targetNow`, but an edit that shows without a parser needs none: it is the slowest part of a hook. */
function stagedTarget(
  opened: Opened,
  path: string,
  locked: LockedTarget | undefined,
  written: Comparing['written'],
): TargetNow | Promise<TargetNow> {
  const state = opened.workspace.read(path)
  if (locked !== undefined && state.kind === 'file') {
    const text = textOf(state.bytes)
    const isSame = digestBytes(state.bytes) === locked.written.blob
    if (text !== null && !isSame && digestText(text) !== locked.written.digest && !hasMergeMarkers(text)) {
      const blob = written.blob(locked.written.blob)
      const before = blob.ok && blob.value !== null ? textOf(blob.value) : null
      if (before !== null && surelyDiffer(path, before, text))
        return { kind: 'changed', level: 'implementation', changes: [], markers: false }
    }
  }
  return targetNow(opened.workspace, path, locked)
}

function textOf(bytes: Uint8Array): string | null {
  const text = decodeText(bytes)
  return text === null ? null : normalText(text)
}
