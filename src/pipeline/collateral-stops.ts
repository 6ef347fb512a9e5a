// A blast radius and what the project says of collateral changes in; why they stop the plan, or nothing, out.
import type { BlastRadius } from '../blast/radius.ts'
import { symbolWords } from '../blast/words.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Look } from './look.ts'
import type { RegenOptions, RegenPorts } from './regen-options.ts'

/** Where a person has to agree and does not, or cannot be asked. A dry run only shows; `refuse` is a check's business. */
export async function collateralStops(
  { head }: Pick<Look, 'head'>,
  blast: BlastRadius | undefined,
  { collateral, dryRun }: Pick<RegenOptions, 'collateral' | 'dryRun'>,
  { agree }: Pick<RegenPorts, 'agree'>,
): Promise<Diagnostic | null> {
  const found = blast?.collateral ?? []
  if (collateral !== 'ask' || dryRun || found.length === 0) return null
  const what = found.map((symbol) => `${symbolWords(symbol)} (${symbol.path}:${symbol.line})`).join(', ')
  if (agree !== undefined && (await agree(`${head.id}: no changed requirement explains ${what}. Write it?`)))
    return null
  const [first] = found
  const why = agree === undefined ? 'and nobody can be asked here' : 'and nobody agreed to it'
  return diagnostic('collateral-refused', `no changed requirement explains ${what}, ${why}`, {
    place: { path: first?.path ?? head.path },
    hint: `the answer is kept: spec regen ${head.id} --yes writes it`,
  })
}
