// A model's id in; the most tokens one of its answers may have, and where that is known from, out.
import { clientFor, type Line } from './exchange.ts'
import { countAt, textAt } from './json.ts'
import { cautiousMaxOutput, knownModels } from '../../config/known-models.ts'
import { oneLine } from './printable.ts'
import type { Exchange } from './transport.ts'

export interface OutputLimit {
  readonly tokens: number
  readonly notes: readonly string[]
}

/**
 * Asks the server's models endpoint, then the dated data, then falls back to what every server takes. An endpoint
 * that fails, is absent or slow says nothing: the request itself will tell what is wrong.
 */
export async function outputLimit(
  line: Line,
  model: string,
  signal: AbortSignal,
  waitMs: number,
): Promise<OutputLimit> {
  const said = await ask(line, model, AbortSignal.any([signal, AbortSignal.timeout(waitMs)]))
  const notes: string[] = []
  if (said !== null && textAt(said, 'lifecycle') === 'deprecated') {
    const until = textAt(said, 'retires_at')
    notes.push(
      `the model ${model} is deprecated${until === null ? '' : ` and retires at ${oneLine(until, 40)}`}`,
    )
  }
  const limit = countAt(said, 'max_tokens') ?? knownModels.get(model)?.maxOutput ?? null
  if (limit !== null && limit > 0) return { tokens: limit, notes }
  notes.push(
    `how long an answer of ${oneLine(model, 100)} may be is not known: asking for at most ${cautiousMaxOutput} tokens` +
      ' (`maxTokens` of the model in spec.config.json changes it)',
  )
  return { tokens: cautiousMaxOutput, notes }
}

async function ask(line: Line, model: string, signal: AbortSignal): Promise<unknown> {
  const exchange: Exchange = { head: '', fault: undefined }
  try {
    return await clientFor(line, exchange, () => undefined).models.retrieve(model, {}, { signal })
  } catch {
    return null // Compatible servers lack the endpoint in every way there is.
  }
}
