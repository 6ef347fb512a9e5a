// Counts of tokens in, their sums out.
import { noUsage, type Usage } from '../model/model.ts'

/** What is not known on both sides stays unknown. */
export function addUsage(one: Usage, other: Usage | null): Usage {
  return other === null ? one : joined(one, other, (a, b) => a + b)
}

/** Of two reports on the same message the larger counts: the first was written while it was still being said. */
export function largerUsage(one: Usage | null, other: Usage | null): Usage | null {
  return one === null || other === null ? (one ?? other) : joined(one, other, Math.max)
}

export function sumUsage(messages: readonly { readonly usage: Usage | null }[]): Usage {
  return messages.reduce((sum, { usage }) => addUsage(sum, usage), noUsage)
}

function joined(one: Usage, other: Usage, join: (a: number, b: number) => number): Usage {
  const both = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? (a ?? b) : join(a, b)
  return {
    input: both(one.input, other.input),
    output: both(one.output, other.output),
    cacheRead: both(one.cacheRead, other.cacheRead),
    cacheWrite: both(one.cacheWrite, other.cacheWrite),
  }
}
