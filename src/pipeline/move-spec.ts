// `move` of one spec: its Markdown file, its lock, and its id in every spec and lock that uses it.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes } from '../digest/digest.ts'
import { renameSpec } from '../lock/renamed.ts'
import type { Action } from '../plan/plan.ts'
import { addressOf, specId, specPathOf } from '../spec/ids.ts'
import { segmentFault, textFault } from '../spec/portable-path.ts'
import type { SpecId, SpecKind } from '../spec/spec.ts'
import type { MovedSpec } from '../spec/renamed-reference.ts'
import { editSpec, editSpecs, movedLocks, type SpecEdit } from './edited-specs.ts'
import type { Word } from './locked-choice.ts'
import { planOfMove, refuseMove, touchedSpecs, type Move } from './move-plan.ts'
import type { Opened } from './open-project.ts'

/** Plans it. The lock of a spec whose file a person has renamed by hand already follows that file. */
export async function planMoveSpec(opened: Opened, from: SpecId, word: Word): Promise<Result<Move>> {
  const file = opened.specs.get(from)?.file
  const kind = opened.project.specs.get(from)?.kind ?? 'feature'
  const id = newId(opened, from, kind, word)
  if (!id.ok) return id
  const before: MovedSpec = {
    id: from,
    path: file?.path ?? opened.locks.get(from)?.spec.path ?? specPathOf(kind, from),
  }
  const after: MovedSpec = {
    id: id.value,
    path: opened.specs.get(id.value)?.file.path ?? specPathOf(kind, id.value),
  }

  const moved = { kind: 'spec', from: before, to: after } as const
  const own = file === undefined ? ok(null) : editSpec(from, file, after.path, moved)
  if (!own.ok) return own
  const others = editSpecs(opened, moved, from)
  if (!others.ok) return others
  const edits: readonly SpecEdit[] = own.value === null ? others.value : [own.value, ...others.value]
  const locks = await movedLocks(opened, edits, (lock) => renameSpec(lock, before, after))
  const plan = planOfMove(opened, from, own.value === null ? [] : fileActions(own.value), edits, locks)
  return ok({ kind: 'spec', from, to: id.value, specs: touchedSpecs([from, id.value], edits, locks), plan })
}

/** The id that is meant, once it is clear that it can be one and is free. */
function newId(opened: Opened, from: SpecId, kind: SpecKind, word: Word): Result<SpecId> {
  const address = addressOf(word.path) ?? addressOf(word.typed)
  if (address !== null && address.kind !== kind) {
    return refuseMove(
      `${from} is ${article(kind)} spec, and ${word.typed} lies among the others`,
      `name it ${specPathOf(kind, address.id)}`,
    )
  }
  const id = address?.id ?? specId(word.typed.normalize('NFC'))
  const fault = faultOfId(id)
  if (fault !== null)
    return refuseMove(`the id ${id} ${fault}`, 'choose another id, such as auth-flow or billing/invoices')
  if (id === from) return refuseMove(`${from} is already called so`, 'choose another id')

  const byHand = !opened.specs.has(from)
  const twin = [...opened.specs.keys()].find((one) => one !== from && one.toLowerCase() === id.toLowerCase())
  if (byHand && twin !== id) {
    return refuseMove(
      `only a lock is left of ${from}, and there is no spec ${id} to take it over`,
      `spec remove ${from} deletes its files; spec forget ${from} keeps them`,
    )
  }
  if (!byHand && twin !== undefined) {
    return refuseMove(
      `there is a spec with the id ${twin} already`,
      'choose another id',
      opened.specs.get(twin)?.file.path,
    )
  }
  const locked = [...opened.lockFiles].find(([one]) => one.toLowerCase() === id.toLowerCase() && one !== from)
  if (locked !== undefined) {
    return refuseMove(
      `there is a lock of ${locked[0]} already`,
      `spec forget ${locked[0]} takes it away`,
      locked[1].path,
    )
  }
  const path = specPathOf(kind, id)
  const there = opened.workspace.read(path)
  if (!byHand && there.kind !== 'absent')
    return refuseMove(`${path} is there already`, 'choose another id', path)
  return ok(id)
}

function article(kind: SpecKind): string {
  return kind === 'architecture' ? 'an architecture' : 'a feature'
}

function faultOfId(id: string): string | null {
  const text = textFault(id)
  if (text !== null) return text.message
  if (/\.md$/i.test(id)) return 'ends in .md; the id is the name without it'
  if (id.includes('#')) return 'holds `#`, which stands between an id and a requirement'
  for (const segment of id.split('/')) {
    if (segment === '') return 'has an empty part'
    if (segment.startsWith('.')) return 'has a part that starts with a dot, and hidden files are no specs'
    const fault = segmentFault(segment)
    if (fault !== null) return fault.message
  }
  return null
}

function fileActions({ before, after }: SpecEdit): readonly Action[] {
  return [
    {
      kind: 'create',
      path: after.path,
      before: null,
      after: after.bytes,
      reason: `moved from ${before.path}`,
    },
    {
      kind: 'delete',
      path: before.path,
      before: digestBytes(before.bytes),
      reason: `moved to ${after.path}`,
    },
  ]
}
