// One line of a batch's results in; what came of one request out. Text of a server: every shape is checked.
// Format: "Retrieve Message Batch results" of the API reference, and batches.d.ts of the SDK 1.11.
import type { Arrival } from '../../batch/batch.ts'
import { at, parseJson, textAt } from '../models/json.ts'
import { outcomeOf } from '../models/outcome.ts'
import { oneLine } from '../models/printable.ts'
import { startReceiver } from '../models/received.ts'
import type { Redact } from '../models/redact.ts'

/** Null: it is no result. */
export function readResult(
  line: string,
  from: { readonly host: string; readonly redact: Redact },
): Arrival | null {
  const value = parseJson(line)
  const customId = textAt(value, 'custom_id')
  if (customId === null) return null
  const result = at(value, 'result')
  switch (textAt(result, 'type')) {
    case 'succeeded':
      return messageOf(customId, at(result, 'message'), from)
    case 'errored':
      return { customId, kind: 'errored', said: errorOf(at(result, 'error'), from.redact) }
    case 'expired':
      return { customId, kind: 'expired' }
    case 'canceled':
      return { customId, kind: 'canceled' }
    default:
      return null
  }
}

function messageOf(
  customId: string,
  message: unknown,
  from: { readonly host: string; readonly redact: Redact },
): Arrival | null {
  const receiver = startReceiver(() => undefined)
  if (!receiver.takeWhole(message)) return null
  const received = receiver.received()
  const { text, usage } = received
  const requestId = textAt(message, 'id')
  const outcome = outcomeOf(received, text, { ...from, maxTokens: usage.output ?? 0 })
  if ('kind' in outcome) return { customId, kind: 'failed', failure: outcome, text, usage, requestId }
  return { customId, kind: 'answered', text, stop: outcome.stop, usage, requestId }
}

/** `invalid_request_error: max_tokens: …`, from an error response or from the error itself. */
function errorOf(error: unknown, redact: Redact): string {
  const inner = at(error, 'error') ?? error
  const parts = [textAt(inner, 'type'), textAt(inner, 'message')].filter((part) => part !== null)
  return parts.length === 0 ? 'an error without words' : oneLine(redact(parts.join(': ')))
}
