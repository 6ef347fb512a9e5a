// A check in, the comment of a pull request out: the verdict, what drifted and how much it matters, what to do, and the rest
// in a fold. Everything from files is in code spans (src/report/markdown-text.ts), so none of it is Markdown.
import { exitCodeOf } from '../diagnostic/diagnostic.ts'
import type { Drift, TargetDrift } from '../drift/drift.ts'
import type { Checked, Rendered } from './checked.ts'
import { countStates, renderCounts } from './drift.ts'
import { findingsOf, isAsked, severityOf, type DriftFinding } from './drift-findings.ts'
import { causeWords, changeWords, counted, listWords } from './drift-words.ts'
import { fitLists } from './fit.ts'
import { detailLines } from './markdown-details.ts'
import { cellSpan, codeSpan } from './markdown-text.ts'

/** The first line: whoever updates the comment finds it by this. */
export const commentMarker = '<!-- spec-drift -->'

export interface Limits {
  /** 40 or more. */
  readonly lines: number
  readonly characters: number
}

/** GitHub takes 65,536 characters for a comment. */
export const commentLimits: Limits = { lines: 60, characters: 65_000 }

/** A job's summary takes 1 MiB, and is read by whoever wants it all. */
export const summaryLimits: Limits = { lines: 2_000, characters: 300_000 }

interface Row {
  readonly drift: Drift
  readonly target: TargetDrift
  readonly finding: DriftFinding
}

interface Section {
  readonly before: readonly string[]
  readonly items: readonly string[]
  /** How the line about what is not shown begins. */
  readonly bullet: string
  readonly after: readonly string[]
}

export function renderMarkdown(checked: Checked, limits: Limits = commentLimits): Rendered {
  const findings = findingsOf(checked)
  const rows = rowsOf(checked, findings)
  const head = [
    commentMarker,
    `## ${verdict(checked, rows)}`,
    '',
    renderCounts(checked.drifts) === '' ? 'No targets.' : `${capital(renderCounts(checked.drifts))}.`,
    ...(checked.failOn === 'implementation'
      ? []
      : ['', `An edit fails the check from \`${checked.failOn}\` on.`]),
    ...(checked.coverage === undefined ? [] : ['', coverageLine(checked.coverage)]),
  ]
  const sections = [
    tableSection(rows),
    list('About specs and the project:', findings.filter(isApart).map(apartLine)),
    list('What to do:', commandsOf(rows)),
    foldSection(detailLines(rows, checked.drifts)),
  ]
  // Names of many backticks or bars grow when they are spelled out: then fewer lines are shown.
  for (let room = limits.lines - head.length; ; room = Math.floor(room * 0.8)) {
    const text = [...head, ...fitted(sections, room), ''].join('\n')
    if (text.length <= limits.characters || room <= sections.length) return { text, diagnostics: [] }
  }
}

function fitted(sections: readonly Section[], room: number): readonly string[] {
  const frames = sections.map(({ before, items, after }) => ({
    items: items.length,
    frame: before.length + after.length,
  }))
  const counts = fitLists(frames, room)
  return sections.flatMap((section, index) => sectionLines(section, counts[index] ?? 0))
}

function sectionLines({ before, items, bullet, after }: Section, count: number): readonly string[] {
  if (items.length === 0) return []
  const hidden = items.length - count
  const more = hidden > 0 ? [`${bullet}and ${hidden} more`] : []
  return [...before, ...items.slice(0, count), ...more, ...after]
}

function rowsOf({ drifts, failOn }: Checked, findings: readonly DriftFinding[]): readonly Row[] {
  const byKey = new Map(
    drifts.flatMap((drift) =>
      drift.targets.map((target) => [keyOf(drift.spec, target.path), { drift, target }] as const),
    ),
  )
  return findings.flatMap((finding) => {
    const found = byKey.get(keyOf(finding.spec ?? '', finding.target ?? ''))
    return found === undefined || severityOf(found.target, failOn) === null ? [] : [{ ...found, finding }]
  })
}

const keyOf = (spec: string, target: string): string => JSON.stringify([spec, target])

function verdict({ clean, drifts, diagnostics }: Checked, rows: readonly Row[]): string {
  const targets = drifts.reduce((sum, drift) => sum + drift.targets.length, 0)
  if (clean && rows.length === 0) return `No drift in ${counted(targets, 'target')}`
  if (clean) return `No drift that fails the check; ${counted(rows.length, 'edit')} below its level`
  const failing = rows.filter(({ finding }) => finding.severity === 'error').length
  const lost = countStates(drifts).get('unreadable') ?? 0
  const drifted = failing === 0 ? '' : `${failing} of ${counted(targets, 'target')} drifted`
  const unchecked =
    lost > 0 ? `${lost} cannot be checked` : exitCodeOf(diagnostics) === 2 ? 'not all can be checked' : ''
  const parts = [drifted, unchecked].filter((part) => part !== '')
  return parts.length === 0 ? 'Drift: the project has faults' : `Drift: ${parts.join(', ')}`
}

function coverageLine({ files, lines }: NonNullable<Checked['coverage']>): string {
  const share = ({ percent }: typeof files): string => (percent === null ? 'none' : `${percent} %`)
  return `Specs own ${share(files)} of the source files and ${share(lines)} of their lines.`
}

function tableSection(rows: readonly Row[]): Section {
  return {
    before: ['', '| Target | Spec | State | Matters | What changed |', '|---|---|---|---|---|'],
    items: rows.map(rowLine),
    // A table ends at a blank line; a row of its own does without.
    bullet: '| ',
    after: [],
  }
}

function rowLine({ drift, target, finding }: Row): string {
  const { path, state } = target
  const level = finding.level === null ? '' : `\`${finding.level}\``
  return `| ${cellSpan(path, 200)} | ${cellSpan(drift.spec)} | ${state.replace('-', ' ')} | ${level} | ${what(drift, target)} |`
}

const name = (text: string): string => cellSpan(text, 60)

function what(drift: Drift, { state, changes }: TargetDrift): string {
  const changed = listWords(
    changes.map((change) => changeWords(change, name)),
    3,
  )
  const causes = isAsked(state)
    ? listWords(
        drift.causes.map((cause) => causeWords(cause, name)),
        3,
      )
    : ''
  const stale = state === 'edited' || state === 'conflict' ? listWords(drift.willMakeStale.map(name), 3) : ''
  return [changed, causes, stale === '' ? '' : `accepting it makes ${stale} stale`]
    .filter((part) => part !== '')
    .join('; ')
}

/** Not in the table: what is about a spec or the project, not about one target. */
const isApart = ({ target }: DriftFinding): boolean => target === null

function apartLine({ severity, place, message, next }: DriftFinding): string {
  const where =
    place === null
      ? ''
      : `${codeSpan(place.line === undefined ? place.path : `${place.path}:${place.line}`, 200)}: `
  return `- ${severity}: ${where}${codeSpan(message, 300)}${next === null ? '' : `; ${codeSpan(next, 300)}`}`
}

/** Each command once, in the order in which the table needs it. */
function commandsOf(rows: readonly Row[]): readonly string[] {
  const commands = rows.flatMap(({ finding: { next, severity } }) =>
    next === null || severity !== 'error' ? [] : [next],
  )
  return [...new Set(commands)].map((one) => `- ${codeSpan(one, 300)}`)
}

const list = (title: string, items: readonly string[]): Section => ({
  before: ['', title, ''],
  items,
  bullet: '- ',
  after: [],
})

/** The blank lines make Markdown of what stands between the tags. */
const foldSection = (items: readonly string[]): Section => ({
  before: ['', '<details><summary>Details</summary>', ''],
  items,
  bullet: '- ',
  after: ['', '</details>'],
})

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
