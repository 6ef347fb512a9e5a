// The lines of a file and the versions of it that records have in; for each line the oldest version that it comes from without
// a break, out.
import { isCommon, linesOf, sameLines } from './lines.ts'

/** A version of a file, with whatever it is known by. */
export interface Version<T> {
  readonly of: T
  readonly text: string
}

export interface LineOrigin<T> {
  readonly of: T
  /** In that version, from 1. */
  readonly line: number
  /** The line is the same, letter by letter. */
  readonly exact: boolean
  /** Versions between lack it: it was taken out, and came back or was kept by a merge. */
  readonly gap: boolean
}

interface Tracked<T> {
  /** The text that has it, as read last, and its line there, from 0. */
  text: readonly string[]
  at: number
  missed: boolean
  origin: LineOrigin<T> | null
}

/**
 * One entry for each line of `now`; null where no version has it.
 *
 * @param versions newest first.
 */
export function originsOf<T>(
  now: string,
  versions: readonly Version<T>[],
): readonly (LineOrigin<T> | null)[] {
  const first = linesOf(now)
  const lines: Tracked<T>[] = first.map((_, at) => ({ text: first, at, missed: false, origin: null }))
  for (const { of, text } of versions) {
    const then = linesOf(text)
    const matches = new Map<readonly string[], ReturnType<typeof sameLines>>()
    for (const line of lines) {
      const same = matches.get(line.text) ?? sameLines(line.text, then)
      matches.set(line.text, same)
      const match = same[line.at] ?? null
      // A bracket that comes back says nothing.
      if (match === null || (line.missed && isCommon(line.text[line.at] ?? ''))) {
        line.missed = true
        continue
      }
      const exact = match.exact && (line.origin?.exact ?? true)
      line.origin = { of, line: match.at + 1, exact, gap: line.missed || line.origin?.gap === true }
      line.text = then
      line.at = match.at
      line.missed = false
    }
  }
  return lines.map(({ origin }) => origin)
}
