// What is to be fetched in; what became part of the archive out. Chunks and blobs land before what names them, and what names
// something that cannot be had does not land at all.
import { linksOfRecord } from '../archive/links.ts'
import { shard } from '../archive/paths.ts'
import { keyFolder, headName } from '../archive/session-paths.ts'
import type { SessionKey } from '../archive/session.ts'
import { diagnostic } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import { archiveFolder, parseName } from '../sync/names.ts'
import type { Version } from '../sync/settle.ts'
import type { SessionWork } from './sync-heads.ts'
import { fetchFiles } from './sync-fetch.ts'
import { sideHere, sideThere, soundHere, soundStaged, type SyncWork } from './sync-work.ts'

export interface Pulled {
  /** Files that landed, or would. */
  readonly names: readonly string[]
  /** Sessions of which a version or a tombstone came. */
  readonly sessions: readonly SessionKey[]
}

export async function pullSessions(work: SyncWork, sessions: readonly SessionWork[]): Promise<Pulled> {
  const { options, ports, told } = work
  const wanted = sessions.filter(({ fetch, tombstones }) => fetch.length + tombstones.fetch.length > 0)
  const listed = new Map<SessionKey, ReadonlyMap<Digest, string>>()
  for (const { key, fetch } of wanted) listed.set(key, await chunksThere(work, key, fetch))
  if (!options.dryRun)
    await fetchFiles(
      work,
      [...listed.values()].flatMap((names) => [...names.values()]),
    )
  if (options.signal.aborted) return { names: [], sessions: [] }
  const landing = wanted.map(({ key, fetch, tombstones }) => {
    const names = listed.get(key) ?? new Map<Digest, string>()
    const whole = fetch.filter((version) => isWhole(work, key, version, names))
    const chunks = new Set(
      whole.flatMap(({ head }) => head.chunks.flatMap((digest) => names.get(digest) ?? [])),
    )
    return {
      key,
      chunks: [...chunks],
      heads: whole.map(({ digest }) => nameBelow(`${keyFolder(key)}/${headName(digest)}`)),
      tombstones: tombstones.fetch.filter((name) => soundStaged(work, name) !== null),
    }
  })
  const arrived = landing.filter(({ heads, tombstones }) => heads.length + tombstones.length > 0)
  const landed = options.dryRun || arrived.length === 0 ? null : await ports.archive.landSessions(arrived)
  if (landed !== null) told.push(...landed.diagnostics)
  if (landed?.ok === false) return { names: [], sessions: [] }
  return {
    names: arrived.flatMap(({ chunks, heads, tombstones }) => [...chunks, ...heads, ...tombstones]),
    sessions: arrived.map(({ key }) => key),
  }
}

const nameBelow = (path: string): string => path.slice(archiveFolder.length + 1)

/**
 * Chunks that are not here, by what is in them, with the name at the target. Where some are not listed, the head was sent
 * while the target was being listed: its session is listed once more.
 */
async function chunksThere(
  work: SyncWork,
  key: SessionKey,
  versions: readonly Version[],
): Promise<ReadonlyMap<Digest, string>> {
  const here = sideHere(work, key).chunks
  const lacking = [...new Set(versions.flatMap(({ head }) => head.chunks))].filter(
    (digest) => !here.has(digest),
  )
  const names = new Map<Digest, string>()
  const choose = (chunks: ReadonlyMap<Digest, readonly string[]>): void => {
    for (const digest of lacking) {
      const [name] = chunks.get(digest) ?? []
      if (name !== undefined) names.set(digest, name)
    }
  }
  choose(sideThere(work, key).chunks)
  if (names.size === lacking.length) return names
  const again = await work.ports.target.list(`${nameBelow(keyFolder(key))}/`)
  if (!again.ok) return names
  const chunks = new Map<Digest, readonly string[]>()
  for (const name of again.value.keys()) {
    const parsed = parseName(name)
    if (parsed?.kind === 'chunk' && parsed.key === key) chunks.set(parsed.digest, [name])
  }
  choose(chunks)
  return names
}

/** Its chunks are here, or came; told where the target never had one. */
function isWhole(
  work: SyncWork,
  key: SessionKey,
  { head, digest }: Version,
  names: ReadonlyMap<Digest, string>,
): boolean {
  const here = sideHere(work, key).chunks
  const lacking = [...new Set(head.chunks)].filter((chunk) => !here.has(chunk))
  const unknown = lacking.filter((chunk) => !names.has(chunk))
  if (unknown.length > 0) {
    const [first = ''] = unknown
    const more = unknown.length === 1 ? '' : ` and ${unknown.length - 1} more`
    work.told.push(missing(work, `sessions/${key}/${headName(digest)}`, `the chunk ${first}${more}`))
    return false
  }
  if (work.options.dryRun) return true
  return lacking.every((chunk) => work.ports.archive.readStaged(names.get(chunk) ?? '') !== null)
}

function missing({ ports }: SyncWork, name: string, what: string): ReturnType<typeof diagnostic> {
  return diagnostic('sync-missing', `${ports.target.shown}: ${name} names ${what}, which is not there`, {
    hint: 'sync from the machine that sent it; until then it is not taken',
  })
}

/** Records that are not here, and the blobs that they or records here name. */
export async function pullRecords(work: SyncWork): Promise<Pulled> {
  const { sides, options, ports } = work
  const records = sides.onlyThere.filter((name) => parseName(name)?.kind === 'record')
  await fetchFiles(work, records)
  const there = new Set(sides.onlyThere)
  const came = records.filter((name) => soundStaged(work, name) !== null)
  const blobs = namedBy(work, came).filter((name) => there.has(name))
  if (!options.dryRun) await fetchFiles(work, blobs)
  if (options.signal.aborted) return { names: [], sessions: [] }
  const arrived = options.dryRun ? blobs : blobs.filter((name) => soundStaged(work, name) !== null)
  const whole = wholeRecords(work, came, new Set(arrived))
  const names = [...arrived, ...whole]
  if (options.dryRun || names.length === 0) return { names, sessions: [] }
  const landed = await ports.archive.land(names)
  work.told.push(...landed.diagnostics)
  return { names: landed.ok ? names : [], sessions: [] }
}

/** Names of blobs that these records name, or any here: of those some may have been lost. */
function namedBy(work: SyncWork, came: readonly string[]): readonly string[] {
  const { sides } = work
  const anyBlob = sides.onlyThere.some((name) => parseName(name)?.kind === 'blob')
  if (!anyBlob) return []
  const here = work.ports.archive.list()
  const own = here.ok ? [...here.value.keys()].filter((name) => parseName(name)?.kind === 'record') : []
  const sounds = [...own.map((name) => soundHere(work, name)), ...came.map((name) => soundStaged(work, name))]
  return [
    ...new Set(
      sounds.flatMap((sound) =>
        sound?.kind !== 'record'
          ? []
          : linksOfRecord(sound.record).flatMap(({ kind, digest }) =>
              kind === 'blob' ? [`blobs/${shard(digest)}`] : [],
            ),
      ),
    ),
  ]
}

/** Those of which everything that they name is here or came, the records before them included. */
function wholeRecords(
  work: SyncWork,
  came: readonly string[],
  arrived: ReadonlySet<string>,
): readonly string[] {
  const here = work.ports.archive.list()
  const known = (name: string): boolean => (here.ok && here.value.has(name)) || arrived.has(name)
  let whole = came
  for (let before = -1; before !== whole.length;) {
    before = whole.length
    const all = new Set(whole)
    whole = whole.filter((name) => {
      const sound = soundStaged(work, name)
      if (sound?.kind !== 'record') return false
      return linksOfRecord(sound.record).every((link) => {
        const linked =
          link.kind === 'blob' ? `blobs/${shard(link.digest)}` : `records/${shard(link.digest)}.json`
        return known(linked) || all.has(linked)
      })
    })
  }
  const held = came.filter((name) => !whole.includes(name))
  for (const name of held) work.told.push(missing(work, name, 'a record or blob'))
  return whole
}
