// One spec of an opened project → what its code does differently from what the spec asked for, or why it cannot be amended.
import type { AmendedTarget } from '../amend/amendment.ts'
import { isBeyondForm } from '../diff/change.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Cause, TargetState } from '../drift/drift.ts'
import type { LockedBytes, LockedTarget } from '../lock/lock.ts'
import type { Store } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { namesOf } from './code-facts.ts'
import type { InputReader } from './input-reader.ts'
import { lookAt, type Look } from './look.ts'
import type { Opened } from './open-project.ts'
import type { AnswerPorts } from './regen-options.ts'

/** What an amendment is asked for and kept with: nothing here writes to the tree. */
export type AmendPorts = Pick<
  AnswerPorts,
  'store' | 'clock' | 'tool' | 'model' | 'listen' | 'signal' | 'allowedSecrets' | 'knownSecrets'
>

export interface AmendWork {
  readonly look: Look
  /** Targets whose code differs in more than form; none where there is nothing to amend. */
  readonly targets: readonly AmendedTarget[]
  /** Further targets that differ only in form: accepted with them. */
  readonly inForm: readonly TargetPath[]
  /** What moved beside the spec's own words, and the code is taken to fit. */
  readonly causes: readonly Cause[]
}

/** States from which code and spec can be brought together by changing the spec. */
const amendable: ReadonlySet<TargetState> = new Set<TargetState>([
  'in-sync',
  'accepted',
  'format',
  'edited',
  'stale',
  'conflict',
])

/** What a person may have changed together with the code, with the spec's own words still true to what was built. */
const besideTheWords: ReadonlySet<Cause['kind']> = new Set<Cause['kind']>(['test', 'declaration'])

/**
 * Looks. Each target is compared with what was written; one whose difference was accepted with a reason alone, with what was
 * generated, since the spec does not say that difference yet.
 *
 * Fails with `amend-refused` where something else has to come first, each time with the command.
 */
export async function lookToAmend(
  opened: Opened,
  id: SpecId,
  reader: InputReader,
  store: Store,
): Promise<Result<AmendWork>> {
  const look = await lookAt(opened, id, reader)
  if (!look.ok) return look
  const refused = refusalOf(look.value)
  if (refused !== null) return fail(refused)
  const { drift, disk, lock } = look.value
  const inForm: TargetPath[] = []
  const pairs: { readonly path: TargetPath; readonly before: string; readonly after: string }[] = []
  for (const { path, level } of drift.targets) {
    const locked = lock?.targets[path]
    const bytes = disk.get(path) ?? null
    if (locked === undefined || bytes === null) continue
    const base = baseOf(locked, store)
    if (!base.ok) return base
    if (namesOf(bytes).digest === base.value.digest) continue
    if (level === 'format' && base.value.digest === locked.written.digest) {
      inForm.push(path)
      continue
    }
    const before = store.blob(base.value.blob)
    if (!before.ok) return before
    if (before.value === null) return fail(missing(id, path))
    const [old, now] = [decodeText(before.value), decodeText(bytes)]
    if (old === null || now === null) return fail(noText(id, path))
    pairs.push({ path, before: normalText(old), after: normalText(now) })
  }
  const targets = await compared(pairs)
  for (const { path } of pairs) if (!targets.some((one) => one.path === path)) inForm.push(path)
  return ok({ look: look.value, targets, inForm, causes: drift.causes }, look.diagnostics)
}

/** What the spec's words were true of. */
function baseOf({ generated, written, accepted }: LockedTarget, store: Store): Result<LockedBytes> {
  if (accepted === null || generated === null || generated.digest === written.digest) return ok(written)
  const record = store.record(accepted.record)
  if (!record.ok) return record
  return ok(record.value?.kind === 'amendment' ? written : generated)
}

async function compared(
  pairs: readonly { readonly path: TargetPath; readonly before: string; readonly after: string }[],
): Promise<readonly AmendedTarget[]> {
  if (pairs.length === 0) return []
  const { compareTogether } = await import('../diff/compare-many.ts')
  const { unifiedDiff } = await import('../diff/unified.ts')
  const found = compareTogether(pairs)
  return pairs.flatMap((pair, index): AmendedTarget[] => {
    const { level, changes } = found[index] ?? { level: 'implementation' as const, changes: [] }
    if (!isBeyondForm(level)) return []
    return [{ ...pair, level, changes, diff: unifiedDiff(pair.path, pair.before, pair.after) }]
  })
}

function refusalOf({ head, drift, lock }: Look): Diagnostic | null {
  const refuse = (message: string, hint: string, path = head.path): Diagnostic =>
    diagnostic('amend-refused', message, { place: { path }, hint })
  if (head.status === 'draft')
    return refuse(
      `${head.id} is a draft: nothing is built from it yet`,
      'write the spec, then take `status: draft` out',
    )
  if (lock === null)
    return refuse(
      `${head.id} was never built, so nobody knows what its code would have been`,
      `let the code stand first: spec accept ${head.id} --because "…"; edits after that can be amended`,
    )
  const blocked = drift.targets.find(({ state }) => !amendable.has(state))
  if (blocked !== undefined)
    return refuse(
      `${blocked.path} is ${blocked.state}: that has to be settled before the spec can be amended`,
      drift.next ?? 'run: spec drift',
      blocked.path,
    )
  const worded = drift.causes.filter(({ kind }) => !besideTheWords.has(kind))
  if (worded.length === 0) return null
  const names = worded.map(({ name, change }) => `${name} ${change}`)
  return refuse(
    `the words of ${head.id} changed since its code was built (${names.slice(0, 5).join(', ')}): nobody knows whether the code fits them`,
    `build the change first: spec regen ${head.id} merges it into the edit; or, where the code fits, spec accept ${head.id} --because "…"`,
    worded[0]?.place.path ?? head.path,
  )
}

function missing(id: SpecId, path: string): Diagnostic {
  return diagnostic(
    'record-missing',
    `the archive lacks the bytes that the lock of ${id} names for ${path}`,
    {
      hint: 'run: spec archive verify',
    },
  )
}

function noText(id: SpecId, path: string): Diagnostic {
  return diagnostic('amend-refused', `${path} is not text, so no model can tell what changed in it`, {
    place: { path },
    hint: `change the spec by hand, then spec accept ${id} --because "…"`,
  })
}
