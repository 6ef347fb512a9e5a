// Messages of a conversation that may go on in; the same with a cache breakpoint at their end out.
import type { Message } from './model.ts'

/**
 * What is said next begins with all of this: it is read from the cache then, where the model has one. Only the last
 * message is marked, because an API takes few breakpoints, and finds earlier ones of the conversation by itself.
 */
export function cachedToHere(messages: readonly Message[]): readonly Message[] {
  return messages.map(({ role, text }, index) =>
    index === messages.length - 1 ? { role, text, cache: true } : { role, text },
  )
}
