// The root of a project in; git, its kept sessions and its recorded links, as the pipeline of links takes them, out.
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import { factsOf, type SessionFacts } from '../../link/session-facts.ts'
import type { LinkPorts } from '../../ports.ts'
import { listSessions, readKept } from '../sessions/kept.ts'
import type { SessionsHere } from '../sessions/place.ts'
import { commitsSince, readHistory, readLost } from './git-commits.ts'
import { readRecorded, writeLinks } from './recorded.ts'

/** Where sessions are (see adapters/sessions/place.ts). */
type Place = Pick<SessionsHere, 'place' | 'root'>

/**
 * @param root absolute; in it or above it is the repository.
 * @param here where its sessions are; in it where absent.
 */
export function openLinks(root: string, here: Place | null = null): LinkPorts {
  const links = linksRoot(root, here)
  return {
    history: (since) => readHistory(root, since),
    lost: (ids) => readLost(root, ids),
    sessions: () => readFacts(here?.root ?? root),
    recorded: () => readRecorded(links),
    record: (fresh) => writeLinks(links, fresh),
    since: (ref) => commitsSince(root, ref),
  }
}

/**
 * Below which `.spec/archive/links` lies: in the project, where sessions are in it or on a branch of its repository; else beside
 * the sessions, which somebody keeps for himself.
 */
export function linksRoot(root: string, here: Place | null): string {
  return here === null || here.place.kind === 'repository' || here.place.kind === 'branch' ? root : here.root
}

/** One session after another: of each, only what links need stays in memory. */
async function readFacts(
  archive: string,
): Promise<{ readonly facts: readonly SessionFacts[]; readonly diagnostics: readonly Diagnostic[] }> {
  const sessions = listSessions(archive)
  const facts: SessionFacts[] = []
  const diagnostics: Diagnostic[] = [...sessions.diagnostics]
  for (const session of sessions.ok ? sessions.value : []) {
    const read = await readKept(archive, session)
    diagnostics.push(...read.diagnostics)
    if (!read.ok) continue
    for (const conversation of read.value.conversations) facts.push(factsOf(session.key, conversation))
  }
  return { facts, diagnostics }
}
