// The lines of a DECISIONS section in, decisions out; lines that cannot be read are told.
import type { Decision } from './answer.ts'
import { headedBy, readEntries, saysNothing, strangerId, type Line } from './entries.ts'
import { unfilled } from './instructions.ts'

export interface Unread {
  readonly line: number
  readonly why: string
}

export interface ReadDecisions {
  readonly decisions: readonly Decision[]
  readonly unread: readonly Unread[]
}

/**
 * Reads `- R2: open: …; chosen: …; because: …`. Forgiven: labels in bold, on lines of their own or in other words ("reason"),
 * `open → chosen, because …` without labels, and a missing id.
 */
export function readDecisions(lines: readonly Line[], ids: readonly string[]): ReadDecisions {
  const decisions: Decision[] = []
  const unread: Unread[] = []
  for (const entry of readEntries(lines, ids)) {
    if (saysNothing(entry.text) || unfilled.decision.endsWith(entry.text)) continue
    const headed = headedBy(entry.text, ids)
    const stranger = headed === null ? strangerId(entry.text) : null
    const said = headed?.rest ?? (stranger === null ? entry.text : entry.text.replace(/^[^:]*:[*_`\s]*/u, ''))
    if (saysNothing(said)) continue
    // An id that the spec does not have (of a shared spec, of a requirement that is gone) still says what is meant.
    const decision = readDecision(said, headed?.ids[0] ?? stranger)
    if (decision === null) unread.push({ line: entry.line, why: 'it does not say what was chosen and why' })
    else if (decision.because === '')
      unread.push({ line: entry.line, why: 'it does not say why ("because: …")' })
    if (decision !== null) decisions.push(decision)
  }
  return { decisions, unread }
}

function readDecision(said: string, requirement: string | null): Decision | null {
  const none = /^[*_`\s]*no (?:code )?changes? (?:(?:is|are|was|were) )?(?:needed|required|necessary)/iu.exec(
    said,
  )
  if (none !== null) {
    const because = reasonOf(said.slice(none[0].length))
    return { requirement, open: '', chosen: 'no change needed', because, noChange: true }
  }
  const parts = labelled(said) ?? unlabelled(said)
  return parts === null ? null : { requirement, ...parts, noChange: false }
}

type Parts = Pick<Decision, 'open' | 'chosen' | 'because'>

const labels: Readonly<Record<string, keyof Parts>> = {
  'left open': 'open',
  open: 'open',
  chosen: 'chosen',
  choice: 'chosen',
  decision: 'chosen',
  because: 'because',
  reason: 'because',
}

function labelled(said: string): Parts | null {
  const found = [
    ...said.matchAll(/\b(left open|open|chosen|choice|decision|because|reason)\b[*_`]{0,3} ?:[*_`]{0,3}/giu),
  ]
  const parts: { open: string; chosen: string; because: string } = { open: '', chosen: '', because: '' }
  const starts = found.filter((match, index) => {
    const label = labels[(match[1] ?? '').toLowerCase()]
    return found.findIndex((other) => labels[(other[1] ?? '').toLowerCase()] === label) === index
  })
  for (const [index, match] of starts.entries()) {
    const label = labels[(match[1] ?? '').toLowerCase()]
    if (label === undefined) continue
    parts[label] = tidy(said.slice(match.index + match[0].length, starts[index + 1]?.index ?? said.length))
  }
  if (parts.chosen === '') return null
  // `chosen: …, because …`: the last label was written as a plain word.
  if (parts.because === '') {
    const split = unlabelled(parts.chosen)
    if (split !== null) return { open: parts.open, chosen: split.chosen, because: split.because }
  }
  return parts
}

function unlabelled(said: string): Parts | null {
  const at = said.search(/\bbecause\b/iu)
  if (at <= 0) return null
  const before = tidy(said.slice(0, at))
  const arrow = /\s(?:→|->|=>)\s/u.exec(before)
  const open = arrow === null ? '' : tidy(before.slice(0, arrow.index))
  const chosen = arrow === null ? before : tidy(before.slice(arrow.index + arrow[0].length))
  return chosen === '' ? null : { open, chosen, because: reasonOf(said.slice(at)) }
}

function reasonOf(text: string): string {
  const at = text.search(/\b(?:because|since|as|reason)\b/iu)
  return at < 0 ? tidy(text) : tidy(text.slice(at).replace(/^\w+/u, ''))
}

/** Without the separators and marks of emphasis that stood around a part. */
function tidy(text: string): string {
  return text
    .trim()
    .replace(/^[*_:;,|–—-]{1,6}(?=\s|$)\s*|^:\s*/u, '')
    .replace(/[\s;,|–—*_-]{1,10}$/u, '')
    .trim()
}
