// `move` of one target: its file, the specs that name it, and every lock that speaks of it.
import { posix } from 'node:path'
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Lock } from '../lock/lock.ts'
import { renameTarget, type NamedFacts } from '../lock/renamed.ts'
import type { Action } from '../plan/plan.ts'
import type { Store, Workspace } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { resolveTarget } from '../spec/target-path.ts'
import { declarationDigests, formDigestOf } from './code-facts.ts'
import { editSpecs, movedLocks } from './edited-specs.ts'
import { planOfMove, refuseMove, touchedSpecs, type Move } from './move-plan.ts'
import type { Opened } from './open-project.ts'

/** Plans it. A file that a person has moved by hand already is taken as moved. */
export async function planMoveTarget(
  opened: Opened,
  from: TargetPath,
  path: string,
  store: Store,
): Promise<Result<Move>> {
  const to = resolveTarget(path, { path: 'spec.config.json' })
  if (!to.ok) return fail(...to.diagnostics.map(({ place: _, ...told }) => told))
  const owner = ownerOf(opened, from, to.value)
  if (!owner.ok) return owner
  const files = fileActions(opened.workspace, from, to.value)
  if (!files.ok) return files

  const moved = { kind: 'target', from, to: to.value } as const
  const edits = editSpecs(opened, moved, null)
  if (!edits.ok) return edits
  const facts = await factsOf(opened.locks.get(owner.value), from, to.value, store)
  const locks = await movedLocks(opened, edits.value, (lock) => renameTarget(lock, from, to.value, facts))
  const plan = planOfMove(opened, owner.value, files.value, edits.value, locks)
  return ok({ ...moved, specs: touchedSpecs([owner.value], edits.value, locks), plan })
}

/** The spec that a target belongs to, once it is clear that the new name is free. */
function ownerOf(opened: Opened, from: TargetPath, to: TargetPath): Result<SpecId> {
  if (from === to) return refuseMove(`${from} is already called so`, 'name another path')
  const { owners, specs } = opened.project
  const holder = [...opened.locks.values()].find((lock) => Object.hasOwn(lock.targets, from))?.spec.id
  const owner = owners.get(from) ?? holder
  if (owner === undefined) return refuseMove(`no spec names ${from}`, 'spec list shows the targets')

  const taken = owners.get(to)
  // A person has changed the front matter by hand already, and the lock still has the old name.
  const namedAlready = taken === owner && !owners.has(from)
  const built = [...opened.locks.values()].find((lock) => Object.hasOwn(lock.targets, to))
  if ((taken !== undefined && !namedAlready) || built !== undefined) {
    const whose = taken ?? built?.spec.id ?? owner
    const hint = taken === undefined ? `spec forget ${to} gives the name free` : 'name another path'
    return refuseMove(`${to} already belongs to ${whose}`, hint, specs.get(whose)?.path)
  }
  const twin = [...owners.keys()].find(
    (path) => path !== from && path !== to && path.toLowerCase() === to.toLowerCase(),
  )
  if (twin !== undefined)
    return refuseMove(`${to} and ${twin} differ only in case`, 'name a path that differs in more')
  if (!owners.has(from) && !namedAlready) {
    const head = specs.get(owner)
    const hint =
      head === undefined
        ? `give the lock to a spec that is there: spec move ${owner} <id>; or take it away: spec forget ${from}`
        : `put ${to} into \`targets\` there, then move it again`
    return refuseMove(`no spec names ${from}: only the lock of ${owner} does`, hint, head?.path)
  }
  return ok(owner)
}

function fileActions(workspace: Workspace, from: TargetPath, to: TargetPath): Result<readonly Action[]> {
  const old = workspace.read(from)
  const there = workspace.read(to)
  if (old.kind === 'other')
    return refuseMove(`${from} is ${old.what}, not a file`, 'put the file back first', from)
  if (there.kind === 'other') {
    const hint =
      there.what === 'a folder' ? `name the file in it: ${to}/${posix.basename(from)}` : 'name another path'
    return refuseMove(`${to} is ${there.what}`, hint, to)
  }
  if (old.kind === 'absent') return ok([]) // Lost, or moved by hand: the names follow.
  if (there.kind === 'file') {
    return refuseMove(`${to} is there already, and so is ${from}`, 'move one of the two away first', to)
  }
  return ok([
    { kind: 'create', path: to, before: null, after: old.bytes, reason: `moved from ${from}` },
    { kind: 'delete', path: from, before: digestBytes(old.bytes), reason: `moved to ${to}` },
  ])
}

/** What the new ending makes of the written bytes; null where the ending stays, or nothing was written. */
async function factsOf(
  lock: Lock | undefined,
  from: TargetPath,
  to: TargetPath,
  store: Store,
): Promise<{ readonly before: NamedFacts; readonly after: NamedFacts } | null> {
  const target = lock?.targets[from]
  if (target === undefined || posix.extname(from) === posix.extname(to)) return null
  const blob = store.blob(target.written.blob)
  if (!blob.ok || blob.value === null) return null
  const text = decodeText(blob.value)
  const form = await formDigestOf(to, blob.value)
  const declarations = text === null ? {} : await declarationDigests(to, normalText(text))
  return { before: target, after: { form, declarations } }
}
