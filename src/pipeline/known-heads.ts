// All locks → heads of the architecture specs that they were built with, so that unchanged ones are not parsed.
import type { Digest } from '../digest/digest.ts'
import type { SpecHead, SpecId, Use } from '../spec/spec.ts'

/** Path and raw digest of an architecture spec → its head; null where no lock knows these bytes. */
export type KnownHeads = (path: string, raw: Digest) => SpecHead | null

/** As much of a lock as that takes. */
export interface LockedUses {
  readonly question: { readonly specs: Readonly<Record<string, { readonly path: string }>> }
  readonly specUses: Readonly<Record<string, readonly string[]>>
  readonly inputs: Readonly<Record<string, Digest>>
}

export function architectureHeads(locks: Iterable<LockedUses>): KnownHeads {
  const known = new Map<string, Map<Digest, SpecHead>>()
  for (const lock of locks) {
    for (const [id, { path }] of Object.entries(lock.question.specs)) {
      const raw = lock.inputs[path]
      const uses = lock.specUses[id]
      if (raw === undefined || uses === undefined) continue
      const versions = known.get(path) ?? new Map<Digest, SpecHead>()
      if (!versions.has(raw)) versions.set(raw, head(id, path, raw, uses))
      known.set(path, versions)
    }
  }
  return (path, raw) => known.get(path)?.get(raw) ?? null
}

function head(id: string, path: string, raw: Digest, uses: readonly string[]): SpecHead {
  const written = uses.map((use): Use => {
    const [used = '', requirement] = use.split('#')
    // Ids in a decoded lock were ids when it was written.
    return { id: used as SpecId, requirement: requirement ?? null, place: { path } }
  })
  return {
    kind: 'architecture',
    // As above.
    id: id as SpecId,
    path,
    title: null,
    status: 'active',
    model: null,
    targets: [],
    uses: written,
    context: [],
    tests: [],
    raw,
  }
}
