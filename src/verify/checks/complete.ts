// The files of a generation in; what was asked for and is missing, or is there and was not asked for, out.
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Check } from '../verify.ts'

/** Every target that was asked for is answered, once, and nothing else is. */
export const complete: Check = {
  name: 'complete',
  after: [],
  run: async ({ asked, generation }) => {
    const found: Diagnostic[] = []
    const seen = new Set<string>()
    for (const { path, place } of generation.files) {
      if (seen.has(path))
        found.push(diagnostic('answer-duplicate-file', `the answer holds ${path} twice`, { place }))
      else if (!asked.includes(path))
        found.push(
          diagnostic('answer-extra-file', `the answer holds ${path}, which was not asked for`, {
            place,
            hint: `asked for: ${asked.join(', ')}`,
          }),
        )
      seen.add(path)
    }
    for (const path of asked)
      if (!seen.has(path))
        found.push(
          diagnostic('answer-missing-file', `the answer lacks ${path}, which was asked for`, {
            place: { path },
          }),
        )
    return { kind: 'ran', diagnostics: found }
  },
}
