// Comparisons with fresh builds in, lines for people and members for programs out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { FreshFile } from '../pipeline/fresh-compare.ts'
import type { FreshReport, JudgedComparison } from '../pipeline/fresh-report.ts'
import type { Colours } from './colours.ts'
import { renderPlace } from './diagnostics.ts'
import { renderSymbol } from './diff.ts'
import { renderCause } from './drift.ts'
import { escapeText } from './escape.ts'
import { renderDiff } from './regen.ts'

/** A block for each spec, the answer to the question, then the lines. Text of files and of the model is escaped. */
export function renderFresh(
  report: FreshReport,
  { lines }: { readonly lines: boolean },
  colours: Colours,
): string {
  const blocks = report.specs.map((one) => blockOf(one, colours))
  const texts = lines ? report.specs.flatMap(({ files }) => files.flatMap(({ diff }) => diff ?? [])) : []
  const diffs = texts.filter((text) => text !== '').map((text) => renderDiff(text.trimEnd(), colours))
  return [...blocks, lastLine(report), ...diffs].join('\n\n')
}

function blockOf(comparison: JudgedComparison, colours: Colours): string {
  const { spec, causes, files, findings, generation, level, replayed } = comparison
  const by = generation === null ? '' : `${generation.identity.kind} ${generation.identity.name}`
  const source = generation === null ? '' : ` (${replayed ? 'recorded, ' : ''}${escapeText(by)})`
  const verdict =
    level === null
      ? 'not compared'
      : comparison.matters
        ? colours.red('a rebuild would change what matters')
        : 'a rebuild changes nothing that matters'
  const lines = [`${colours.bold(escapeText(spec))}: ${verdict}${source}`]
  lines.push(...causes.map((cause) => `  the spec moved since: ${renderCause(cause)}`))
  for (const file of files) lines.push(...fileLines(file, colours))
  lines.push(
    ...findingLines('only in the fresh code', findings.fresh),
    ...findingLines('only in the present code', findings.current),
    ...findingLines('in both', findings.both),
  )
  return lines.join('\n')
}

function fileLines({ path, only, level, changes }: FreshFile, colours: Colours): string[] {
  const what =
    only === 'fresh' ? 'would be made' : only === 'current' ? 'would be deleted' : (level as string)
  return [
    `  ${escapeText(path)}  ${what}`,
    ...changes.flatMap((change) => {
      const { requirements } = change
      const note = requirements.length === 0 ? '' : `  [${requirements.map(escapeText).join(', ')}]`
      return renderSymbol(change, note, colours).map((line) => `  ${line}`)
    }),
  ]
}

function findingLines(where: string, found: readonly Diagnostic[]): string[] {
  if (found.length === 0) return []
  return [`  findings ${where}:`, ...found.map((one) => `    ${findingLine(one)}`)]
}

function findingLine({ code, severity, message, place }: Diagnostic): string {
  const at = place === undefined ? '' : `${renderPlace(place)}  `
  return `${at}${severity}  ${escapeText(message)}  [${code}]`
}

function lastLine(report: FreshReport): string {
  const { matter, all, failed } = counts(report)
  const unknown = failed === 0 ? '' : `, ${failed} not compared`
  return `fresh: ${matter} of ${all} would change at ${report.failOn} or above${unknown}; ${tokens(report)}`
}

/** How many comparisons there are, how many of them matter, and how many came to nothing. */
export function counts({ specs }: FreshReport): {
  readonly matter: number
  readonly all: number
  readonly failed: number
} {
  return {
    matter: specs.filter(({ matters }) => matters).length,
    all: specs.length,
    failed: specs.filter(({ level }) => level === null).length,
  }
}

/** `tokens: 1200 in, 340 out, 900 read from the cache`. */
export function tokens({ usage }: FreshReport): string {
  const told = [
    [usage.input, 'in'],
    [usage.output, 'out'],
    [usage.cacheRead, 'read from the cache'],
    [usage.cacheWrite, 'written to the cache'],
  ] as const
  const known = told.flatMap(([count, what]) => (count === null ? [] : [`${count} ${what}`]))
  return `tokens: ${known.length === 0 ? 'not counted' : known.join(', ')}`
}

/** For programs: `failOn`, `differs`, `usage` in tokens, and `specs`. */
export function freshMembers({ failOn, specs, usage }: FreshReport): Readonly<Record<string, unknown>> {
  return {
    failOn,
    differs: specs.some(({ matters }) => matters),
    usage,
    specs: specs.map(({ spec, generation, diagnostics: _told, ...one }) => ({
      id: spec,
      ...one,
      model: generation?.identity ?? null,
      decisions: generation?.decisions ?? [],
    })),
  }
}
