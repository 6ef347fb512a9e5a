// An amendment of a spec in, its archive record and the bytes it names out.
import type { AmendmentBody } from '../archive/record.ts'
import type { Digest } from '../digest/digest.ts'
import type { Generation } from '../generation/generation.ts'
import { BlobList, recordedConversation, type RecordStamp, type RecordWithBlobs } from './records.ts'

export interface AmendmentFacts extends Pick<Generation, 'conversation' | 'identity' | 'trace'> {
  readonly question: Digest
  readonly because: string
  /** The spec file. */
  readonly path: string
  /** The spec file and targets; empty for an amendment that does not land. */
  readonly files: ReadonlyMap<
    string,
    { readonly before: Uint8Array | Digest | null; readonly after: Uint8Array }
  >
  readonly why: readonly string[]
  readonly inputs: ReadonlyMap<string, Uint8Array>
  readonly template: string
  readonly outcome: AmendmentBody['outcome']
}

/** Bytes given as `before` are kept as well; a digest names bytes that the archive has. */
export function amendmentRecord(stamp: RecordStamp, facts: AmendmentFacts): RecordWithBlobs {
  const kept = new BlobList()
  const files = [...facts.files].sort(([a], [b]) => (a < b ? -1 : 1))
  const body: AmendmentBody = {
    question: facts.question,
    because: facts.because,
    path: facts.path,
    files: Object.fromEntries(
      files.map(([path, { before, after }]) => [
        path,
        { before: before instanceof Uint8Array ? kept.bytes(before) : before, after: kept.bytes(after) },
      ]),
    ),
    why: facts.why,
    trace: facts.trace,
    identity: facts.identity,
    conversation: recordedConversation(facts, kept),
    inputs: kept.inputs(facts.inputs),
    template: facts.template,
    outcome: facts.outcome,
  }
  return { record: { recordVersion: 1, kind: 'amendment', ...stamp, body }, blobs: kept.all() }
}
