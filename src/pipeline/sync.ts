// The archive and a target in; both with what the other had, out. Names are digests of what they stand for, so that the same
// file never has to be compared, a sync that was cut short goes on where it was, and two at once do each other no harm.
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { SessionKey } from '../archive/session.ts'
import { compareSides, type Listing } from '../sync/sides.ts'
import { parseName } from '../sync/names.ts'
import { verifyObject } from '../sync/verify.ts'
import { settleSessions } from './sync-heads.ts'
import { pullRecords, pullSessions } from './sync-pull.ts'
import { leftThereTold } from './sync-tombstones.ts'
import { push } from './sync-push.ts'
import type { SyncOptions, SyncPorts, SyncWork } from './sync-work.ts'

export interface Moved {
  readonly files: number
  readonly bytes: number
  readonly sessions: readonly SessionKey[]
}

export interface SyncReport {
  readonly sent: Moved
  readonly fetched: Moved
  /** Heads at the target that a version here continues: they stay there, and do not come back. */
  readonly superseded: number
  /** Names of files at the target that hold what was taken out here. */
  readonly leftThere: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

const none: Moved = { files: 0, bytes: 0, sessions: [] }

/** A failure is one of listing either side: then nothing was done. */
export async function syncArchive(ports: SyncPorts, options: SyncOptions): Promise<Result<SyncReport>> {
  options.began({ what: 'listing', done: 0, of: 0 })
  const here = ports.archive.list()
  if (!here.ok) return here
  const there = await ports.target.list('')
  if (!there.ok) return there
  const sides = compareSides(withTrueSizes(ports, here.value, there.value), there.value)
  const told: Diagnostic[] = [...here.diagnostics, ...there.diagnostics, ...strangers(ports, sides.strangers)]
  const work: SyncWork = { ports, options, sides, there: there.value, told }

  const sessions = await settleSessions(work)
  const left = sessions.flatMap((one) => one.left).sort()
  told.push(...leftThereTold(work, left))
  const fetched = options.pull ? await pull(work, sessions) : none
  const sent = options.push && !options.signal.aborted ? await push(work, sessions) : null
  if (!options.signal.aborted) ports.archive.unstage(null)
  return ok({
    sent: sent === null ? none : { files: sent.names.length, bytes: sent.bytes, sessions: sent.sessions },
    fetched,
    superseded: sessions.reduce((sum, { superseded }) => sum + superseded, 0),
    leftThere: left,
    diagnostics: told,
  })
}

async function pull(work: SyncWork, sessions: Parameters<typeof pullSessions>[1]): Promise<Moved> {
  const ofSessions = await pullSessions(work, sessions)
  const ofRecords = await pullRecords(work)
  const names = [...ofSessions.names, ...ofRecords.names]
  const bytes = names.reduce((sum, name) => sum + (work.there.get(name) ?? 0), 0)
  return { files: names.length, bytes, sessions: ofSessions.sessions }
}

/** Git may have written other line ends into JSON here: what counts is what would be sent. */
function withTrueSizes({ archive }: SyncPorts, here: Listing, there: Listing): Listing {
  const sizes = new Map(here)
  for (const [name, size] of here) {
    const kind = parseName(name)?.kind
    if ((kind !== 'head' && kind !== 'record') || (there.get(name) ?? size) === size) continue
    const bytes = archive.read(name)
    const verified = bytes === null ? null : verifyObject(name, bytes)
    if (verified !== null && 'sound' in verified) sizes.set(name, verified.sound.bytes.length)
  }
  return sizes
}

function strangers({ target }: SyncPorts, names: readonly string[]): readonly Diagnostic[] {
  if (names.length === 0) return []
  const some = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return [
    diagnostic('sync-strangers', `${target.shown} holds files that are none of the archive: ${some}${more}`, {
      hint: 'they are left alone; give the archive a folder or a prefix of its own',
    }),
  ]
}
