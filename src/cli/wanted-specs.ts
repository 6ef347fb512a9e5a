// `<id…>`, `--all` or `--changed` in, the specs that are meant out; null after a usage error.
import { named } from '../pipeline/choice.ts'
import { checkDrift, featureIds } from '../pipeline/drift.ts'
import { withDependents } from '../pipeline/regen-all.ts'
import { isInSync } from '../drift/states.ts'
import type { SpecId } from '../spec/spec.ts'
import type { CommandContext } from './command.ts'
import type { OpenedHere } from './open.ts'
import { specIds } from './spec-ids.ts'

export interface Wanted {
  readonly ids: readonly SpecId[]
  /** Those that nobody named: users of the others. */
  readonly dependents: ReadonlySet<SpecId>
}

export interface Wish {
  readonly id: readonly string[]
  readonly all: boolean
  /** Named specs with those that use them. */
  readonly withDependents: boolean
}

/** The named specs, all, or those that are not in sync with those that use them. Drafts are built only when named. */
export async function wantedSpecs(
  { report }: Pick<CommandContext, 'report'>,
  here: OpenedHere,
  wish: Wish,
): Promise<Wanted | null> {
  if (wish.id.length > 0) {
    const ids = specIds(here.opened, wish.id)
    report(ids.diagnostics)
    if (!ids.ok) return null
    return wanted(here, ids.value, wish.withDependents)
  }
  const active = featureIds(here.opened).filter(
    (id) => here.opened.project.specs.get(id)?.status === 'active',
  )
  if (wish.all) return wanted(here, active, false)
  const drift = await checkDrift(here.opened, named(here.opened, active))
  if (!drift.ok) return wanted(here, active, false)
  const drifted = drift.value.drifts.filter((one) => !isInSync(one)).map((one) => one.spec)
  return wanted(here, drifted, true)
}

function wanted(here: OpenedHere, named: readonly SpecId[], users: boolean): Wanted {
  const ids = users ? withDependents(here.opened, named) : named
  return { ids, dependents: new Set(ids.filter((id) => !named.includes(id))) }
}
