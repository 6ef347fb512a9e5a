// A text in; its words in the form in which they are looked for, out. Names in code are found whole and by their parts:
// `getUserName`, `get_user_name` and `user name` meet.

/** A word of a text, where it stands (UTF-16 units), and the parts that a name in code is made of. */
export interface FoundWord {
  readonly start: number
  readonly end: number
  /** Lower case, in NFKC, without underscores: `getusername`. */
  readonly word: string
  /** `get`, `user`, `name`; empty where the word is of one part. */
  readonly parts: readonly string[]
}

/** Letters, digits and underscores. */
const wordPattern = /[\p{L}\p{M}\p{N}_]+/gu

/**
 * Scripts that put no space between words are taken letter by letter, and asked for as phrases
 * (https://www.unicode.org/reports/tr29/#Word_Boundaries: they need a dictionary).
 */
const unspaced =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const letterPattern = new RegExp(`[${unspaced}]\\p{M}*|[^${unspaced}]+`, 'gu')

/** `HTTPServer2` → HTTP, Server, 2. */
const partPattern = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{N}+|\p{Lu}/gu

export function* wordsOf(text: string): Generator<FoundWord> {
  for (const match of withoutColours(text).matchAll(wordPattern)) {
    const [written] = match
    if (isPlain(written)) {
      yield { start: match.index, end: match.index + written.length, word: written.toLowerCase(), parts: [] }
      continue
    }
    const pieces = isAscii(written) ? [written] : (written.match(letterPattern) ?? [])
    let start = match.index
    for (const piece of pieces) {
      const end = start + piece.length
      const word = wordForm(piece)
      if (word !== '') yield { start, end, word, parts: partsOf(piece) }
      start = end
    }
  }
}

/** Control sequences of terminals (ECMA-48, section 5.4) stand right before words, and end with letters. */
function withoutColours(text: string): string {
  return text.includes('\u001b')
    ? text.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, (all) => ' '.repeat(all.length))
    : text
}

/** Most words of a text. */
const isPlain = (written: string): boolean => /^[A-Za-z]?[a-z]*$/.test(written)

const isAscii = (written: string): boolean => /^[\x00-\x7f]*$/.test(written)

export function wordForm(written: string): string {
  return (isAscii(written) ? written : written.normalize('NFKC')).toLowerCase().replaceAll('_', '')
}

function partsOf(written: string): readonly string[] {
  if (!/.\p{Lu}|_|\p{N}\p{L}|\p{L}\p{N}/u.test(written)) return []
  const parts = (written.match(partPattern) ?? []).map(wordForm)
  return parts.length > 1 ? parts : []
}

/** Begins the parts of names, after the words of a text. */
export const partsBegin = '\u0001'

/**
 * Words, and after them the parts of names, each between spaces: a word or a phrase is in the text where it is in this
 * line.
 */
export function wordLine(text: string): { readonly line: string; readonly count: number } {
  let [words, parts, count] = [' ', '', 0]
  for (const found of wordsOf(text)) {
    words += `${found.word} `
    count += 1
    if (found.parts.length > 0) parts += `${found.parts.join(' ')} . `
  }
  return { line: `${words}${partsBegin} ${parts}`, count }
}
