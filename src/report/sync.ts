// What a sync did in; lines for people and members for programs out.
import type { Moved, SyncReport } from '../pipeline/sync.ts'
import { counted } from './batch.ts'
import { escapeText } from './escape.ts'

export interface ShownSync {
  readonly report: SyncReport
  /** As it may be shown. */
  readonly target: string
  readonly dryRun: boolean
}

/** Sessions that are named; more are counted. */
const mostNamed = 10

export function renderSync({ report, target, dryRun }: ShownSync): string {
  const { sent, fetched, superseded } = report
  const lines = [
    ...movedLines(dryRun ? 'would send' : 'sent', 'to', sent, target),
    ...movedLines(dryRun ? 'would fetch' : 'fetched', 'from', fetched, target),
  ]
  if (lines.length === 0) lines.push(`nothing to send to ${escapeText(target)}, nothing to fetch`)
  if (superseded > 0)
    lines.push(
      `${counted(superseded, 'older version')} of sessions left there: newer ones hold all that they do`,
    )
  if (dryRun) lines.push('dry run: neither side was changed')
  return lines.join('\n')
}

function movedLines(verb: string, way: string, { files, bytes, sessions }: Moved, target: string): string[] {
  if (files === 0) return []
  const named = sessions.slice(0, mostNamed).map((key) => `  ${escapeText(key)}`)
  const more = sessions.length > mostNamed ? [`  and ${sessions.length - mostNamed} more`] : []
  const of = sessions.length === 0 ? '' : `, ${counted(sessions.length, 'session')} among them`
  return [
    `${verb} ${counted(files, 'file')} (${sizeOf(bytes)}) ${way} ${escapeText(target)}${of}`,
    ...named,
    ...more,
  ]
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

export function syncMembers({ report, target, dryRun }: ShownSync): Readonly<Record<string, unknown>> {
  const { sent, fetched, superseded, leftThere } = report
  return { target, dryRun, sent, fetched, superseded, leftThere }
}
