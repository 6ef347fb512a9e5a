// Records and blobs that are not the same on both sides in; the names of those that are to be sent again out. What was redacted
// on one side never gives way to what was not; and what is damaged there is sent again.
import { diagnostic } from '../diagnostic/diagnostic.ts'
import { archiveFolder } from '../sync/names.ts'
import { verifyObject, type Verified } from '../sync/verify.ts'
import { soundHere, type SyncWork } from './sync-work.ts'

export async function differingToSend(work: SyncWork): Promise<readonly string[]> {
  const { sides, ports, there, told } = work
  if (sides.differing.length === 0) return []
  const found = new Map<string, Verified>()
  const wanted = new Map(sides.differing.map((name) => [name, there.get(name) ?? 0]))
  const faults = await ports.target.fetch(wanted, (name, bytes) => {
    found.set(name, verifyObject(name, bytes))
    return Promise.resolve()
  })
  told.push(...faults)
  return sides.differing.filter((name) => {
    const other = found.get(name)
    if (other === undefined) return false
    if (!('sound' in other)) return true
    const own = soundHere(work, name)
    if (own === null) return false
    if (isRedacted(other) && !isRedacted({ sound: own })) told.push(behind(work, name))
    return isRedacted({ sound: own }) && !isRedacted(other)
  })
}

function isRedacted(verified: Verified): boolean {
  return 'sound' in verified && 'redacted' in verified.sound && verified.sound.redacted
}

/** Nobody else's word takes anything out of this archive. */
function behind({ ports }: SyncWork, name: string): ReturnType<typeof diagnostic> {
  const path = `${archiveFolder}/${name}`
  return diagnostic('sync-behind', `${path} was redacted at ${ports.target.shown}, and is not here`, {
    place: { path },
    hint: 'merge the commit of who redacted it, or redact it here too: spec archive redact --help',
  })
}
