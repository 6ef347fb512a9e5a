// What the steps of a sync share: both sides, what was learned, what is to be told; and reading a file of either side.
import type { SessionHead, SessionKey } from '../archive/session.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { SyncArchive, SyncTarget } from '../ports.ts'
import type { FinalScan } from '../secret/final-scan.ts'
import { archiveFolder } from '../sync/names.ts'
import type { Listing, SessionSide, Sides } from '../sync/sides.ts'
import { verifyObject, type Sound } from '../sync/verify.ts'

export interface SyncPorts {
  readonly archive: SyncArchive
  readonly target: SyncTarget
  /** The last look at what leaves this machine, and at what comes to it. */
  readonly finalScan: FinalScan
}

export interface SyncOptions {
  readonly push: boolean
  readonly pull: boolean
  /** Says what would be sent and fetched, and changes neither side. */
  readonly dryRun: boolean
  readonly signal: AbortSignal
  /** Work under way. */
  readonly began: (step: SyncStep) => void
}

export interface SyncStep {
  readonly what: 'listing' | 'sending' | 'fetching'
  /** Files; 0 where it is not known. */
  readonly done: number
  readonly of: number
}

export interface SyncWork {
  readonly ports: SyncPorts
  readonly options: SyncOptions
  readonly sides: Sides
  /** What the target listed. */
  readonly there: Listing
  readonly told: Diagnostic[]
}

const nothing: SessionSide = { heads: new Map(), chunks: new Map(), tombstones: new Map() }

export const sideHere = ({ sides }: SyncWork, key: SessionKey): SessionSide => sides.here.get(key) ?? nothing
export const sideThere = ({ sides }: SyncWork, key: SessionKey): SessionSide =>
  sides.there.get(key) ?? nothing

/** A file of the archive, if it holds what its name says; told where it does not. */
export function soundHere({ ports, told }: SyncWork, name: string): Sound | null {
  const bytes = ports.archive.read(name)
  const verified = bytes === null ? { why: 'cannot be read' } : verifyObject(name, bytes)
  if ('sound' in verified) return verified.sound
  const path = `${archiveFolder}/${name}`
  told.push(
    diagnostic('record-damaged', `${path} ${verified.why}, and was not sent`, {
      place: { path },
      hint: `take it back from git, for instance: git checkout HEAD -- ${path}`,
    }),
  )
  return null
}

/** A file that came and waits; null where it did not come. */
export function soundStaged({ ports }: SyncWork, name: string): Sound | null {
  const bytes = ports.archive.readStaged(name)
  const verified = bytes === null ? null : verifyObject(name, bytes)
  return verified !== null && 'sound' in verified ? verified.sound : null
}

export function headHere(work: SyncWork, key: SessionKey, digest: Digest): SessionHead | null {
  const name = sideHere(work, key).heads.get(digest)
  const sound = name === undefined ? null : soundHere(work, name)
  return sound?.kind === 'head' ? sound.head : null
}

/** What is in a chunk: from here, or from what came. */
export function contentOf(work: SyncWork, key: SessionKey, digest: Digest): Uint8Array | null {
  for (const name of sideHere(work, key).chunks.get(digest) ?? []) {
    const bytes = work.ports.archive.read(name)
    const verified = bytes === null ? null : verifyObject(name, bytes)
    if (verified !== null && 'sound' in verified && verified.sound.kind === 'chunk')
      return verified.sound.content
  }
  for (const name of sideThere(work, key).chunks.get(digest) ?? []) {
    const sound = soundStaged(work, name)
    if (sound?.kind === 'chunk') return sound.content
  }
  return null
}

/** What the scanner reads of a file. */
export function textOf(sound: Sound): Uint8Array {
  return sound.kind === 'chunk' ? sound.content : sound.bytes
}
