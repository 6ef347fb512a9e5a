// A check in, the folded lines of its comment out: old and new signatures, causes with their places and words, accepted
// differences with their reasons. One list item a line; everything from files is in code spans.
import type { Change } from '../diff/change.ts'
import type { Cause, Drift, TargetDrift } from '../drift/drift.ts'
import { isAsked } from './drift-findings.ts'
import { causeWords, changeWords, counted, listWords } from './drift-words.ts'
import { codeSpan } from './markdown-text.ts'

/** A target that somebody has to look at, with the spec that owns it. */
export interface ToldTarget {
  readonly drift: Drift
  readonly target: TargetDrift
}

/** Changes in the order of `told`; causes once a spec. */
export function detailLines(told: readonly ToldTarget[], drifts: readonly Drift[]): readonly string[] {
  const asked = new Set(told.flatMap(({ drift, target }) => (isAsked(target.state) ? [drift] : [])))
  return [
    ...told.flatMap(({ target: { path, changes } }) =>
      changes.map((change) => `- ${codeSpan(path, 200)}: ${changeLine(change)}`),
    ),
    ...[...asked].flatMap(({ spec, causes }) =>
      causes.map((cause) => `- ${codeSpan(spec)}: ${causeLine(cause)}`),
    ),
    ...acceptedLines(drifts),
  ]
}

function changeLine(change: Change): string {
  const { line, before, after, statements } = change
  const said = `${changeWords(change, codeSpan)}, line ${line}`
  if (change.kind === 'body' && statements !== undefined)
    return `${said} (${counted(statements, 'statement')})`
  return change.kind === 'signature' ? `${said}${turned(before, after)}` : said
}

function causeLine(cause: Cause): string {
  const { path, line } = cause.place
  const where = codeSpan(line === undefined ? path : `${path}:${line}`, 200)
  return `${causeWords(cause, codeSpan)}, ${where}${turned(cause.before, cause.after)}`
}

/** `: old → new`, as far as they are known. */
function turned(before: string | undefined, after: string | undefined): string {
  const sides = [before, after].flatMap((side) => (side === undefined ? [] : [codeSpan(side, 200)]))
  return sides.length === 0 ? '' : `: ${sides.join(' → ')}`
}

/** One line a reason: a first acceptance covers many files with the same words. */
function acceptedLines(drifts: readonly Drift[]): readonly string[] {
  const byReason = new Map<string, TargetDrift[]>()
  for (const target of drifts.flatMap(({ targets }) => targets)) {
    if (target.state !== 'accepted') continue
    const reason = target.because ?? ''
    const targets = byReason.get(reason)
    if (targets === undefined) byReason.set(reason, [target])
    else targets.push(target)
  }
  return [...byReason].map(([reason, targets]) => {
    const files = listWords(
      targets.map(({ path }) => codeSpan(path, 200)),
      3,
    )
    return `- accepted: ${files}${reason === '' ? '' : `, because ${codeSpan(reason, 200)}`}`
  })
}
