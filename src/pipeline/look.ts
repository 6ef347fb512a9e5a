// One spec of an opened project → how it stands: its drift, its question, and the bytes of its targets.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Drift } from '../drift/drift.ts'
import type { Lock } from '../lock/lock.ts'
import type { SpecHead, SpecId } from '../spec/spec.ts'
import { driftOfSpec } from './drift.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import { questionNow, type QuestionNow } from './question.ts'

export interface Look {
  readonly head: SpecHead
  readonly lock: Lock | null
  /** The lock file as it was read; null where there is none. */
  readonly lockText: string | null
  readonly drift: Drift
  readonly now: QuestionNow
  /** What stands at each target of head and lock; null for nothing. */
  readonly disk: ReadonlyMap<string, Uint8Array | null>
}

/** Looks at one feature. Targets that are no files (a directory, a link out) are a finding. */
export async function lookAt(opened: Opened, id: SpecId, reader: InputReader): Promise<Result<Look>> {
  const head = opened.project.specs.get(id)
  const unreadable = opened.unreadable.get(id)
  if (unreadable !== undefined) return fail(...unreadable)
  if (head === undefined)
    return fail(diagnostic('unknown-id', `no spec is called ${id}`, { hint: 'run: spec list' }))
  if (head.kind === 'architecture') {
    return fail(
      diagnostic('unknown-id', `${id} is an architecture spec: it owns no files`, {
        place: { path: head.path },
        hint: 'name a feature that uses it; spec list shows them',
      }),
    )
  }
  const drift = await driftOfSpec(opened, head, reader, opened.workspace.interrupted().includes(id))
  if (!drift.ok) return drift
  const now = await questionNow(opened, head, reader)
  if (!now.ok) return now
  const lock = opened.locks.get(id) ?? null
  const faults = drift.diagnostics.filter(({ code }) => code === 'target-not-a-file')
  if (faults.length > 0) return fail(...faults)
  const disk = new Map<string, Uint8Array | null>()
  for (const { path } of drift.value.targets) {
    const state = opened.workspace.read(path)
    disk.set(path, state.kind === 'file' ? state.bytes : null)
  }
  const lockText = opened.lockFiles.get(id)?.text ?? null
  return ok({ head, lock, lockText, drift: drift.value, now: now.value, disk }, now.value.diagnostics)
}
