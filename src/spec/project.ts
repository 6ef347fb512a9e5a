// The heads of all specs in, the project out: one owner a target, every use found, no circle, an order to build in.
import { diagnostic, fail, hasErrors, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { findCycles } from './cycles.ts'
import type { Project, SpecHead, SpecId, TargetPath } from './spec.ts'

/**
 * Takes heads in any order. All faults come at once: `id-clash`, `target-two-owners`, `target-case-twin`,
 * `target-not-a-file`, `uses-missing`, `uses-feature`, `uses-cycle`. Linear in specs, targets and uses.
 */
export function resolveProject(heads: readonly SpecHead[]): Result<Project> {
  const sorted = [...heads].sort((a, b) => compare(a.id, b.id) || compare(a.path, b.path))
  const diagnostics: Diagnostic[] = []
  const specs = byId(sorted, diagnostics)
  const owners = ownersOf(sorted, diagnostics)
  checkUses(sorted, specs, diagnostics)
  for (const cycle of findCycles(specs)) {
    const steps = cycle.map(({ from }) => from)
    diagnostics.push(
      diagnostic('uses-cycle', `specs use each other in a circle: ${[...steps, steps[0]].join(' → ')}`, {
        place: cycle[0]?.place,
        related: cycle.slice(1).map(({ place }) => place),
        hint: 'take one of these `uses` out; what both need belongs in a third spec',
      }),
    )
  }
  if (hasErrors(diagnostics)) return fail(...diagnostics)
  return ok({ specs, owners, order: orderOf(specs) }, diagnostics)
}

function byId(sorted: readonly SpecHead[], diagnostics: Diagnostic[]): ReadonlyMap<SpecId, SpecHead> {
  const specs = new Map<SpecId, SpecHead>()
  const folded = new Map<string, SpecHead>()
  for (const head of sorted) {
    const before = folded.get(head.id.toLowerCase())
    if (before === undefined) {
      folded.set(head.id.toLowerCase(), head)
      specs.set(head.id, head)
      continue
    }
    const how =
      before.id === head.id
        ? `two specs are called \`${head.id}\``
        : `\`${before.id}\` and \`${head.id}\` differ only in case`
    diagnostics.push(
      diagnostic('id-clash', `${how}: ${before.path} and ${head.path}`, {
        place: { path: head.path },
        related: [{ path: before.path }],
        hint: 'rename one of the two files: ids are unique over features and architecture',
      }),
    )
  }
  return specs
}

interface Owned {
  readonly path: TargetPath
  readonly head: SpecHead
  readonly target: SpecHead['targets'][number]
}

function ownersOf(sorted: readonly SpecHead[], diagnostics: Diagnostic[]): ReadonlyMap<TargetPath, SpecId> {
  const owners = new Map<TargetPath, SpecId>()
  const folded = new Map<string, Owned>()
  for (const head of sorted) {
    for (const target of head.targets) {
      const key = target.path.toLowerCase()
      const before = folded.get(key)
      if (before === undefined) {
        folded.set(key, { path: target.path, head, target })
        owners.set(target.path, head.id)
        continue
      }
      const details = { place: target.place, related: [before.target.place] }
      diagnostics.push(
        before.path === target.path
          ? diagnostic(
              'target-two-owners',
              `\`${target.path}\` is owned by ${before.head.id} and by ${head.id}`,
              {
                ...details,
                hint: `keep it in one of them; the other sees it with \`uses: [${before.head.id}]\``,
              },
            )
          : diagnostic(
              'target-case-twin',
              `\`${before.path}\` and \`${target.path}\` differ only in case, and are one file on some systems`,
              {
                ...details,
                hint: 'spell the two alike, or rename one',
              },
            ),
      )
    }
  }
  checkFolders(folded, diagnostics)
  return owners
}

/** A file that is also the folder of another. Each folder is looked up once. */
function checkFolders(folded: ReadonlyMap<string, Owned>, diagnostics: Diagnostic[]): void {
  const seen = new Set<string>()
  let last = ''
  for (const [key, { path, target }] of folded) {
    let folder = key
    // Targets of one spec are often in one folder.
    if (last !== '' && key.lastIndexOf('/') === last.length - 1 && key.startsWith(last)) continue
    last = key.slice(0, key.lastIndexOf('/') + 1)
    for (let slash = folder.lastIndexOf('/'); slash > 0; slash = folder.lastIndexOf('/')) {
      folder = folder.slice(0, slash)
      if (seen.has(folder)) break
      seen.add(folder)
      const above = folded.get(folder)
      if (above === undefined) continue
      const message = `\`${above.path}\` is a target of ${above.head.id}, and the folder of \`${path}\``
      diagnostics.push(
        diagnostic('target-not-a-file', message, {
          place: above.target.place,
          related: [target.place],
          hint: 'a target is a file; rename one of the two',
        }),
      )
    }
  }
}

/** Looking for what was meant compares with every id; nobody reads more of them than this. */
const maxSuggestions = 20

function checkUses(
  sorted: readonly SpecHead[],
  specs: ReadonlyMap<SpecId, SpecHead>,
  diagnostics: Diagnostic[],
): void {
  let suggested = 0
  for (const head of sorted) {
    for (const use of head.uses) {
      const used = specs.get(use.id)
      if (used === undefined) {
        const meant = suggested++ < maxSuggestions ? nearest(use.id, specs.keys()) : null
        diagnostics.push(
          diagnostic('uses-missing', `${head.id} uses \`${use.id}\`, and there is no such spec`, {
            place: use.place,
            hint: meant === null ? '`spec list` shows the ids' : `did you mean \`${meant}\`?`,
          }),
        )
      } else if (head.kind === 'architecture' && used.kind === 'feature') {
        diagnostics.push(
          diagnostic('uses-feature', `the architecture spec ${head.id} uses the feature \`${use.id}\``, {
            place: use.place,
            related: [{ path: used.path }],
            hint: 'architecture is what features share: let the feature use it, not the other way round',
          }),
        )
      }
    }
  }
}

/** Each feature after those it uses; of several that could come next, the smallest id. */
function orderOf(specs: ReadonlyMap<SpecId, SpecHead>): readonly SpecId[] {
  const waitsFor = new Map<SpecId, number>()
  const dependents = new Map<SpecId, SpecId[]>()
  for (const head of specs.values()) {
    if (head.kind !== 'feature') continue
    const used = new Set(head.uses.map((use) => use.id).filter((id) => specs.get(id)?.kind === 'feature'))
    waitsFor.set(head.id, used.size)
    for (const id of used) append(dependents, id, head.id)
  }
  // Largest first, so that taking the smallest is taking the last.
  const ready = [...waitsFor]
    .filter(([, count]) => count === 0)
    .map(([id]) => id)
    .reverse()
  const order: SpecId[] = []
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order.push(id)
    for (const dependent of dependents.get(id) ?? []) {
      const left = (waitsFor.get(dependent) ?? 0) - 1
      waitsFor.set(dependent, left)
      if (left === 0) ready.splice(placeIn(ready, dependent), 0, dependent)
    }
  }
  return order
}

/** Where a value goes in a list that descends. */
function placeIn(descending: readonly SpecId[], value: SpecId): number {
  let low = 0
  let high = descending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((descending[middle] ?? '') > value) low = middle + 1
    else high = middle
  }
  return low
}

/** By UTF-16 code units: the same on every machine and in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A used spec: all of it (null), or these requirements. */
export interface UsedParts {
  readonly id: SpecId
  readonly requirements: readonly string[] | null
}

/**
 * Architecture specs in sight of a spec, in order of id (rule 10): those it uses and those that they use in whole. A spec
 * used by one requirement gives that requirement alone, and none of its own `uses`.
 */
export function architectureClosure(project: Project, head: SpecHead): readonly UsedParts[] {
  const seen = new Map<SpecId, Set<string> | null>()
  const waiting = [head]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const use of next.uses) {
      const used = project.specs.get(use.id)
      if (used?.kind !== 'architecture' || seen.get(use.id) === null) continue
      if (use.requirement === null) {
        seen.set(use.id, null)
        waiting.push(used)
      } else seen.set(use.id, (seen.get(use.id) ?? new Set()).add(use.requirement))
    }
  }
  return partsInOrder(seen)
}

/** Features that a spec uses itself, in order of id. They give declarations, and nothing of what they use. */
export function usedFeatures(project: Project, head: SpecHead): readonly UsedParts[] {
  const seen = new Map<SpecId, Set<string> | null>()
  for (const use of head.uses) {
    if (project.specs.get(use.id)?.kind !== 'feature' || seen.get(use.id) === null) continue
    seen.set(use.id, use.requirement === null ? null : (seen.get(use.id) ?? new Set()).add(use.requirement))
  }
  return partsInOrder(seen)
}

function partsInOrder(seen: ReadonlyMap<SpecId, ReadonlySet<string> | null>): readonly UsedParts[] {
  return [...seen]
    .sort(([a], [b]) => compare(a, b))
    .map(([id, requirements]) => ({
      id,
      requirements: requirements === null ? null : [...requirements].sort(),
    }))
}

/** For each spec that is used, the specs that name it in `uses`, in order of id. */
export function usedBy(project: Project): ReadonlyMap<SpecId, readonly SpecId[]> {
  const users = new Map<SpecId, SpecId[]>()
  for (const head of project.specs.values()) {
    for (const id of new Set(head.uses.map((use) => use.id))) append(users, id, head.id)
  }
  return users
}

function append(lists: Map<SpecId, SpecId[]>, key: SpecId, value: SpecId): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
