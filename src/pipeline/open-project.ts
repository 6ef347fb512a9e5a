// Specs and locks from the workspace in, the resolved project out. What a lock vouches for is not parsed, and what a
// survey has seen to be unmoved is not even read.
import type { Config } from '../config/config.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import { fingerprint } from '../lock/facts.ts'
import type { Lock } from '../lock/lock.ts'
import { impliedUses, type ImpliedUses } from './implicit-uses.ts'
import type { Glance, LockFile, Survey, Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import type { Project, Spec, SpecFile, SpecHead, SpecId } from '../spec/spec.ts'
import { readInputs } from './input-reader.ts'
import { readProjectFiles, surveyedFiles } from './project-files.ts'
import { emptyHead, resolveFitting } from './set-aside.ts'
import { unmoved, type Unmoved } from './unmoved.ts'

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
  /** Not null where a survey has seen that nothing of the spec moved: neither what it asks nor its targets. */
  readonly unmoved: (head: SpecHead) => Unmoved | null
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
 *
 * @param survey of the same workspace; without one, every spec and every lock is read.
 */
export async function openProject(
  workspace: Workspace,
  config: Config,
  survey: Survey | null = null,
): Promise<Result<Opened>> {
  const files = await (survey === null ? readProjectFiles(workspace) : surveyedFiles(workspace, survey))
  const { locks, lockFiles, unreadable, glances } = files
  const diagnostics: Diagnostic[] = [...files.specFaults, ...files.lockFaults]
  if (diagnostics.some(isAboutFolder)) return fail(...diagnostics)

  const specs = new Map<SpecId, OpenedSpec>()
  const heads: SpecHead[] = []
  const unplaced = new Map<string, SpecFile>()
  const parsed = new Map<SpecId, Promise<Result<Spec>>>()
  const parse = async (file: SpecFile): Promise<Result<Spec>> => {
    const { parseSpec } = await import('../spec/parse.ts')
    return parseSpec(file, config)
  }

  for (const fault of files.specFaults) {
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
  for (const { id, kind, file, raw, head } of files.specs) {
    const known = head ?? (kind === 'architecture' ? files.knownHead(file.path, raw) : null)
    if (!specs.has(id)) specs.set(id, { id, file, raw, vouched: head !== null })
    if (known !== null) {
      heads.push(known)
      unplaced.set(known.path, file)
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
    heads.push(emptyHead({ id, kind, path: file.path, raw }))
  }

  const implied = await impliedUses(heads)
  // A fault between specs wants lines; heads taken from locks have none, so those specs are parsed for the message.
  const placed = async (head: SpecHead): Promise<SpecHead> => {
    const file = unplaced.get(head.path)
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
  const reader = readInputs(workspace)
  const declared = remembered((id: SpecId) => declaredBy(locks.get(id)))
  const still = remembered((head: SpecHead) =>
    unmoved({ glances, project, declared: declared.get }, head, reader),
  )
  const forget = (id: SpecId): void => {
    lookers = null
    glances.delete(id)
    declared.clear()
    still.clear()
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
      orphans: [...locks.keys()].filter((id) => !specs.has(id)).flatMap((id) => locks.get(id) ?? []),
      unreadable,
      diagnostics,
      spec,
      seenBy: (path) => {
        lookers ??= lookersOf(locks, glances)
        return lookers.get(path) ?? []
      },
      unmoved: still.get,
      landed: (lock, file) => {
        forget(lock.spec.id)
        locks.set(lock.spec.id, lock)
        lockFiles.set(lock.spec.id, file)
      },
      settled: (lock, file) => {
        forget(lock.spec.id)
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

/** A function that is asked the same often; what it answered can be forgotten. */
function remembered<K, V>(
  compute: (key: K) => V,
): { readonly get: (key: K) => V; readonly clear: () => void } {
  const known = new Map<K, V>()
  return {
    get: (key) => {
      const before = known.get(key)
      if (before !== undefined) return before
      const value = compute(key)
      known.set(key, value)
      return value
    },
    clear: () => known.clear(),
  }
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

/** What the targets of a spec declare, as fingerprints; null where no lock says it. */
function declaredBy(lock: Lock | undefined): ReadonlyMap<string, string> | null {
  if (lock === undefined) return null
  const targets = Object.entries(lock.targets)
  return new Map(targets.map(([path, { declarations }]) => [path, fingerprint(declarations)]))
}

/** Path → the specs that see its declarations, from all locks at once: asked for every edited target. */
function lookersOf(
  locks: ReadonlyMap<SpecId, Lock>,
  glances: ReadonlyMap<SpecId, Glance>,
): ReadonlyMap<string, readonly SpecId[]> {
  const lookers = new Map<string, SpecId[]>()
  for (const id of locks.keys()) {
    const lock = glances.get(id)?.facts ?? locks.get(id)
    for (const path of Object.keys(lock?.question.declarations ?? {})) {
      const known = lookers.get(path)
      if (known === undefined) lookers.set(path, [id])
      else known.push(id)
    }
  }
  return lookers
}
