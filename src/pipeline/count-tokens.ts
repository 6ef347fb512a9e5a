// A request and a model in, the tokens of its input out: as the model's server counts them, or estimated.
import { estimateRequest } from '../cost/estimate.ts'
import type { ModelRequest } from '../model/model.ts'
import type { Model } from '../ports.ts'

export interface Counted {
  readonly tokens: number
  /** By the server; else estimated. */
  readonly counted: boolean
}

export interface Counter {
  /** Never fails: what the server does not count, or may not see, is estimated. */
  readonly count: (
    model: Model,
    request: ModelRequest,
    signal: AbortSignal,
    may?: boolean,
  ) => Promise<Counted>
}

/**
 * A server that did not count once is not asked again: it lacks the endpoint, is busy, or is not there, and every spec
 * would wait for it.
 *
 * @param ask whether servers may be asked: there is a key, and nobody said `--offline`.
 * @param failed called once for each model that does not count.
 */
export function createCounter(ask: boolean, failed: (model: string) => void): Counter {
  const silent = new Set<string>()
  return {
    count: async (model, request, signal, may = true) => {
      const { name } = model.identity
      if (ask && may && model.count !== undefined && !silent.has(name) && !signal.aborted) {
        const tokens = await model.count(request)
        if (tokens !== null) return { tokens, counted: true }
        if (!silent.has(name)) failed(name)
        silent.add(name)
      }
      return { tokens: estimateRequest(request), counted: false }
    },
  }
}

/** What a person is told when a server does not count. */
export function notCountedNote(model: string): string {
  return `the server did not count the tokens of ${model}: they are estimated`
}
