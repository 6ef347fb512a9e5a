// Comparisons with fresh builds in, a summary in GitHub-flavoured Markdown out: at most 60 lines, for a job that runs weekly.
import { levels, type Level } from '../diff/change.ts'
import type { FreshReport, JudgedComparison } from '../pipeline/fresh-report.ts'
import { escapeText } from './escape.ts'
import { counts, tokens } from './fresh.ts'

/** Rows of the table, and changes told one by one: what is cut is counted. */
const mostRows = 20
const mostChanges = 25
/** Characters of one name. */
const longest = 80

/** The specs that matter come first. Names are shown as code, and nothing in them is Markdown, HTML or a mention. */
export function freshMarkdown(report: FreshReport): string {
  const { matter, all, failed } = counts(report)
  const unknown = failed === 0 ? '' : `, ${failed} could not be compared`
  const sorted = report.specs.toSorted(
    (a, b) => Number(b.matters) - Number(a.matters) || levelOf(b.level) - levelOf(a.level),
  )
  const rows = sorted.slice(0, mostRows).map(row)
  const changes = sorted.flatMap(changeLines)
  return [
    `### A rebuild from the specs would change ${matter} of ${all}${unknown}`,
    '',
    '| spec | level | changes | findings: fresh / present |',
    '|---|---|---|---|',
    ...rows,
    ...cut(sorted.length - rows.length, 'more specs'),
    ...(changes.length === 0 ? [] : details(changes)),
    '',
    `${tokens(report)}; what counts: ${report.failOn} and above. Nothing was written.`,
  ].join('\n')
}

const levelOf = (level: Level | null): number => (level === null ? -1 : levels.indexOf(level))

function row({ spec, level, files, findings, matters }: JudgedComparison): string {
  const word = level ?? 'not compared'
  const count = files.reduce((sum, { changes }) => sum + changes.length, 0)
  const shown = matters ? `**${word}**` : word
  return `| ${code(spec)} | ${shown} | ${count} | ${findings.fresh.length} / ${findings.current.length} |`
}

function changeLines({ files }: JudgedComparison): string[] {
  return files.flatMap(({ path, changes }) =>
    changes.map(({ kind, symbol, before, requirements }) => {
      const name = symbol === '' ? 'outside its symbols' : code(symbol)
      const from = kind === 'renamed' || kind === 'moved' ? ` from ${code(before ?? '')}` : ''
      const why = requirements.length === 0 ? '' : ` (${requirements.map(code).join(', ')})`
      return `- ${code(path)}: ${kind} ${name}${from}${why}`
    }),
  )
}

function details(lines: readonly string[]): string[] {
  const shown = lines.slice(0, mostChanges)
  return [
    '',
    '<details><summary>Changes</summary>',
    '',
    ...shown,
    ...cut(lines.length - shown.length, 'more changes'),
    '',
    '</details>',
  ]
}

const cut = (count: number, what: string): string[] =>
  count <= 0 ? [] : ['', `and ${count} ${what}: \`spec diff --all --fresh --json\` tells all`]

/**
 * Text as HTML code with every character that could mean something spelled as a reference: a table cell, a backtick, a link, a
 * mention or a tag cannot come of it (https://github.github.com/gfm/#entity-and-numeric-character-references).
 */
function code(text: string): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text
  const spelled = escapeText(shown).replace(/[^A-Za-z0-9 ./_-]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`)
  return `<code>${spelled}</code>`
}
