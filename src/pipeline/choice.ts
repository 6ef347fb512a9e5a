// An opened project and what was asked for (named specs, a git ref, a shard) in, what a check looks at and tells of out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { dealShards, type Shard } from '../drift/shard.ts'
import { specOfLock } from '../lock/decode.ts'
import type { Lock } from '../lock/lock.ts'
import { lockFolder } from '../lock/path.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecId } from '../spec/spec.ts'
import { concerning } from './concerning.ts'
import type { Opened } from './open-project.ts'

/** The part of a whole check that is done. */
export interface Choice {
  /** Features and whatever else cannot be read, in order of id. */
  readonly ids: readonly SpecId[]
  /** Locks whose spec is gone. */
  readonly orphans: readonly Lock[]
  /** Is a command that was cut short this check's to tell? `of`: a spec's id, or the path of a journal of nobody. */
  readonly interrupted: (of: string) => boolean
  /** Is a diagnostic of the opened project this check's to tell? */
  readonly tells: (told: Diagnostic) => boolean
}

/** All there is to look at. */
export function wholeCheck(opened: Opened): Choice {
  const features = [...opened.project.specs.values()].filter(({ kind }) => kind === 'feature')
  const ids = new Set<SpecId>([...features.map(({ id }) => id), ...opened.unreadable.keys()])
  return { ids: [...ids].sort(), orphans: opened.orphans, interrupted: () => true, tells: () => true }
}

/** Named specs, or all for null. */
export function chosen(opened: Opened, ids: readonly SpecId[] | null): Choice {
  return ids === null ? wholeCheck(opened) : named(opened, ids)
}

/** Specs that somebody named, in that order, and what is wrong with them and with what they use. */
export function named(opened: Opened, ids: readonly SpecId[]): Choice {
  return { ...narrowTo(opened, wholeCheck(opened), ids), ids, orphans: [] }
}

/**
 * Of a choice, the specs with these ids, and what is wrong with them and with what they use. What concerns no spec stays:
 * everybody has to know it.
 */
export function narrowTo(opened: Opened, choice: Choice, wanted: readonly SpecId[]): Choice {
  const isWanted = new Set<string>(wanted)
  const concerns = concerning(opened, wanted)
  return {
    ids: choice.ids.filter((id) => isWanted.has(id)),
    orphans: choice.orphans.filter(({ spec }) => isWanted.has(spec.id)),
    interrupted: (of) => choice.interrupted(of) && (isWanted.has(of) || !opened.specs.has(idOf(of))),
    tells: (told) => choice.tells(told) && concerns(told),
  }
}

/**
 * Of a choice, what falls to one shard. All shards together are the choice: each spec and each orphan is in exactly one,
 * and what concerns no spec is in the first. What two specs have with each other is told in the shards of both.
 *
 * Shards are dealt out over the whole project, however little of it was chosen: two jobs that see different histories
 * and so choose differently can still not both leave a spec to the other.
 */
export function narrowToShard(opened: Opened, choice: Choice, { index, count }: Shard): Choice {
  const shards = dealShards(weightsOf(opened), count)
  const isMine = (id: string): boolean => (shards.get(id) ?? 1) === index
  return {
    ids: choice.ids.filter(isMine),
    orphans: choice.orphans.filter(({ spec }) => isMine(spec.id)),
    interrupted: (of) => choice.interrupted(of) && isMine(of),
    tells: (told) => {
      const about = specsOf(told)
      return choice.tells(told) && (about.length === 0 ? index === 1 : about.some(isMine))
    },
  }
}

/** What a check costs, roughly: reading a spec, and reading each of its targets. Code counts for nothing: it changes often. */
function weightsOf(opened: Opened): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const id of opened.unreadable.keys()) weights.set(id, 1)
  for (const { id, targets } of opened.project.specs.values()) weights.set(id, 1 + targets.length)
  for (const { spec, targets } of opened.orphans) weights.set(spec.id, 1 + Object.keys(targets).length)
  return weights
}

/** The specs that a diagnostic's places lie in, or in the locks of. */
function specsOf({ place, related = [] }: Diagnostic): readonly string[] {
  return [...(place === undefined ? [] : [place]), ...related].flatMap(({ path }) => {
    const id = path.startsWith(`${lockFolder}/`) ? specOfLock(path) : addressOf(path)?.id
    return id === undefined ? [] : [id]
  })
}

/** A journal of nobody has a path in place of an id; it is looked up as well as any. */
function idOf(of: string): SpecId {
  return of as SpecId // Only asked for: no spec has such an id.
}
