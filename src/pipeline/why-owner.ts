// A path in; the spec that owns it, its lock, and what it says, out. Reads one lock and one spec, and not the whole project.
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import { decodeLock } from '../lock/decode.ts'
import type { Lock, LockedTarget } from '../lock/lock.ts'
import { lockPath } from '../lock/path.ts'
import type { Workspace } from '../ports.ts'
import type { Spec, SpecFile } from '../spec/spec.ts'
import { linesOf } from '../why/lines.ts'
import type { SpecWords } from '../why/requirements.ts'

export interface Owner {
  readonly id: string
  /** Of the spec's file. */
  readonly path: string
  readonly title: string | null
  /** Null where no lock names the file. */
  readonly lock: Lock | null
  /** A lock of the spec is there, and cannot be read. */
  readonly lockDamaged: boolean
  readonly locked: LockedTarget | null
  readonly words: SpecWords
}

export interface FoundOwner {
  readonly owner: Owner | null
  /** What could not be read on the way. */
  readonly diagnostics: readonly Diagnostic[]
}

/** By the lock that names the file; of one that was never built, by the front matter. */
export async function ownerOf(workspace: Workspace, config: Config, path: string): Promise<FoundOwner> {
  const diagnostics: Diagnostic[] = []
  const lock = await lockNaming(workspace, path, diagnostics)
  if (lock !== null) {
    const file = (await readSpecs(workspace, diagnostics, [lock.spec.path]))[0]
    const spec = file === undefined ? null : await parse(file, config, lock, diagnostics)
    return { owner: ownerBy(lock, path, spec, file), diagnostics }
  }
  const { parseHead } = await import('../spec/head.ts')
  for (const file of await readSpecs(workspace, diagnostics)) {
    const head = parseHead(file)
    if (!head.ok || !head.value.targets.some((target) => target.path === path)) continue
    const spec = await parse(file, config, null, diagnostics)
    const { id, title } = head.value
    const words = wordsOf(id, file.path, spec, file, null)
    const faults = await faultsOfLock(workspace, lockPath(id))
    diagnostics.push(...faults.filter((one) => !diagnostics.some(({ message }) => message === one.message)))
    const unlocked = { lock: null, locked: null, lockDamaged: faults.length > 0 }
    return { owner: { id, path: file.path, title, ...unlocked, words }, diagnostics }
  }
  return { owner: null, diagnostics }
}

async function lockNaming(
  workspace: Workspace,
  path: string,
  diagnostics: Diagnostic[],
): Promise<Lock | null> {
  const files = await workspace.readLocks()
  diagnostics.push(...files.diagnostics)
  if (!files.ok) return null
  const spelled = JSON.stringify(path)
  for (const { text, path: at } of files.value) {
    if (!text.includes(spelled)) continue
    const lock = decodeLock(text, at)
    if (!lock.ok) diagnostics.push(...lock.diagnostics)
    else if (Object.hasOwn(lock.value.targets, path)) return lock.value
  }
  return null
}

/** None where there is no such lock. */
async function faultsOfLock(workspace: Workspace, path: string): Promise<readonly Diagnostic[]> {
  const files = await workspace.readLocks([path])
  if (!files.ok) return files.diagnostics
  return files.value.flatMap((file) => {
    const lock = decodeLock(file.text, file.path)
    return lock.ok ? [] : lock.diagnostics
  })
}

async function readSpecs(
  workspace: Workspace,
  diagnostics: Diagnostic[],
  paths?: readonly string[],
): Promise<readonly SpecFile[]> {
  const files = await workspace.readSpecs(paths)
  diagnostics.push(...files.diagnostics)
  return files.ok ? files.value : []
}

async function parse(
  file: SpecFile,
  config: Config,
  lock: Lock | null,
  diagnostics: Diagnostic[],
): Promise<Spec | null> {
  const { parseSpec } = await import('../spec/parse.ts')
  const spec = parseSpec(file, config)
  if (!spec.ok) {
    diagnostics.push(...spec.diagnostics)
    return null
  }
  if (lock === null) return spec.value
  const { reconcileRequirements } = await import('../spec/reconcile.ts')
  const before = Object.entries(lock.question.requirements).map(([id, one]) => ({ id, ...one }))
  return { ...spec.value, requirements: reconcileRequirements(spec.value.requirements, before) }
}

function ownerBy(lock: Lock, path: string, spec: Spec | null, file: SpecFile | undefined): Owner {
  const { id, title, path: at } = lock.spec
  const locked = lock.targets[path] ?? null
  return {
    id,
    path: at,
    title: spec?.head.title ?? title,
    lock,
    locked,
    lockDamaged: false,
    words: wordsOf(id, at, spec, file, lock),
  }
}

/** What the spec says now, and requirements that only the lock still has. */
function wordsOf(
  id: string,
  path: string,
  spec: Spec | null,
  file: SpecFile | undefined,
  lock: Lock | null,
): SpecWords {
  const now = (spec?.requirements ?? []).map(({ id: name, text, place }) => ({
    id: name,
    text,
    line: place.line ?? null,
  }))
  const known = new Set(now.map((one) => one.id))
  const gone = Object.entries(lock?.question.requirements ?? {}).flatMap(([name, { text }]) =>
    known.has(name) ? [] : [{ id: name, text, line: null }],
  )
  const sections = (spec?.sections ?? []).flatMap(({ key, heading, place }) =>
    place.line === undefined ? [] : [{ key, heading, line: place.line }],
  )
  const lines = file === undefined ? [] : linesOf(decodeText(file.bytes) ?? '')
  return { id, path, lines, requirements: [...now, ...gone], sections }
}
