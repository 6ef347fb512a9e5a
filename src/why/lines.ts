// Two versions of a file in; for each line of one the line of the other that it is, out.
import { diffArrays } from 'diff'
import { normalText } from '../digest/text.ts'

export interface SameLine {
  /** In the other version, from 0. */
  readonly at: number
  /** Else only white space, quotes or an end mark differ. */
  readonly exact: boolean
}

/** Above this many differing lines only what both begin and end with is compared: a bound on the work, not on time. */
const maxEditLength = 1500

/** Without the empty one behind the last line end. */
export function linesOf(text: string): readonly string[] {
  const lines = normalText(text).split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** One entry for each line of `now`; null for a line that the other version lacks. */
export function sameLines(now: readonly string[], then: readonly string[]): readonly (SameLine | null)[] {
  const found: (SameLine | null)[] = now.map(() => null)
  const pair = (here: number, there: number): void => {
    found[here] = { at: there, exact: now[here] === then[there] }
  }
  const [left, right] = [now.map(formless), then.map(formless)]
  const changes = diffArrays(right, left, { maxEditLength })
  if (changes === undefined) {
    const least = Math.min(left.length, right.length)
    let head = 0
    for (; head < least && left[head] === right[head]; head++) pair(head, head)
    for (let tail = 1; tail <= least - head && left.at(-tail) === right.at(-tail); tail++)
      pair(left.length - tail, right.length - tail)
    return found
  }
  let [here, there] = [0, 0]
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let at = 0; at < count; at++) pair(here + at, there + at)
    if (!removed) here += count
    if (!added) there += count
  }
  return found
}

/** Of all lines of some texts, wherever they stand. */
export function spelledIn(texts: readonly string[]): (line: string) => boolean {
  const spelled = new Set(texts.flatMap((text) => linesOf(text).map(formless)))
  return (line) => spelled.has(formless(line))
}

/** What formatters leave as it is. */
function formless(line: string): string {
  return line.replace(/\s+/g, '').replace(/["'`]/g, "'").replace(/[;,]$/, '')
}

/** Says so little that it stands anywhere: brackets and the like. */
export function isCommon(line: string): boolean {
  return (
    (line.match(/[\p{L}\p{N}_]/gu)?.length ?? 0) < 4 ||
    /^\s*(?:return|else|try|break|continue)\b[\s;:{]*$/.test(line)
  )
}
