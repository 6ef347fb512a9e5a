// Heads of all specs in; the project of those that fit together, and what is wrong with the others, out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { hasErrors, ok, type Result } from '../diagnostic/diagnostic.ts'
import { addressOf } from '../spec/ids.ts'
import type { Project, SpecHead, SpecId } from '../spec/spec.ts'
import { resolveWithImplied, type ImpliedUses } from './implicit-uses.ts'

export interface Fitting {
  readonly project: Project
  /** Specs with a fault between specs (two owners, a circle, a missing use): in the project they own and use nothing. */
  readonly aside: ReadonlyMap<SpecId, readonly Diagnostic[]>
}

/** Faults of which the second place is not to blame. */
const oneSided: ReadonlySet<string> = new Set(['uses-missing', 'uses-feature'])

/**
 * Resolves. A spec at fault is set aside with its faults, so that the others can be worked with. Every fault is in the
 * diagnostics once.
 *
 * @param place gives the same heads with lines: a fault is told with its line, and heads taken from locks have none.
 */
export async function resolveFitting(
  heads: readonly SpecHead[],
  implied: ImpliedUses,
  place: () => Promise<readonly SpecHead[]>,
): Promise<Result<Fitting>> {
  // The order knows of implied uses; the heads stay as they were written.
  const first = resolveWithImplied(heads, implied)
  if (first.ok && first.diagnostics.length === 0) return ok(fitting(first.value, heads, new Map()))

  const aside = new Map<SpecId, readonly Diagnostic[]>()
  const told: Diagnostic[] = []
  let left = await place()
  for (;;) {
    const links = new Map([...implied].filter(([id]) => !aside.has(id)))
    const project = resolveWithImplied(left, links)
    told.push(...project.diagnostics)
    if (project.ok) return ok(fitting(project.value, left, aside), told)
    const before = aside.size
    for (const fault of project.diagnostics) {
      for (const id of blamedFor(fault)) aside.set(id, [...(aside.get(id) ?? []), fault])
    }
    if (aside.size === before) return { ok: false, diagnostics: told }
    left = withoutClaims(left, aside)
  }
}

function fitting(project: Project, heads: readonly SpecHead[], aside: Fitting['aside']): Fitting {
  return { project: { ...project, specs: new Map(heads.map((head) => [head.id, head])) }, aside }
}

function blamedFor(fault: Diagnostic): readonly SpecId[] {
  if (!hasErrors([fault])) return []
  const places = [fault.place, ...(oneSided.has(fault.code) ? [] : (fault.related ?? []))]
  return places.flatMap((one) => addressOf(one?.path ?? '')?.id ?? [])
}

/** Of two specs with one id, the first stands for both: they cannot be told apart. */
function withoutClaims(heads: readonly SpecHead[], aside: ReadonlyMap<SpecId, unknown>): readonly SpecHead[] {
  const seen = new Set<string>()
  return heads.flatMap((head) => {
    if (!aside.has(head.id)) return [head]
    const key = head.id.toLowerCase()
    if (seen.has(key)) return []
    seen.add(key)
    return [emptyHead(head)]
  })
}

/** Stands in for a spec that cannot be worked with, so that those which use it are still told of in their own right. */
export function emptyHead({ kind, id, path, raw }: Pick<SpecHead, 'kind' | 'id' | 'path' | 'raw'>): SpecHead {
  const nothing = { targets: [], uses: [], context: [], tests: [] }
  return { kind, id, path, title: null, status: 'draft', model: null, ...nothing, raw }
}
