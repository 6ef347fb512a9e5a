// The files of a generation in, their syntax errors out.
import { syntaxFaults } from '../../code/syntax.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Check } from '../verify.ts'

/** Beyond this many in one file, the rest follow from the first. */
const shown = 10

/** Every file obeys the grammar of its language. */
export const parses: Check = {
  name: 'parses',
  after: [],
  run: async ({ generation }) => {
    const found: Diagnostic[] = []
    for (const { path, text } of generation.files) {
      for (const { line, column, message } of syntaxFaults(path, text).slice(0, shown))
        found.push(
          diagnostic('check-parse', `${path} does not parse: ${message}`, { place: { path, line, column } }),
        )
    }
    return { kind: 'ran', diagnostics: found }
  },
}
