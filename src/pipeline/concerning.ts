// The specs that somebody asked about → which diagnostics of a project speak of them.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { lockFolder, lockPath } from '../lock/path.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Opened } from './open-project.ts'

/**
 * Those about the named specs and about what these use, and those about no spec at all (the configuration, a journal).
 * What is wrong with a spec that nobody asked about is not held against those that were named. All for null.
 */
export function concerning(opened: Opened, ids: readonly SpecId[] | null): (told: Diagnostic) => boolean {
  if (ids === null) return () => true
  const paths = new Set<string>()
  for (const id of inSight(opened, ids)) {
    const path = opened.specs.get(id)?.file.path ?? opened.project.specs.get(id)?.path
    if (path !== undefined) paths.add(path)
    paths.add(opened.lockFiles.get(id)?.path ?? lockPath(id))
  }
  return ({ place, related = [] }) => {
    const places = [...(place === undefined ? [] : [place]), ...related]
    const about = places.filter(({ path }) => addressOf(path) !== null || path.startsWith(`${lockFolder}/`))
    return about.length === 0 || about.some(({ path }) => paths.has(path))
  }
}

/** The specs themselves, what they use, and what the architecture specs among that use. A used feature shows no more. */
function inSight(opened: Opened, ids: readonly SpecId[]): ReadonlySet<SpecId> {
  const seen = new Set<SpecId>(ids)
  const open = new Set<SpecId>(ids)
  // A set is walked in order of insertion, what is added on the way included.
  for (const id of open) {
    const head = opened.project.specs.get(id)
    const used = [...(head?.uses ?? []).map((use) => use.id), ...(opened.implied.get(id) ?? [])]
    for (const one of used) {
      seen.add(one)
      if (opened.project.specs.get(one)?.kind === 'architecture') open.add(one)
    }
  }
  return seen
}
