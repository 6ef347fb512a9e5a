// The use case `restore`: one target's written bytes come back from the archive.
import { diagnostic, fail, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Plan } from '../plan/plan.ts'
import type { Store } from '../ports.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'
import type { Scanning } from './keep-bytes.ts'
import { lookAt } from './look.ts'
import type { Opened } from './open-project.ts'
import type { Stamping } from './plan-parts.ts'
import { planRestore } from './plan-restore.ts'

/** Plans the return of one target. An edited one is replaced only with `force`, and stored first. */
export async function planRestoreOf(
  opened: Opened,
  path: string,
  options: { readonly force: boolean },
  ports: Stamping & Scanning & { readonly store: Store },
  reader: InputReader,
): Promise<Result<Plan>> {
  const owner = [...opened.locks].find(([, lock]) => Object.hasOwn(lock.targets, path))
  if (owner === undefined) {
    const known = [...opened.locks.values()].flatMap((lock) => Object.keys(lock.targets))
    const near = nearest(path, known)
    return fail(
      diagnostic('record-missing', `no lock names ${path}: it was never built here`, {
        hint: near === null ? 'spec list shows what was built' : `did you mean ${near}?`,
      }),
    )
  }
  const look = await lookAt(opened, owner[0], reader)
  if (!look.ok) return look
  const target = look.value.drift.targets.find((one) => one.path === path)
  if (target !== undefined && target.level === 'code' && !options.force) {
    return fail(
      diagnostic('target-edited', `${path} was edited by hand since it was built: it is left alone`, {
        place: { path },
        hint: `spec diff ${owner[0]} shows the edit; spec restore ${path} --force stores it and restores`,
      }),
    )
  }
  // The keys of a decoded lock are target paths.
  return planRestore(look.value, { lost: [path as TargetPath], dropped: [] }, options, ports)
}
