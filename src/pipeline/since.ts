// An opened project and what git says has changed in; every spec one of whose inputs that is out.
import type { Result } from '../diagnostic/diagnostic.ts'
import { ok } from '../diagnostic/diagnostic.ts'
import { lockFolder, lockPath } from '../lock/path.ts'
import type { ChangedFiles, History, Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import { changedPatterns, foldPath } from './changed-patterns.ts'
import { wholeCheck } from './choice.ts'
import type { Opened } from './open-project.ts'

const configPath = 'spec.config.json'

/**
 * The specs that a check since `ref` has to look at, in order of id; orphans (locks whose spec is gone) are among them.
 * Whatever was in sync at the merge base of `ref` and HEAD and is not among them is in sync now.
 *
 * Inputs are taken by the file: the spec, its lock, its targets; the specs it uses, through architecture specs; of a used
 * feature also lock and targets; what its `context` and `tests` match or matched. A changed configuration is an input of all.
 * What cannot be read, and what a command was cut short in, is always looked at: nobody knows what it was.
 */
export async function specsSince(
  opened: Opened,
  history: History,
  ref: string,
): Promise<Result<readonly SpecId[]>> {
  const files = await history.changedSince(ref)
  if (!files.ok) return files
  return ok(await specsWithChanges(opened, files.value), files.diagnostics)
}

async function specsWithChanges(opened: Opened, files: ChangedFiles): Promise<readonly SpecId[]> {
  const whole = wholeCheck(opened)
  const all = [...whole.ids, ...whole.orphans.map(({ spec }) => spec.id)].sort()
  const isMoved = movedFiles(opened.workspace, files)
  if (isMoved(configPath)) return all
  const inputs = await inputsOf(opened, files, isMoved)
  const interrupted = new Set<string>(opened.workspace.interrupted())
  const orphans = new Map(opened.orphans.map((lock) => [lock.spec.id, lock]))
  return all.filter((id) => {
    if (opened.unreadable.has(id) || interrupted.has(id)) return true
    const orphan = orphans.get(id)
    if (orphan !== undefined) return isMoved(orphan.spec.path) || inputs.ownMoved(id)
    const head = opened.project.specs.get(id)
    return head !== undefined && inputs.moved(head)
  })
}

/**
 * Did a file move, as far as anybody knows? Not where git vouches for it. What git does not know of and stands there (an
 * ignored file, one behind a link or in a repository of its own) may have. Case and normal form of names do not count,
 * as on the systems whose files have neither.
 */
function movedFiles(workspace: Workspace, { changed, tracked }: ChangedFiles): (path: string) => boolean {
  const folded = new Set([...changed].map(foldPath))
  return (path) => {
    if (folded.has(foldPath(path))) return true
    return !tracked.has(path) && workspace.read(path).kind !== 'absent'
  }
}

interface Inputs {
  /** Lock and targets. */
  readonly ownMoved: (id: SpecId) => boolean
  /** Any input of a spec. */
  readonly moved: (head: SpecHead) => boolean
}

async function inputsOf(
  opened: Opened,
  files: ChangedFiles,
  isMoved: (path: string) => boolean,
): Promise<Inputs> {
  const { project, locks, lockFiles, implied, unreadable } = opened
  const lockMoved = remember((id) => isMoved(lockFiles.get(id)?.path ?? lockPath(id)))
  const ownMoved = remember((id) => lockMoved(id) || targetsOf(opened, id).some(isMoved))

  // Specs that are not there any more count too: who uses one is set aside, or was.
  const movedSpecs = new Set<string>([...files.changed].flatMap((path) => addressOf(path)?.id ?? []))
  const usedMoved = remember((id): boolean => {
    const head = project.specs.get(id)
    if (movedSpecs.has(id) || (head !== undefined && isMoved(head.path))) return true
    return head?.kind === 'architecture' ? head.uses.some((use) => usedMoved(use.id)) : ownMoved(id)
  })

  // What a `context` shows of another feature's file is in that feature's lock, as long as the feature owns it. What
  // cannot be read owns nothing any more.
  const upstreams = [...locks.keys()].filter((id) => unreadable.has(id) || lockMoved(id) || usedMoved(id))
  const patterns = await changedPatterns([
    ...files.changed,
    ...upstreams.flatMap((id) => targetsOf(opened, id)),
  ])
  const anyLock = [...files.changed].some((path) => path.startsWith(`${lockFolder}/`))

  return {
    ownMoved,
    moved: (head) => {
      const globs = [...head.context, ...head.tests]
      return (
        isMoved(head.path) ||
        ownMoved(head.id) ||
        [...head.uses.map((use) => use.id), ...(implied.get(head.id) ?? [])].some(usedMoved) ||
        (globs.length > 0 && (files.ignoreRules || globs.some(patterns))) ||
        (anyLock && sawByLock(opened, head))
      )
    },
  }
}

/** Those that the spec names, and those that only its lock still does. A lock that vouches for the spec has the same. */
function targetsOf({ project, specs, locks, unreadable }: Opened, id: SpecId): readonly string[] {
  const named = (project.specs.get(id)?.targets ?? []).map((target) => target.path)
  if (specs.get(id)?.vouched === true && !unreadable.has(id)) return named
  return [...named, ...Object.keys(locks.get(id)?.targets ?? {})]
}

/**
 * Did a spec see a file by way of a lock that has let go of it? From then on it is seen as it stands on disk, which is as
 * it was. What was seen on disk before is among the lock's inputs.
 */
function sawByLock(opened: Opened, { id, context }: SpecHead): boolean {
  // Paths are asked for as they come: one that is no target has no owner.
  const isLocked = (path: string): boolean => {
    const owner = opened.project.owners.get(path as TargetPath)
    if (owner === undefined) return false
    return opened.specs.get(owner)?.vouched === true || opened.locks.get(owner)?.targets[path] !== undefined
  }
  // Locks are read where nothing else tells.
  if (context.every(isLocked)) return false
  const lock = opened.locks.get(id)
  const seen = Object.keys(lock?.question.declarations ?? {})
  return seen.some((path) => lock?.inputs[path] === undefined && !isLocked(path))
}

/** Asked again for the same spec, the first answer stands; in a circle it is no until it is known. */
function remember(compute: (id: SpecId) => boolean): (id: SpecId) => boolean {
  const known = new Map<SpecId, boolean>()
  return (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    known.set(id, false)
    const value = compute(id)
    known.set(id, value)
    return value
  }
}
