// The requirements of a spec and the trace of a generation in, requirements that no code answers for out.
import { diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Check } from '../verify.ts'

/** Every requirement is traced to a symbol, or has a decision that nothing had to change. A warning, never a failure. */
export const traced: Check = {
  name: 'traced',
  after: [],
  run: async ({ spec, generation, asked }) => {
    const targets = spec.head.targets.map(({ path }) => path)
    if (targets.some((path) => !asked.includes(path)))
      return { kind: 'not-run', reason: 'only some of the targets were asked for' }
    const answered = new Set<string | null>([
      ...generation.trace.filter(({ symbols }) => symbols.length > 0).map(({ requirement }) => requirement),
      ...generation.decisions.filter(({ noChange }) => noChange).map(({ requirement }) => requirement),
    ])
    const untraced = spec.requirements.filter(({ id }) => !answered.has(id))
    return {
      kind: 'ran',
      diagnostics: untraced.map(({ id, place }) =>
        diagnostic('check-untraced', `${id} is traced to no symbol, so nothing shows that it was built`, {
          place,
        }),
      ),
    }
  },
}
