// Changed code in; errors, guards, cases and events that are gone and that no changed requirement explains, out.
import { explanationsOf, type Explaining } from '../../blast/explain.ts'
import { lostBehaviours, type LostBehaviour } from '../../blast/lost.ts'
import type { Behaviour } from '../../code/behaviour.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { CheckInput } from '../verify.ts'

/** One finding for each. */
export function lostUnexplained(input: CheckInput, explaining: Explaining): readonly Diagnostic[] {
  return lostBehaviours(explaining.code)
    .filter((lost) => input.oldTrace === null || !isExplained(lost, explaining))
    .map((lost) => finding(lost, input))
}

/** The symbol that it stood in, under the name that it had or has. */
function isExplained({ path, behaviour, now }: LostBehaviour, explaining: Explaining): boolean {
  const { symbol } = behaviour
  return (
    explanationsOf({ path, name: symbol }, 'before', explaining).length > 0 ||
    explanationsOf(now, 'after', explaining).length > 0
  )
}

const kinds: Readonly<Record<Behaviour['kind'], string>> = {
  throw: 'the error',
  guard: 'the guard',
  case: 'the branch',
  event: 'the event',
  entry: 'the entry',
}

function finding({ path, behaviour }: LostBehaviour, { oldTrace, spec }: CheckInput): Diagnostic {
  const { kind, text, symbol, line } = behaviour
  const where = symbol === '' ? path : `${symbol} (${path})`
  const why =
    oldTrace === null
      ? 'and there is no trace of the old code that could explain it'
      : 'and no changed requirement explains it'
  return diagnostic(
    'check-lost',
    `${kinds[kind]} \`${text}\` of ${where}, line ${line} of the old code, would disappear, ${why}`,
    {
      place: { path },
      hint: `keep it; or change the requirement that asks for it; or spec regen ${spec.head.id} --allow-removal lets it happen`,
    },
  )
}
