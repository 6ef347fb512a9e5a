// Two versions of a file in; how much they differ, and in what, out. Synchronous, and looks at nothing else.
import { compareMany, type SourceComparison } from './compare-many.ts'

/**
 * Compares two versions of a file by meaning.
 *
 * `identical`: the same text. `format`: what a formatter may change (white space and line ends, comments, quotes,
 * semicolons, redundant parentheses, order of imported names; in data the order of keys). `implementation`: what
 * importers cannot see. `api`: what they can see, types that are not written down included, as far as they follow from
 * the file itself. Only the last two have changes, told per symbol (code), per key (JSON, YAML), per section (Markdown),
 * or of the symbol `''`, the file as a whole. A version that does not parse is compared as text, and a diagnostic says
 * so. Never throws.
 */
export function compareSources(
  before: string,
  after: string,
  { path }: { readonly path: string },
): SourceComparison {
  const [comparison] = compareMany([{ path, before, after }])
  return comparison ?? { path, level: 'identical', changes: [], diagnostics: [] }
}
