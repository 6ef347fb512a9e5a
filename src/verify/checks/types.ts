// The files of a generation laid over the project in, the type errors they cause out.
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { SpecId, TargetPath } from '../../spec/spec.ts'
import type { Check, CheckInput, TypeFault } from '../verify.ts'

/**
 * The project type-checks with the new files as it did without them. Errors in targets of specs that use this one are
 * no failure: those specs become stale, and are told once each (rule 23).
 */
export const types: Check = {
  name: 'types',
  after: ['complete', 'parses'],
  run: async (input) => {
    const report = await input.checkTypes(
      new Map(input.generation.files.map(({ path, text }): [string, string] => [path, text])),
    )
    if (report.kind === 'not-run') return report
    const stale = new Map<SpecId, TypeFault[]>()
    const found: Diagnostic[] = []
    for (const fault of report.faults) {
      const dependent = dependentOf(fault.path, input)
      if (dependent !== null) stale.set(dependent, [...(stale.get(dependent) ?? []), fault])
      else
        found.push(
          diagnostic('check-types', `${fault.message} (TS${fault.number})`, {
            place: placeOf(fault),
            hint: hintFor(fault, input),
          }),
        )
    }
    for (const [id, faults] of stale) found.push(becomesStale(id, faults))
    return { kind: 'ran', diagnostics: found }
  },
}

/** The spec that uses this one and owns the file; null for any other file. */
function dependentOf(path: string, { owners, dependents, spec }: CheckInput): SpecId | null {
  // A path that the type checker gives is a target only where the project says so; that is what is asked here.
  const owner = owners.get(path as TargetPath)
  return owner !== undefined && owner !== spec.head.id && dependents.has(owner) ? owner : null
}

const placeOf = ({ path, line, column }: TypeFault): { path: string; line: number; column: number } => ({
  path,
  line,
  column,
})

function hintFor({ path }: TypeFault, { generation, owners, spec }: CheckInput): string | undefined {
  if (generation.files.some((file) => file.path === path)) return undefined
  // As above: the project is asked whether it is a target.
  const owner = owners.get(path as TargetPath)
  if (owner === undefined) return 'the new code breaks this file, and no spec owns it: mend it by hand'
  if (owner === spec.head.id) return 'the new code breaks this file of the same spec: build it along'
  return `the new code breaks this file of ${owner}, which does not say that it uses ${spec.head.id}: add it to its \`uses\``
}

function becomesStale(id: SpecId, faults: readonly TypeFault[]): Diagnostic {
  const [first] = faults
  const count = faults.length === 1 ? 'a type error' : `${faults.length} type errors`
  return diagnostic(
    'check-dependent',
    `${id} becomes stale: the new declarations bring ${count} to its code`,
    {
      place: first === undefined ? undefined : placeOf(first),
      related: faults.slice(1).map(placeOf),
      hint: `spec regen ${id}`,
    },
  )
}
