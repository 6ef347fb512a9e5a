// A generation and the code it replaces in; exports that go or change without a changed requirement out (rule 24).
import { compareSources } from '../../diff/compare.ts'
import type { Change } from '../../diff/change.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Check, CheckInput } from '../verify.ts'

/**
 * Against the code it replaces, no export is gone and no signature of one changed that no added, changed or removed
 * requirement explains: one that the old or the new trace ties to the symbol. Without an old trace (accepted code) only
 * `--allow-removal` lets an export go; a signature may still be explained by the new trace.
 */
export const kept: Check = {
  name: 'kept',
  after: ['complete', 'parses'],
  run: async (input) => {
    if (input.allowRemoval) return { kind: 'not-run', reason: 'removals are allowed' }
    const found: Diagnostic[] = []
    for (const { path, text } of input.generation.files) {
      const before = input.current.get(path)
      if (before === undefined) continue
      for (const told of compareSources(before, text, { path }).changes) {
        // What has another name now is gone under the one that importers use.
        const change: Change =
          told.kind === 'renamed' ? { ...told, kind: 'removed', symbol: told.before ?? told.symbol } : told
        if (!change.exported || (change.kind !== 'removed' && change.kind !== 'signature')) continue
        if (!isExplained(change, path, input)) found.push(unexplained(change, path, input))
      }
    }
    return { kind: 'ran', diagnostics: found }
  },
}

function isExplained(change: Change, path: string, input: CheckInput): boolean {
  if (change.kind === 'removed' && input.oldTrace === null) return false
  const changed = changedRequirements(input)
  const isTied = (name: string): boolean =>
    name === '' || name === change.symbol || change.symbol.startsWith(`${name}.`)
  const byOld = Object.entries(input.oldTrace ?? {}).some(
    ([requirement, symbols]) =>
      changed.has(requirement) &&
      symbols.some((symbol) => {
        const hash = symbol.indexOf('#')
        const [file, name] = hash < 0 ? [symbol, ''] : [symbol.slice(0, hash), symbol.slice(hash + 1)]
        return file === path && isTied(name)
      }),
  )
  if (byOld) return true
  return input.generation.trace.some(
    ({ requirement, symbols }) =>
      changed.has(requirement) && symbols.some((symbol) => symbol.path === path && isTied(symbol.name)),
  )
}

/** Of this spec: an architecture spec may have an R1 of its own. */
function changedRequirements({ causes, spec }: CheckInput): ReadonlySet<string> {
  const own = (causes ?? []).filter(
    ({ kind, place }) => kind === 'requirement' && place.path === spec.head.path,
  )
  return new Set(own.map(({ name }) => name))
}

function unexplained(change: Change, path: string, { oldTrace, spec }: CheckInput): Diagnostic {
  const allow = `spec regen ${spec.head.id} --allow-removal lets it happen`
  const place = change.kind === 'removed' ? { path } : { path, line: change.line }
  if (change.kind === 'removed') {
    const why =
      oldTrace === null
        ? 'and there is no trace of the old code that could explain it'
        : 'and no changed requirement explains it'
    return diagnostic(
      'check-removed',
      `${change.symbol} is exported by ${path} and would disappear, ${why}`,
      {
        place,
        hint: `keep ${change.symbol}; or change the requirement that asks for it; or ${allow}`,
      },
    )
  }
  const { before = '', after = '' } = change
  return diagnostic(
    'check-signature',
    `the signature of ${change.symbol} changes and no changed requirement explains it: ${before} → ${after}`,
    { place, hint: `keep the signature; or change the requirement that asks for it; or ${allow}` },
  )
}
