// Calls in the order in which they are made in, what each reads from the prompt cache and writes to it out.
// Rules: https://platform.claude.com/docs/en/build-with-claude/prompt-caching (exact prefixes, a least length, a later
// call reads the longest prefix that an earlier one wrote).
import { digestText } from '../digest/digest.ts'
import type { TokenUse } from './money.ts'

/** A block of a request. */
export interface CountedBlock {
  readonly text: string
  /** A breakpoint follows it. */
  readonly cache: boolean
  readonly tokens: number
}

export interface CountedCall {
  /** Caches of two models know nothing of each other. */
  readonly model: string
  /** A shorter prefix is not cached; null for a model without a cache. Tokens. */
  readonly leastCached: number | null
  /** System and messages, in order. */
  readonly blocks: readonly CountedBlock[]
}

export type CallInput = Omit<TokenUse, 'output'>

/**
 * Each call's input. It counts on what `regen` sees to: the first of those that share a prefix has filled the cache before
 * the next begins, and none comes later than the five minutes that a prefix is kept after its last use.
 */
export function accountCache(calls: readonly CountedCall[]): CallInput[] {
  const kept = new Set<string>()
  return calls.map(({ model, leastCached, blocks }) => {
    let [prefix, tokens, read, written] = [model, 0, 0, 0]
    const wrote: string[] = []
    for (const { text, cache, tokens: more } of blocks) {
      prefix = digestText(`${prefix}\n${text}`)
      tokens += more
      if (!cache || leastCached === null || tokens < leastCached) continue
      if (kept.has(prefix)) read = tokens
      written = tokens
      wrote.push(prefix)
    }
    for (const one of wrote) kept.add(one)
    return { input: tokens - written, cacheWrite: written - read, cacheRead: read }
  })
}
