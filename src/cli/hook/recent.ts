// The transcripts of this machine and what is about to be committed in; those that are behind it, kept in the archive, out.
import os from 'node:os'
import path from 'node:path'
import { mentionsOf } from '../../adapters/agent-hooks/mentions.ts'
import { conversationsOf } from '../../adapters/agent-hooks/source-conversations.ts'
import { findSources } from '../../adapters/sessions/find.ts'
import { repositoryName, type RepositoryName } from '../../adapters/sessions/repository.ts'
import { sessionKey } from '../../archive/session-paths.ts'
import type { SessionKey } from '../../archive/session.ts'
import { digestText } from '../../digest/digest.ts'
import { isBehind } from '../../pipeline/commit-conversations.ts'
import type { SessionSource } from '../../ports.ts'
import type { Conversation } from '../../session/conversation.ts'
import type { Io } from '../io.ts'
import { timed } from './bounded.ts'
import { keysInGit, workOf, type CommitHook } from './conversations.ts'
import { keepSources } from './session.ts'

/**
 * Brings in what agents wrote since the last commit, in the last day at least, where it is behind the commit or goes on with what
 * git has. Others are left: as files that git does not have they would stand in the way of merging the branch that has them.
 * Throws what could not be kept.
 */
export async function keepRecent(io: Io, hook: CommitHook, signal: AbortSignal): Promise<void> {
  const { folder, commit } = hook
  const { root } = folder.workspace
  const project = await repositoryName(root)
  const inGit = await keysInGit(commit)
  const isKnown = namedIn(inGit)
  const found = await recentSources(io, hook, project, isKnown)
  const work = await workOf(hook)
  const mentions = mentionsOf(work.changed)
  const wanted = new Set(inGit)
  const sources: { readonly source: SessionSource; readonly tops: readonly SessionKey[] }[] = []
  const others: SessionSource[] = []
  for (const source of found) {
    if (!isKnown(source) && !(await mentions(timed(source, signal).bytes()))) {
      others.push(source)
      continue
    }
    const tops: SessionKey[] = []
    for (const one of await readable(source, signal)) {
      const top = sessionKey(one.agent, one.parent?.sessionId ?? one.sessionId, digestText)
      tops.push(top)
      if (!wanted.has(top) && (await isBehind(one, work))) wanted.add(top)
    }
    sources.push({ source, tops })
  }
  const behind = sources.filter(({ tops }) => tops.some((top) => wanted.has(top)))
  // Subagents that read other files.
  const kept = [...behind.map(({ source }) => source), ...others.filter(namedIn(wanted))]
  if (kept.length === 0) return
  await keepSources(io, folder, kept, { project, session: null, signal })
}

/**
 * Transcripts that changed since the last commit, in the last day at least. Of those that git has, one that did not change since
 * the commit has nothing new: reading it again would make each commit of a day slower.
 */
async function recentSources(
  io: Io,
  { folder, commit }: CommitHook,
  project: RepositoryName,
  isKnown: (source: SessionSource) => boolean,
): Promise<readonly SessionSource[]> {
  const machine = { home: io.env.HOME ?? os.homedir(), env: io.env }
  const since = async (time: number): Promise<readonly SessionSource[]> => {
    const wanted = { paths: [], agents: null, since: time, session: null }
    return (await findSources(folder.workspace.root, machine, project, wanted)).sources
  }
  const committed = commit.headTime ?? 0
  const dayAgo = Date.now() - 24 * 3600_000
  const recent = await since(Math.min(committed, dayAgo))
  if (committed <= dayAgo || !recent.some(isKnown)) return recent
  // Seconds are all that is known of the commit's time.
  const fresh = new Set((await since(committed - 2000)).map(({ path }) => path))
  return recent.filter((source) => fresh.has(source.path) || !isKnown(source))
}

/** Told by the name of its file, in which agents put the id; a subagent's may lie in a folder of that name. */
function namedIn(keys: ReadonlySet<SessionKey>): (source: SessionSource) => boolean {
  const known = [...keys].map((key) => key.slice(key.indexOf('/') + 1))
  return (source) => {
    const name = path.basename(source.path).replace(/\.jsonl?(\.zst)?$/, '')
    const folder = /([^/\\]+)[/\\]subagents[/\\][^/\\]+$/.exec(source.path)?.[1]
    return known.some((id) => name.endsWith(id) || id.endsWith(`.${name}`) || id === folder)
  }
}

/** None where the system cannot read it: an import says so. */
async function readable(source: SessionSource, signal: AbortSignal): Promise<readonly Conversation[]> {
  try {
    return await conversationsOf(timed(source, signal))
  } catch (error) {
    if (signal.aborted) throw error
    return []
  }
}
