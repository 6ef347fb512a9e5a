// Diagnostics in, the lines a person reads or the list a program reads out; both in one stable order.
import type { Diagnostic, Place, Severity } from '../diagnostic/diagnostic.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

const rank: Readonly<Record<Severity, number>> = { trouble: 0, finding: 1, warning: 2, note: 3 }

/** By path, line and column, then severity and code; those about no file first. Equal ones keep their order. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.place?.path ?? '', b.place?.path ?? '') ||
      compare(a.place?.line ?? 0, b.place?.line ?? 0) ||
      compare(a.place?.column ?? 0, b.place?.column ?? 0) ||
      compare(rank[a.severity], rank[b.severity]) ||
      compare(a.code, b.code),
  )
}

/**
 * One block each: `path:line:column  severity  message  [code]`, then the other places and the lines of the hint, indented. Ends with
 * LF; empty for no diagnostics.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], colours: Colours): string {
  return sortDiagnostics(diagnostics)
    .map((diagnostic) => `${renderOne(diagnostic, colours)}\n`)
    .join('')
}

function renderOne({ code, severity, message, place, related, hint }: Diagnostic, colours: Colours): string {
  const head = [
    ...(place === undefined ? [] : [colours.bold(renderPlace(place))]),
    paint(severity, colours),
    escapeText(message),
    colours.dim(`[${code}]`),
  ].join('  ')
  const places = (related ?? []).map((other) => `    see ${renderPlace(other)}`)
  return [head, ...places, ...hintLines(hint, colours)].join('\n')
}

/** A hint may be a list of ways forward: its lines stay lines, each indented, and are escaped one by one. */
function hintLines(hint: string | undefined, colours: Colours): readonly string[] {
  const [first, ...more] = hint?.split(/\r?\n/) ?? []
  if (first === undefined) return []
  return [
    `    ${colours.cyan('hint:')} ${escapeText(first)}`,
    ...more.map((line) => `      ${escapeText(line)}`.trimEnd()),
  ]
}

/** `path:line:column` as far as it is known, escaped. */
export function renderPlace({ path, line, column }: Place): string {
  return [escapeText(path), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':')
}

function paint(severity: Severity, colours: Colours): string {
  if (severity === 'trouble' || severity === 'finding') return colours.red(severity)
  return severity === 'warning' ? colours.yellow(severity) : colours.dim(severity)
}

/** By code units, not by locale: the same order on every machine. */
function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
