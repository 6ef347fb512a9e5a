// The use case `list`: every spec with its targets and how they stand.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { TargetState } from '../drift/drift.ts'
import { usedBy } from '../spec/project.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecHead, SpecId, SpecKind } from '../spec/spec.ts'
import type { Workspace } from '../ports.ts'
import { chosen } from './choice.ts'
import { checkDrift } from './drift.ts'
import type { Opened } from './open-project.ts'

export interface ListedTarget {
  readonly path: string
  readonly state: TargetState
}

export interface ListedSpec {
  readonly id: SpecId
  /** Null where only a lock is left. */
  readonly kind: SpecKind | null
  readonly path: string
  readonly title: string | null
  readonly draft: boolean
  /** Its file or its lock cannot be read. */
  readonly unreadable: boolean
  readonly targets: readonly ListedTarget[]
  readonly uses: readonly string[]
  /** Specs that name it in `uses`. */
  readonly usedBy: readonly SpecId[]
}

/** Features, architecture specs and locks without a spec, each in order of id. */
export async function listSpecs(
  opened: Opened,
  ids: readonly SpecId[] | null,
): Promise<Result<{ readonly specs: readonly ListedSpec[]; readonly diagnostics: readonly Diagnostic[] }>> {
  const report = await checkDrift(opened, chosen(opened, ids))
  if (!report.ok) return report
  const drifts = new Map(report.value.drifts.map((drift) => [drift.spec, drift]))
  const users = usedBy(opened.project)
  const heads = [...opened.project.specs.values()].filter(({ id }) => ids === null || ids.includes(id))
  const specs: ListedSpec[] = []
  for (const head of heads.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const drift = opened.unreadable.has(head.id) ? undefined : drifts.get(head.id)
    const targets = drift?.targets.map(({ path, state }) => ({ path, state }))
    specs.push({
      id: head.id,
      kind: head.kind,
      path: head.path,
      title: head.title ?? (await writtenTitle(opened, head)),
      draft: head.status === 'draft' && !opened.unreadable.has(head.id),
      unreadable: opened.unreadable.has(head.id),
      targets: targets ?? head.targets.map(({ path }) => ({ path, state: 'unreadable' })),
      uses: head.uses.map(({ id, requirement }) => (requirement === null ? id : `${id}#${requirement}`)),
      usedBy: users.get(head.id) ?? [],
    })
  }
  const orphans = ids === null ? opened.orphans : []
  const left = orphans.map(({ spec, targets }): ListedSpec => ({
    id: spec.id,
    kind: null,
    path: spec.path,
    title: spec.title,
    draft: false,
    unreadable: false,
    targets: Object.keys(targets).map((path) => ({ path, state: 'orphaned' })),
    uses: spec.uses,
    usedBy: [],
  }))
  return ok({ specs: [...inOrder(specs), ...left], diagnostics: report.value.diagnostics })
}

/** No lock remembers the title of an architecture spec. */
async function writtenTitle(opened: Opened, head: SpecHead): Promise<string | null> {
  if (head.kind === 'feature' || opened.unreadable.has(head.id)) return null
  const spec = await opened.spec(head.id)
  return spec.ok ? spec.value.head.title : null
}

function inOrder(specs: readonly ListedSpec[]): readonly ListedSpec[] {
  return [
    ...specs.filter(({ kind }) => kind === 'feature'),
    ...specs.filter(({ kind }) => kind === 'architecture'),
  ]
}

/** Ids alone, by the names of the files: for completions, which must not wait. */
export async function listIds(workspace: Workspace): Promise<Result<readonly SpecId[]>> {
  const files = await workspace.readSpecs()
  if (!files.ok) return files
  const ids = files.value.flatMap(({ path }) => addressOf(path)?.id ?? [])
  return ok([...new Set(ids)].sort())
}
