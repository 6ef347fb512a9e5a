// What is about to be committed in; the kept conversations behind it, added to the commit or as trailers of its message, out.
import type { CommitUnderWay } from '../../adapters/agent-hooks/commit.ts'
import { mentionsOf, type Mentions } from '../../adapters/agent-hooks/mentions.ts'
import {
  ChunkFault,
  endOf,
  listSessions,
  readKept,
  transcriptOf,
  type KeptSession,
} from '../../adapters/sessions/kept.ts'
import type { SessionsHere } from '../../adapters/sessions/place.ts'
import { isSessionKey, keyFolder, sessionFolder, sessionKey } from '../../archive/session-paths.ts'
import type { SessionKey } from '../../archive/session.ts'
import { digestText } from '../../digest/digest.ts'
import { KnownPaths } from '../../link/paths.ts'
import { conversationTrailers } from '../../link/trailers.ts'
import { isBehind, type StagedWork } from '../../pipeline/commit-conversations.ts'
import type { Io } from '../io.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { openSessions } from '../wire-sessions.ts'
import { firstOf, HookTrouble } from './bounded.ts'

/** Keeping takes no longer, and looking for what is behind a commit neither. Milliseconds. */
export const commitBound = 10_000

/** Sessions that ended so long before the last commit, or before now, are not looked at. Milliseconds. */
const oldest = 7 * 24 * 3600_000
/** Nor more than so many, newest first. */
const mostSessions = 40

export interface CommitHook {
  readonly folder: OpenedFolder
  readonly here: SessionsHere
  readonly commit: CommitUnderWay
}

/** Null where nothing is to be done: no work of one's own is staged. Throws `HookTrouble`. */
export async function openCommitHook(io: Io): Promise<CommitHook | null> {
  const folder = await openFolder({ io })
  if (!folder.ok) throw new HookTrouble(firstOf(folder.diagnostics) ?? '')
  const { commitUnderWay } = await import('../../adapters/agent-hooks/commit.ts')
  const commit = await commitUnderWay(folder.value.workspace.root, io.env)
  if (commit === null) throw new HookTrouble('git is not installed, or this project is in no git repository')
  if (commit.others || workIn(commit).size === 0) return null
  const here = await openSessions({ io }, folder.value)
  if (!here.ok) throw new HookTrouble(firstOf(here.diagnostics) ?? '')
  return { folder: folder.value, here: here.value, commit }
}

/** Those that a person began; what their subagents did is theirs. */
export async function keysBehind(hook: CommitHook, signal: AbortSignal): Promise<ReadonlySet<SessionKey>> {
  const { here, commit } = hook
  const sessions = listed(here)
  const limit = Math.min(commit.headTime ?? Date.now(), Date.now()) - oldest
  const recent = sessions.filter((one) => Date.parse(endOf(one.head) ?? '') > limit).slice(0, mostSessions)
  const work = await workOf(hook)
  const mentions = mentionsOf(work.changed)
  const tops = topsOf(sessions)
  const behind = new Set<SessionKey>()
  for (const session of recent) {
    const top = tops.get(session.key) ?? session.key
    if (behind.has(top)) continue
    if (signal.aborted) throw new HookTrouble('the time for it was up')
    if (!(await isMentioned(session, here, mentions))) continue
    const read = await readKept(here.root, session)
    for (const conversation of read.ok ? read.value.conversations : [])
      if (await isBehind(conversation, work)) behind.add(top)
  }
  return behind
}

/** A damaged one says nothing here: `spec archive verify` tells of it. */
async function isMentioned(
  session: KeptSession,
  { root }: SessionsHere,
  mentions: Mentions,
): Promise<boolean> {
  try {
    return await mentions(transcriptOf(root, session))
  } catch (error) {
    if (error instanceof ChunkFault) return false
    throw error
  }
}

/**
 * Of sessions that have something that git does not: those that are behind the commit, that git has in part, and that the last
 * commit names. Keys of what was added.
 */
export async function addToCommit(
  { here, commit }: CommitHook,
  behind: ReadonlySet<SessionKey>,
): Promise<readonly SessionKey[]> {
  if (here.place.kind !== 'repository') return []
  const tops = topsOf(listed(here))
  const inGit = await keysInGit(commit)
  const named = new Set(conversationTrailers(commit.headMessage))
  const fresh = [...new Set((await commit.untracked(sessionFolder)).flatMap(keyOf))].filter((key) => {
    const top = tops.get(key) ?? key
    return behind.has(top) || inGit.has(top) || inGit.has(key) || named.has(top)
  })
  if (fresh.length === 0) return []
  if (commit.partial)
    throw new HookTrouble(
      'git commit takes the named paths alone; the conversation goes with the next commit',
    )
  if (!(await commit.add(fresh.map(keyFolder)))) throw new HookTrouble('git add refuses')
  return fresh
}

function listed({ root }: SessionsHere): readonly KeptSession[] {
  const sessions = listSessions(root)
  return sessions.ok ? sessions.value : []
}

/** Key of a subagent's session → key of the one that started it, where it is kept. */
function topsOf(sessions: readonly KeptSession[]): ReadonlyMap<SessionKey, SessionKey> {
  const keys = new Set(sessions.map(({ key }) => key))
  const tops = new Map<SessionKey, SessionKey>()
  for (const { key, head } of sessions) {
    const parent = head.conversations[0]?.parent ?? null
    const above = parent === null ? null : sessionKey(head.agent, parent, digestText)
    if (above !== null && above !== key && keys.has(above)) tops.set(key, above)
  }
  return tops
}

export async function workOf({ commit }: CommitHook): Promise<StagedWork> {
  return {
    changed: workIn(commit),
    added: once(() => commit.added()),
    known: new KnownPaths([...(await commit.known()), ...commit.changed]),
    since: commit.headTime,
  }
}

export async function keysInGit(commit: CommitUnderWay): Promise<Set<SessionKey>> {
  return new Set((await commit.known()).flatMap(keyOf))
}

function workIn({ changed }: CommitUnderWay): ReadonlySet<string> {
  return new Set(changed.filter((file) => !file.startsWith(`${sessionFolder}/`)))
}

function keyOf(file: string): readonly SessionKey[] {
  if (!file.startsWith(`${sessionFolder}/`)) return []
  const key = file
    .slice(sessionFolder.length + 1)
    .split('/')
    .slice(0, 2)
    .join('/')
  return isSessionKey(key) ? [key] : []
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => (made ??= run())
}
