// What was typed and what could have been meant → one diagnostic with a hint.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'

/** A mistake on the command line: one sentence and one hint. */
export function usageError(message: string, hint?: string): Diagnostic {
  return diagnostic('usage', message, { hint })
}

/** "did you mean X?", or else what there is. `kind` in the plural: `commands`. */
export function didYouMean(word: string, candidates: readonly string[], kind: string, more: string): string {
  const near = nearest(word, candidates)
  if (near !== null) return `did you mean ${near}?`
  return candidates.length > 0 && candidates.length <= 8 ? `${kind}: ${candidates.join(', ')}` : more
}
