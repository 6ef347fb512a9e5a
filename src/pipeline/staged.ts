// The use case of the hook: what a commit would hold, as git's index has it → the drift that this commit would bring.
// Only the specs that the commit concerns, and what they use, are opened.
import type { Config } from '../config/config.ts'
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Drift, TargetDrift } from '../drift/drift.ts'
import { failsAt } from '../drift/states.ts'
import { lockPath } from '../lock/path.ts'
import type { Staging, Workspace } from '../ports.ts'
import { addressOf, specPathOf } from '../spec/ids.ts'
import type { SpecFile, SpecId } from '../spec/spec.ts'
import type { Comparing } from './edited-targets.ts'
import { openProject, type Opened } from './open-project.ts'
import { concernsOf } from './staged-concerns.ts'
import { stagedDrifts } from './staged-drift.ts'
import { findConcerned } from './staged-find.ts'

export interface StagedReport {
  /** Files that the commit changes. */
  readonly changed: number
  /** Of the specs that the commit concerns: with all targets, or only with those that it changes. */
  readonly drifts: readonly Drift[]
  readonly diagnostics: readonly Diagnostic[]
  /** Of specs that fail: files that differ on disk from what the commit would hold. */
  readonly unstaged: ReadonlyMap<SpecId, readonly string[]>
}

/**
 * Checks what is staged. The disk is looked at for targets that git ignores, and nothing else.
 *
 * @param comparing with the archive: an edit that shows beside the written text needs no parser.
 */
export async function checkStaged(
  staging: Staging,
  config: Config,
  comparing: Comparing,
): Promise<Result<StagedReport>> {
  const changed = new Set(staging.changed)
  const none = { changed: changed.size, drifts: [], diagnostics: [], unstaged: new Map() }
  const found = await findConcerned(staging, changed)
  if (found.size === 0) return ok(none)

  const opened = await openProject(await workspaceOf(staging, found), config)
  if (!opened.ok) return opened
  const concerns = concernsOf(opened.value, changed)
  if (concerns.size === 0) return ok(none)
  await loadInputs(staging, opened.value, concerns.keys())
  const ids = [...concerns.keys()]
  const { drifts: all, diagnostics } = await stagedDrifts(opened.value, ids, comparing, config.drift.failOn)
  const drifts = all.map((drift) => (concerns.get(drift.spec) === 'targets' ? onlyOf(drift, changed) : drift))
  const unstaged = new Map<SpecId, readonly string[]>()
  for (const drift of drifts) {
    const failed = drift.targets.filter((target) => failsAt(target, config.drift.failOn))
    if (failed.length > 0) unstaged.set(drift.spec, await staging.unstaged(filesOf(drift, failed)))
  }
  return ok({ changed: changed.size, drifts, diagnostics, unstaged })
}

/** The index as a project of nothing but these specs. */
async function workspaceOf(staging: Staging, ids: ReadonlySet<SpecId>): Promise<Workspace> {
  const specs = specPaths(staging, ids)
  const locks = [...ids].map(lockPath)
  await staging.load([...specs, ...locks])
  const files = (paths: readonly string[]): SpecFile[] =>
    paths.flatMap((path) => {
      const state = staging.read(path)
      return state.kind === 'file' ? [{ path, bytes: state.bytes }] : []
    })
  return {
    root: staging.root,
    readSpecs: () => Promise.resolve(ok(files(specs))),
    readLocks: () => {
      const texts = files(locks).map(({ path, bytes }) => ({
        path,
        text: Buffer.from(bytes).toString('utf8'),
      }))
      return Promise.resolve(ok(texts))
    },
    read: (path) => staging.read(path),
    glob: (patterns) => staging.glob(patterns),
    // An apply that was cut short is on the disk; the commit holds one state or the other.
    interrupted: () => [],
  }
}

function specPaths(staging: Staging, ids: ReadonlySet<SpecId>): readonly string[] {
  return ['specs/architecture', 'specs/features']
    .flatMap((folder) => staging.list(folder, '.md'))
    .filter((path) => {
      const id = addressOf(path)?.id
      return id !== undefined && ids.has(id)
    })
}

/** All that the check will read, in one go. */
async function loadInputs(staging: Staging, opened: Opened, ids: Iterable<SpecId>): Promise<void> {
  const paths = [...ids].flatMap((id) => {
    const lock = opened.locks.get(id)
    const head = opened.project.specs.get(id)
    return [
      ...(head?.targets.map((target) => target.path) ?? []),
      ...Object.keys(lock?.targets ?? {}),
      ...Object.keys(lock?.inputs ?? {}),
    ]
  })
  await staging.load(paths)
}

/**
 * A commit that touches single targets answers for them. A spec that asks for something else since an earlier commit
 * is not its doing.
 */
function onlyOf(drift: Drift, changed: ReadonlySet<string>): Drift {
  const isTouched = ({ path, state }: TargetDrift): boolean => changed.has(path) && state !== 'stale'
  return { ...drift, targets: drift.targets.filter(isTouched) }
}

function filesOf(drift: Drift, targets: readonly TargetDrift[]): readonly string[] {
  const spec = drift.path === '' ? specPathOf('feature', drift.spec) : drift.path
  return [spec, lockPath(drift.spec), ...targets.map(({ path }) => path)]
}
