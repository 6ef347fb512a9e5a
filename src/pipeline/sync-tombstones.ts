// Tombstones of both sides in; for each session those of either, and what of it is still at the target out: a tombstone travels,
// and what was taken out of a session is neither fetched nor sent again.
import type { SessionKey } from '../archive/session.ts'
import { obedientHeads, type KeptTombstone } from '../archive/session-redacted.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { Version } from '../sync/settle.ts'
import { fetchFiles } from './sync-fetch.ts'
import { sideHere, sideThere, soundHere, soundStaged, type SyncWork } from './sync-work.ts'

export type Tombstones = readonly Pick<KeptTombstone, 'digest' | 'tombstone'>[]

/** Of sessions that have some, after those of the target came. */
export async function tombstonesOfBoth(
  work: SyncWork,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<SessionKey, Tombstones>> {
  const { options } = work
  if (options.pull)
    await fetchFiles(
      work,
      keys.flatMap((key) => tombstonesToFetch(work, key)),
    )
  const all = new Map<SessionKey, Tombstones>()
  for (const key of keys) {
    const names = [...sideHere(work, key).tombstones.values()]
    const sounds = [
      ...names.map((name) => soundHere(work, name)),
      ...tombstonesToFetch(work, key).map((name) => soundStaged(work, name)),
    ]
    const found = sounds.flatMap((sound) =>
      sound?.kind === 'tombstone' ? [{ digest: sound.name.digest, tombstone: sound.tombstone }] : [],
    )
    if (found.length > 0) all.set(key, found)
  }
  return all
}

/** Names of those that are not here. */
export function tombstonesToFetch(work: SyncWork, key: SessionKey): readonly string[] {
  const here = sideHere(work, key).tombstones
  return [...sideThere(work, key).tombstones].flatMap(([digest, name]) => (here.has(digest) ? [] : [name]))
}

export function tombstonesToSend(work: SyncWork, key: SessionKey): readonly string[] {
  const there = sideThere(work, key).tombstones
  return [...sideHere(work, key).tombstones].flatMap(([digest, name]) => (there.has(digest) ? [] : [name]))
}

/** By the names of the tombstones there alone: also of those that were not fetched, or cannot be read. */
export function wasMadeUnderAllThere(work: SyncWork, key: SessionKey, head: Version['head']): boolean {
  const named = new Set(head.tombstones ?? [])
  return [...sideThere(work, key).tombstones.keys()].every((digest) => named.has(digest))
}

export function behind({ ports, options }: SyncWork, key: SessionKey): Diagnostic {
  const again = `take the same out of what is here: spec archive redact ${key} …`
  return diagnostic(
    'sync-behind',
    `a version of ${key} was not sent: it may hold what was taken out of the session at ${ports.target.shown}`,
    { hint: options.pull ? again : `sync without --push fetches what is left of it; or ${again}` },
  )
}

export function isAllGone(tombstones: Tombstones): boolean {
  return tombstones.some(({ tombstone }) => tombstone.whole)
}

/**
 * Names of files at the target that hold what was taken out.
 *
 * @param versions of the session, of both sides, as far as they are known.
 */
export function leftThere(
  work: SyncWork,
  key: SessionKey,
  tombstones: Tombstones,
  versions: readonly Version[],
): readonly string[] {
  const there = sideThere(work, key)
  const good = obedientHeads(versions, tombstones)
  const goodHeads = new Set<Digest>(good.map(({ digest }) => digest))
  const goodChunks = new Set<Digest>(good.flatMap(({ head }) => head.chunks))
  return [
    ...[...there.heads].flatMap(([digest, name]) => (goodHeads.has(digest) ? [] : [name])),
    ...[...there.chunks].flatMap(([digest, names]) => (goodChunks.has(digest) ? [] : names)),
  ]
}

export function leftThereTold({ ports }: SyncWork, names: readonly string[]): readonly Diagnostic[] {
  if (names.length === 0) return []
  const some = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return [
    diagnostic('sync-redacted', `${ports.target.shown} still holds what was taken out here: ${some}${more}`, {
      hint: 'sync deletes nothing: delete these files there (--json names all in leftThere), in its backups too',
    }),
  ]
}
