// Lines and what is known of each in; stretches of lines of which the same is known, out.

export interface Stretch<T> {
  /** From 1, both included. */
  readonly from: number
  readonly to: number
  readonly known: T
}

/**
 * Blank lines between two of a kind belong to them, others to nobody.
 *
 * @param lines of the file. @param wanted numbers from 1, ascending. @param known what is known of a line, and a key: equal
 * keys, the same answer.
 */
export function stretchesOf<T>(
  lines: readonly string[],
  wanted: readonly number[],
  known: (line: number) => { readonly key: string; readonly value: T },
): readonly Stretch<T>[] {
  const stretches: { from: number; to: number; key: string; known: T }[] = []
  let last = 0
  for (const line of wanted) {
    if ((lines[line - 1] ?? '').trim() === '' && wanted.length > 1) continue
    const { key, value } = known(line)
    const open = stretches.at(-1)
    const joined = open !== undefined && open.key === key && onlyBlank(lines, last, line)
    if (joined) open.to = line
    else stretches.push({ from: line, to: line, key, known: value })
    last = line
  }
  return stretches.map(({ from, to, known: value }) => ({ from, to, known: value }))
}

function onlyBlank(lines: readonly string[], after: number, before: number): boolean {
  return lines.slice(after, before - 1).every((line) => line.trim() === '')
}
