// A generation and what surrounds it in, a verdict of each check out, in order.
import { hasErrors } from '../diagnostic/diagnostic.ts'
import { complete } from './checks/complete.ts'
import { imports } from './checks/imports.ts'
import { kept } from './checks/kept.ts'
import { landed } from './checks/landed.ts'
import { parses } from './checks/parses.ts'
import { symbolsExist } from './checks/symbols-exist.ts'
import { traced } from './checks/traced.ts'
import { types } from './checks/types.ts'
import type { Check, CheckInput, Verdict } from './verify.ts'

/** The checks on every generation. A check stands behind those it needs. */
export const standardChecks: readonly Check[] = [
  complete,
  parses,
  types,
  symbolsExist,
  traced,
  kept,
  imports,
  landed,
]

/** Runs the checks one after another. One whose `after` did not pass is not run, and says so. */
export async function runChecks(
  input: CheckInput,
  checks: readonly Check[] = standardChecks,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const check of checks) {
    const missing = check.after.find(
      (name) => verdicts.find((verdict) => verdict.check === name)?.verdict !== 'passed',
    )
    if (missing !== undefined) {
      const reason = `"${missing}" did not pass`
      verdicts.push({ check: check.name, verdict: 'not-run', reason, diagnostics: [] })
      continue
    }
    const result = await check.run(input)
    if (result.kind === 'not-run')
      verdicts.push({ check: check.name, verdict: 'not-run', reason: result.reason, diagnostics: [] })
    else {
      const verdict = hasErrors(result.diagnostics) ? 'failed' : 'passed'
      verdicts.push({ check: check.name, verdict, reason: null, diagnostics: result.diagnostics })
    }
  }
  return verdicts
}

/** May the generation land? A check that could not run does not stop it (rule 23); one that failed does. */
export function passed(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ verdict }) => verdict !== 'failed')
}
