// What is to be taken out of a session in; how its records are rewritten, and which still hold some of it, out.
import type { Result } from '../diagnostic/diagnostic.ts'
import type { Finder } from '../secret/redact-finder.ts'
import { redactText } from '../secret/redact-text.ts'
import type { Redaction } from '../secret/redact.ts'
import { turnFinder } from '../secret/turn-finder.ts'
import type { Block, SessionMessage, TranscriptRecord } from '../session/conversation.ts'
import { keptText } from '../session/kept-text.ts'
import type { RedactRecords } from './archive-redact.ts'
import { RedactionFault } from './session-transcript.ts'

/**
 * By a redaction, as an import does.
 *
 * @param text that must not be left anywhere; null where only a rule can tell.
 * @throws RedactionFault
 */
export function byRedaction(begin: () => Redaction, text: string | null): RedactRecords {
  const written = text === null ? null : JSON.stringify(text).slice(1, -1)
  return async function* (records, left) {
    const redaction = begin()
    let number = 0
    const looked = (given: Result<readonly TranscriptRecord[]>): readonly TranscriptRecord[] => {
      if (!given.ok) throw new RedactionFault(given.diagnostics)
      for (const record of given.value) {
        number++
        if (written === null || text === null) continue
        const kept = keptText(record)
        if (kept.includes(written) || kept.includes(text)) left.push(number)
      }
      return given.value
    }
    for await (const batch of records) yield looked(await redaction.take(batch))
    yield looked(await redaction.end())
  }
}

/** Records that a message was read from: from 1, `to` not included. */
export interface TurnPlace {
  readonly from: number
  readonly to: number
}

/** All that one message says, wherever it stands in the transcript: agents write it more than once. */
export function byTurn(message: SessionMessage, { from, to }: TurnPlace): RedactRecords {
  const texts = textsOf(message)
  const [own, others] = [turnFinder(texts, true), turnFinder(texts, false)]
  return async function* (records, left) {
    let number = 0
    for await (const batch of records) {
      const redacted: TranscriptRecord[] = []
      for (const record of batch) {
        number++
        const inside = number >= from && number < to
        redacted.push(await without(record, inside ? own : others))
        // An image is a payload, which no finder touches.
        if (inside && message.blocks.some(({ kind }) => kind === 'image')) left.push(number)
      }
      yield redacted
    }
  }
}

async function without(record: TranscriptRecord, finder: Finder): Promise<TranscriptRecord> {
  const text = keptText(record)
  const { text: after } = await redactText(text, finder)
  if (after === text) return record
  if (record.kind !== 'json') return { ...record, text: after }
  return { ...record, value: JSON.parse(after) as unknown, text: after }
}

/** Whole texts, and their lines: a transcript in Markdown has a record a line. */
function textsOf({ blocks }: SessionMessage): ReadonlySet<string> {
  const whole = blocks.flatMap(textsOfBlock).map((text) => text.trim())
  const lines = whole.flatMap((text) => text.split('\n')).map((line) => line.trim())
  return new Set([...whole, ...lines].filter((text) => text !== ''))
}

function textsOfBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'text':
    case 'thinking':
    case 'tool-result':
      return [block.text]
    case 'tool-call':
      return stringsIn(block.input)
    case 'image':
      return []
  }
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
