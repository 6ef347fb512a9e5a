// Lines of one session of Aider in, turns out: of the person, of the program, of the model.

export interface AiderTurn {
  readonly by: 'person' | 'program' | 'model'
  /** Without the marks before each line. */
  readonly lines: readonly string[]
  /** Place of the first line, from 0. */
  readonly at: number
}

/** Fences of edits, as aider/coders/editblock_coder.py has them. */
export const searchMark = /^<{5,9} SEARCH>?\s*$/
export const dividerMark = /^={5,9}\s*$/
export const replaceMark = /^>{5,9} REPLACE\s*$/

/** Lines of a prompt and of the program end in two spaces, except where an editor has taken these away from the whole file. */
export function aiderTurns(lines: readonly string[], from: number, to: number): AiderTurn[] {
  const trimmed = !lines.slice(from, to).some((line) => /^(>|####) .* {2}$/.test(line))
  const turns: { by: AiderTurn['by']; lines: string[]; at: number }[] = []
  const add = (by: AiderTurn['by'], line: string, at: number): void => {
    const last = turns.at(-1)
    if (last?.by === by) last.lines.push(line)
    else turns.push({ by, lines: [line], at })
  }
  const nextWhole = trimmed ? [] : nextWholeLines(lines, from, to)
  let fenced = false
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? ''
    const last = turns.at(-1)?.by
    const edit = searchMark.test(line) ? endOfEdit(lines, at, to) : -1
    if (edit > at) {
      for (; at < edit; at++) add('model', lines[at] ?? '', at)
      add('model', lines[edit] ?? '', edit)
      continue
    }
    const before = at === from ? '' : (lines[at - 1] ?? '')
    if (isPrompt(line, before, trimmed, trimmed && fenced)) {
      // Only the next line of the same prompt goes on with it: a blank line stands between two.
      if (last === 'person' && before.trim() === '') turns.push({ by: 'person', lines: [line.slice(5)], at })
      else add('person', line.slice(5), at)
      fenced = false
    } else if (at === from && line.startsWith('# aider chat started at ')) {
      add('program', line.slice(2), at)
    } else if (/^>( |$)/.test(line)) {
      const end = trimmed ? at : endOfOutput(lines, at, nextWhole[at - from] ?? to)
      const quoted = end < 0 && last !== 'program'
      add(quoted ? 'model' : 'program', quoted ? line : line.slice(2), at)
      for (; at < end; at++) add('program', lines[at + 1] ?? '', at + 1)
    } else if (line.trim() !== '' || last === 'model') {
      if (/^(```|~~~)/.test(line)) fenced = !fenced
      add('model', line, at)
    }
  }
  return turns.map(({ by, lines: told, at }) => ({ by, lines: told.map((line) => line.trimEnd()), at }))
}

/** A heading of the model's looks like a prompt, but for the spaces at its end. */
function isPrompt(line: string, before: string, trimmed: boolean, fenced: boolean): boolean {
  if (!/^####( |$)/.test(line) || fenced) return false
  const begins = before.trim() === '' || /^####( |$)/.test(before) || /^>( |$)/.test(before)
  return begins && (trimmed || line.endsWith('  '))
}

/**
 * What the program prints over many lines has its mark before the first alone, and the two spaces after the last. -1: the
 * model quotes something. `whole`: place of the next line that ends in two spaces, from this one on.
 */
function endOfOutput(lines: readonly string[], at: number, whole: number): number {
  if (whole === at) return at
  const line = lines[whole]
  return line === undefined || /^(>|####)( |$)/.test(line) ? -1 : whole
}

function nextWholeLines(lines: readonly string[], from: number, to: number): number[] {
  const next: number[] = []
  let whole = lines.length
  for (let at = to - 1; at >= from; at--) {
    if (lines[at]?.endsWith('  ')) whole = at
    next[at - from] = whole
  }
  return next
}

/** Place of the line that ends an edit; -1 where it was cut off. */
function endOfEdit(lines: readonly string[], start: number, to: number): number {
  let divided = false
  for (let at = start + 1; at < to; at++) {
    const line = lines[at] ?? ''
    if (searchMark.test(line)) return -1
    if (dividerMark.test(line)) divided = true
    if (divided && replaceMark.test(line)) return at
  }
  return -1
}
