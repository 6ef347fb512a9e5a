// The use case `restore`: one target's written bytes come back from the archive. The lock alone names them (rule 18).
import { isBeyondForm } from '../diff/change.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Lock } from '../lock/lock.ts'
import type { Plan } from '../plan/plan.ts'
import type { Store } from '../ports.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Scanning } from './keep-bytes.ts'
import type { Opened } from './open-project.ts'
import type { Stamping } from './plan-parts.ts'
import { planRestore } from './plan-restore.ts'
import { targetNow } from './target-now.ts'

/**
 * Plans the return of one target, whatever became of its spec: neither spec nor question is read. An edited target is
 * replaced only with `force`, and stored first.
 */
export async function planRestoreOf(
  opened: Opened,
  typed: string,
  options: { readonly force: boolean },
  ports: Stamping & Scanning & { readonly store: Store },
): Promise<Result<Plan>> {
  const path = typed as TargetPath // The keys of a decoded lock are target paths, and nothing else is found.
  const lock = lockNaming(opened, path)
  const locked = lock?.targets[path]
  if (lock === undefined || locked === undefined) {
    const known = [...opened.locks.values()].flatMap((one) => Object.keys(one.targets))
    const near = nearest(path, known)
    return fail(
      diagnostic('record-missing', `no lock names ${path}: it was never built here`, {
        hint: near === null ? 'spec list shows what was built' : `did you mean ${near}?`,
      }),
    )
  }
  const { id, path: spec } = lock.spec
  const bytes = fileNow(opened, path)
  if (!bytes.ok) return bytes
  const now = await targetNow(opened.workspace, path, locked)
  const level = now.kind === 'changed' ? now.level : now.kind === 'same' ? 'identical' : null
  if (isBeyondForm(level) && !options.force) {
    const shown = opened.specs.has(id) && !opened.unreadable.has(id) ? `spec diff ${id} shows the edit; ` : ''
    return fail(
      diagnostic('target-edited', `${path} was edited by hand since it was built: it is left alone`, {
        place: { path },
        hint: `${shown}spec restore ${path} --force stores it and restores`,
      }),
    )
  }
  const standing = {
    head: { id, path: spec },
    lock,
    lockText: opened.lockFiles.get(id)?.text ?? null,
    disk: new Map([[path, bytes.value]]),
    drift: {
      targets: [
        {
          path,
          state: isBeyondForm(level) ? 'edited' : 'in-sync',
          level,
          changes: [],
          because: null,
        } as const,
      ],
    },
  }
  const wanted = { lost: [path], dropped: [], released: new Map() }
  return planRestore(standing, wanted, options, ports, 'restore')
}

/** What stands there; null for nothing. A folder or a link out is a finding. */
export function fileNow(opened: Opened, path: TargetPath): Result<Uint8Array | null> {
  const state = opened.workspace.read(path)
  if (state.kind !== 'other') return ok(state.kind === 'file' ? state.bytes : null)
  return fail(
    diagnostic('target-not-a-file', `\`${path}\` is ${state.what}, and a target is a file`, {
      place: { path },
      hint: `move it away, then spec restore ${path}`,
    }),
  )
}

/** The lock of the spec that names the target now, else of one that had it. */
export function lockNaming(opened: Opened, path: TargetPath): Lock | undefined {
  const owner = opened.project.owners.get(path)
  const own = owner === undefined ? undefined : opened.locks.get(owner)
  const locks = own === undefined ? [...opened.locks.values()] : [own, ...opened.locks.values()]
  return locks.find((lock) => Object.hasOwn(lock.targets, path))
}
