// The use case "which commits is a conversation tied to": what is recorded, and what is found now, without writing anything.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { commitLinks } from '../link/commit-links.ts'
import type { CommitHistory } from '../link/history.ts'
import type { CommitLink } from '../link/link.ts'
import { followRewritten } from '../link/rewritten.ts'
import type { SessionFacts } from '../link/session-facts.ts'
import { unionOf } from '../link/union.ts'
import type { LinkPorts } from '../ports.ts'

export interface FoundLinks {
  /** Recorded ones and those that were found now, one for each conversation and commit. */
  readonly links: readonly CommitLink[]
  /** As they stand in the archive. */
  readonly recorded: readonly CommitLink[]
  readonly history: CommitHistory
  readonly sessions: readonly SessionFacts[]
}

/**
 * Links, in order of session and commit. Trouble: `history-missing`. Warnings: sessions that cannot be read, damaged links, a
 * history that is not whole.
 */
export async function linksOf(ports: LinkPorts): Promise<Result<readonly CommitLink[]>> {
  const found = await findLinks(ports)
  return found.ok ? ok(found.value.links, found.diagnostics) : found
}

export async function findLinks(ports: LinkPorts): Promise<Result<FoundLinks>> {
  const { facts, diagnostics } = await ports.sessions()
  const recorded = ports.recorded()
  const told = [...diagnostics, ...recorded.diagnostics]
  const history = await ports.history(beginningOf(facts))
  if (!history.ok) return { ok: false, diagnostics: [...told, ...history.diagnostics] }
  const computed = commitLinks(facts, history.value)
  const known = unionOf([...recorded.links, ...computed])
  const gone = known.map(({ commit }) => commit).filter((id) => !history.value.reaches(id))
  const followed = followRewritten(known, history.value, await ports.lost(gone))
  return ok(
    {
      links: unionOf([...known, ...followed]),
      recorded: recorded.links,
      history: history.value,
      sessions: facts,
    },
    [...told, ...history.diagnostics],
  )
}

/** When the first of them began that may have left something in a commit. Null: all of the history may hold some. */
function beginningOf(sessions: readonly SessionFacts[]): number | null {
  const active = sessions.filter(({ edits, printed }) => edits.length > 0 || printed.length > 0)
  let first = Number.POSITIVE_INFINITY
  for (const { start } of active) {
    if (start === null) return null
    first = Math.min(first, start)
  }
  return first
}
