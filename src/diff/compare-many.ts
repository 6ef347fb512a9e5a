// Pairs of versions of files in; how much each differs, and in what, out.
import { formDigest } from '../code/form.ts'
import { isCode, languageOf } from '../code/language.ts'
import { surelyDiffer } from '../code/words.ts'
import type { Digest } from '../digest/digest.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { normalText } from '../digest/text.ts'
import type { FileDiff } from './change.ts'
import { compareCode } from './code.ts'
import { compareData } from './data.ts'
import { movedBetween } from './moved.ts'

export interface SourceComparison extends FileDiff {
  /** What stood in the way of a comparison by meaning. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Two versions of one file. */
export interface SourcePair {
  /** Its extension tells how the texts are understood. */
  readonly path: string
  readonly before: string
  readonly after: string
  /** `formDigest` of the version before, where somebody knows it. */
  readonly form?: Digest
}

/** Compares many pairs as `compareSources` does one by one; types are inferred for all of them in one go. */
export function compareMany(pairs: readonly SourcePair[]): readonly SourceComparison[] {
  const results: SourceComparison[] = []
  const code: { readonly index: number; readonly pair: SourcePair }[] = []
  const quick = quickForm()
  pairs.forEach(({ path, before, after, form }, index) => {
    const pair = { path, before: normalText(before), after: normalText(after) }
    if (quick(pair, form)) results[index] = { path, level: 'format', changes: [], diagnostics: [] }
    else if (pair.before === pair.after)
      results[index] = {
        path,
        level: before === after ? 'identical' : 'format',
        changes: [],
        diagnostics: [],
      }
    else if (isCode(path)) code.push({ index, pair })
    else results[index] = compareData(pair)
  })
  const compared = compareCode(code.map(({ pair }) => pair))
  code.forEach(({ index }, place) => {
    const comparison = compared[place]
    if (comparison !== undefined) results[index] = comparison
  })
  return results
}

/** Files that are tried by their form before it is known whether that is worth it here. */
const firstTried = 8

/** `hasForm`, as long as it tells something of one file in four: otherwise it only parses once more what is compared anyway. */
function quickForm(): typeof hasForm {
  let tried = 0
  let told = 0
  return (pair, form) => {
    if (form === undefined || (tried >= firstTried && told * 4 < tried)) return false
    tried++
    const is = hasForm(pair, form)
    if (is) told++
    return is
  }
}

/**
 * Is it told by the form alone that nothing but form changed? It takes one text and a small parser; the comparison takes both texts and
 * the compiler. Not in JavaScript, which has its types in comments.
 */
function hasForm({ path, before, after }: SourcePair, form: Digest | undefined): boolean {
  if (form === undefined || before === after || languageOf(path) !== 'typescript') return false
  return !surelyDiffer(path, before, after) && formDigest(path, after) === form
}

/**
 * As `compareMany`, for files that belong together: what one of them lost and another won is told as moved. A file that
 * comes or goes has `''` as the text that is not there.
 */
export function compareTogether(pairs: readonly SourcePair[]): readonly SourceComparison[] {
  const compared = compareMany(pairs)
  const files = compared.flatMap((diff, index) => {
    const pair = pairs[index]
    return pair === undefined ? [] : [{ diff, before: pair.before, after: pair.after }]
  })
  return movedBetween(files).map((diff, index) => ({
    ...diff,
    diagnostics: compared[index]?.diagnostics ?? [],
  }))
}
