// Heads of all specs → which features each uses only because its `context` reaches a file of theirs (rule 12).
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import { addressOf } from '../spec/ids.ts'
import { resolveProject } from '../spec/project.ts'
import type { Project, SpecHead, SpecId } from '../spec/spec.ts'
import { circlesOf } from './circles.ts'

/**
 * Owners of context files, by the spec that looks at them, as the order of builds has to see them. What a pattern with
 * wildcards reaches in a circle is left out: `src/**` in two specs says nothing about which of them comes first.
 */
export type ImpliedUses = ReadonlyMap<SpecId, readonly SpecId[]>

/** What `uses` names already is left out. */
export async function impliedUses(heads: readonly SpecHead[]): Promise<ImpliedUses> {
  const looking = heads.filter((head) => head.context.length > 0)
  if (looking.length === 0) return new Map()
  const owners = new Map<string, SpecId>()
  for (const head of heads) for (const target of head.targets) owners.set(target.path, head.id)
  const reached = await ownersByPattern(looking, owners)
  const named = new Map<SpecId, ReadonlySet<SpecId>>()
  for (const head of heads) {
    const literal = head.context.flatMap((pattern) => owners.get(pattern) ?? [])
    named.set(head.id, new Set([...head.uses.map((use) => use.id), ...literal]))
  }
  const circleOf = circlesOf(heads, named, reached)

  const implied = new Map<SpecId, readonly SpecId[]>()
  for (const head of looking) {
    const written = new Set<SpecId>([head.id, ...head.uses.map((use) => use.id)])
    const found = new Set<SpecId>()
    for (const id of named.get(head.id) ?? []) if (!written.has(id)) found.add(id)
    const own = circleOf.get(head.id)
    for (const pattern of head.context) {
      for (const [circle, ids] of reached.get(pattern)?.byCircle(circleOf) ?? []) {
        if (circle !== own) for (const id of ids) if (!written.has(id)) found.add(id)
      }
    }
    if (found.size > 0) implied.set(head.id, [...found].sort())
  }
  return implied
}

/** The features that one pattern with wildcards reaches. Many specs may share it, so it is looked into once. */
export class Reached {
  readonly ids: readonly SpecId[]
  #byCircle: ReadonlyMap<number, readonly SpecId[]> | null = null

  constructor(ids: Iterable<SpecId>) {
    this.ids = [...new Set(ids)]
  }

  byCircle(circleOf: ReadonlyMap<string, number>): ReadonlyMap<number, readonly SpecId[]> {
    if (this.#byCircle !== null) return this.#byCircle
    const grouped = new Map<number, SpecId[]>()
    for (const id of this.ids) {
      const circle = circleOf.get(id) ?? -1
      const group = grouped.get(circle)
      if (group === undefined) grouped.set(circle, [id])
      else group.push(id)
    }
    this.#byCircle = grouped
    return grouped
  }
}

/** By pattern; one that is the path of a target has no wildcards, and is not in it. */
async function ownersByPattern(
  looking: readonly SpecHead[],
  owners: ReadonlyMap<string, SpecId>,
): Promise<ReadonlyMap<string, Reached>> {
  const { default: picomatch } = await import('picomatch')
  const patterns = new Set(looking.flatMap((head) => head.context).filter((one) => !owners.has(one)))
  const reached = new Map<string, Reached>()
  for (const pattern of patterns) {
    // Nothing but the path itself could match, and nobody owns it.
    if (!/[*?[\]{}()!+@\\]/.test(pattern)) continue
    const matches = picomatch(pattern)
    reached.set(pattern, new Reached([...owners].filter(([path]) => matches(path)).map(([, id]) => id)))
  }
  return reached
}

/** Resolves the heads as the order of builds has to see them; circles that a `context` closes are told as such. */
export function resolveWithImplied(heads: readonly SpecHead[], implied: ImpliedUses): Result<Project> {
  const project = resolveProject(withImplied(heads, implied))
  if (!project.diagnostics.some(({ code }) => code === 'uses-cycle')) return project
  const specs = new Map(heads.map((head) => [head.id, head]))
  const diagnostics = project.diagnostics.map((one) =>
    one.code === 'uses-cycle' ? toldByContext(one, specs, implied) : one,
  )
  return { ...project, diagnostics }
}

function withImplied(heads: readonly SpecHead[], implied: ImpliedUses): readonly SpecHead[] {
  return heads.map((head) => {
    const added = implied.get(head.id) ?? []
    const uses = added.map((id) => ({ id, requirement: null, place: { path: head.path } }))
    return uses.length === 0 ? head : { ...head, uses: [...head.uses, ...uses] }
  })
}

/** The places of a circle are its steps: each in the file of the spec that uses the next one. */
function toldByContext(
  circle: Diagnostic,
  specs: ReadonlyMap<SpecId, SpecHead>,
  implied: ImpliedUses,
): Diagnostic {
  const places = [...(circle.place === undefined ? [] : [circle.place]), ...(circle.related ?? [])]
  const steps = places.flatMap(({ path }) => addressOf(path)?.id ?? [])
  const looks = steps.flatMap((from, index) => {
    const to = steps[(index + 1) % steps.length] ?? from
    if (implied.get(from)?.includes(to) !== true) return []
    const targets = new Set<string>(specs.get(to)?.targets.map((target) => target.path))
    const pattern = specs.get(from)?.context.find((one) => targets.has(one))
    return pattern === undefined ? [] : `\`context\` of ${from} names \`${pattern}\`, a file of ${to}`
  })
  if (looks.length === 0) return circle
  return {
    ...circle,
    message: `${circle.message}; ${looks.join('; ')}`,
    hint: 'take one of these `uses` or `context` entries out; what both need belongs in a third spec',
  }
}
