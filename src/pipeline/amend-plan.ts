// A proposal that was read and checked in, the one plan that lands it out: the spec file, the lock and the record together.
import { recordDigest } from '../archive/encode.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { lockAfter, type TargetBlock } from '../plan/lock-after.ts'
import type { Action, Plan } from '../plan/plan.ts'
import { amendmentRecord, type AmendmentFacts } from '../plan/amendment-record.ts'
import type { Spec } from '../spec/spec.ts'
import type { Proposed } from './amend-ask.ts'
import type { AskedAmendment } from './amend-prompt.ts'
import type { ReadProposal } from './amend-read.ts'
import { traceAmended } from './amend-trace.ts'
import type { AmendPorts, AmendWork } from './amend-work.ts'
import { secretsInFiles } from './answer-secrets.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import { planOf, stampFor } from './plan-parts.ts'
import { questionNow, type QuestionNow } from './question.ts'
import { blockOf, targetBlock } from './target-block.ts'

export type Amended = ReadProposal & { readonly kind: 'amended' }

/** Requirements and sections of the spec that are other words now. */
export interface AmendedPart {
  readonly kind: 'requirement' | 'section'
  readonly name: string
  readonly change: 'changed' | 'added' | 'removed'
}

export interface PlannedAmendment {
  readonly plan: Plan
  readonly because: string
  readonly parts: readonly AmendedPart[]
}

/**
 * Plans. Afterwards the code as it stands answers the spec as it is worded then: every target whose difference the amendment
 * explains is accepted, with the reason. `generated`, the base of merges, is never moved (rule 15).
 */
export async function planAmendment(
  opened: Opened,
  work: AmendWork,
  asked: AskedAmendment,
  proposed: Proposed,
  amended: Amended,
  because: string | null,
  ports: AmendPorts,
  reader: InputReader,
): Promise<Result<PlannedAmendment>> {
  const { look } = work
  const now = await questionAsAmended(opened, amended, reader)
  if (!now.ok) return now
  const traced = await traceAmended(look, amended.spec, amended.trace)
  const parts = amendedParts(asked.spec, amended.spec)
  const reason = because ?? reasonFrom(parts)
  const paths = [...work.targets.map(({ path }) => path), ...work.inForm]
  const bytesAt = (path: string): Uint8Array => look.disk.get(path) ?? new Uint8Array()
  const facts: AmendmentFacts = {
    conversation: proposed.conversation,
    identity: proposed.identity,
    trace: traced.said,
    question: asked.prompt.question,
    because: reason,
    path: asked.file.path,
    files: new Map<string, { before: Uint8Array | Digest | null; after: Uint8Array }>([
      [asked.file.path, { before: asked.file.bytes, after: amended.file.bytes }],
      ...paths.map((path) => {
        const before = look.lock?.targets[path]?.written.blob ?? null
        return [path, { before, after: bytesAt(path) }] as const
      }),
    ]),
    why: amended.why,
    inputs: new Map(
      Object.keys(now.value.inputs).flatMap((path) => {
        const bytes = reader.bytes(path)
        return bytes === null ? [] : [[path, bytes] as const]
      }),
    ),
    template: asked.prompt.template,
    outcome: 'landed',
  }
  const { record, blobs } = amendmentRecord(stampFor(look, ports), facts)
  const secrets = await secretsInFiles(toBeKept(facts), ports)
  if (secrets.length > 0) return fail(...secrets)

  const digest = recordDigest(record)
  const blocks = new Map<string, TargetBlock>(
    Object.entries(look.lock?.targets ?? {}).map(([path, target]) => [path, blockOf(target)]),
  )
  for (const path of paths) {
    const old = blocks.get(path)
    const accepted = { because: reason, record: digest }
    const block = { generated: old?.generated ?? null, record: old?.record ?? digest, accepted }
    blocks.set(path, await targetBlock(path, bytesAt(path), block))
  }
  const lock = lockAfter({
    head: amended.spec.head,
    question: now.value.question,
    specUses: now.value.specUses,
    inputs: now.value.inputs,
    trace: traced.trace,
    before: look.lock,
    targets: blocks,
    whole: true,
  })
  const actions: readonly Action[] = [
    {
      kind: 'update',
      path: asked.file.path,
      before: digestBytes(asked.file.bytes),
      after: amended.file.bytes,
      reason,
    },
    // Nothing is written to them, but they have to be still what was looked at when the lock says so.
    ...look.head.targets.map(({ path }): Action => ({
      kind: 'unchanged',
      path,
      before: digestBytes(bytesAt(path)),
      reason: paths.includes(path) ? 'the spec says what it does' : 'as it was',
    })),
  ]
  const plan = planOf(look, actions, lock, { records: [record], blobs, privateBlobs: [] })
  return ok({ plan, because: reason, parts }, traced.diagnostics)
}

/** The question that the spec will ask once its file is written, taken as if it were. */
function questionAsAmended(
  opened: Opened,
  { file, spec }: Amended,
  reader: InputReader,
): Promise<Result<QuestionNow>> {
  const { id, raw } = spec.head
  const asWritten: Opened = {
    ...opened,
    specs: new Map(opened.specs).set(id, { id, file, raw, vouched: false }),
    spec: (wanted) => (wanted === id ? Promise.resolve(ok(spec)) : opened.spec(wanted)),
  }
  return questionNow(asWritten, spec.head, reader)
}

/** All that goes into the archive and was not scanned before it was sent. */
function toBeKept({ files, inputs, conversation }: AmendmentFacts): ReadonlyMap<string, Uint8Array> {
  const encoder = new TextEncoder()
  return new Map<string, Uint8Array>([
    ...[...files].map(([path, { after }]) => [path, after] as const),
    ...inputs,
    ...conversation.turns.map(
      ({ answer }, at) => [`answer ${at + 1}`, encoder.encode(answer ?? '')] as const,
    ),
  ])
}

/** In the order of the text, with what is gone last. */
function amendedParts(before: Spec, after: Spec): readonly AmendedPart[] {
  return [
    ...compareParts('requirement', requirementsOf(before), requirementsOf(after)),
    ...compareParts('section', sectionsOf(before), sectionsOf(after)),
  ]
}

interface Part {
  readonly key: string
  readonly name: string
  readonly digest: Digest
}

const requirementsOf = ({ requirements }: Spec): readonly Part[] =>
  requirements.map(({ id, digest }) => ({ key: id, name: id, digest }))

const sectionsOf = ({ sections }: Spec): readonly Part[] =>
  sections.map(({ key, heading, digest }) => ({ key, name: heading === '' ? key : heading, digest }))

function compareParts(
  kind: AmendedPart['kind'],
  before: readonly Part[],
  after: readonly Part[],
): readonly AmendedPart[] {
  const then = new Map(before.map(({ key, digest }) => [key, digest]))
  const now = new Set(after.map(({ key }) => key))
  return [
    ...after.flatMap(({ key, name, digest }): AmendedPart[] => {
      const was = then.get(key)
      return was === digest ? [] : [{ kind, name, change: was === undefined ? 'added' : 'changed' }]
    }),
    ...before.flatMap(({ key, name }): AmendedPart[] =>
      now.has(key) ? [] : [{ kind, name, change: 'removed' }],
    ),
  ]
}

/** `amended: R2 changed, R4 added` */
function reasonFrom(parts: readonly AmendedPart[]): string {
  const most = 6
  const told = parts
    .slice(0, most)
    .map(({ kind, name, change }) => `${kind === 'section' ? `“${name}”` : name} ${change}`)
  return `amended: ${told.join(', ')}${parts.length > most ? `, and ${parts.length - most} more` : ''}`
}
