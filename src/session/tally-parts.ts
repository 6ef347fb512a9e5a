// What came of the parts of one record in, what came of the record out: a whole session may be one record.
import type { Verdict } from './tally.ts'

/** Adds up verdicts; the record is unknown where a part of it is, and names the kinds that are. */
export class PartVerdicts {
  private readonly kinds = new Map<string, number>()

  add(verdict: Verdict): void {
    if (verdict === null) return
    const kind = 'unknown' in verdict ? verdict.unknown : verdict.damaged
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
  }

  sum(): Verdict {
    const kinds = [...this.kinds].map(([kind, count]) => (count === 1 ? kind : `${kind} (${count} times)`))
    return kinds.length === 0 ? null : { unknown: kinds.join(', ') }
  }
}
