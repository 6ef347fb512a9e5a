// An opened project and what a commit changes in, what the commit has to answer for out.
import { lockPath } from '../lock/path.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Opened } from './open-project.ts'

/** `whole`: the commit changes what the spec asks or what it is held against. `targets`: it changes some of its code. */
export type Concern = 'whole' | 'targets'

/** Specs that the commit concerns, in order of id. */
export function concernsOf(opened: Opened, changed: ReadonlySet<string>): ReadonlyMap<SpecId, Concern> {
  const concerns = new Map<SpecId, Concern>()
  const ids = new Set([...opened.specs.keys(), ...opened.locks.keys(), ...opened.unreadable.keys()])
  for (const id of [...ids].sort()) {
    const concern = concernOf(opened, id, changed)
    if (concern !== null) concerns.set(id, concern)
  }
  return concerns
}

function concernOf(opened: Opened, id: SpecId, changed: ReadonlySet<string>): Concern | null {
  const head = opened.project.specs.get(id)
  const lock = opened.locks.get(id)
  const own = [opened.specs.get(id)?.file.path, head?.path, lock?.spec.path, lockPath(id)]
  if (own.some((path) => path !== undefined && changed.has(path))) return 'whole'
  if (Object.keys(lock?.inputs ?? {}).some((path) => changed.has(path) && !isOthers(opened, id, path)))
    return 'whole'
  if (usesChanged(opened, id, changed)) return 'whole'
  const targets = [...(head?.targets ?? []).map((target) => target.path), ...Object.keys(lock?.targets ?? {})]
  return targets.some((path) => changed.has(path)) ? 'targets' : null
}

/** Code of another spec is seen as that one's lock has it (rule 13): an edit of it changes nothing here. */
function isOthers(opened: Opened, id: SpecId, path: string): boolean {
  // Keys of a lock's inputs are paths below the root.
  const owner = opened.project.owners.get(path as TargetPath)
  return owner !== undefined && owner !== id
}

function usesChanged(opened: Opened, id: SpecId, changed: ReadonlySet<string>): boolean {
  const head = opened.project.specs.get(id)
  // A spec at fault uses nothing in the project; its lock still says what it used.
  const used = new Set<string>([
    ...(head?.uses ?? []).map((use) => use.id),
    ...(opened.implied.get(id) ?? []),
    ...(opened.locks.get(id)?.spec.uses ?? []).map((use) => use.split('#')[0] ?? ''),
  ])
  const gone = [...changed]
    .flatMap((path) => addressOf(path)?.id ?? [])
    .filter((one) => !opened.specs.has(one))
  if (gone.some((one) => used.has(one))) return true
  if (gone.length > 0 && opened.unreadable.get(id)?.some(({ code }) => code === 'uses-missing') === true)
    return true
  return [...used].some((one) => {
    // A use in a lock was an id when it was written.
    const other = one as SpecId
    const spec = opened.specs.get(other)?.file.path
    const isShared = spec !== undefined && addressOf(spec)?.kind === 'architecture'
    return changed.has(lockPath(other)) || (isShared && changed.has(spec))
  })
}
