// A plan in, what has to be done out: each file with what stands there and what is to stand there. Writes nothing.
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { blobPath, recordPath, shard } from '../../archive/paths.ts'
import { decodeRecord, encodeRecord, recordDigest } from '../../archive/encode.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { digestBytes, digestText, type Digest } from '../../digest/digest.ts'
import { decodeText } from '../../digest/text.ts'
import { decodeLock } from '../../lock/decode.ts'
import type { Action, Plan } from '../../plan/plan.ts'
import { ConfinedReader, mostBytes } from '../confined.ts'
import { mayWrite, type Role } from './allowed.ts'
import type { Disk, Standing } from './disk.ts'
import { attempt } from './fault.ts'
import { overwrittenFolder } from './folders.ts'
import { storeTempName, tempName, type Journal, type JournalEntry } from './journal.ts'
import { asCheckedOut, asStored } from './line-ends.ts'

/** Bytes that wait in a temporary file. */
export interface Waiting {
  readonly temp: string
  readonly bytes: Uint8Array
  /** Permission bits to keep; null for a new file. */
  readonly mode: number | null
}

export interface Staged {
  readonly journal: Journal
  readonly waiting: readonly Waiting[]
  /** What must still stand at each path, right up to the commit mark. */
  readonly expected: ReadonlyMap<string, Digest | null>
}

const encoder = new TextEncoder()

/** Compares the plan with the tree: `target-moved-on` where a file is not what the plan was made for. */
export function stage(disk: Disk, plan: Plan): Result<Staged> {
  return new Staging(disk).stage(plan)
}

/** One staging: collects entries in the order in which they take effect. */
class Staging {
  readonly #disk: Disk
  readonly #run = randomBytes(4).toString('hex')
  readonly #stored = new Map<string, JournalEntry>()
  readonly #changes: JournalEntry[] = []
  readonly #waiting: Waiting[] = []
  readonly #expected = new Map<string, Digest | null>()
  readonly #diagnostics: Diagnostic[] = []

  constructor(disk: Disk) {
    this.#disk = disk
  }

  stage(plan: Plan): Result<Staged> {
    for (const blob of plan.blobs) this.#store(blobPath(digestBytes(blob)), blob, digestBytes)
    for (const blob of plan.privateBlobs) this.#storePrivately(blob)
    const moved = new Set(
      plan.actions.flatMap((action) => ('after' in action ? [digestBytes(action.after)] : [])),
    )
    // Deletions last: until then a renamed file stands in both places.
    for (const action of plan.actions) if (action.kind !== 'delete') this.#target(action, moved)
    for (const action of plan.actions) if (action.kind === 'delete') this.#target(action, moved)
    for (const record of plan.records) {
      this.#store(recordPath(recordDigest(record)), encoder.encode(encodeRecord(record)), digestOfRecord)
    }
    for (const lock of plan.locks) this.#lock(lock)
    if (this.#diagnostics.length > 0) return fail(...this.#diagnostics)

    const locks = this.#changes.filter((entry) => entry.role === 'lock')
    const targets = this.#changes.filter((entry) => entry.role === 'target')
    // What is overwritten has been stored before anything takes its place; what a lock names is there before the lock.
    const entries = [...this.#stored.values(), ...targets, ...locks]
    return ok({
      journal: { journalVersion: 1, spec: plan.spec, folders: this.#missingFolders(targets), entries },
      waiting: this.#waiting,
      expected: this.#expected,
    })
  }

  #target(action: Action, moved: ReadonlySet<Digest>): void {
    const file = this.#place(action)
    const standing = file === null ? null : this.#look('target', file, action.path)
    if (file === null || standing === null) return
    const found = standing.kind === 'file' ? standing.digest : null
    this.#expected.set(file, found)
    if (found !== action.before) return this.#movedOn(action.path, action.before, found)
    if (action.kind === 'unchanged') return
    if (standing.kind === 'file' && !moved.has(standing.digest)) this.#keep(standing.bytes)
    if (action.kind === 'delete') return this.#change('target', file, found, null, null)
    this.#change('target', file, found, asCheckedOut(action.after, standing), action.after)
  }

  #lock({ path: file, before, text }: Plan['locks'][number]): void {
    const standing = this.#look('lock', file, file)
    if (standing === null) return
    const found = standing.kind === 'file' ? standing.digest : null
    this.#expected.set(file, found)
    const lines = standing.kind === 'file' ? decodeText(standing.bytes) : null
    // Whoever planned had the lock as text, and its digest over that.
    if (found !== before && (lines === null || digestText(lines) !== before)) {
      return this.#movedOn(file, before, found)
    }
    // A sound lock says nothing that records do not; in a damaged one a person may have been at work.
    if (standing.kind === 'file' && (lines === null || !decodeLock(lines, file).ok))
      this.#keep(standing.bytes)
    if (text !== null || found !== null) {
      this.#change('lock', file, found, text === null ? null : encoder.encode(text), null)
    }
  }

  #change(
    role: Role,
    file: string,
    before: Digest | null,
    bytes: Uint8Array | null,
    blob: Uint8Array | null,
  ): void {
    const after = bytes === null ? null : digestBytes(bytes)
    if (after === before) return
    const index = this.#waiting.length
    const temp = role === 'target' ? tempName(file, this.#run, index) : storeTempName(this.#run, index)
    const blobDigest = blob === null ? null : digestBytes(blob)
    this.#changes.push({
      role,
      path: file,
      before,
      after,
      temp: bytes === null ? null : temp,
      blob: blobDigest,
      crlf: blobDigest !== null && blobDigest !== after,
    })
    if (bytes !== null) {
      this.#waiting.push({ temp, bytes, mode: before === null ? null : this.#disk.mode(file) })
    }
  }

  /** @param digestOf what a file of that name has to hold to be left as it is. */
  #store(file: string, bytes: Uint8Array, digestOf: (bytes: Uint8Array) => Digest | null): void {
    if (this.#stored.has(file)) return
    const standing = this.#look('stored', file, file)
    if (standing === null) return
    if (standing.kind === 'file' && digestOf(standing.bytes) === digestOf(bytes)) return
    if (bytes.length > mostBytes) {
      this.#diagnostics.push(tooLarge(file, bytes.length))
      return
    }
    const temp = storeTempName(this.#run, this.#waiting.length)
    const before = standing.kind === 'file' ? standing.digest : null
    this.#stored.set(file, {
      role: 'stored',
      path: file,
      before,
      after: digestBytes(bytes),
      temp,
      blob: null,
      crlf: false,
    })
    this.#waiting.push({ temp, bytes, mode: null })
  }

  #storePrivately(bytes: Uint8Array): void {
    this.#store(`${overwrittenFolder}/${shard(digestBytes(bytes))}`, bytes, digestBytes)
  }

  /** Makes sure that bytes about to go are somewhere. Not in the archive: they may hold a secret (rule 27). */
  #keep(bytes: Uint8Array): void {
    const isStored = (candidate: Uint8Array): boolean => {
      const digest = digestBytes(candidate)
      return [blobPath(digest), `${overwrittenFolder}/${shard(digest)}`].some((file) => {
        if (this.#stored.has(file)) return true
        const standing = this.#disk.standing(file)
        return standing.kind === 'file' && standing.digest === digest
      })
    }
    if (!isStored(bytes) && !isStored(asStored(bytes))) this.#storePrivately(bytes)
  }

  /** The file behind a target that is a link inside the project; the target itself otherwise, and for a deletion. */
  #place({ kind, path: target }: Action): string | null {
    if (!mayWrite('target', target)) {
      this.#diagnostics.push(
        diagnostic('spec-target-path', `${target} is not a place that spec writes to`, {
          place: { path: target },
        }),
      )
      return null
    }
    if (kind === 'delete') return target
    const location = attempt(target, () => new ConfinedReader(this.#disk.root).locate(target))
    const real = location.kind === 'inside' ? location.real : target
    const isLink = this.#disk.standing(target).kind === 'other' && location.kind === 'inside'
    return isLink && mayWrite('target', real) ? real : target
  }

  #look(role: Role, file: string, named: string): Exclude<Standing, { kind: 'other' }> | null {
    const standing: Standing = mayWrite(role, file)
      ? this.#disk.standing(file)
      : { kind: 'other', what: 'not a place that spec writes to' }
    if (standing.kind !== 'other') return standing
    this.#diagnostics.push(
      diagnostic('target-not-a-file', `${named} is ${standing.what}, and cannot be written as a file`, {
        place: { path: named },
        hint: 'move what is there away, or name another file',
      }),
    )
    return null
  }

  #movedOn(file: string, before: Digest | null, found: Digest | null): void {
    const what =
      before === null
        ? 'was made by somebody else'
        : found === null
          ? 'was deleted by somebody else'
          : 'was changed by somebody else'
    this.#diagnostics.push(
      diagnostic('target-moved-on', `${file} ${what} since the plan was made; nothing was written`, {
        place: { path: file },
        hint: 'run the command again: it looks at the file as it is now',
      }),
    )
  }

  #missingFolders(targets: readonly JournalEntry[]): string[] {
    const missing = new Set<string>()
    for (const { path: file, temp } of targets) {
      if (temp === null) continue
      for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
        if (!this.#disk.exists(folder)) missing.add(folder)
      }
    }
    return [...missing].sort()
  }
}

/** A record may be laid out anew (by a formatter, by git): it is the same while its canonical value is. */
function digestOfRecord(bytes: Uint8Array): Digest | null {
  const text = decodeText(bytes)
  const record = text === null ? null : decodeRecord(text, '')
  return record?.ok === true ? recordDigest(record.value) : null
}

/** No reader takes more, and hosts refuse files that are a few times as large. */
function tooLarge(file: string, size: number): Diagnostic {
  const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`
  return diagnostic(
    'write-failed',
    `the archive takes no file of ${megabytes(size)}: ${file} would be larger than ${megabytes(mostBytes)}; nothing was written`,
    {
      place: { path: file },
      hint: 'let the spec take in less: fewer or smaller files in uses, context and tests',
    },
  )
}
