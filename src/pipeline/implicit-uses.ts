// Heads of all specs → which features each uses only because its `context` reaches a file of theirs (rule 12).
import type { SpecHead, SpecId } from '../spec/spec.ts'

export type ImpliedUses = ReadonlyMap<SpecId, readonly SpecId[]>

/** Owners of context files, by the spec that looks at them; what `uses` names already is left out. */
export async function impliedUses(heads: readonly SpecHead[]): Promise<ImpliedUses> {
  const implied = new Map<SpecId, readonly SpecId[]>()
  const looking = heads.filter((head) => head.context.length > 0)
  if (looking.length === 0) return implied
  const owners = new Map<string, SpecId>()
  for (const head of heads) for (const target of head.targets) owners.set(target.path, head.id)
  const { default: picomatch } = await import('picomatch')
  for (const head of looking) {
    const known = new Set<SpecId>([head.id, ...head.uses.map((use) => use.id)])
    const found = new Set<SpecId>()
    for (const pattern of head.context) {
      const literal = owners.get(pattern)
      if (literal !== undefined) {
        if (!known.has(literal)) found.add(literal)
        continue
      }
      const matches = picomatch(pattern)
      for (const [path, id] of owners) if (!known.has(id) && matches(path)) found.add(id)
    }
    if (found.size > 0) implied.set(head.id, [...found].sort())
  }
  return implied
}

/** The heads as the order of builds has to see them. */
export function withImplied(heads: readonly SpecHead[], implied: ImpliedUses): readonly SpecHead[] {
  return heads.map((head) => {
    const added = implied.get(head.id) ?? []
    const uses = added.map((id) => ({ id, requirement: null, place: { path: head.path } }))
    return uses.length === 0 ? head : { ...head, uses: [...head.uses, ...uses] }
  })
}
