// What came of a regeneration in, lines for people out.
import { radiusLines } from '../blast/words.ts'
import type { Action } from '../plan/plan.ts'
import type { RegenOutcome } from '../pipeline/regen-options.ts'
import type { Verdict } from '../verify/verify.ts'
import type { Colours } from './colours.ts'
import { escapeLines, escapeText } from './escape.ts'

/** One spec's outcome: what was written and why, checks that did not pass, what was decided, edits that stopped it. */
export function renderOutcome(outcome: RegenOutcome, dryRun: boolean, colours: Colours): string {
  const lines = [`${colours.bold(escapeText(outcome.spec))}: ${headline(outcome, dryRun)}`]
  for (const action of outcome.plan?.actions ?? []) lines.push(`  ${renderAction(action)}`)
  for (const line of outcome.blast === null ? [] : radiusLines(outcome.blast))
    lines.push(`  ${escapeText(line)}`)
  for (const verdict of outcome.verdicts) {
    const line = renderVerdict(verdict)
    if (line !== null) lines.push(`  ${line}`)
  }
  for (const decision of outcome.generation?.decisions ?? []) {
    const about = decision.requirement === null ? '' : `${escapeText(decision.requirement)}: `
    lines.push(
      decision.noChange
        ? `  decided: ${about}no change needed, because ${escapeText(decision.because)}`
        : `  decided: ${about}${escapeText(decision.open)} → ${escapeText(decision.chosen)} (${escapeText(decision.because)})`,
    )
  }
  for (const [path, diff] of outcome.edits)
    lines.push('', `  edited by hand: ${escapeText(path)}`, renderDiff(diff, colours))
  return lines.join('\n')
}

function headline(outcome: RegenOutcome, dryRun: boolean): string {
  const { identity } = outcome.generation ?? {}
  const by = identity === undefined ? '' : ` (${escapeText(identity.kind)} ${escapeText(identity.name)})`
  const would = dryRun ? 'would be ' : ''
  switch (outcome.kind) {
    case 'in-sync':
      return 'in sync, nothing to do'
    case 'restored':
      return outcome.plan?.actions.some(({ kind }) => kind === 'create' || kind === 'update') === true
        ? `${would}restored from the archive`
        : `${would}brought up to date`
    case 'replayed':
      return `${would}built from a recorded answer${by}`
    case 'built':
      return `${would}built${by}`
    case 'awaits-upstream':
      return 'becomes stale, built after what it uses'
    case 'refused':
      return 'nothing written'
    case 'failed':
      return 'failed, nothing written'
  }
}

function renderAction({ kind, path, reason }: Action): string {
  return `${kind.padEnd(9)} ${escapeText(path)}  (${escapeText(reason)})`
}

function renderVerdict({ check, verdict, reason, diagnostics }: Verdict): string | null {
  if (verdict === 'passed') return null
  if (verdict === 'failed')
    return `check ${check}: failed, ${diagnostics.length} finding${diagnostics.length === 1 ? '' : 's'}`
  return `check ${check}: not run (${escapeText(reason ?? 'an earlier check failed')})`
}

/** A unified diff, escaped, its lines coloured. */
export function renderDiff(diff: string, colours: Colours): string {
  return escapeLines(diff)
    .split('\n')
    .map((line) => {
      if (line.startsWith('+') && !line.startsWith('+++')) return colours.green(line)
      if (line.startsWith('-') && !line.startsWith('---')) return colours.red(line)
      return line.startsWith('@@') ? colours.cyan(line) : line
    })
    .join('\n')
}

/** The outcome for programs. Bytes are left out: a plan's files are on disk, or named by digest in the record. */
export function outcomeMembers(outcome: RegenOutcome): Readonly<Record<string, unknown>> {
  return {
    id: outcome.spec,
    kind: outcome.kind,
    applied: outcome.applied,
    model: outcome.generation?.identity ?? null,
    actions: (outcome.plan?.actions ?? []).map(({ kind, path, reason }) => ({ kind, path, reason })),
    blast: outcome.blast,
    checks: outcome.verdicts.map(({ check, verdict, reason }) => ({ check, verdict, reason })),
    decisions: outcome.generation?.decisions ?? [],
    usage: (outcome.generation?.conversation.turns ?? []).map((turn) => turn.usage),
    edits: Object.fromEntries(outcome.edits),
    diagnostics: outcome.diagnostics,
  }
}
