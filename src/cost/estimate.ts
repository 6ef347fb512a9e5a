// A text, or a request to a model, in; how many tokens it has, about, out. No table of megabytes, no network.
import type { Message, SystemBlock } from '../model/model.ts'
import { letterIndex, pairCost, wordEdge } from './letter-pairs.ts'

/**
 * What an estimate is multiplied with where money depends on it. "Approximately 30 % more tokens": the tokenizer of current
 * models, against the one that the estimate is made by.
 */
export const estimatedMargin = 1.4

/**
 * What pieces of a text cost, in tokens: fitted, with a tokenizer of Anthropic's (`@anthropic-ai/tokenizer`), so that
 * prompts of Markdown, code, JSON and prose are estimated at 1.04 to 1.33 times of what it counts, never below.
 */
const cost = {
  /** Every word has a part of its own; a long or unusual one more (see `letter-pairs.ts`). */
  word: 1.11,
  camelPart: 0.96,
  wordMore: 1.105,
  wordBase: 0.67,
  wordUpper: 0.13,
  capitals: 0.8,
  capitalsMore: 0.3,
  number: 1.49,
  digitMore: 0.34,
  lineEnd: 1.27,
  indent: 0.38,
  spaces: 1.57,
  signs: 0.35,
  sign: 0.4,
  sameSigns: 1.07,
  sameSignMore: 0.225,
  symbol: 1.2,
  han: 1.08,
  kana: 0.97,
  hangul: 1.43,
  otherAsian: 2,
  asianSign: 4.06,
  emoji: 3.6,
  unusual: 4,
} as const

/** The same sign over and over is cut into few tokens. */
const mostSameSigns = 40

/** A message's role and frame. Tokens. */
const perMessage = 8

const pieces =
  /([A-Za-z\u00c0-\u024f]+)|(\d+)|([\r\n]\s*)|([^\S\r\n]+)|([!-/:-@[-`{-~]+)|([\u0370-\u0dff\u1e00-\u1fff])|([\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef])|([\u0080-\u00bf\u0250-\u036f\u2000-\u2bff])|([\u0e00-\u1dff\u2c00-\u2fff\u3040-\ufaff])|([\u{10000}-\u{10ffff}])|([\s\S])/gu

const camelParts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}/gu

/**
 * Tokens of a text, about: for prompts of a few thousand characters and more, at least as many as an independent
 * tokenizer counts, and at most 40 % more. A rough figure for a short text.
 */
export function estimateTokens(text: string): number {
  const known = new Map<string, number>()
  let tokens = 0
  for (const [
    piece,
    word,
    digits,
    lineEnd,
    spaces,
    signs,
    alphabet,
    asianSign,
    symbol,
    asian,
    emoji,
  ] of text.matchAll(pieces)) {
    if (word !== undefined) tokens += wordsCost(word, known)
    else if (spaces !== undefined) tokens += spaces.length > 1 ? cost.spaces : 0
    else if (signs !== undefined) tokens += signsCost(signs)
    else if (lineEnd !== undefined) tokens += cost.lineEnd + (/[^\r\n]/.test(lineEnd) ? cost.indent : 0)
    else if (digits !== undefined) tokens += cost.number + (digits.length - 1) * cost.digitMore
    else if (alphabet !== undefined) tokens += alphabetCost(alphabet)
    else if (asianSign !== undefined) tokens += cost.asianSign
    else if (symbol !== undefined) tokens += cost.symbol
    else if (asian !== undefined) tokens += asianCost(asian)
    else tokens += emoji === undefined && piece !== '' ? cost.unusual : cost.emoji
  }
  return Math.ceil(tokens)
}

/** Input tokens of a request, about. */
export function estimateRequest(request: {
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
}): number {
  const texts = [...request.system, ...request.messages].map(({ text }) => estimateTokens(text))
  return texts.reduce((sum, tokens) => sum + tokens, perMessage * request.messages.length)
}

function wordsCost(text: string, known: Map<string, number>): number {
  const before = known.get(text)
  if (before !== undefined) return before
  let tokens = 0
  for (const [index, part] of (text.match(camelParts) ?? []).entries()) {
    if (part.length > 1 && /^\p{Lu}+$/u.test(part)) {
      tokens += cost.capitals + Math.max(0, part.length - 2) * cost.capitalsMore
    } else {
      tokens += (index === 0 ? cost.word : cost.camelPart) + (partsOf(part) - 1) * cost.wordMore
    }
  }
  known.set(text, tokens)
  return tokens
}

/** How many parts a word is cut into. */
function partsOf(word: string): number {
  let parts: number = cost.wordBase + (/^\p{Lu}/u.test(word) ? cost.wordUpper : 0)
  let before = wordEdge
  for (let at = 0; at < word.length; at++) {
    const letter = letterIndex(word.charCodeAt(at))
    parts += pairCost(before, letter)
    before = letter
  }
  return Math.max(1, parts + pairCost(before, wordEdge))
}

function signsCost(signs: string): number {
  let tokens: number = cost.signs
  for (const group of signs.match(/(.)\1*/g) ?? []) {
    const more = Math.min(mostSameSigns, group.length - 1)
    tokens += more === 0 ? cost.sign : cost.sameSigns + more * cost.sameSignMore
  }
  return tokens
}

/** Letters of other alphabets: first letter of a range, cost of each in it. */
const alphabets: readonly (readonly [from: string, cost: number])[] = [
  ['\u0980', 2.7], // Bengali to Sinhala
  ['\u0900', 1.6], // Devanagari
  ['\u0590', 1.35], // Hebrew, Arabic
  ['\u0530', 2.5], // Armenian
  ['\u0400', 0.68], // Cyrillic
  ['\u0370', 1.5], // Greek
]

function alphabetCost(letter: string): number {
  return alphabets.find(([from]) => letter >= from)?.[1] ?? cost.unusual
}

function asianCost(sign: string): number {
  if (sign >= '\u4e00' && sign <= '\u9fff') return cost.han
  if (sign >= '\uac00' && sign <= '\ud7ff') return cost.hangul
  return sign >= '\u3040' && sign <= '\u30ff' ? cost.kana : cost.otherAsian
}
