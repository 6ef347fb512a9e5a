// Versions of one session from which the same was taken out in; those that are kept out: one, wherever they are the same talk. Clones
// may have taken out different things before.
import { isObedient, type KeptTombstone } from '../archive/session-redacted.ts'
import type { ChunkBytes } from '../archive/session-versions.ts'
import type { KeptHead, SessionHead } from '../archive/session.ts'
import { tombstoneDigest, tombstoneName, type SessionTombstone } from '../archive/tombstone.ts'
import { keyFolder } from '../archive/session-paths.ts'
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { SessionDraft } from '../ports.ts'
import { briefOf, trailOf } from '../session/brief.ts'
import { recordsInChunks } from '../session/kept-text.ts'
import { batches, overRedacted, type Attempt, type OverRedacted } from './import-redacted.ts'
import { cuttingSink, type Outline, type TakeChunk } from './session-transcript.ts'

export interface Rewritten {
  readonly old: KeptHead
  readonly draft: SessionDraft
  readonly head: SessionHead
}

export function headLike(old: SessionHead, outline: Outline, chunks: readonly Digest[]): SessionHead {
  const { read, records, bytes, rewritten } = outline
  return {
    ...old,
    sessionId: read.conversations.length === 0 ? '' : old.sessionId,
    chunks,
    records,
    bytes,
    // Of agents that name no session, the id is made of what was said first, or came from the name of the file.
    conversations: read.conversations.map((one, at) => {
      const { sessionId, parent } = old.conversations[at] ?? briefOf(one)
      return { ...briefOf(one), sessionId, parent }
    }),
    trail: rewritten ? read.conversations.flatMap(trailOf) : null,
  }
}

export const intoDraft =
  (draft: SessionDraft): TakeChunk =>
  ({ bytes }) =>
    draft.add(bytes)

/**
 * Versions that were not made under the earlier tombstones (a clone had them) are laid over one that was. Where they go another
 * way they stay, and no command shows them.
 */
export async function settle(
  rewritten: readonly Rewritten[],
  tombstone: SessionTombstone,
  before: readonly KeptTombstone[],
  kept: ChunkBytes,
  begin: () => SessionDraft,
): Promise<Result<readonly Rewritten[]>> {
  const digest = tombstoneDigest(tombstone)
  const path = `${keyFolder(tombstone.session)}/${tombstoneName(digest)}`
  const all = [...before, { digest, path, tombstone }]
  const under = ({ head }: Rewritten): SessionHead => ({
    ...head,
    tombstones: [...new Set([...(head.tombstones ?? []), digest])].sort(),
  })
  const joined = await joinedWhereNoneObeys(
    rewritten.map((one) => ({ ...one, head: under(one) })),
    all,
    kept,
    begin,
  )
  if (!joined.ok) return joined
  let versions: readonly Rewritten[] = joined.value.filter(({ head }) => isObedient(head, all))
  const apart: Rewritten[] = []
  for (const one of joined.value.filter(({ head }) => !isObedient(head, all))) {
    const over = await laidOver(versions, one, all, kept, begin)
    if (!over.ok) return over
    if (over.value === null) apart.push(one)
    else if (over.value.attempt !== null) {
      const { attempt, head, superseded } = over.value
      const gone = new Set(superseded.map(({ digest: name }) => name))
      versions = [
        ...versions.filter(({ old }) => !gone.has(old.digest)),
        { old: one.old, draft: attempt.draft, head },
      ]
    }
  }
  return ok(
    [...versions, ...apart],
    apart.map(({ old }) => unsettled(old, versions.length > 0)),
  )
}

/**
 * Where two machines took out different things, no version was made under all tombstones: the longest one, without what was
 * taken out of any that went the same way.
 */
async function joinedWhereNoneObeys(
  versions: readonly Rewritten[],
  all: readonly KeptTombstone[],
  kept: ChunkBytes,
  begin: () => SessionDraft,
): Promise<Result<readonly Rewritten[]>> {
  const [first, ...others] = [...versions].sort((a, b) => a.head.records - b.head.records)
  if (first === undefined || versions.some(({ head }) => isObedient(head, all))) return ok(versions)
  let one = first
  const apart: Rewritten[] = []
  for (const other of others) {
    const over = await laidOver([one], other, [], kept, begin)
    if (!over.ok) return over
    if (over.value === null) {
      apart.push(other)
      continue
    }
    const tombstones = [...new Set([...(one.head.tombstones ?? []), ...(other.head.tombstones ?? [])])].sort()
    const draft = over.value.attempt?.draft ?? one.draft
    one = { old: other.old, draft, head: { ...over.value.head, tombstones } }
  }
  return ok([one, ...apart])
}

async function laidOver(
  versions: readonly Rewritten[],
  one: Rewritten,
  tombstones: readonly KeptTombstone[],
  kept: ChunkBytes,
  begin: () => SessionDraft,
): Promise<Result<OverRedacted<Attempt & { readonly draft: SessionDraft }> | null>> {
  const readers = await Promise.all([...versions, one].map(({ draft }) => draft.chunks()))
  const bytesOf: ChunkBytes = (chunk) =>
    kept(chunk) ?? readers.reduce<Uint8Array | null>((found, read) => found ?? read(chunk), null)
  return overRedacted({
    heads: versions.map(({ old, head }) => ({ ...old, head })),
    tombstones,
    chunks: bytesOf,
    records: () => batches(recordsInChunks(one.head.chunks, bytesOf)),
    attempt: () => {
      const draft = begin()
      return { draft, sink: cuttingSink(intoDraft(draft)), chunks: () => draft.chunks() }
    },
    headOf: (outline, chunks) => headLike(one.old.head, outline, chunks),
  })
}

/** @param isHidden another version is shown, which was made under all. */
function unsettled({ key, path }: KeptHead, isHidden: boolean): Diagnostic {
  return diagnostic(
    'archive-unredacted',
    `a version of ${key} was not made under all that was taken out before, and goes another way`,
    {
      place: { path },
      hint: `${isHidden ? 'no command shows it' : 'it is still shown'}; take the same out again, or all of it: --whole`,
    },
  )
}
