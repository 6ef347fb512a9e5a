// Names at the target in; what came, is what its name says and holds no secret, staged, out. Everything else is told.
import { diagnostic, hasErrors, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { verifyObject } from '../sync/verify.ts'
import { soundStaged, textOf, type SyncWork } from './sync-work.ts'

/** How often what came damaged is asked for again: a line may have been at fault. */
const again = 1

export interface Came {
  readonly files: number
  readonly bytes: number
}

/** What an earlier sync staged before it was cut short is not fetched again. */
export async function fetchFiles(work: SyncWork, names: Iterable<string>): Promise<Came> {
  const { ports, options, there, told } = work
  let wanted = new Map<string, number>()
  for (const name of new Set(names)) {
    if (soundStaged(work, name) !== null) continue
    ports.archive.unstage(name)
    wanted.set(name, there.get(name) ?? 0)
  }
  const came = { files: 0, bytes: 0 }
  const of = wanted.size
  for (let tries = 0; wanted.size > 0 && !options.signal.aborted; tries++) {
    const damaged = new Map<string, string>()
    const faults = await ports.target.fetch(wanted, async (name, bytes) => {
      const why = await take(work, name, bytes)
      if (why !== null) damaged.set(name, why)
      else came.bytes += bytes.length
      came.files++
      options.began({ what: 'fetching', done: came.files, of })
    })
    told.push(...faults)
    came.files -= damaged.size
    wanted = new Map([...wanted].filter(([name]) => damaged.has(name)))
    if (tries < again && !hasErrors(faults)) continue
    for (const [name, why] of damaged) told.push(damagedThere(work, name, why))
    break
  }
  return came
}

/** Null where it was taken, or told; else what is wrong with it. */
async function take({ ports, told }: SyncWork, name: string, bytes: Uint8Array): Promise<string | null> {
  const verified = verifyObject(name, bytes)
  if (!('sound' in verified)) return verified.why
  const scanned = await ports.finalScan(`${ports.target.shown}/${name}`, textOf(verified.sound))
  if (!scanned.ok) {
    told.push(...scanned.diagnostics)
    return null
  }
  const staged = ports.archive.stage(name, verified.sound.bytes)
  told.push(...staged.diagnostics)
  return null
}

function damagedThere({ ports }: SyncWork, name: string, why: string): Diagnostic {
  return diagnostic('sync-damaged', `${ports.target.shown}: ${name} ${why}, and was not taken`, {
    hint: `delete it there (${name}), then sync from a machine that has it`,
  })
}
