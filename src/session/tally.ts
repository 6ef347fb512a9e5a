// Records in, how many there were, which kinds nobody knows, and which could not be understood out.
import type { ReadTranscript, TranscriptRecord } from './conversation.ts'
import { asFields, type Fields } from './fields.ts'

/** Places that are kept; the rest is only counted. */
const keptPlaces = 100

/** What came of one record; null: it was understood. */
export type Verdict = null | { readonly unknown: string } | { readonly damaged: string }

/** Each record is understood, unknown or damaged, and never two of these. */
export class Tally {
  /** Records so far, the present one too. */
  records = 0
  private readonly kinds = new Map<string, number>()
  private readonly places: { readonly line: number; readonly why: string }[] = []
  private damages = 0

  /** Counts a record of a transcript in JSON. `read` gets its object, where it has one. */
  count(record: TranscriptRecord, read: (fields: Fields) => Verdict): void {
    this.records++
    if (record.kind === 'damaged') this.damage(record.line, record.why)
    else if (record.kind === 'text') this.damage(record.line, 'text where JSON was expected')
    else {
      const fields = asFields(record.value)
      const verdict = fields ? read(fields) : { damaged: 'no JSON object' }
      if (verdict === null) return
      if ('damaged' in verdict) this.damage(record.line, verdict.damaged)
      else this.kinds.set(shortened(verdict.unknown), (this.kinds.get(shortened(verdict.unknown)) ?? 0) + 1)
    }
  }

  private damage(line: number, why: string): void {
    this.damages++
    if (this.places.length < keptPlaces) this.places.push({ line, why })
  }

  sums(): Pick<ReadTranscript, 'records' | 'unknown' | 'damaged' | 'damagedCount'> {
    return { records: this.records, unknown: this.kinds, damaged: this.places, damagedCount: this.damages }
  }
}

/** Kinds are words of a transcript: hostile ones may be long. */
function shortened(kind: string): string {
  return kind.slice(0, 80)
}
