// A check in, workflow commands that GitHub Actions shows as annotations out, within what one step may have:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { diagnostic, type Place } from '../diagnostic/diagnostic.ts'
import type { Checked, Rendered } from './checked.ts'
import { findingsOf, type DriftFinding, type FindingSeverity } from './drift-findings.ts'
import { counted, listWords, shorten } from './drift-words.ts'
import { escapeText } from './escape.ts'

/**
 * Annotations of one kind that a step shows; a job shows 50 in all (docs/problem-matchers.md of actions/toolkit). Three
 * kinds make 30, so a step of ours stays below both.
 */
const mostOfAKind = 10
/** Of the checks API, in which annotations end up: title 255 characters, message 64 KB. */
const titleCharacters = 255
const messageCharacters = 4_000

const commandOf = { error: 'error', warning: 'warning', note: 'notice' } as const

interface Annotation {
  readonly severity: FindingSeverity
  readonly place: Place | null
  readonly title: string
  readonly lines: readonly string[]
}

export function renderGithub(checked: Checked): Rendered {
  const annotations = gather(findingsOf(checked))
  const kinds: Record<FindingSeverity, Annotation[]> = { error: [], warning: [], note: [] }
  for (const annotation of annotations) kinds[annotation.severity].push(annotation)
  const { error, warning, note } = kinds
  const noticed = error.length > mostOfAKind || warning.length > mostOfAKind || note.length > mostOfAKind
  // What was left out is told in an annotation of its own.
  const shown = [
    ...error.slice(0, mostOfAKind),
    ...warning.slice(0, mostOfAKind),
    ...note.slice(0, noticed ? mostOfAKind - 1 : mostOfAKind),
  ]
  const total = listWords(
    [counted(error.length, 'error'), counted(warning.length, 'warning'), counted(note.length, 'notice')],
    3,
  )
  const left = annotations.length - shown.length
  const message = `${counted(left, 'annotation')} left out of ${annotations.length} (${total}): GitHub shows ${mostOfAKind} of a kind in a step`
  const cut = noticed
    ? [diagnostic('report-cut', message, { hint: 'spec drift, or the job summary, has what was left out' })]
    : []
  const told = cut.map((one): Annotation => ({
    severity: 'note',
    place: null,
    title: 'Report cut',
    lines: [`${one.message}.`],
  }))
  return {
    text: [...[...shown, ...told].map(command), `spec drift: ${total}`, ''].join('\n'),
    diagnostics: cut,
  }
}

/** One annotation a place: what is told at one line of a spec, for one reason, is told once for all its targets. */
function gather(findings: readonly DriftFinding[]): readonly Annotation[] {
  const groups = new Map<string, DriftFinding[]>()
  for (const finding of findings) {
    const key = JSON.stringify(
      finding.target === null
        ? [finding.identity, finding.place]
        : [finding.severity, finding.rule, finding.spec, whereToSay(finding)],
    )
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const others = more.flatMap(({ target }) => (target === null ? [] : [shorten(escapeText(target), 200)]))
    return [
      {
        severity: first.severity,
        place: whereToSay(first),
        title: first.level === null ? first.title : `${first.title} (${first.level})`,
        lines: [
          first.message,
          ...(others.length === 0 ? [] : [`The same holds for ${listWords(others, 5)}.`]),
          ...(first.next === null ? [] : [`Next: ${first.next}`]),
        ],
      },
    ]
  })
}

/** Stale code did not change: the line that a pull request changed is in the spec. */
function whereToSay({ rule, place, related }: DriftFinding): Place | null {
  if (rule !== 'drift/stale') return place
  return related.find((one) => one.place.line !== undefined)?.place ?? place
}

function command({ severity, place, title, lines }: Annotation): string {
  const properties = [
    ...(place === null ? [] : [`file=${property(escapeText(place.path))}`]),
    ...(place?.line === undefined ? [] : [`line=${place.line}`]),
    ...(place?.line === undefined || place.column === undefined ? [] : [`col=${place.column}`]),
    `title=${property(shorten(escapeText(title), titleCharacters))}`,
  ]
  return `::${commandOf[severity]} ${properties.join(',')}::${data(shorten(lines.join('\n'), messageCharacters))}`
}

/** As the runner reads them back (ActionCommand.cs of actions/runner). `##[` begins a command of the old form anywhere. */
function data(text: string): string {
  return text.replaceAll('##[', '## [').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
