// A lock file and its spec file in, what they and the files they name are like out. Runs in threads as well.
import type { BigIntStats } from 'node:fs'
import { digestBytes, digestText, type Digest } from '../../digest/digest.ts'
import { decodeText } from '../../digest/text.ts'
import { decodeLock, lockTextOf } from '../../lock/decode.ts'
import type { LockedBytes } from '../../lock/lock.ts'
import { lockPath } from '../../lock/path.ts'
import { skimLock, skimmed, type Skimmed } from '../../lock/skim.ts'
import type { Glance } from '../../ports.ts'
import { mostBytes, type ConfinedReader } from '../confined.ts'
import type { GitWitness } from './git-witness.ts'
import { absentSignature, unknownSignature, type SignatureList, type Stamp } from './signature.ts'

/** Paths of a lock and of the spec that it belongs to. */
export type Job = Pick<Glance, 'lock' | 'spec'>

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

/** @param signatures get one of each file of `filesOf` of the glance, in that order. */
export function lookAt(job: Job, around: Surroundings, signatures: SignatureList): Glance {
  const { reader, stamp, git, specLimit } = around
  const read = (file: string, limit = mostBytes): Uint8Array | null => {
    const before = signatures.length
    const seen = (stats: BigIntStats): void => signatures.addStats(stats, stamp)
    const reading = reader.look(file, { limit, seen, room })
    if (signatures.length === before)
      signatures.add(reading.kind === 'absent' ? absentSignature : unknownSignature)
    return reading.kind === 'file' ? reading.bytes : null
  }
  const isUnmoved = (file: string, written: LockedBytes): boolean => {
    const stats = git === null ? null : reader.stats(file)
    // A file that is too large to be read is no target, whoever vouches for it.
    const isRead = stats !== null && stats !== 'absent' && stats.size <= mostBytes
    if (isRead && git?.vouchesFor(file, stats, written) === true) {
      signatures.addStats(stats, stamp)
      return true
    }
    const bytes = read(file)
    return bytes !== null && isWritten(bytes, written)
  }

  const lock = lockOf(job.lock, read(job.lock))
  const spec = job.spec === null ? null : read(job.spec, specLimit)
  const raw = spec === null ? null : digestBytes(spec)
  const isVouched = lock !== null && raw !== null && lock.facts.spec.path === job.spec && lock.vouchesFor(raw)
  const moved: string[] = []
  for (const file in lock?.written) {
    const written = lock.written[file]
    if (written !== undefined && !isUnmoved(file, written)) moved.push(file)
  }
  const unmovedInputs: string[] = []
  for (const file of lock === null ? [] : [...lock.facts.spec.context, ...lock.facts.spec.tests]) {
    const before = Object.hasOwn(lock?.facts.inputs ?? {}, file) ? lock?.facts.inputs[file] : undefined
    // A pattern is no file.
    if (before === undefined) signatures.add(unknownSignature)
    else if (rawOf(read(file)) === before) unmovedInputs.push(file)
  }
  return { ...job, facts: lock?.facts ?? null, vouched: isVouched ? raw : null, moved, unmovedInputs }
}

/** The same test as for a target that nobody vouches for: bytes first, then the text without line ends and BOM. */
function isWritten(bytes: Uint8Array, written: LockedBytes): boolean {
  if (digestBytes(bytes) === written.blob) return true
  const text = decodeText(bytes)
  return text !== null && digestText(text) === written.digest
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
