// The recorded conversation of a generation and its texts in; the turn whose answer holds a line, and what the prompt asked, out.
import type { RecordedConversation } from '../archive/record.ts'
import type { Digest } from '../digest/digest.ts'
import type { Sure } from './why.ts'

export interface AnswerTurn extends Sure {
  /** As in exports of the record: system parts are turn 1, each message one more, the last answer the last. */
  readonly number: number
  readonly text: string
}

export interface Talk {
  readonly conversation: RecordedConversation
  /** Null where the archive lacks it. */
  readonly textOf: (blob: Digest) => string | null
}

/** Null where no call gave an answer, or the archive lacks them. */
export function answerTurn({ conversation, textOf }: Talk, line: string): AnswerTurn | null {
  const answers = answersOf({ conversation, textOf })
  const holding = answers.filter(({ text }) => hasLine(text, line))
  const [first] = holding
  if (first !== undefined) {
    const words =
      answers.length === 1
        ? 'the answer of this generation has the line'
        : 'the first answer that has the line'
    return { ...first, certainty: 'certain', because: words }
  }
  const last = answers.at(-1)
  return last === undefined
    ? null
    : {
        ...last,
        certainty: 'likely',
        because: 'the last answer of this generation, which does not spell the line so',
      }
}

/** The message that asked for it, and its line that has the words. */
export function promptTurn(
  { conversation, textOf }: Talk,
  words: readonly string[],
): { readonly number: number; readonly quote: string } | null {
  const before = conversation.system.length > 0 ? 2 : 1
  for (const [at, { role, blob }] of conversation.messages.entries()) {
    if (role !== 'user') continue
    const lines = textOf(blob)?.split('\n') ?? []
    for (const wanted of words) {
      const quote = lines.find((line) => line.includes(wanted))
      if (quote !== undefined) return { number: at + before, quote: quote.trim() }
    }
  }
  return null
}

function answersOf({
  conversation,
  textOf,
}: Talk): readonly { readonly number: number; readonly text: string }[] {
  const before = conversation.system.length > 0 ? 2 : 1
  const answers = conversation.messages.flatMap(({ role, blob }, at) =>
    role === 'assistant' ? [{ number: at + before, blob }] : [],
  )
  const last = conversation.turns.map(({ answer }) => answer).findLast((answer) => answer !== null)
  if (last !== undefined && last !== null)
    answers.push({ number: conversation.messages.length + before, blob: last })
  return answers.flatMap(({ number, blob }) => {
    const text = textOf(blob)
    return text === null ? [] : [{ number, text }]
  })
}

function hasLine(text: string, line: string): boolean {
  const wanted = line.trim()
  return text.split('\n').some((one) => one.trim() === wanted)
}
