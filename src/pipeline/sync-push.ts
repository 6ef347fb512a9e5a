// What is to be sent in; what is at the target now out. Chunks and blobs go first, then what names them: whoever reads there
// never finds a name that stands for nothing.
import { linksOfRecord } from '../archive/links.ts'
import { shard } from '../archive/paths.ts'
import { headName } from '../archive/session-paths.ts'
import type { SessionKey } from '../archive/session.ts'
import type { Digest } from '../digest/digest.ts'
import { archiveFolder, parseName } from '../sync/names.ts'
import type { Sound } from '../sync/verify.ts'
import type { SessionWork } from './sync-heads.ts'
import { differingToSend } from './sync-differing.ts'
import { sideHere, sideThere, soundHere, textOf, type SyncWork } from './sync-work.ts'

export interface Pushed {
  readonly names: readonly string[]
  readonly bytes: number
  readonly sessions: readonly SessionKey[]
}

export async function push(work: SyncWork, sessions: readonly SessionWork[]): Promise<Pushed> {
  const { sides, ports, options } = work
  const heads = new Map<string, { readonly key: SessionKey; readonly chunks: readonly Digest[] }>()
  const others = [...sides.onlyHere, ...(await differingToSend(work))]
  const first = new Set(others.filter((name) => parseName(name)?.kind === 'blob'))
  for (const { key, send } of sessions) {
    for (const { digest, head } of send) {
      if (!sideThere(work, key).heads.has(digest))
        heads.set(`sessions/${key}/${headName(digest)}`, { key, chunks: head.chunks })
      for (const chunk of head.chunks) for (const name of chunkToSend(work, key, chunk)) first.add(name)
    }
  }
  const records = others.filter((name) => parseName(name)?.kind === 'record')
  const then = [...heads.keys(), ...records]
  // Last, so that a reader who finds one finds the version that it leaves as well.
  const tombstones = sessions.flatMap((one) => one.tombstones.send)
  const waves = [[...first], then, tombstones]
  if (options.dryRun) return dryRun(work, waves.flat(), heads)

  const sent = new Map<string, number>()
  const of = waves.flat().length
  const done = (name: string, bytes: number): void => {
    sent.set(name, bytes)
    options.began({ what: 'sending', done: sent.size, of })
  }
  const isThere = (name: string): boolean => sent.has(name) || work.there.has(name)
  const isNamedWhole = (name: string, sound: Sound): boolean => {
    const head = heads.get(name)
    if (head !== undefined)
      return head.chunks.every(
        (chunk) =>
          sideThere(work, head.key).chunks.has(chunk) ||
          chunkToSend(work, head.key, chunk).some((one) => sent.has(one)),
      )
    if (sound.kind !== 'record') return true
    return linksOfRecord(sound.record).every(
      ({ kind, digest }) => kind === 'record' || isThere(`blobs/${shard(digest)}`),
    )
  }
  for (const wave of waves) {
    if (options.signal.aborted) break
    const files = wave.map((name) => ({
      name,
      load: async () => {
        const sound = soundHere(work, name)
        if (sound === null || !isNamedWhole(name, sound)) return null
        return (await isClean(work, name, sound)) ? sound.bytes : null
      },
    }))
    const faults = await ports.target.send(files, done)
    work.told.push(...faults)
  }
  return {
    names: [...sent.keys()],
    bytes: [...sent.values()].reduce((sum, bytes) => sum + bytes, 0),
    sessions: sessionsOf(heads, (name) => sent.has(name)),
  }
}

/** Of several files of one chunk the first: compressors differ, and what is in them is the same. */
function chunkToSend(work: SyncWork, key: SessionKey, chunk: Digest): readonly string[] {
  if (sideThere(work, key).chunks.has(chunk)) return []
  return (sideHere(work, key).chunks.get(chunk) ?? []).slice(0, 1)
}

async function isClean(work: SyncWork, name: string, sound: Sound): Promise<boolean> {
  const scanned = await work.ports.finalScan(`${archiveFolder}/${name}`, textOf(sound))
  if (!scanned.ok) work.told.push(...scanned.diagnostics)
  return scanned.ok
}

function dryRun(
  work: SyncWork,
  names: readonly string[],
  heads: ReadonlyMap<string, { readonly key: SessionKey }>,
): Pushed {
  const here = work.ports.archive.list()
  const size = (name: string): number => (here.ok ? (here.value.get(name) ?? 0) : 0)
  return {
    names,
    bytes: names.reduce((sum, name) => sum + size(name), 0),
    sessions: sessionsOf(heads, () => true),
  }
}

function sessionsOf(
  heads: ReadonlyMap<string, { readonly key: SessionKey }>,
  counts: (name: string) => boolean,
): readonly SessionKey[] {
  return [...new Set([...heads].flatMap(([name, { key }]) => (counts(name) ? [key] : [])))]
}
