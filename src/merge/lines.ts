// Three texts in, their merge by line out: what diff3 does, with the rules of `git merge-file`.
import { diffArrays } from 'diff'
import { isClash, type Clash, type Piece } from './pieces.ts'

/** Above this many differing lines the texts count as different from their first to their last difference. */
const maxEditLength = 4000

/** One side's replacement of base lines: `[from, to)` of the base by `[start, end)` of the side. */
interface Hunk {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
}

/**
 * Merges by line. Changes that overlap or touch clash, except where both sides say the same (as git does it; its
 * finer splitting of clashes is off with `--diff3`, and here).
 */
export function mergeLines(base: string, ours: string, theirs: string, symbol = ''): Piece[] {
  const [b, o, t] = [linesOf(base), linesOf(ours), linesOf(theirs)]
  const [left, right] = [hunks(b, o), hunks(b, t)]
  const pieces: Piece[] = []
  let at = 0
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const group = nextGroup(left.slice(i), right.slice(j))
    pieces.push(b.slice(at, group.from).join(''))
    const mine = left.slice(i, i + group.left)
    const other = right.slice(j, j + group.right)
    const base = b.slice(group.from, group.to).join('')
    const said = side(o, mine, group, b)
    const meant = side(t, other, group, b)
    if (other.length === 0 || said === meant) pieces.push(said)
    else if (mine.length === 0) pieces.push(meant)
    else pieces.push({ ours: ended(said), base: ended(base), theirs: ended(meant), symbol })
    at = group.to
    i += group.left
    j += group.right
  }
  pieces.push(b.slice(at).join(''))
  return pieces.filter((piece) => piece !== '')
}

/**
 * A clash of lines on which the sides cannot both be right, whatever a merge by line says: narrowed to what that finds,
 * else from the first to the last line that differs.
 */
export function clashOf({ ours, base, theirs, symbol }: Clash): Piece[] {
  const pieces = mergeLines(base, ours, theirs, symbol)
  if (pieces.some(isClash)) return pieces
  const [b, o, t] = [linesOf(base), linesOf(ours), linesOf(theirs)]
  const least = Math.min(b.length, o.length, t.length)
  let head = 0
  while (head < least && b[head] === o[head] && b[head] === t[head]) head++
  let tail = 0
  while (tail < least - head && b.at(-1 - tail) === o.at(-1 - tail) && b.at(-1 - tail) === t.at(-1 - tail))
    tail++
  const middle = (lines: readonly string[]): string => ended(lines.slice(head, lines.length - tail).join(''))
  const clash = { ours: middle(o), base: middle(b), theirs: middle(t), symbol }
  return [b.slice(0, head).join(''), clash, b.slice(b.length - tail).join('')].filter((piece) => piece !== '')
}

/** The next hunks that overlap or touch, of both sides, and the base lines that they cover. */
function nextGroup(
  left: readonly Hunk[],
  right: readonly Hunk[],
): { readonly from: number; readonly to: number; readonly left: number; readonly right: number } {
  const from = Math.min(left[0]?.from ?? Infinity, right[0]?.from ?? Infinity)
  let to = from
  let [i, j] = [0, 0]
  for (;;) {
    const [mine, other] = [left[i], right[j]]
    // The first of a group starts it; the others join where they overlap or touch.
    if (mine !== undefined && mine.from <= to) {
      to = Math.max(to, mine.to)
      i++
    } else if (other !== undefined && other.from <= to) {
      to = Math.max(to, other.to)
      j++
    } else return { from, to, left: i, right: j }
  }
}

/** What a side makes of the base lines of a group. */
function side(
  lines: readonly string[],
  hunks: readonly Hunk[],
  group: { readonly from: number; readonly to: number },
  base: readonly string[],
): string {
  const [first, last] = [hunks[0], hunks.at(-1)]
  if (first === undefined || last === undefined) return base.slice(group.from, group.to).join('')
  return lines.slice(first.start - (first.from - group.from), last.end + (group.to - last.to)).join('')
}

function hunks(base: readonly string[], side: readonly string[]): Hunk[] {
  const changes = diffArrays([...base], [...side], { maxEditLength })
  if (changes === undefined) return [wholeHunk(base, side)]
  const found: Hunk[] = []
  let [at, there] = [0, 0]
  let open: { from: number; start: number } | null = null
  const close = (): void => {
    if (open !== null) found.push({ ...open, to: at, end: there })
    open = null
  }
  for (const { added, removed, count } of changes) {
    if (!added && !removed) close()
    else open ??= { from: at, start: there }
    if (!added) at += count
    if (!removed) there += count
  }
  close()
  return found
}

function wholeHunk(base: readonly string[], side: readonly string[]): Hunk {
  const least = Math.min(base.length, side.length)
  let head = 0
  while (head < least && base[head] === side[head]) head++
  let tail = 0
  while (tail < least - head && base.at(-1 - tail) === side.at(-1 - tail)) tail++
  return { from: head, to: base.length - tail, start: head, end: side.length - tail }
}

/** Lines with their line ends. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/)
}

/** A mark stands on a line of its own. */
const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
