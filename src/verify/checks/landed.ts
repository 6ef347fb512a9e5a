// A changed spec and an answer in; whether the change shows in it, or is explained, out.
import { diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Cause } from '../../drift/drift.ts'
import type { Check, CheckInput } from '../verify.ts'

/**
 * Where the words of a spec changed, the code that comes back differs from the code that is there, or decisions say why
 * it need not. Models that see old code tend to return it as it is; stamping that as done would hide the change. One that
 * was not shown the code and comes to the same is evidence, not an echo.
 */
export const landed: Check = {
  name: 'landed',
  after: ['complete'],
  run: async (input) => {
    if (!input.sawCode) return { kind: 'ran', diagnostics: [] }
    const unanswered = returnsOldCode(input)
      ? (input.causes ?? []).filter((cause) => isOpen(cause, input))
      : []
    return {
      kind: 'ran',
      diagnostics: unanswered.map(({ kind, name, change, place }) =>
        diagnostic('check-unchanged', `${kind} ${name} ${change}, and the answer changes no code`, {
          place,
          hint: `ask again with --fresh, or let the code stand: spec accept ${input.spec.head.id} --because "…"`,
        }),
      ),
    }
  },
}

function returnsOldCode({ generation, current }: CheckInput): boolean {
  return generation.files.every(({ path, text }) => current.get(path) === text)
}

/** Words that changed or came and that no decision speaks of. What merely went, or moved elsewhere, may need nothing. */
function isOpen({ kind, name, change }: Cause, { generation }: CheckInput): boolean {
  if (change === 'removed' || (kind !== 'requirement' && kind !== 'section')) return false
  const said = generation.decisions.filter(({ noChange }) => noChange)
  return kind === 'section' ? said.length === 0 : !said.some(({ requirement }) => requirement === name)
}
