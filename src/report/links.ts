// What `spec archive relink` found in; text and the members of its JSON out.
import type { CommitLink, Evidence } from '../link/link.ts'
import type { RelinkReport } from '../pipeline/relink.ts'
import { escapeText } from './escape.ts'

/** Lines of each list on a terminal; `--json` has all. */
const mostShown = 20

export function renderRelink(report: RelinkReport, dryRun: boolean): string {
  const { links, fresh, unlinkedSessions, unlinkedCommits } = report
  const lines = list(fresh, linkLine)
  const done = dryRun ? 'would be recorded' : 'recorded now'
  lines.push(`${counted(links.length, 'link')}, ${fresh.length} ${done}`)
  const missing = unlinkedCommits.flatMap(({ commit, named }) => named.map((name) => ({ commit, name })))
  if (missing.length > 0) {
    lines.push('', 'commits name conversations that are not kept:')
    lines.push(...list(missing, ({ commit, name }) => `  ${commit.slice(0, 10)}  ${escapeText(name)}`))
  }
  if (unlinkedSessions.length > 0) {
    lines.push(
      '',
      `${counted(unlinkedSessions.length, 'conversation')} changed files, and nothing ties them to a commit:`,
    )
    lines.push(
      ...list(
        unlinkedSessions,
        ({ session, sessionId, files }) =>
          `  ${escapeText(nameOf(session, sessionId))}  ${counted(files, 'file')}`,
      ),
    )
  }
  if (unlinkedCommits.length > 0)
    lines.push(
      '',
      `${counted(unlinkedCommits.length, 'commit')} since the first conversation without one; --json lists them`,
    )
  return lines.join('\n')
}

function linkLine(link: CommitLink): string {
  const why = link.evidence.map(evidenceText).join(', ')
  return `${link.commit.slice(0, 10)}  ${escapeText(nameOf(link.session, link.sessionId))}  ${percent(link.confidence)}  ${why}`
}

/** The key of the transcript names the conversation, unless there are others in it. */
function nameOf(session: string, sessionId: string): string {
  return session.endsWith(`/${sessionId}`) ? session : `${session} (${sessionId})`
}

export function evidenceText(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'trailer':
      return 'trailer'
    case 'printed':
      return `printed in message ${evidence.turn}`
    case 'lines':
      return `${evidence.same} of ${evidence.added} lines`
    case 'removed':
      return `${evidence.same} of ${evidence.removed} removed lines`
    case 'files':
      return `${evidence.same} of ${evidence.changed} files`
    case 'time':
      return `${spanText(evidence.seconds)} after the last edit`
    case 'branch':
      return `branch ${escapeText(evidence.name)}`
    case 'rewritten':
      return `rewritten from ${evidence.from.slice(0, 10)} (${evidence.by})`
  }
}

function spanText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`
}

function percent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`
}

function list<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - mostShown
  return [...items.slice(0, mostShown).map(line), ...(more > 0 ? [`  … and ${more} more`] : [])]
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** As `--json` has them. */
export function relinkMembers(report: RelinkReport): Readonly<Record<string, unknown>> {
  const { links, fresh, unlinkedSessions, unlinkedCommits } = report
  return { links, recorded: fresh, unlinkedSessions, unlinkedCommits }
}
