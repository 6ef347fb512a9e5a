// A lock file and its spec file in, what they and the files they name are like out. Runs in threads as well.
import type { BigIntStats } from 'node:fs'
import { digestBytes, digestText, type Digest } from '../../digest/digest.ts'
import { decodeText } from '../../digest/text.ts'
import { decodeLock, lockTextOf } from '../../lock/decode.ts'
import type { LockFacts } from '../../lock/facts.ts'
import type { LockedBytes } from '../../lock/lock.ts'
import { lockPath } from '../../lock/path.ts'
import { skimLock, skimmed, type Skimmed } from '../../lock/skim.ts'
import type { Glance } from '../../ports.ts'
import { mostBytes, type ConfinedReader } from '../confined.ts'
import type { GitWitness } from './git-witness.ts'
import { absentSignature, signatureOf, unknownSignature, type Signature, type Stamp } from './signature.ts'

/** Paths of a lock and of the spec that it belongs to. */
export type Job = Pick<Glance, 'lock' | 'spec'>

export interface Look {
  readonly glance: Glance
  /** Of each file of `filesOf(glance)`. */
  readonly signatures: readonly Signature[]
}

export interface Surroundings {
  readonly reader: ConfinedReader
  readonly stamp: Stamp
  /** Null where nothing but the bytes themselves is to be believed. */
  readonly git: GitWitness | null
  /** Bytes of a spec; a larger one is not read. */
  readonly specLimit: number
}

/** Every file that a glance rests on: the lock, the spec, targets and inputs. */
export function filesOf({ lock, spec, facts }: Pick<Glance, 'lock' | 'spec' | 'facts'>): readonly string[] {
  const files = spec === null ? [lock] : [lock, spec]
  if (facts !== null) files.push(...Object.keys(facts.targets), ...facts.spec.context, ...facts.spec.tests)
  return files
}

/** One file at a time is read, and nothing of its bytes is kept. */
const room = Buffer.alloc(256 * 1024)

export function lookAt(job: Job, { reader, stamp, git, specLimit }: Surroundings): Look {
  const signatures = new Map<string, Signature>()
  const read = (file: string, limit = mostBytes): Uint8Array | null => {
    const seen = (stats: BigIntStats): unknown => signatures.set(file, signatureOf(stats, stamp))
    const reading = reader.look(file, { limit, seen, room })
    if (reading.kind === 'absent') signatures.set(file, absentSignature)
    return reading.kind === 'file' ? reading.bytes : null
  }
  const isUnmoved = (file: string, written: LockedBytes): boolean => {
    const stats = git === null ? null : reader.stats(file)
    // A file that is too large to be read is no target, whoever vouches for it.
    const isRead = stats !== null && stats !== 'absent' && stats.size <= mostBytes
    if (isRead && git?.vouchesFor(file, stats, written) === true) {
      signatures.set(file, signatureOf(stats, stamp))
      return true
    }
    const bytes = read(file)
    return bytes !== null && isWritten(bytes, written)
  }

  const lock = lockOf(job.lock, read(job.lock))
  const spec = job.spec === null ? null : read(job.spec, specLimit)
  const raw = spec === null ? null : digestBytes(spec)
  const glance: Glance = {
    ...job,
    facts: lock?.facts ?? null,
    vouched:
      lock !== null && raw !== null && lock.facts.spec.path === job.spec && lock.vouchesFor(raw) ? raw : null,
    moved: Object.entries(lock?.written ?? {}).flatMap(([file, written]) =>
      isUnmoved(file, written) ? [] : [file],
    ),
    unmovedInputs: lock === null ? [] : unmovedInputs(lock.facts, (file) => rawOf(read(file))),
  }
  return { glance, signatures: filesOf(glance).map((file) => signatures.get(file) ?? unknownSignature) }
}

/** The same test as for a target that nobody vouches for: bytes first, then the text without line ends and BOM. */
function isWritten(bytes: Uint8Array, written: LockedBytes): boolean {
  if (digestBytes(bytes) === written.blob) return true
  const text = decodeText(bytes)
  return text !== null && digestText(text) === written.digest
}

function unmovedInputs(lock: LockFacts, raw: (file: string) => Digest | null): readonly string[] {
  const named = [...lock.spec.context, ...lock.spec.tests]
  return named.filter((file) => Object.hasOwn(lock.inputs, file) && raw(file) === lock.inputs[file])
}

const rawOf = (bytes: Uint8Array | null): Digest | null => (bytes === null ? null : digestBytes(bytes))

/** Null for one that is damaged, or that answers for another spec. */
function lockOf(file: string, bytes: Uint8Array | null): Skimmed | null {
  if (bytes === null) return null
  const text = lockTextOf(bytes)
  const lock = skimLock(text) ?? decoded(text, file)
  return lock !== null && lockPath(lock.facts.spec.id) === file.normalize('NFC') ? lock : null
}

function decoded(text: string, file: string): Skimmed | null {
  const lock = decodeLock(text, file)
  return lock.ok ? skimmed(lock.value) : null
}
