// Differences of files in, lines for people out: first what changed, symbol by symbol, then the unified diffs.
import { levels, type Change, type Level } from '../diff/change.ts'
import type { TargetDiff } from '../pipeline/diff.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'
import { renderDiff } from './regen.ts'

/** All summaries come before the first line of code, as a reviewer reads them. Text of files is escaped. */
export function renderDiffs(
  diffs: readonly TargetDiff[],
  { lines }: { readonly lines: boolean },
  colours: Colours,
): string {
  const differing = diffs.filter(({ level }) => level !== 'identical')
  if (differing.length === 0) return 'no differences'
  const parts = differing.map((diff) => summaryOf(diff, colours))
  if (differing.length > 1) parts.push(`${differing.length} files differ: ${countLevels(differing)}`)
  const texts = lines ? differing.flatMap(({ diff }) => (diff === null || diff === '' ? [] : [diff])) : []
  return [...parts, ...texts.map((text) => `\n${renderDiff(text.trimEnd(), colours)}`)].join('\n')
}

function summaryOf(target: TargetDiff, colours: Colours): string {
  const { path, state, level, changes, diff, throughImports } = target
  const what = [state, level].filter((word) => word !== null)
  // The state `format` says it already.
  const words = [...new Set(what)].join(', ')
  const head = `${colours.bold(escapeText(path))}  ${words}`
  const about = level !== null && diff === null ? ['  no text: compared byte by byte'] : []
  const inferred = (throughImports ?? []).flatMap(({ symbol, before, after }) => [
    `  through imports  ${escapeText(symbol)}`,
    ...(before === undefined ? [] : [`    ${colours.red(`- ${escapeText(before)}`)}`]),
    ...(after === undefined ? [] : [`    ${colours.green(`+ ${escapeText(after)}`)}`]),
  ])
  const told = changes.flatMap((change) => renderSymbol(change, '', colours))
  return [head, ...about, ...told, ...inferred].join('\n')
}

/** One change on one line, or a signature's two sides below it. `note` is put behind the place. */
export function renderSymbol(change: Change, note: string, colours: Colours): readonly string[] {
  const { kind, line, before, after, statements } = change
  const name = change.symbol === '' ? 'the file outside its symbols' : escapeText(change.symbol)
  const visible = change.exported && change.symbol !== '' ? ' (exported)' : ''
  const tell = (what: string, more = ''): string =>
    `  ${kind.padEnd(9)}  ${what}${visible}, line ${line}${more}${note}`
  switch (kind) {
    case 'renamed':
      return [tell(`${escapeText(before ?? '')} to ${name}`)]
    case 'moved':
      return [tell(`${name} from ${escapeText(before ?? '')}`)]
    case 'body':
      return [tell(name, statements === undefined ? '' : `, ${counted(statements)}`)]
    case 'added':
    case 'removed':
    case 'signature':
      return [
        tell(name),
        ...(before === undefined ? [] : [`    ${colours.red(`- ${escapeText(before)}`)}`]),
        ...(after === undefined ? [] : [`    ${colours.green(`+ ${escapeText(after)}`)}`]),
      ]
  }
}

const counted = (statements: number): string =>
  statements === 1 ? '1 statement' : `${statements} statements`

/** `1 api, 2 format, 1 missing`: what matters most first. */
function countLevels(diffs: readonly TargetDiff[]): string {
  const missing = diffs.filter(({ level }) => level === null).length
  const known = levels.toReversed().flatMap((level) => {
    const count = diffs.filter((diff) => diff.level === level).length
    return count === 0 ? [] : [`${count} ${level}`]
  })
  return [...known, ...(missing === 0 ? [] : [`${missing} without a side`])].join(', ')
}

/** The most that any file differs; null where one side of a file is missing. */
export function overallLevel(diffs: readonly Pick<TargetDiff, 'level'>[]): Level | null {
  let most: Level = 'identical'
  for (const { level } of diffs) {
    if (level === null) return null
    if (levels.indexOf(level) > levels.indexOf(most)) most = level
  }
  return most
}
