// The tokens of a patch in; the lines in it that conversations know out. It runs over the whole history, and makes nothing.
import { hunkMark, lineMarks } from './patch-tokens.ts'
import { printOf, windowSize, type Print } from './prints.ts'

/**
 * Lines that come are told where they are known as a whole, or a few tokens of them are: they may be wrapped otherwise. Lines
 * that go only where they are known as a whole.
 */
export function knownLines(
  patch: Uint32Array,
  known: (print: Print) => boolean,
  tell: (sign: '+' | '-', print: Print) => void,
): void {
  /** What stands in the hunk after the change, and the number of the line of each token. */
  const after: number[] = []
  const lines: number[] = []
  /** Where the lines that come begin and end in the patch, by their number. */
  const added: number[] = []

  const endHunk = (): void => {
    let told = -1
    const last = Math.max(0, after.length - windowSize)
    const partly = new Set<number>()
    for (let at = 0; at <= last && at < after.length; at++) {
      const end = Math.min(at + windowSize, after.length)
      if (!known(printOf(after, at, end))) continue
      for (let token = at; token < end; token++) {
        const line = lines[token] ?? 0
        if (line !== told) partly.add(line)
        told = line
      }
    }
    for (let line = 0; line * 2 < added.length; line++) {
      const [from = 0, to = 0] = [added[line * 2], added[line * 2 + 1]]
      // Context has no place of its own.
      if (to - from < 2) continue
      const print = printOf(patch, from, to)
      if (partly.has(line) || known(print)) tell('+', print)
    }
    after.length = 0
    lines.length = 0
    added.length = 0
  }

  for (let at = 0; at < patch.length;) {
    const mark = patch[at++]
    if (mark === hunkMark) {
      endHunk()
      continue
    }
    const from = at
    while (at < patch.length && (patch[at] ?? 0) > hunkMark) at++
    if (mark === lineMarks['-']) {
      if (at - from > 1) {
        const print = printOf(patch, from, at)
        if (known(print)) tell('-', print)
      }
      continue
    }
    for (let token = from; token < at; token++) {
      after.push(patch[token] ?? 0)
      lines.push(added.length / 2)
    }
    if (mark === lineMarks['+']) added.push(from, at)
    else added.push(0, 0)
  }
  endHunk()
}
