// What a check cannot look into (damaged specs and locks, journals of nobody) → entries and diagnostics that say so.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Drift } from '../drift/drift.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Opened } from './open-project.ts'

/**
 * A spec that nobody can hold against its code. All its targets that are known, from the spec or from the lock, are
 * unreadable; where none is, the file that cannot be read stands for them, so that it is counted.
 */
export function unreadableDrift(opened: Opened, id: SpecId, faults: readonly Diagnostic[]): Drift {
  const head = opened.project.specs.get(id)
  const lockFile = opened.lockFiles.get(id)?.path
  const path = opened.specs.get(id)?.file.path ?? head?.path ?? lockFile ?? id
  const known = new Set<string>([
    ...(head?.targets ?? []).map((target) => target.path),
    ...Object.keys(opened.locks.get(id)?.targets ?? {}),
  ])
  const at = faults.find(({ place }) => place !== undefined)?.place?.path ?? path
  const paths = known.size > 0 ? [...known] : [path]
  return {
    spec: id,
    path,
    draft: false,
    targets: paths.map((target) => ({
      // A path below the root; not always one that may be a target, but nothing is ever written by this entry.
      path: target as TargetPath,
      state: 'unreadable',
      level: null,
      changes: [],
      because: null,
    })),
    causes: [],
    next: opened.specs.has(id) ? nextFor(id, faults, at) : `correct ${at}, then spec drift`,
    willMakeStale: [],
  }
}

function nextFor(id: SpecId, faults: readonly Diagnostic[], at: string): string {
  const settles = faults.length > 0 && faults.every(({ code }) => code === 'lock-conflict')
  return settles ? `spec accept ${id} --because "merged"` : `correct ${at}, then spec drift ${id}`
}

/** Applies that were cut short and that no entry tells of: their spec is gone or unreadable, or their journal is damaged. */
export function interruptedElsewhere(
  interrupted: readonly string[],
  drifts: readonly Drift[],
): readonly Diagnostic[] {
  const told = new Set<string>(
    drifts
      .filter(({ targets }) => targets.some(({ state }) => state === 'interrupted'))
      .map(({ spec }) => spec),
  )
  return interrupted
    .filter((id) => !told.has(id))
    .map((id) =>
      id.startsWith('.spec/')
        ? diagnostic('read-failed', `the journal of an interrupted command in ${id} is not what spec wrote`, {
            place: { path: id },
            hint: `look at the targets with git status, then delete ${id}`,
          })
        : diagnostic('drift-interrupted', `a command that wrote the files of ${id} was cut short`, {
            hint: 'the next writing command finishes or undoes it: spec regen --changed',
          }),
    )
}
