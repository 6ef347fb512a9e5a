// Lines of a patch in, one list of numbers for all of them out, and back: small enough to keep for every commit.
import type { Hunk } from '../session/conversation.ts'
import { isProse, pushTokens } from './tokens.ts'

/** Stand before the tokens of a line, by what the patch does with it. */
export const lineMarks = { ' ': 0, '+': 1, '-': 2 } as const
export const hunkMark = 3

export type Sign = keyof typeof lineMarks
const signs: readonly Sign[] = [' ', '+', '-']

export interface TokenLine {
  readonly sign: Sign
  readonly tokens: readonly number[]
}

/** Collects the lines of one file's patch. */
export class PatchWriter {
  readonly #numbers: number[] = []
  readonly #prose: boolean
  /** Numbers; what comes after that many is counted and not kept. */
  readonly #limit: number

  constructor(path: string, limit = 400_000) {
    this.#prose = isProse(path)
    this.#limit = limit
  }

  hunk(): void {
    if (this.#numbers.length > 0) this.#numbers.push(hunkMark)
  }

  line(sign: Sign, text: string): void {
    if (this.#numbers.length >= this.#limit) return
    this.#numbers.push(lineMarks[sign])
    pushTokens(this.#numbers, text, this.#prose)
  }

  end(): Uint32Array {
    return Uint32Array.from(this.#numbers)
  }
}

/** @param path tells code from prose. */
export function tokensOfHunks(hunks: readonly Hunk[], path: string): Uint32Array {
  const writer = new PatchWriter(path)
  for (const { lines } of hunks) {
    writer.hunk()
    for (const line of lines) {
      const sign = line[0]
      if (sign === ' ' || sign === '+' || sign === '-') writer.line(sign, line.slice(1))
    }
  }
  return writer.end()
}

/** The hunks, each a list of its lines. */
export function hunksOfTokens(numbers: Uint32Array): readonly (readonly TokenLine[])[] {
  const hunks: TokenLine[][] = []
  let hunk: TokenLine[] = []
  let tokens: number[] = []
  for (const number of numbers) {
    const sign = signs[number]
    if (number === hunkMark) {
      if (hunk.length > 0) hunks.push(hunk)
      hunk = []
    } else if (sign !== undefined) {
      tokens = []
      hunk.push({ sign, tokens })
    } else tokens.push(number)
  }
  if (hunk.length > 0) hunks.push(hunk)
  return hunks
}
