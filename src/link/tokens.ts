// A line of text in, numbers for the words and operators in it out: what formatters add, drop and move is left out, so that the
// same code reads the same before and after one.

/** Numbers below stand for something else where tokens of several lines follow each other. */
export const leastToken = 8

/** Of one line; what follows in it counts for nothing (minified code, data). */
const mostTokens = 400

/**
 * Words in any script, and the operators that no formatter touches. Brackets, quotes, commas, dots, colons are left out.
 * `===`, `---` and `|||` are one: tables and rules are drawn as wide as their text.
 */
const inCode = /[\p{L}\p{N}_$]+|([!=<>+\-*/%&|^~?])\1*/gu
/** In prose, formatters change bullets, rules and emphasis too. */
const inProse = /[\p{L}\p{N}$]+/gu

const proseNames = /\.(?:md|mdx|markdown|txt|rst|adoc)$/i

/** Is what stands at this path text for people? */
export function isProse(path: string): boolean {
  return proseNames.test(path)
}

/** Appends the tokens of the line. */
export function pushTokens(into: number[], line: string, prose: boolean): void {
  let count = 0
  for (const [token, operator] of line.matchAll(prose ? inProse : inCode)) {
    into.push(numberOf(operator ?? token))
    if (++count === mostTokens) return
  }
}

/** FNV-1a over UTF-16 units (draft-eastlake-fnv), 32 bits. */
function numberOf(token: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < token.length; at++) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193)
  const number = hash >>> 0
  return number < leastToken ? number + leastToken : number
}
