// Tokens in, fingerprints out: one of a whole line, and those of the windows of a few tokens that slide over one side of a
// patch, whatever the lines they stand in.
import type { Sign, TokenLine } from './patch-tokens.ts'

/** 53 bits: a thousand million of them seldom clash. */
export type Print = number

/** Tokens in a window: fewer are found anywhere, more are cut by every change nearby. */
export const windowSize = 4

export function printOf(tokens: ArrayLike<number>, from = 0, to = tokens.length): Print {
  let high = 0x9e3779b9 ^ (to - from)
  let low = 0x85ebca6b
  for (let at = from; at < to; at++) {
    const token = tokens[at] ?? 0
    high = Math.imul(high ^ token, 0xc2b2ae35)
    high ^= high >>> 15
    low = Math.imul((low ^ token) + 0x27d4eb2f, 0x165667b1)
    low ^= low >>> 13
  }
  return (high >>> 0) * 0x200000 + (low >>> 11)
}

/**
 * How much a line tells: 0 for one of brackets or a single word, 1 for one of six words and operators or more.
 */
export function tellingOf({ length }: readonly number[]): number {
  return Math.max(0, Math.min(1, (length - 1) / 5))
}

/** One side of a hunk, whatever the lines that its tokens stand in. */
export interface Side {
  /** Place in the hunk of the line of each token. */
  readonly lines: readonly number[]
  /** One for each token with which a window begins; a side that is shorter than a window is one. */
  readonly windows: readonly Print[]
}

/** What stands in a hunk after the change (`+`) or before it (`-`). */
export function sideOf(hunk: readonly TokenLine[], side: Exclude<Sign, ' '>): Side {
  const tokens: number[] = []
  const lines: number[] = []
  hunk.forEach((line, at) => {
    if (line.sign !== side && line.sign !== ' ') return
    for (const token of line.tokens) {
      tokens.push(token)
      lines.push(at)
    }
  })
  const windows: Print[] = []
  const last = Math.max(0, tokens.length - windowSize)
  for (let at = 0; at <= last && at < tokens.length; at++)
    windows.push(printOf(tokens, at, Math.min(at + windowSize, tokens.length)))
  return { lines, windows }
}

/** The places in the hunk of the lines that a window touches: the first and the last. */
export function linesOfWindow({ lines }: Side, window: number): readonly [number, number] {
  const last = Math.min(window + windowSize, lines.length) - 1
  return [lines[window] ?? 0, lines[last] ?? 0]
}
