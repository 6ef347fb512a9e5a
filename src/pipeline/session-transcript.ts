// The bytes of a transcript in; its redacted records, and what a reader makes of them, out. A record is redacted before
// anything else sees it, and only a few are in memory at once.
import { chunkCutter, type Chunk } from '../archive/session-chunks.ts'
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { Redaction } from '../secret/redact.ts'
import type { ReadTranscript, TranscriptReading, TranscriptRecord } from '../session/conversation.ts'
import { keptText, lightened } from '../session/kept-text.ts'
import { recogniseTranscript, recordsToRecognise } from '../session/recognise.ts'
import { recordSplitter } from '../session/records.ts'

/** A transcript that cannot be read to its end: what the system says. Never leaves the pipeline. */
export class SourceFault extends Error {}

/** Redacting failed: nothing of the transcript may be kept. Never leaves the pipeline. */
export class RedactionFault extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super('redaction failed')
    this.diagnostics = diagnostics
  }
}

/**
 * @param counts rule → how often; grows.
 * @throws SourceFault
 * @throws RedactionFault
 */
export async function* redactedRecords(
  bytes: AsyncIterable<Uint8Array>,
  redaction: Redaction,
  counts: Map<string, number>,
): AsyncGenerator<readonly TranscriptRecord[]> {
  const splitter = recordSplitter()
  const before = new WeakSet<TranscriptRecord>()
  const redacted = (given: Result<readonly TranscriptRecord[]>): readonly TranscriptRecord[] => {
    if (!given.ok) throw new RedactionFault(given.diagnostics)
    for (const record of given.value) if (!before.has(record)) countRules(keptText(record), counts)
    return given.value
  }
  const take = async (records: readonly TranscriptRecord[]): Promise<readonly TranscriptRecord[]> => {
    for (const record of records) before.add(record)
    return redacted(await redaction.take(records))
  }
  for await (const piece of guarded(bytes)) yield await take(splitter.push(piece))
  yield await take(splitter.end())
  yield redacted(await redaction.end())
}

function countRules(text: string, counts: Map<string, number>): void {
  if (!text.includes('[REDACTED:')) return
  for (const [, rule = ''] of text.matchAll(/\[REDACTED:([^\]\s"\\]{1,100})\]/g))
    counts.set(rule, (counts.get(rule) ?? 0) + 1)
}

async function* guarded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array>
      try {
        next = await pieces.next()
      } catch (error) {
        throw new SourceFault(error instanceof Error ? error.message : String(error))
      }
      if (next.done) return
      yield next.value
    }
  } finally {
    await pieces.return?.()
  }
}

/** What happens to the text of each record; where it fails, reading ends. */
export interface RecordSink {
  /** `bytes`: length in UTF-8. Null: taken, at once. */
  record(text: string, bytes: number): Promise<Result<null>> | null
}

export interface Outline {
  readonly read: ReadTranscript
  readonly records: number
  /** Of the redacted transcript. */
  readonly bytes: number
  /** Written anew each time, and not only at its end. */
  readonly rewritten: boolean
}

/** Null where no agent that is known writes like this. */
export async function outlineOf(
  batches: AsyncIterable<readonly TranscriptRecord[]>,
  sink: RecordSink,
): Promise<Result<Outline | null>> {
  const outliner = new Outliner(sink)
  for await (const batch of batches) {
    const taken = await outliner.take(batch)
    if (!taken.ok) return taken
    if (!taken.value) return ok(null)
  }
  return outliner.end()
}

class Outliner {
  readonly #sink: RecordSink
  /** Null as soon as it is known who wrote them. */
  #first: TranscriptRecord[] | null = []
  #reading: TranscriptReading | null = null
  #rewritten = false
  #records = 0
  #bytes = 0

  constructor(sink: RecordSink) {
    this.#sink = sink
  }

  /** False where nobody is known who writes like this. */
  async take(batch: readonly TranscriptRecord[]): Promise<Result<boolean>> {
    if (this.#first !== null) {
      for (const record of batch) this.#first.push(record)
      return this.#first.length < recordsToRecognise ? ok(true) : this.#begin()
    }
    return this.#keep(batch)
  }

  async end(): Promise<Result<Outline | null>> {
    if (this.#first !== null) {
      const begun = await this.#begin()
      if (!begun.ok) return begun
    }
    if (this.#reading === null) return ok(null)
    const read = this.#reading.end()
    return ok({ read, records: this.#records, bytes: this.#bytes, rewritten: this.#rewritten })
  }

  async #begin(): Promise<Result<boolean>> {
    const waiting = this.#first ?? []
    this.#first = null
    const reader = await recogniseTranscript(waiting.slice(0, recordsToRecognise))
    if (reader === null) return ok(false)
    // One value holds it all; SpecStory renders anew; and OpenCode's files change as a session goes on.
    const [only, ...others] = waiting
    const whole = reader.layout === 'whole' && only?.kind === 'json' && others.length === 0
    this.#rewritten = whole || reader.agent === 'specstory' || reader.agent === 'opencode'
    this.#reading = reader.begin()
    return this.#keep(waiting)
  }

  async #keep(batch: readonly TranscriptRecord[]): Promise<Result<true>> {
    for (const record of batch) {
      const text = keptText(record)
      this.#records++
      const bytes = Buffer.byteLength(text)
      this.#bytes += bytes + 1
      this.#reading?.take(lightened(record))
      const taking = this.#sink.record(text, bytes)
      if (taking === null) continue
      const taken = await taking
      if (!taken.ok) return taken
    }
    return ok(true)
  }
}

/** Where chunks go; their digests come back. */
export type TakeChunk = (chunk: Chunk) => Promise<Result<Digest>>

/** Cuts the texts of records into chunks. `end` gives their digests in order. */
export function cuttingSink(take: TakeChunk): RecordSink & { end(): Promise<Result<readonly Digest[]>> } {
  const cutter = chunkCutter()
  const digests: Digest[] = []
  const all = async (chunks: readonly Chunk[]): Promise<Result<null>> => {
    for (const chunk of chunks) {
      const digest = await take(chunk)
      if (!digest.ok) return digest
      digests.push(digest.value)
    }
    return ok(null)
  }
  return {
    record(text, bytes) {
      const chunks = cutter.push(text, bytes)
      return chunks.length === 0 ? null : all(chunks)
    },
    async end() {
      const rest = await all(cutter.end())
      return rest.ok ? ok(digests) : rest
    },
  }
}
