// A generation or an acceptance in, its archive record and the bytes it names out.
import type { GenerationBody, RecordedConversation, StoredRecord } from '../archive/record.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import type { Generation } from '../generation/generation.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Verdict } from '../verify/verify.ts'

/** What every record carries; the clock and the version come from outside. */
export interface RecordStamp {
  readonly spec: SpecId
  readonly at: string
  readonly previous: Digest | null
  readonly tool: string
}

export interface RecordWithBlobs {
  readonly record: StoredRecord
  readonly blobs: readonly Uint8Array[]
}

const encoder = new TextEncoder()

export interface GenerationFacts {
  readonly generation: Generation
  readonly intent: Digest
  readonly template: string
  readonly verdicts: readonly Verdict[]
  readonly outcome: GenerationBody['outcome']
  /** Path → bytes of every input. */
  readonly inputs: ReadonlyMap<string, Uint8Array>
}

export function generationRecord(stamp: RecordStamp, facts: GenerationFacts): RecordWithBlobs {
  const { generation } = facts
  const kept = new BlobList()
  const body: GenerationBody = {
    question: generation.question,
    intent: facts.intent,
    files: Object.fromEntries(generation.files.map((file) => [file.path, kept.text(file.text)])),
    decisions: generation.decisions,
    trace: generation.trace,
    identity: generation.identity,
    conversation: recordedConversation(generation, kept),
    checks: facts.verdicts.map(({ check, verdict, reason, diagnostics }) => ({
      name: check,
      verdict,
      note: reason ?? (diagnostics.length === 0 ? null : `${diagnostics.length} findings or warnings`),
    })),
    inputs: kept.inputs(facts.inputs),
    template: facts.template,
    outcome: facts.outcome,
  }
  return { record: { recordVersion: 1, kind: 'generation', ...stamp, body }, blobs: kept.all() }
}

export function recordedConversation(
  { conversation }: Pick<Generation, 'conversation'>,
  kept: BlobList,
): RecordedConversation {
  return {
    system: conversation.system.map(({ text, cache }) => ({ blob: kept.text(text), cache })),
    messages: conversation.messages.map(({ role, text }) => ({ role, blob: kept.text(text) })),
    turns: conversation.turns.map(({ answer, ...turn }) => ({
      ...turn,
      answer: answer === null ? null : kept.text(answer),
    })),
  }
}

export interface AcceptanceFacts {
  readonly because: string
  readonly files: ReadonlyMap<string, { readonly before: Digest | null; readonly after: Uint8Array }>
  readonly inputs: ReadonlyMap<string, Uint8Array>
}

export function acceptanceRecord(stamp: RecordStamp, facts: AcceptanceFacts): RecordWithBlobs {
  const kept = new BlobList()
  const files = Object.fromEntries(
    [...facts.files].map(([path, { before, after }]) => [path, { before, after: kept.bytes(after) }]),
  )
  const body = { because: facts.because, files, inputs: kept.inputs(facts.inputs) }
  return { record: { recordVersion: 1, kind: 'acceptance', ...stamp, body }, blobs: kept.all() }
}

/** Bytes that are about to be overwritten or deleted, or were replaced on purpose. */
export function overwrittenRecord(
  stamp: RecordStamp,
  reason: string,
  files: ReadonlyMap<string, Uint8Array>,
): RecordWithBlobs {
  const kept = new BlobList()
  const body = { reason, files: kept.inputs(files) }
  return { record: { recordVersion: 1, kind: 'overwritten', ...stamp, body }, blobs: kept.all() }
}

/** Collects bytes under their digests, each once. */
export class BlobList {
  readonly #blobs = new Map<Digest, Uint8Array>()

  bytes(bytes: Uint8Array): Digest {
    const digest = digestBytes(bytes)
    this.#blobs.set(digest, bytes)
    return digest
  }

  text(text: string): Digest {
    return this.bytes(encoder.encode(text))
  }

  inputs(files: ReadonlyMap<string, Uint8Array>): Readonly<Record<string, Digest>> {
    return Object.fromEntries(
      [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, b]) => [path, this.bytes(b)]),
    )
  }

  all(): Uint8Array[] {
    return [...this.#blobs.values()]
  }
}
