// Specs and locks from the workspace in, the resolved project out. What a lock vouches for is not parsed.
import type { Config } from '../config/config.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import { decodeLock, hasConflictMarkers, specOfLock } from '../lock/decode.ts'
import type { Lock } from '../lock/lock.ts'
import { readBothSides } from '../lock/sides.ts'
import { isVouched } from '../lock/vouch.ts'
import { headOfLock } from '../lock/head.ts'
import { lockPath } from '../lock/path.ts'
import { architectureHeads } from './known-heads.ts'
import { impliedUses, type ImpliedUses } from './implicit-uses.ts'
import type { LockFile, Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import type { Project, Spec, SpecFile, SpecHead, SpecId } from '../spec/spec.ts'
import { emptyHead, resolveFitting } from './set-aside.ts'

export interface OpenedSpec {
  readonly id: SpecId
  readonly file: SpecFile
  /** Digest of the file's bytes. */
  readonly raw: Digest
  /** The lock vouches for the front matter and for the spec's own parts: it need not be parsed. */
  readonly vouched: boolean
}

/** A project as a use case sees it. */
export interface Opened {
  readonly workspace: Workspace
  readonly config: Config
  readonly project: Project
  readonly specs: ReadonlyMap<SpecId, OpenedSpec>
  /** Features that a spec uses only through its `context`. */
  readonly implied: ImpliedUses
  readonly locks: ReadonlyMap<SpecId, Lock>
  readonly lockFiles: ReadonlyMap<SpecId, LockFile>
  /** Locks whose spec is gone. */
  readonly orphans: readonly Lock[]
  /** Specs whose file or lock cannot be read or that do not fit with the others, with why; the others stand. */
  readonly unreadable: ReadonlyMap<SpecId, readonly Diagnostic[]>
  /** Warnings, and what is wrong with single specs. */
  readonly diagnostics: readonly Diagnostic[]
  /** Parses a spec once; ids of requirements are those of the lock where the words still pair (rule 8). */
  readonly spec: (id: SpecId) => Promise<Result<Spec>>
  /** Specs whose locks hold declarations of a file. */
  readonly seenBy: (path: string) => readonly SpecId[]
  /** A build landed: later ones see its lock. */
  readonly landed: (lock: Lock, file: LockFile) => void
  /** A lock that could not be read was settled from its two sides; the file still holds both. */
  readonly settled: (lock: Lock, file: LockFile) => void
}

/**
 * Reads and resolves the project. A spec or a lock that cannot be read, and specs with a fault between them (two owners,
 * a cycle, a missing `uses`), are reported and left out of the work. Fails where a whole folder cannot be read: nobody
 * knows what is in it.
 */
export async function openProject(workspace: Workspace, config: Config): Promise<Result<Opened>> {
  const files = await workspace.readSpecs()
  if (!files.ok) return files
  const lockTexts = await workspace.readLocks()
  if (!lockTexts.ok) return lockTexts
  const diagnostics: Diagnostic[] = [...files.diagnostics, ...lockTexts.diagnostics]
  if (diagnostics.some(isAboutFolder)) return fail(...diagnostics)
  const unreadable = new Map<SpecId, readonly Diagnostic[]>()

  const { locks, lockFiles } = decodeLocks(lockTexts.value, lockTexts.diagnostics, unreadable)
  const specs = new Map<SpecId, OpenedSpec>()
  const heads: SpecHead[] = []
  const unplaced = new Set<SpecId>()
  const knownHead = architectureHeads(locks.values())
  const parsed = new Map<SpecId, Promise<Result<Spec>>>()
  const parse = async (file: SpecFile): Promise<Result<Spec>> => {
    const { parseSpec } = await import('../spec/parse.ts')
    return parseSpec(file, config)
  }

  for (const fault of files.diagnostics) {
    const path = fault.place?.path ?? ''
    const address = addressOf(path)
    if (address === null) continue
    const file = { path, bytes: new Uint8Array() }
    const raw = digestBytes(file.bytes)
    specs.set(address.id, { id: address.id, file, raw, vouched: false })
    parsed.set(address.id, Promise.resolve(fail(fault)))
    unreadable.set(address.id, [fault])
    heads.push(emptyHead({ ...address, path, raw }))
  }
  for (const file of files.value) {
    const address = addressOf(file.path)
    if (address === null) continue
    const { id } = address
    const raw = digestBytes(file.bytes)
    const lock = locks.get(id)
    const vouched = lock !== undefined && lock.spec.path === file.path && isVouched(lock, raw)
    const known = vouched
      ? headOfLock(lock, raw)
      : address.kind === 'architecture'
        ? knownHead(file.path, raw)
        : null
    if (!specs.has(id)) specs.set(id, { id, file, raw, vouched })
    if (known !== null) {
      heads.push(known)
      unplaced.add(id)
      continue
    }
    const spec = parse(file)
    parsed.set(id, spec)
    const result = await spec
    diagnostics.push(...result.diagnostics)
    if (result.ok) {
      heads.push(result.value.head)
      continue
    }
    unreadable.set(id, [...(unreadable.get(id) ?? []), ...result.diagnostics])
    heads.push(emptyHead({ ...address, path: file.path, raw }))
  }

  const implied = await impliedUses(heads)
  // A fault between specs wants lines; heads taken from locks have none, so those specs are parsed for the message.
  const fileAt = new Map(files.value.map((file) => [file.path, file]))
  const placed = async (head: SpecHead): Promise<SpecHead> => {
    const file = unplaced.has(head.id) ? fileAt.get(head.path) : undefined
    const again = file === undefined ? null : await parse(file)
    return again?.ok === true ? again.value.head : head
  }
  const fitting = await resolveFitting(heads, implied, () => Promise.all(heads.map(placed)))
  diagnostics.push(...fitting.diagnostics)
  if (!fitting.ok) return fail(...diagnostics)
  const { project, aside } = fitting.value
  for (const [id, faults] of aside) unreadable.set(id, [...(unreadable.get(id) ?? []), ...faults])

  const spec = async (id: SpecId): Promise<Result<Spec>> => {
    const opened = specs.get(id)
    if (opened === undefined) return fail(diagnostic('unknown-id', `no spec is called ${id}`))
    const faults = aside.get(id)
    if (faults !== undefined) return fail(...faults)
    let result = parsed.get(id)
    if (result === undefined) {
      result = parse(opened.file)
      parsed.set(id, result)
    }
    return withOldIds(await result, locks.get(id))
  }
  for (const found of unreadable.values()) {
    for (const one of found) if (!diagnostics.includes(one)) diagnostics.push(one)
  }
  let lookers: ReadonlyMap<string, readonly SpecId[]> | null = null
  return ok(
    {
      workspace,
      config,
      project,
      specs,
      implied,
      locks,
      lockFiles,
      orphans: [...locks].filter(([id]) => !specs.has(id)).map(([, lock]) => lock),
      unreadable,
      diagnostics,
      spec,
      seenBy: (path) => {
        lookers ??= lookersOf(locks)
        return lookers.get(path) ?? []
      },
      landed: (lock, file) => {
        lookers = null
        locks.set(lock.spec.id, lock)
        lockFiles.set(lock.spec.id, file)
      },
      settled: (lock, file) => {
        locks.set(lock.spec.id, lock)
        lockFiles.set(lock.spec.id, file)
        const others = unreadable.get(lock.spec.id)?.filter(({ place }) => place?.path !== file.path) ?? []
        if (others.length === 0) unreadable.delete(lock.spec.id)
        else unreadable.set(lock.spec.id, others)
      },
    },
    diagnostics,
  )
}

/** The folder itself, not one file in it. */
function isAboutFolder({ place }: Diagnostic): boolean {
  return place !== undefined && !/\.(?:md|json)$/.test(place.path)
}

/** @param unread locks whose file could not be read. */
function decodeLocks(
  files: readonly LockFile[],
  unread: readonly Diagnostic[],
  unreadable: Map<SpecId, readonly Diagnostic[]>,
): { readonly locks: Map<SpecId, Lock>; readonly lockFiles: Map<SpecId, LockFile> } {
  const locks = new Map<SpecId, Lock>()
  const lockFiles = new Map<SpecId, LockFile>()
  for (const file of files) {
    const id = specOfLock(file.path)
    const fault = unread.find((one) => one.place?.path === file.path)
    const lock = fault === undefined ? decodeLock(file.text, file.path) : fail(fault)
    const misplaced = lock.ok ? misplacedLock(lock.value, file.path) : hopelessLock(file)
    lockFiles.set(id, file)
    if (lock.ok && misplaced === null) locks.set(id, lock.value)
    else unreadable.set(id, misplaced === null ? lock.diagnostics : [misplaced])
  }
  return { locks, lockFiles }
}

/** A copied or renamed lock would answer for a spec that it was not made for. */
function misplacedLock({ spec }: Lock, path: string): Diagnostic | null {
  const own = lockPath(spec.id)
  if (own === path.normalize('NFC')) return null
  return diagnostic('lock-damaged', `the lock ${path} is of ${spec.id}, whose lock is ${own}`, {
    place: { path },
    hint: `delete it, or give it its name back; spec move renames a spec with its lock`,
  })
}

/** `accept` settles a conflict from its two sides; not where a person has spoilt both. */
function hopelessLock({ path, text }: LockFile): Diagnostic | null {
  if (!hasConflictMarkers(text)) return null
  const { ours, theirs } = readBothSides(text)
  if (ours !== null || theirs !== null) return null
  return diagnostic('lock-damaged', `the lock ${path} holds conflict markers, and neither side can be read`, {
    place: { path },
    hint: `take one side back: git checkout --ours -- ${path}`,
  })
}

async function withOldIds(spec: Result<Spec>, lock: Lock | undefined): Promise<Result<Spec>> {
  if (!spec.ok || lock === undefined) return spec
  const { reconcileRequirements } = await import('../spec/reconcile.ts')
  const previous = Object.entries(lock.question.requirements).map(([id, requirement]) => ({
    id,
    ...requirement,
  }))
  const requirements = reconcileRequirements(spec.value.requirements, previous)
  return ok({ ...spec.value, requirements }, spec.diagnostics)
}

/** Path → the specs that see its declarations, from all locks at once: asked for every edited target. */
function lookersOf(locks: ReadonlyMap<SpecId, Lock>): ReadonlyMap<string, readonly SpecId[]> {
  const lookers = new Map<string, SpecId[]>()
  for (const [id, lock] of locks) {
    for (const path of Object.keys(lock.question.declarations)) {
      const known = lookers.get(path)
      if (known === undefined) lookers.set(path, [id])
      else known.push(id)
    }
  }
  return lookers
}
