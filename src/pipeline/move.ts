// The use case `move`: a target or a spec gets another name, and specs, locks and files follow in one plan. No model.
import { diagnostic, fail, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Store } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Word } from './locked-choice.ts'
import type { Move } from './move-plan.ts'
import { planMoveSpec } from './move-spec.ts'
import { planMoveTarget } from './move-target.ts'
import type { Opened } from './open-project.ts'
import { unseenSpecs } from './whole-project.ts'

/** Plans a move. `unknown-id` for what nobody knows, `move-refused` for where it cannot go. */
export async function planMove(
  opened: Opened,
  from: Word,
  to: Word,
  ports: { readonly store: Store },
): Promise<Result<Move>> {
  const unseen = unseenSpecs(opened, 'nothing was moved')
  if (unseen !== null) return fail(unseen)
  for (const id of opened.lockFiles.keys()) {
    if (!opened.locks.has(id)) return fail(...(opened.unreadable.get(id) ?? []))
  }
  const spec = specMeant(opened, from)
  if (spec !== null) return planMoveSpec(opened, spec, to)
  const target = targetMeant(opened, from)
  if (target === null) return fail(unknown(opened, from))
  // Whoever names the one from the root and not from where they stand, names the other so too.
  const path = target === from.path ? to.path : to.typed.replace(/^\.\//, '')
  return planMoveTarget(opened, target, path, ports.store)
}

/** A spec, or one that only a lock remembers. */
function specMeant(opened: Opened, { typed, path }: Word): SpecId | null {
  const words = [typed.replace(/^\.\//, ''), path]
  for (const [id, { file }] of opened.specs) if (words.includes(id) || words.includes(file.path)) return id
  for (const { spec } of opened.orphans)
    if (words.includes(spec.id) || words.includes(spec.path)) return spec.id
  return null
}

function targetMeant(opened: Opened, { typed, path }: Word): TargetPath | null {
  for (const word of [path, typed.replace(/^\.\//, '')]) {
    // Keys of owners and of decoded locks are target paths.
    const meant = word as TargetPath
    if (opened.project.owners.has(meant)) return meant
    if ([...opened.locks.values()].some((lock) => Object.hasOwn(lock.targets, meant))) return meant
  }
  return null
}

function unknown(opened: Opened, { typed }: Word): Diagnostic {
  const locked = [...opened.locks.values()].flatMap(({ spec, targets }) => [spec.id, ...Object.keys(targets)])
  const near = nearest(typed, new Set([...opened.specs.keys(), ...opened.project.owners.keys(), ...locked]))
  return diagnostic('unknown-id', `no spec and no target is called ${typed}`, {
    hint: near === null ? 'spec list shows all' : `did you mean ${near}?`,
  })
}
