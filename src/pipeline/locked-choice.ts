// What a person named, ids and paths, in; the targets of locks that are meant out.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Lock } from '../lock/lock.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Opened } from './open-project.ts'

/** A word of the command line. */
export interface Word {
  readonly typed: string
  /** The same, read as a path from the root. */
  readonly path: string
}

export interface LockedChoice {
  readonly lock: Lock
  readonly paths: ReadonlySet<string>
  /** The spec was named, not a file: all that it has is meant. */
  readonly whole: boolean
}

/** One choice a lock, in the order in which locks were named first. A word that means nothing fails, with the nearest. */
export function chooseLocked(opened: Opened, words: readonly Word[]): Result<readonly LockedChoice[]> {
  const choices = new Map<SpecId, LockedChoice>()
  const diagnostics: Diagnostic[] = []
  const add = (lock: Lock, paths: readonly string[], whole: boolean): void => {
    const before = choices.get(lock.spec.id)
    choices.set(lock.spec.id, {
      lock,
      paths: new Set([...(before?.paths ?? []), ...paths]),
      whole: whole || before?.whole === true,
    })
  }
  for (const word of words) {
    const id = idMeant(opened, word)
    const lock = id === null ? undefined : opened.locks.get(id)
    if (lock !== undefined) {
      add(lock, Object.keys(lock.targets), true)
      continue
    }
    if (id !== null) {
      const why = opened.lockFiles.has(id) ? opened.unreadable.get(id) : undefined
      if (why !== undefined) return fail(...why)
      diagnostics.push(
        diagnostic('nothing-to-do', `${id} was never built: no lock names it`, {
          place: { path: opened.specs.get(id)?.file.path ?? word.path },
        }),
      )
      continue
    }
    const holders = holdersOf(opened, word)
    if (holders.length === 0) return fail(unknown(opened, word))
    for (const { lock: holder, path } of holders) add(holder, [path], false)
  }
  return ok([...choices.values()], diagnostics)
}

/** An id, or the path of a spec file, of a spec or of what a lock remembers as one. */
function idMeant(opened: Opened, { typed, path }: Word): SpecId | null {
  const bare = typed.replace(/^\.\//, '')
  const isMeant = (id: string, file: string): boolean =>
    [bare, path].some((word) => word === id || word === file)
  for (const [id, { file }] of opened.specs) if (isMeant(id, file.path)) return id
  for (const { spec } of opened.locks.values()) if (isMeant(spec.id, spec.path)) return spec.id
  for (const [id, file] of opened.lockFiles) if (isMeant(id, file.path)) return id
  return null
}

/** Locks that hold a target. Where one holds it still and another holds it rightly, only the former is meant. */
function holdersOf(
  opened: Opened,
  { typed, path }: Word,
): readonly { readonly lock: Lock; readonly path: string }[] {
  for (const meant of [path, typed.replace(/^\.\//, '')]) {
    const holders = [...opened.locks.values()].filter((lock) => Object.hasOwn(lock.targets, meant))
    // A word that equals a key of a decoded lock is a target path.
    const owner = opened.project.owners.get(meant as TargetPath)
    const former = holders.filter((lock) => lock.spec.id !== owner)
    const chosen = former.length > 0 ? former : holders
    if (chosen.length > 0) return chosen.map((lock) => ({ lock, path: meant }))
  }
  return []
}

function unknown(opened: Opened, { typed }: Word): Diagnostic {
  const known = [...opened.locks.values()].flatMap(({ spec, targets }) => [spec.id, ...Object.keys(targets)])
  const near = nearest(typed, known)
  return diagnostic('unknown-id', `no lock has a spec or a target called ${typed}`, {
    hint: near === null ? 'spec drift shows what locks name and no spec does' : `did you mean ${near}?`,
  })
}
