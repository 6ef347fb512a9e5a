// Drift in, lines for people and members for programs out.
import type { Cause, Drift, TargetDrift, TargetState } from '../drift/drift.ts'
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
export function renderDrift(drift: Drift, colours: Colours): string {
  const telling = drift.targets.filter(({ state }) => state !== 'in-sync' && state !== 'draft')
  if (telling.length === 0 && drift.causes.length === 0) return ''
  // A draft is silent, unless a command that wrote it was cut short or its files are left over.
  if (drift.draft && telling.length === 0) return ''
  const lines = [`${colours.bold(escapeText(drift.spec))}  ${colours.dim(escapeText(drift.path))}`]
  lines.push(...telling.map((target) => `  ${renderTarget(target, colours)}`))
  lines.push(...drift.causes.map((cause) => `    because ${renderCause(cause)}`))
  if (drift.willMakeStale.length > 0) {
    lines.push(`    accepting it will make ${drift.willMakeStale.map(escapeText).join(' and ')} stale`)
  }
  const failing = telling.some(({ state }) => !quiet.has(state))
  if (failing && drift.next !== null) lines.push(`    next: ${colours.bold(escapeText(drift.next))}`)
  return `${lines.join('\n')}\n`
}

function renderTarget({ path, state, because }: TargetDrift, colours: Colours): string {
  const word = words[state].padEnd(11)
  const shown = quiet.has(state) ? colours.dim(word) : colours.red(word)
  const reason = state === 'accepted' && because !== null ? `  (${escapeText(because)})` : ''
  return `${shown} ${escapeText(path)}${reason}`
}

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
