// The use case `amend`: code was changed by hand and is right; the spec is changed to say so. Writes nothing but answers
// that are kept on this machine.
import type { AmendedTarget } from '../amend/amendment.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import type { SpecId } from '../spec/spec.ts'
import { askToAmend, type AskOptions, type Proposed } from './amend-ask.ts'
import { keepAmendment } from './amend-keep.ts'
import { planAmendment, type PlannedAmendment } from './amend-plan.ts'
import { promptToAmend, type AskedAmendment } from './amend-prompt.ts'
import type { AmendPorts, AmendWork } from './amend-work.ts'
import { lookToAmend } from './amend-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Scanning } from './keep-bytes.ts'
import type { Opened } from './open-project.ts'

export interface AmendOptions extends AskOptions {
  /** Why; null: a reason that names what changed. */
  readonly because: string | null
}

/** What a person is shown before agreeing, and what agreeing writes. */
export interface Amendment extends PlannedAmendment {
  readonly spec: SpecId
  readonly path: string
  readonly targets: readonly AmendedTarget[]
  readonly causes: AmendWork['causes']
  /** Specs that see declarations of the edited code, and become stale by this. */
  readonly willMakeStale: readonly SpecId[]
  /** Unified diff of the spec file. */
  readonly patch: string
  /** What the model said of its edits. */
  readonly why: readonly string[]
  readonly identity: Proposed['identity']
  readonly usage: readonly Proposed['conversation']['turns'][number]['usage'][]
  readonly replayed: boolean
  /** The answer is kept on this machine from here on; to be told where it does not land. */
  readonly waiting: readonly Diagnostic[]
  /** A person turned it down: it is not used again. */
  readonly turnDown: () => Promise<readonly Diagnostic[]>
}

/** What there is to amend; null where code and spec agree, with a note that says so. */
export async function amendable(
  opened: Opened,
  id: SpecId,
  ports: Scanning & Pick<AmendPorts, 'store'>,
  reader: InputReader,
): Promise<Result<{ readonly work: AmendWork; readonly asked: AskedAmendment } | null>> {
  const work = await lookToAmend(opened, id, reader, ports.store)
  if (!work.ok) return work
  if (work.value.targets.length === 0) return ok(null, [...work.diagnostics, nothingToAmend(work.value)])
  const asked = await promptToAmend(opened, work.value, reader, ports)
  if (!asked.ok) return asked
  return ok({ work: work.value, asked: asked.value }, [...work.diagnostics, ...asked.diagnostics])
}

/** Proposes. Null as `amendable` says. `amend-unneeded` where the model finds that the spec says it all already. */
export async function proposeAmendment(
  opened: Opened,
  id: SpecId,
  options: AmendOptions,
  ports: AmendPorts,
  reader: InputReader,
): Promise<Result<Amendment | null>> {
  const found = await amendable(opened, id, ports, reader)
  if (!found.ok || found.value === null) return found.ok ? ok(null, found.diagnostics) : found
  const { work, asked } = found.value
  const proposed = await askToAmend(opened, work, asked, options, ports)
  if (!proposed.ok) return proposed
  const { read, conversation, identity, replayed } = proposed.value
  const kept = {
    conversation,
    identity,
    why: read.why,
    trace: read.kind === 'amended' ? read.trace : [],
  }
  const keep = (outcome: 'pending' | 'rejected'): Promise<readonly Diagnostic[]> =>
    keepAmendment(work, asked, kept, outcome, ports)
  // It is paid for, and whoever is asked may close the terminal. What was kept before is there already.
  const wait = (): Promise<readonly Diagnostic[]> => (replayed ? Promise.resolve([]) : keep('pending'))
  if (read.kind === 'unneeded') {
    return fail(...proposed.diagnostics, unneeded(work, read.why), ...(await wait()))
  }
  const planned = await planAmendment(
    opened,
    work,
    asked,
    proposed.value,
    read,
    options.because,
    ports,
    reader,
  )
  if (!planned.ok) return fail(...planned.diagnostics, ...(await keep('rejected')))
  const { unifiedDiff } = await import('../diff/unified.ts')
  return ok(
    {
      ...planned.value,
      spec: id,
      path: asked.file.path,
      targets: work.targets,
      causes: work.causes,
      willMakeStale: work.look.drift.willMakeStale,
      patch: unifiedDiff(
        asked.file.path,
        decodeText(asked.file.bytes) ?? '',
        decodeText(read.file.bytes) ?? '',
      ),
      why: read.why,
      identity,
      usage: conversation.turns.map(({ usage }) => usage),
      replayed,
      waiting: await wait(),
      turnDown: () => keep('rejected'),
    },
    [...found.diagnostics, ...proposed.diagnostics, ...planned.diagnostics],
  )
}

function nothingToAmend({ look, inForm }: AmendWork): Diagnostic {
  const { id, path } = look.head
  const form = inForm.length > 0
  return diagnostic(
    'nothing-to-do',
    form
      ? `there is nothing to amend in ${id}: its code differs in form only`
      : `there is nothing to amend in ${id}: its code is as it was written`,
    {
      place: { path },
      ...(form ? { hint: `spec accept ${id} --format-only takes over what a formatter did` } : {}),
    },
  )
}

function unneeded({ look, targets }: AmendWork, why: readonly string[]): Diagnostic {
  const { id, path } = look.head
  const said = why.length === 0 ? '' : `: ${why.join('; ')}`
  return diagnostic(
    'amend-unneeded',
    `the model finds no word of ${id} that has to change for the edit of ${targets.map((one) => one.path).join(', ')}${said}`,
    {
      place: { path },
      hint: `where you agree, let the code stand: spec accept ${id} --because "…"; or ask anew: --fresh`,
    },
  )
}
