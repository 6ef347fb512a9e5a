// Both sides in; for each session the versions that are to be fetched and those that are to be sent out. A version that
// another one continues is neither: what an import here has taken away does not come back.
import { obedientHeads } from '../archive/session-redacted.ts'
import type { SessionKey } from '../archive/session.ts'
import type { Digest } from '../digest/digest.ts'
import { isContinuedBy, type Continued } from '../sync/known.ts'
import { settle, type Settled, type Version } from '../sync/settle.ts'
import { fetchFiles } from './sync-fetch.ts'
import {
  behind,
  isAllGone,
  leftThere,
  tombstonesOfBoth,
  tombstonesToFetch,
  tombstonesToSend,
  wasMadeUnderAllThere,
  type Tombstones,
} from './sync-tombstones.ts'
import { contentOf, headHere, sideHere, sideThere, soundStaged, type SyncWork } from './sync-work.ts'

export interface SessionWork {
  readonly key: SessionKey
  readonly fetch: readonly Version[]
  /** Of which the head or a chunk is not at the target. */
  readonly send: readonly Version[]
  /** Names of tombstones. */
  readonly tombstones: { readonly fetch: readonly string[]; readonly send: readonly string[] }
  /** Heads at the target that something here, or something that is fetched, continues. */
  readonly superseded: number
  /** Names of files at the target that hold what was taken out since. */
  readonly left: readonly string[]
}

type Names = ReadonlyMap<Digest, string>

export async function settleSessions(work: SyncWork): Promise<readonly SessionWork[]> {
  const { sides, ports, options } = work
  const keys = [...new Set([...sides.here.keys(), ...sides.there.keys()])].sort()
  const known = ports.archive.continued()
  const tombstones = await tombstonesOfBoth(work, keys)
  const news = new Map(keys.map((key) => [key, newHeads(work, key, known, tombstones.get(key) ?? [])]))
  if (options.pull)
    await fetchFiles(
      work,
      [...news.values()].flatMap((names) => [...names.values()]),
    )
  const versions = versionsToSettle(work, news, tombstones)
  const candidates = new Map(
    [...versions].map(([key, all]) => [key, candidatesOf(work, key, all, known, tombstones.get(key) ?? [])]),
  )
  const settled = await settleAll(work, candidates)
  const learned = new Map(known)
  for (const { superseded } of settled.values()) for (const [head, by] of superseded) learned.set(head, by)
  if (learned.size > known.size) ports.archive.remember(learned)
  return keys.map((key) => {
    const removed = tombstones.get(key) ?? []
    const left =
      removed.length === 0 || !options.pull ? [] : leftThere(work, key, removed, versions.get(key) ?? [])
    return { ...sessionWork(work, key, news.get(key) ?? new Map(), settled.get(key)), left }
  })
}

/** Heads at the target that are not here, and of which it is not known that something here continues them. */
function newHeads(work: SyncWork, key: SessionKey, known: Continued, tombstones: Tombstones): Names {
  if (!work.options.pull || isAllGone(tombstones)) return new Map()
  const here = sideHere(work, key).heads
  const others = [...sideThere(work, key).heads].filter(([digest]) => !here.has(digest))
  // Where something was taken out, each head has to show that it was made after that.
  return new Map(
    tombstones.length > 0 ? others : others.filter(([digest]) => !isContinuedBy(digest, here, known)),
  )
}

/** Those that hold nothing of what was taken out, and are not known to be continued by one that is here. */
function candidatesOf(
  work: SyncWork,
  key: SessionKey,
  versions: readonly Version[],
  known: Continued,
  tombstones: Tombstones,
): readonly Version[] {
  const here = sideHere(work, key).heads
  return obedientHeads(versions, tombstones).filter(
    ({ digest }) => here.has(digest) || !isContinuedBy(digest, here, known),
  )
}

/** Only sessions in which something has to be decided: most have one head, and both sides have it. */
function versionsToSettle(
  work: SyncWork,
  news: ReadonlyMap<SessionKey, Names>,
  tombstones: ReadonlyMap<SessionKey, Tombstones>,
): ReadonlyMap<SessionKey, readonly Version[]> {
  const found = new Map<SessionKey, readonly Version[]>()
  for (const [key, names] of news) {
    const there = sideThere(work, key).heads
    const here = [...sideHere(work, key).heads.keys()]
    const isSettled = names.size === 0 && here.every((digest) => there.has(digest)) && hasAllChunks(work, key)
    if (isSettled && !tombstones.has(key)) continue
    const own = here.flatMap((digest) => versionOf(digest, headHere(work, key, digest)))
    const others = [...names].flatMap(([digest, name]) => {
      const sound = soundStaged(work, name)
      return versionOf(digest, sound?.kind === 'head' ? sound.head : null)
    })
    found.set(key, [...own, ...others])
  }
  return found
}

/** Somebody may have taken a damaged one away at the target: it is sent again. */
function hasAllChunks(work: SyncWork, key: SessionKey): boolean {
  const there = sideThere(work, key).chunks
  return [...sideHere(work, key).chunks.keys()].every((digest) => there.has(digest))
}

function versionOf(digest: Digest, head: Version['head'] | null): Version[] {
  return head === null ? [] : [{ digest, head }]
}

/** The last chunk of a shorter version may be needed to know that it is one; those of all sessions are fetched together. */
async function settleAll(
  work: SyncWork,
  sessions: ReadonlyMap<SessionKey, readonly Version[]>,
): Promise<ReadonlyMap<SessionKey, Settled>> {
  const settled = new Map<SessionKey, Settled>()
  const asked = new Set<string>()
  for (let open = [...sessions]; open.length > 0 && !work.options.signal.aborted;) {
    const names = new Map<SessionKey, readonly string[]>()
    for (const [key, versions] of open) {
      const one = settleSession(work, key, versions)
      settled.set(key, one)
      const lacking = [...one.missing].flatMap((digest) => sideThere(work, key).chunks.get(digest) ?? [])
      const fresh = lacking.filter((name) => !asked.has(name))
      if (fresh.length > 0 && work.options.pull) names.set(key, fresh)
    }
    for (const name of [...names.values()].flat()) asked.add(name)
    await fetchFiles(work, [...names.values()].flat())
    open = open.filter(([key]) => names.has(key))
  }
  return settled
}

/** Chunks are unpacked once for a session, as long as they are few: its heads differ in the last ones. */
function settleSession(work: SyncWork, key: SessionKey, versions: readonly Version[]): Settled {
  const contents = new Map<Digest, Uint8Array | null>()
  const staged = (digest: Digest): boolean =>
    (sideThere(work, key).chunks.get(digest) ?? []).some(
      (name) => work.ports.archive.readStaged(name) !== null,
    )
  return settle(versions, {
    bytesOf(digest) {
      const known = contents.get(digest)
      if (known !== undefined) return known
      const bytes = contentOf(work, key, digest)
      if (contents.size > 16) contents.clear()
      contents.set(digest, bytes)
      return bytes
    },
    has: (digest) => sideHere(work, key).chunks.has(digest) || staged(digest),
  })
}

function sessionWork(
  work: SyncWork,
  key: SessionKey,
  news: Names,
  settled: Settled | undefined,
): Omit<SessionWork, 'left'> {
  const { push, pull } = work.options
  const here = sideHere(work, key).heads
  const there = sideThere(work, key).heads
  const current = settled?.current ?? []
  const isLeft = (digest: Digest): boolean =>
    !here.has(digest) && (!news.has(digest) || settled?.superseded.has(digest) === true)
  const chunks = sideThere(work, key).chunks
  const isWholeThere = (digest: Digest, head: Version['head']): boolean =>
    there.has(digest) && head.chunks.every((chunk) => chunks.has(chunk))
  const toSend = current.filter(({ digest, head }) => here.has(digest) && !isWholeThere(digest, head))
  const send = toSend.filter(({ head }) => wasMadeUnderAllThere(work, key, head))
  if (push && send.length < toSend.length) work.told.push(behind(work, key))
  return {
    key,
    fetch: current.filter(({ digest }) => !here.has(digest)),
    send,
    tombstones: {
      fetch: pull ? tombstonesToFetch(work, key) : [],
      send: push ? tombstonesToSend(work, key) : [],
    },
    superseded: pull ? [...there.keys()].filter(isLeft).length : 0,
  }
}
