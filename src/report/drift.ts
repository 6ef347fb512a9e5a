// Drift in, lines for people and members for programs out.
import { isBeyondForm, type Change, type Level } from '../diff/change.ts'
import type { Cause, Drift, TargetDrift, TargetState } from '../drift/drift.ts'
import { failsAt } from '../drift/states.ts'
import { escapeText } from './escape.ts'
import type { Colours } from './colours.ts'
import { renderPlace } from './diagnostics.ts'

const words: Readonly<Record<TargetState, string>> = {
  'in-sync': 'in sync',
  accepted: 'accepted',
  format: 'format',
  draft: 'draft',
  lost: 'lost',
  edited: 'edited',
  stale: 'stale',
  conflict: 'conflict',
  unmanaged: 'unmanaged',
  'never-built': 'never built',
  orphaned: 'orphaned',
  interrupted: 'interrupted',
  unresolved: 'unresolved',
  unreadable: 'unreadable',
}

const quiet: ReadonlySet<TargetState> = new Set<TargetState>(['in-sync', 'accepted', 'format', 'draft'])

/** One block a spec that has something to say; nothing for specs in sync. */
export function renderDrift(drift: Drift, failOn: Level, colours: Colours): string {
  const telling = drift.targets.filter(({ state }) => state !== 'in-sync' && state !== 'draft')
  if (telling.length === 0 && drift.causes.length === 0) return ''
  // A draft is silent, unless a command that wrote it was cut short or its files are left over.
  if (drift.draft && telling.length === 0) return ''
  const lines = [`${colours.bold(escapeText(drift.spec))}  ${colours.dim(escapeText(drift.path))}`]
  lines.push(
    ...telling
      .filter(({ state }) => state !== 'accepted')
      .flatMap((one) => renderTarget(one, failOn, colours)),
  )
  lines.push(...renderAccepted(telling, colours))
  lines.push(...drift.causes.map((cause) => `    because ${renderCause(cause)}`))
  if (drift.willMakeStale.length > 0) {
    lines.push(`    accepting it will make ${drift.willMakeStale.map(escapeText).join(' and ')} stale`)
  }
  const failing = telling.some((target) => failsAt(target, failOn))
  if (failing && drift.next !== null) lines.push(`    next: ${colours.bold(escapeText(drift.next))}`)
  return `${lines.join('\n')}\n`
}

/** Changes shown of one file; `spec diff` shows them all. */
const mostChanges = 8

function renderTarget(target: TargetDrift, failOn: Level, colours: Colours): readonly string[] {
  const { path, state, level, changes } = target
  const word = words[state].padEnd(11)
  const shown = failsAt(target, failOn) ? colours.red(word) : colours.dim(word)
  const edited = isBeyondForm(level) ? `  ${colours.dim(`(${level ?? ''})`)}` : ''
  const hidden = changes.length - mostChanges
  return [
    `  ${shown} ${escapeText(path)}${edited}`,
    ...changes
      .slice(0, mostChanges)
      .flatMap(renderChange)
      .map((line) => `      ${line}`),
    ...(hidden > 0 ? [`      and ${hidden} more`] : []),
  ]
}

/** One line a reason: a first acceptance covers many files with the same words. */
function renderAccepted(telling: readonly TargetDrift[], colours: Colours): readonly string[] {
  const byReason = new Map<string, string[]>()
  for (const { path, state, because } of telling) {
    if (state !== 'accepted') continue
    const reason = because ?? ''
    byReason.set(reason, [...(byReason.get(reason) ?? []), path])
  }
  return [...byReason].map(([reason, [first = '', ...more]]) => {
    const others = more.length === 0 ? '' : ` and ${more.length} more`
    const why = reason === '' ? '' : `  (${escapeText(reason)})`
    return `  ${colours.dim(words.accepted.padEnd(11))} ${escapeText(first)}${others}${why}`
  })
}

/** What changed, where, and for a signature the old and the new one on lines of their own. Escaped. */
export function renderChange({ kind, symbol, line, before, after, statements }: Change): readonly string[] {
  const name = symbol === '' ? 'the file outside its symbols' : escapeText(symbol)
  const place = `line ${line}`
  switch (kind) {
    case 'renamed':
      return [`renamed ${escapeText(before ?? '')} to ${name}, ${place}`]
    case 'moved':
      return [`moved ${name} from ${escapeText(before ?? '')}, ${place}`]
    case 'signature':
      return [
        `signature of ${name}, ${place}`,
        ...(before === undefined ? [] : [`  - ${escapeText(before)}`]),
        ...(after === undefined ? [] : [`  + ${escapeText(after)}`]),
      ]
    case 'body':
      return [`body of ${name}, ${place}${statements === undefined ? '' : ` (${counted(statements)})`}`]
    case 'added':
    case 'removed':
      return [`${kind} ${name}, ${place}`]
  }
}

const counted = (statements: number): string =>
  statements === 1 ? '1 statement' : `${statements} statements`

/** `requirement R4 changed, specs/features/auth-flow.md:12`. */
export function renderCause({ kind, change, name, place }: Cause): string {
  return `${kind} ${escapeText(name)} ${change}, ${renderPlace(place)}`
}

/** How many targets are in each state, for the last line. */
export function countStates(drifts: readonly Drift[]): ReadonlyMap<TargetState, number> {
  const counts = new Map<TargetState, number>()
  for (const { state } of drifts.flatMap((drift) => drift.targets))
    counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/** `2 lost, 1 edited, 9 in sync`: what needs somebody first. */
export function renderCounts(drifts: readonly Drift[]): string {
  const counts = countStates(drifts)
  const order = Object.keys(words) as TargetState[] // The keys of a total record.
  const loud = order.filter((state) => !quiet.has(state))
  return [...loud, ...order.filter((state) => quiet.has(state))]
    .filter((state) => counts.has(state))
    .map((state) => `${counts.get(state) ?? 0} ${words[state]}`)
    .join(', ')
}
