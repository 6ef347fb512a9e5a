// A generation and the code it replaces in; what goes without a changed requirement, exports and behaviour, out (rule 24).
import { changeExplanations } from '../../blast/radius.ts'
import type { Explaining } from '../../blast/explain.ts'
import { outlineOf } from '../../code/outline.ts'
import { parseClean } from '../../code/typescript.ts'
import type { Change } from '../../diff/change.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { changeInCode } from '../change-in-code.ts'
import type { Check, CheckInput } from '../verify.ts'
import { lostUnexplained } from './behaviour-kept.ts'

/**
 * Against the code it replaces, no export is gone and no signature of one changed, and no thrown error, guard, case or event
 * is gone, that no added, changed or removed requirement explains: one that the old or the new trace ties to the symbol.
 * Without an old trace (accepted code) only `--allow-removal` lets something go; a signature may still be explained by the
 * new trace. An export that is in another target now is not gone: who imports it is for the type checker. Code that was
 * asked for from nothing has its exports compared, and no behaviour: it is another text.
 */
export const kept: Check = {
  name: 'kept',
  after: ['complete', 'parses'],
  run: async (input) => {
    if (input.allowRemoval) return { kind: 'not-run', reason: 'removals are allowed' }
    const explaining = changeInCode(input)
    const found: Diagnostic[] = []
    for (const { path, before, changes } of explaining.code.files) {
      if (before === null) continue
      for (const told of changes) {
        // What has another name now is gone under the one that importers use.
        const change: Change =
          told.kind === 'renamed' ? { ...told, kind: 'removed', symbol: told.before ?? told.symbol } : told
        if (!change.exported || (change.kind !== 'removed' && change.kind !== 'signature')) continue
        if (isPassedOn(path, change, explaining)) continue
        if (!isExplained(path, told, change, input, explaining))
          found.push(unexplained(change, oldLine(path, told, explaining), path, input))
      }
    }
    const lost = input.fromNothing ? [] : lostUnexplained(input, explaining)
    return { kind: 'ran', diagnostics: [...found, ...lost] }
  },
}

function isExplained(
  path: string,
  told: Change,
  { kind }: Change,
  { oldTrace }: CheckInput,
  explaining: Explaining,
): boolean {
  return (kind !== 'removed' || oldTrace !== null) && changeExplanations(path, told, explaining).length > 0
}

/** It went to another target, and this one passes it on under its name: importers see what they saw. */
function isPassedOn(path: string, { kind, symbol }: Change, { code }: Explaining): boolean {
  if (kind !== 'signature' || code.symbols.get(path)?.get(symbol)?.kind !== 'reexport') return false
  const before = signatureOf(code.files.find((file) => file.path === path)?.before ?? null, path, symbol)
  return code.files.some(
    ({ path: other, after, changes }) =>
      other !== path &&
      changes.some((change) => change.kind === 'added' && change.exported && change.symbol === symbol) &&
      signatureOf(after, other, symbol) === before,
  )
}

function signatureOf(text: string | null, path: string, symbol: string): string | undefined {
  const source = text === null ? null : parseClean(path, text)
  return source === null ? undefined : outlineOf(source).symbols.get(symbol)?.signature
}

/** Where it stands in the old code: only what was renamed is told where it is now. */
function oldLine(path: string, { kind, before = '', line }: Change, { code }: Explaining): number {
  const name = code.aliases.get(path)?.get(before) ?? before
  return kind === 'renamed' ? (code.symbols.get(path)?.get(name)?.line ?? line) : line
}

function unexplained(change: Change, line: number, path: string, { oldTrace, spec }: CheckInput): Diagnostic {
  const allow = `spec regen ${spec.head.id} --allow-removal lets it happen`
  const place = change.kind === 'removed' ? { path } : { path, line: change.line }
  if (change.kind === 'removed') {
    const why =
      oldTrace === null
        ? 'and there is no trace of the old code that could explain it'
        : 'and no changed requirement explains it'
    return diagnostic(
      'check-removed',
      `${change.symbol} is exported by ${path}, line ${line} of the old code, and would disappear, ${why}`,
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
