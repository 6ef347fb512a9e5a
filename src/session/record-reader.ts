// How likely one record is, and what takes records one by one, in; a reader of such transcripts out.
import type { Agent, Conversation, TranscriptReader, TranscriptRecord } from './conversation.ts'
import type { Fields } from './fields.ts'
import { Tally, type Verdict } from './tally.ts'

export type JsonRecord = TranscriptRecord & { readonly kind: 'json' }

/** What becomes of the records of one transcript. */
export interface RecordReading {
  /** @param record its number, from 1. */
  read(fields: Fields, record: number): Verdict
  conversations(): readonly Conversation[]
}

/** @param likeness of one record, 0 to 1: a transcript is as likely as its first records are on average. */
export function recordReader(
  agent: Agent,
  layout: 'lines' | 'whole',
  likeness: (record: JsonRecord) => number,
  begin: () => RecordReading,
): TranscriptReader {
  return {
    agent,
    layout,
    recognises: (first) => {
      const scores = first.flatMap((record) => (record.kind === 'json' ? [likeness(record)] : []))
      return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length
    },
    begin: () => {
      const tally = new Tally()
      const reading = begin()
      return {
        take: (record) => tally.count(record, (fields) => reading.read(fields, tally.records)),
        end: () => ({ agent, conversations: reading.conversations(), ...tally.sums() }),
      }
    },
  }
}
