// The workspace, or a survey of it, in; spec files and locks as a project is opened from them out. What the survey knows
// is read only when somebody asks for it.
import { diagnostic, fail, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import { decodeLock, hasConflictMarkers, lockTextOf, specOfLock } from '../lock/decode.ts'
import { headOfLock } from '../lock/head.ts'
import type { Lock } from '../lock/lock.ts'
import { lockPath } from '../lock/path.ts'
import { readBothSides } from '../lock/sides.ts'
import { isVouched } from '../lock/vouch.ts'
import type { Glance, LockFile, Survey, Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecFile, SpecHead, SpecId, SpecKind } from '../spec/spec.ts'
import { architectureHeads, type KnownHeads } from './known-heads.ts'
import { LazyMap } from './lazy-map.ts'

export interface FoundSpec {
  readonly id: SpecId
  readonly kind: SpecKind
  readonly file: SpecFile
  /** Digest of the file's bytes. */
  readonly raw: Digest
  /** From the lock, where that vouches for these bytes. */
  readonly head: SpecHead | null
}

export interface ProjectFiles {
  /** In order of path, those that cannot be read left out. */
  readonly specs: readonly FoundSpec[]
  readonly specFaults: readonly Diagnostic[]
  readonly lockFaults: readonly Diagnostic[]
  readonly locks: LazyMap<SpecId, Lock>
  readonly lockFiles: LazyMap<SpecId, LockFile>
  /** Specs whose lock cannot be read or answers for another. */
  readonly unreadable: Map<SpecId, readonly Diagnostic[]>
  /** Heads of architecture specs as locks know them. */
  readonly knownHead: KnownHeads
  readonly glances: Map<SpecId, Glance>
}

/** Reads every spec and every lock. */
export async function readProjectFiles(workspace: Workspace): Promise<ProjectFiles> {
  const files = await workspace.readSpecs()
  const texts = await workspace.readLocks()
  // Both report what they cannot read and give the rest.
  const lockTexts = texts.ok ? texts.value : []
  const unreadable = new Map<SpecId, readonly Diagnostic[]>()
  const locks = new LazyMap<SpecId, Lock>()
  const lockFiles = new LazyMap<SpecId, LockFile>()
  for (const file of lockTexts) putLock(file, texts.diagnostics, { locks, lockFiles, unreadable })
  return {
    specs: (files.ok ? files.value : []).flatMap((file) => foundSpec(file, locks) ?? []),
    specFaults: files.diagnostics,
    lockFaults: texts.diagnostics,
    locks,
    lockFiles,
    unreadable,
    knownHead: architectureHeads(locks.values()),
    glances: new Map(),
  }
}

/** Reads what the survey could not tell of: specs that no lock vouches for, locks that are no locks. */
export async function surveyedFiles(workspace: Workspace, survey: Survey): Promise<ProjectFiles> {
  const locks = new LazyMap<SpecId, Lock>()
  const lockFiles = new LazyMap<SpecId, LockFile>()
  const unreadable = new Map<SpecId, readonly Diagnostic[]>()
  const glances = new Map<SpecId, Glance>()
  const vouched = new Map<string, FoundSpec>()
  const lockFaults = [...survey.lockFaults]
  for (const glance of survey.glances.values()) {
    const { lock: path, facts } = glance
    if (facts === null) {
      const texts = await workspace.readLocks([path])
      lockFaults.push(...texts.diagnostics)
      for (const file of texts.ok ? texts.value : [])
        putLock(file, texts.diagnostics, { locks, lockFiles, unreadable })
      continue
    }
    const { id } = facts.spec
    const file = lazyLockFile(workspace, path)
    lockFiles.set(id, file)
    locks.later(id, () => {
      const lock = decodeLock(file.text, path)
      return lock.ok ? lock.value : undefined
    })
    glances.set(id, glance)
    if (glance.spec !== null && glance.vouched !== null)
      vouched.set(glance.spec, {
        id,
        kind: 'feature',
        file: lazySpecFile(workspace, glance.spec),
        raw: glance.vouched,
        head: headOfLock(facts, glance.vouched),
      })
  }
  const others = await workspace.readSpecs(survey.specs.filter((path) => !vouched.has(path)))
  const read = new Map((others.ok ? others.value : []).map((file) => [file.path, file]))
  const specs = survey.specs.flatMap((path) => {
    const file = read.get(path)
    return vouched.get(path) ?? (file === undefined ? [] : (foundSpec(file, locks) ?? []))
  })
  return {
    specs,
    specFaults: [...survey.specFaults, ...others.diagnostics],
    lockFaults,
    locks,
    lockFiles,
    unreadable,
    knownHead: architectureHeads([...glances.values()].flatMap(({ facts }) => facts ?? [])),
    glances,
  }
}

function foundSpec(file: SpecFile, locks: ReadonlyMap<SpecId, Lock>): FoundSpec | null {
  const address = addressOf(file.path)
  if (address === null) return null
  const raw = digestBytes(file.bytes)
  const lock = locks.get(address.id)
  const vouches = lock !== undefined && lock.spec.path === file.path && isVouched(lock, raw)
  return { ...address, file, raw, head: vouches ? headOfLock(lock, raw) : null }
}

function lazySpecFile(workspace: Workspace, path: string): SpecFile {
  return {
    path,
    get bytes() {
      const state = workspace.read(path)
      return state.kind === 'file' ? state.bytes : new Uint8Array()
    },
  }
}

function lazyLockFile(workspace: Workspace, path: string): LockFile {
  return {
    path,
    get text() {
      const state = workspace.read(path)
      return state.kind === 'file' ? lockTextOf(state.bytes) : ''
    },
  }
}

/** @param faults of locks whose file could not be read. */
function putLock(
  file: LockFile,
  faults: readonly Diagnostic[],
  { locks, lockFiles, unreadable }: Pick<ProjectFiles, 'locks' | 'lockFiles' | 'unreadable'>,
): void {
  const id = specOfLock(file.path)
  const fault = faults.find((one) => one.place?.path === file.path)
  const lock = fault === undefined ? decodeLock(file.text, file.path) : fail(fault)
  const misplaced = lock.ok ? misplacedLock(lock.value, file.path) : hopelessLock(file)
  lockFiles.set(id, file)
  if (lock.ok && misplaced === null) locks.set(id, lock.value)
  else unreadable.set(id, misplaced === null ? lock.diagnostics : [misplaced])
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
