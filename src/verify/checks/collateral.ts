// Changed code in; symbols that changed although no changed requirement explains them, as findings, out.
import { blastRadius } from '../../blast/radius.ts'
import { diagnostic } from '../../diagnostic/diagnostic.ts'
import { symbolWords } from '../../blast/words.ts'
import { changeInCode } from '../change-in-code.ts'
import type { Check } from '../verify.ts'

/**
 * Nothing changes but what the changed parts of the spec explain. Run only where the configuration says
 * `regen.collateral: refuse`; otherwise the blast radius tells the same. Not of code that was asked for from nothing.
 */
export const collateral: Check = {
  name: 'collateral',
  after: ['complete', 'parses'],
  run: async (input) => {
    if (input.fromNothing) return { kind: 'not-run', reason: 'the code was asked for from nothing' }
    if (input.causes === null) return { kind: 'not-run', reason: 'there is no lock to compare with' }
    const { collateral: found } = blastRadius(changeInCode(input), input.causes, input.spec.head.path)
    return {
      kind: 'ran',
      diagnostics: found.map((symbol) =>
        diagnostic(
          'check-collateral',
          `${symbolWords(symbol)} in ${symbol.path}, and no changed requirement explains it: leave it as it was, or trace ` +
            'the requirement that asks for it',
          {
            place:
              symbol.change === 'removed' ? { path: symbol.path } : { path: symbol.path, line: symbol.line },
            hint: 'change the requirement that asks for it; or let it be reported only: `regen.collateral` in spec.config.json',
          },
        ),
      ),
    }
  },
}
