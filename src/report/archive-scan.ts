// What a scan of the archive found in; lines for people out: where, by which rule, and never a secret.
import type { ScanFinding, ScanReport } from '../pipeline/archive-scan.ts'
import { counted } from './batch.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** Findings of one session or text that are printed; --json has all. */
const shownEach = 20

export function renderScan(report: ScanReport, colours: Colours): string {
  const groups = new Map<string, ScanFinding[]>()
  for (const finding of report.findings) {
    const key = `${finding.kind} ${finding.id}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  const lines = [...groups.values()].flatMap((group) => linesOf(group, colours))
  const { sessions, records, blobs, found } = report
  const looked = `${counted(sessions, 'session')}, ${counted(records, 'record')}, ${counted(blobs, 'blob')}`
  const sum = found === 0 ? 'nothing found' : `${counted(found, 'finding')} in ${groups.size} of them`
  return [...lines, `${looked}: ${sum}`, ...(found === 0 ? [] : [next])].join('\n')
}

const next =
  'spec archive redact <id> --all-findings takes them out; a false alarm goes into secrets.allow of spec.config.json by its digest (--json)'

function linesOf(group: readonly ScanFinding[], colours: Colours): readonly string[] {
  const [first] = group
  if (first === undefined) return []
  const short = first.kind === 'session' ? first.id : first.id.slice(0, 12)
  const what = first.what === null ? '' : `  ${colours.dim(escapeText(first.what))}`
  const lines = group.slice(0, shownEach).map((finding) => `  ${lineOf(finding)}`)
  const more = group.length > shownEach ? [`  … and ${group.length - shownEach} more`] : []
  return [`${colours.bold(escapeText(`${first.kind} ${short}`))}${what}`, ...lines, ...more]
}

function lineOf({ kind, record, message, line, path, rule, masked }: ScanFinding): string {
  const place = [
    ...(kind === 'session' ? [record === null ? 'head' : `record ${record}`] : []),
    ...(message === null ? [] : [`message ${message}`]),
    ...(line === null ? [] : [`line ${line}`]),
    ...(path === '' ? [] : [escapeText(path)]),
  ].join(', ')
  return `${place}: ${escapeText(rule)} ${escapeText(masked)}`
}
