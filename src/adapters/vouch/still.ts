// A glance in, what is left to ask of a spec of which nothing moved out.
import type { Glance, Still } from '../../ports.ts'

/**
 * Null where anything moved, and where more has to be looked into: a pattern with wildcards, declarations of another
 * spec. As `unmoved` of the pipeline, but for what only the other specs can tell.
 */
export function stillOf({ lock, facts, vouched, moved, unmovedInputs }: Glance): Still | null {
  if (facts === null || vouched === null || moved.length > 0) return null
  const { spec, question } = facts
  const inputs = [...spec.context, ...spec.tests]
  if (!inputs.every((path) => unmovedInputs.includes(path) && !/[*?[\]{}()!+@\\]/.test(path))) return null
  const others = spec.context.filter((path) => !Object.hasOwn(facts.targets, path))
  if (!isSameSet(spec.tests, question.tests) || !isSameSet(others, Object.keys(question.declarations)))
    return null
  const architecture: Still['architecture'][number][] = []
  for (const id in question.specs) {
    const path = question.specs[id]?.path
    const uses = facts.specUses[id]
    const raw = path === undefined ? undefined : facts.inputs[path]
    if (path === undefined || uses === undefined || raw === undefined) return null
    architecture.push({ id, path, raw, uses })
  }
  const accepted: Record<string, string> = {}
  for (const path in facts.targets) {
    const because = facts.targets[path]?.accepted?.because
    // An assignment would set the prototype instead.
    if (path === '__proto__') return null
    if (because !== undefined) accepted[path] = because
  }
  return {
    spec: {
      id: spec.id,
      path: spec.path,
      lock,
      draft: spec.status === 'draft',
      targets: Object.keys(facts.targets),
      accepted,
      inputs,
    },
    uses: spec.uses,
    others,
    architecture,
  }
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  if (some.length === 0) return others.length === 0
  const [one, other] = [new Set(some), new Set(others)]
  return one.size === other.size && some.every((value) => other.has(value))
}
