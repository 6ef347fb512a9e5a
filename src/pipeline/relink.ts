// The use case `archive relink`: the links between conversations and commits are found, and those that are new recorded.
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { CommitLink } from '../link/link.ts'
import type { SessionFacts } from '../link/session-facts.ts'
import { covers, linkName, unionOf } from '../link/union.ts'
import type { LinkPorts } from '../ports.ts'
import { findLinks, type FoundLinks } from './links.ts'

export interface RelinkOptions {
  /** Only commits that this ref does not lead to. */
  readonly since: string | null
  readonly dryRun: boolean
}

export interface UnlinkedSession {
  readonly session: string
  readonly sessionId: string
  /** Files that it changed. */
  readonly files: number
}

export interface UnlinkedCommit {
  readonly commit: string
  readonly subject: string
  /** Conversations that its trailers name and that are not kept. */
  readonly named: readonly string[]
}

export interface RelinkReport {
  /** All that are known now. */
  readonly links: readonly CommitLink[]
  /** Those of them that are recorded by this run, or would be. */
  readonly fresh: readonly CommitLink[]
  /** Conversations that changed files, and that nothing ties to a commit. */
  readonly unlinkedSessions: readonly UnlinkedSession[]
  /** Commits since the first conversation that nothing ties to one. */
  readonly unlinkedCommits: readonly UnlinkedCommit[]
}

export async function relink(
  ports: LinkPorts,
  { since, dryRun }: RelinkOptions,
): Promise<Result<RelinkReport>> {
  const wanted = since === null ? null : await ports.since(since)
  if (wanted !== null && !wanted.ok) return wanted
  const found = await findLinks(ports)
  if (!found.ok) return found
  const isWanted = (id: string): boolean => wanted === null || wanted.value.has(id)
  const { links, recorded } = found.value
  const before = new Map(unionOf(recorded).map((link) => [linkName(link), link]))
  const fresh = links.filter((link) => isWanted(link.commit) && !covers(before.get(linkName(link)), link))
  const written = dryRun ? ok(null) : ports.record(fresh)
  if (!written.ok) return fail(...found.diagnostics, ...written.diagnostics)
  return ok(
    {
      links: links.filter(({ commit }) => isWanted(commit)),
      fresh,
      unlinkedSessions: unlinkedSessions(found.value),
      unlinkedCommits: unlinkedCommits(found.value).filter(({ commit }) => isWanted(commit)),
    },
    found.diagnostics,
  )
}

function unlinkedSessions({ links, sessions }: FoundLinks): readonly UnlinkedSession[] {
  const linked = new Set(links.map(({ session, sessionId }) => `${session}\n${sessionId}`))
  return sessions
    .filter(({ key, sessionId, edits }) => edits.length > 0 && !linked.has(`${key}\n${sessionId}`))
    .map(({ key, sessionId, edits }) => ({ session: key, sessionId, files: edits.length }))
}

function unlinkedCommits({ links, sessions, history }: FoundLinks): readonly UnlinkedCommit[] {
  const linked = new Set(links.map(({ commit }) => commit))
  const kept = new Set(sessions.flatMap(namesOf))
  return history.commits
    .filter(({ id, files, trailers }) => !linked.has(id) && (files.length > 0 || trailers.length > 0))
    .map(({ id, subject, trailers }) => ({
      commit: id,
      subject,
      named: trailers.filter((name) => !kept.has(name)),
    }))
}

function namesOf({ key, name }: SessionFacts): readonly string[] {
  return [key, name]
}
