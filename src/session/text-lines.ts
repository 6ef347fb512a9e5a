// Records of a transcript in Markdown in, its lines out; what is no text is counted as damage.
import type { ReadTranscript, TranscriptRecord } from './conversation.ts'

/** Places that are kept; the rest is only counted. */
const keptPlaces = 100

export class TextLines {
  /** Record n stands at n - 1. Bytes that are no UTF-8 are U+FFFD. */
  readonly lines: string[] = []
  private readonly places: { readonly line: number; readonly why: string }[] = []
  private damages = 0

  add(record: TranscriptRecord): void {
    this.lines.push(record.kind === 'json' ? '' : record.text)
    if (record.kind === 'text') return
    this.damages++
    const why = record.kind === 'json' ? 'JSON where text was expected' : record.why
    if (this.places.length < keptPlaces) this.places.push({ line: record.line, why })
  }

  sums(): Pick<ReadTranscript, 'records' | 'unknown' | 'damaged' | 'damagedCount'> {
    return {
      records: this.lines.length,
      unknown: new Map(),
      damaged: this.places,
      damagedCount: this.damages,
    }
  }
}
