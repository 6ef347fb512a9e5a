// A changed spec and an answer in; which of its requirements show in the code, or are explained, and which do not, out.
import { isOwnRequirement } from '../../blast/radius.ts'
import { landing, type Landing } from '../../blast/landing.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Cause } from '../../drift/drift.ts'
import { changeInCode } from '../change-in-code.ts'
import type { Check, CheckInput } from '../verify.ts'

/**
 * Each requirement that changed or came shows in a symbol that the old or the new trace ties it to, or a decision says why
 * it need not. Models that see old code tend to return it as it is, in part or as a whole; stamping that as done would hide
 * the change. One that was not shown the code and comes to the same is evidence, not an echo.
 */
export const landed: Check = {
  name: 'landed',
  after: ['complete', 'parses'],
  run: async (input) => {
    if (!input.sawCode) return { kind: 'ran', diagnostics: [] }
    return {
      kind: 'ran',
      diagnostics: (input.causes ?? [])
        .filter((cause) => isOpen(cause, input))
        .flatMap((cause) => unanswered(cause, input) ?? []),
    }
  },
}

/** Words that changed or came and that no decision speaks of. What merely went, or moved elsewhere, may need nothing. */
function isOpen({ kind, name, change }: Cause, { generation }: CheckInput): boolean {
  if (change === 'removed' || (kind !== 'requirement' && kind !== 'section')) return false
  const said = generation.decisions.filter(({ noChange }) => noChange)
  return kind === 'section' ? said.length === 0 : !said.some(({ requirement }) => requirement === name)
}

function unanswered(cause: Cause, input: CheckInput): Diagnostic | null {
  const explaining = changeInCode(input)
  const isNothing = explaining.code.files.every(({ changes }) => changes.length === 0)
  // A section, and a part of another spec, is tied to no symbol.
  if (!isOwnRequirement(cause, input.spec.head.path))
    return isNothing && !isOtherText(input) ? finding(cause, 'and the answer changes no code', input) : null
  const found = landing(cause, explaining, input.asked)
  if (found.kind === 'landed') return null
  // Where nothing is known of the requirement's code, any change may be its own.
  if (found.kind === 'untraced' && !isNothing) return null
  return finding(cause, isNothing ? 'and the answer changes no code' : `and ${unmoved(found)} did not`, input)
}

/** Comments may be what a section is about. */
const isOtherText = ({ generation, current }: CheckInput): boolean =>
  generation.files.some(({ path, text }) => current.get(path) !== text)

function unmoved({ symbols }: Landing): string {
  const shown = symbols.slice(0, 4).map(({ path, name }) => `\`${name === '' ? path : name}\``)
  const more = symbols.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function finding({ kind, name, change, place }: Cause, what: string, { spec }: CheckInput): Diagnostic {
  const said = change === 'added' ? 'is new' : 'changed'
  return diagnostic(
    'check-unchanged',
    `${kind === 'requirement' ? '' : `${kind} `}${name} ${said}, ${what}: it has to show in code that its trace names, ` +
      `or a decision has to say why nothing changes (\`${name}: no change needed, because …\`)`,
    {
      place,
      hint: `ask again with --fresh, or let the code stand: spec accept ${spec.head.id} --because "…"`,
    },
  )
}
