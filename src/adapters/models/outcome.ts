// A whole message, or why there is none, in; how the call ended in the tool's words, out.
import { failure } from '../../model/failure.ts'
import type { Failure } from '../../model/model.ts'
import type { Fault } from './fault.ts'
import { oneLine } from './printable.ts'
import type { Received } from './received.ts'
import type { Redact } from './redact.ts'
import { spokenTime, type EndedBy } from './watchdog.ts'

export interface Outcome {
  readonly stop: 'end' | 'cut'
  readonly note: string | null
}

/** What a message's stop reason means. `text` is all of the answer, earlier parts of a paused turn included. */
export function outcomeOf(
  received: Received,
  text: string,
  from: { readonly host: string; readonly maxTokens: number; readonly redact: Redact },
): Outcome | Failure {
  const { stopReason, refusal } = received
  const say = (words: string): string => oneLine(from.redact(words))
  switch (stopReason) {
    case 'refusal': {
      const category = refusal.category === null ? '' : ` (category: ${say(refusal.category)})`
      const why = refusal.explanation === null ? '' : `: ${say(refusal.explanation)}`
      return failure('refused', `the model declined to answer${category}${why}`)
    }
    case 'model_context_window_exceeded':
      return failure('too-long', "prompt and answer together do not fit the model's context window")
    case 'max_tokens':
      if (text.trim() !== '') return { stop: 'cut', note: null }
      return failure(
        'malformed',
        `the model used all ${from.maxTokens} tokens without writing any text`,
        'give the model a higher `maxTokens` or a lower `effort` in spec.config.json',
      )
    case 'tool_use':
    case 'pause_turn':
      return failure('malformed', `the model stopped with ${stopReason}, which nothing had asked for`)
    default: {
      if (text.trim() === '')
        return failure('malformed', `${from.host} sent an empty answer`, 'run the command again')
      const known = stopReason === 'end_turn' || stopReason === 'stop_sequence' || stopReason === null
      return {
        stop: 'end',
        note: known ? null : `the model stopped with the unknown reason ${say(stopReason)}`,
      }
    }
  }
}

/** The failure of a call that a time limit or a person ended. */
export function endedFailure(by: EndedBy, host: string, quietMs: number, totalMs: number): Failure {
  switch (by) {
    case 'cancelled':
      return failure('cancelled', 'the call was cancelled')
    case 'stalled':
      return failure('stalled', `${host} sent nothing for ${spokenTime(quietMs)}`)
    case 'time-out':
      return failure('time-out', `${host} did not finish within ${spokenTime(totalMs)}`)
  }
}

/** A server that wants to be left alone for longer than anybody waits. */
export function waitTooLong(fault: Fault, waitMs: number): Fault {
  const time = spokenTime(waitMs)
  const failed = failure(
    fault.failure.kind,
    `${fault.failure.message}; it asks to wait ${time}`,
    `run the command again in ${time}, or name another model with --model`,
  )
  return { ...fault, failure: failed, retry: false }
}
