// A section of decisions or trace in, its entries out: what decisions and trace have in common.
import { harmless } from './harmless.ts'
import { readFence } from './fence.ts'

/** One line of the answer with its number, from 1. */
export interface Line {
  readonly text: string
  readonly number: number
}

/** A list item with the lines that continue it, joined by spaces. */
export interface Entry {
  readonly text: string
  readonly line: number
}

/** A requirement id at the start of a text, and the text after it. */
export interface Headed {
  readonly ids: readonly string[]
  readonly rest: string
}

/** Longer entries are no sentence about a requirement. */
const longestEntry = 4000

/**
 * The entries of a section: list items and plain lines. A deeper item, an indented line, and a plain line right below a
 * list item continue what stands before them, unless they begin with an id. Fences and blank lines are left out.
 */
export function readEntries(lines: readonly Line[], ids: readonly string[]): Entry[] {
  const entries: { text: string; line: number }[] = []
  let outer = Number.POSITIVE_INFINITY
  let inList = false
  for (const { text, number } of lines) {
    if (text.trim() === '') inList = false
    if (text.trim() === '' || readFence(text) !== null || text.length > longestEntry) continue
    const indent = text.length - text.trimStart().length
    const item = /^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)/u.exec(text)?.[0]
    const body = item === undefined ? text.trim() : text.slice(item.length).trim()
    const continues =
      item === undefined
        ? (inList || indent > 0) && headedBy(body, ids) === null && strangerId(body) === null
        : indent > outer
    const before = entries.at(-1)
    if (before !== undefined && continues) {
      if (before.text.length < longestEntry) before.text += item === undefined ? ` ${body}` : ` - ${body}`
      continue
    }
    if (item !== undefined) outer = Math.min(outer, indent)
    inList = item !== undefined
    entries.push({ text: body, line: number })
  }
  return entries
}

/** Does an entry say that there is nothing to say? */
export function saysNothing(text: string): boolean {
  return /^[\s*_`(]*(?:none|nothing|n\/a|no decisions?|-)[\s*_`).]*$/iu.test(text)
}

/**
 * The requirement ids that an entry begins with, followed by a colon or a dash; null where it begins with none. Emphasis,
 * backticks, brackets and the word "requirement" around an id are forgiven.
 */
export function headedBy(text: string, ids: readonly string[]): Headed | null {
  const found: string[] = []
  let rest = text
  for (;;) {
    const opened = rest.replace(/^[\s*_`[(]{1,10}/u, '')
    const bare = opened.replace(/^requirement\s{1,3}[`*]{0,3}/iu, '')
    const id = longestIdAt(bare, ids)
    if (id === null) return null
    found.push(id.id)
    const after = bare.slice(id.length).replace(/^[*_`\])]{1,6}/u, '')
    const ends = /^\s{0,4}(?::|–|—|->|=>|→|-(?=\s))[*_`]{0,4}\s*/u.exec(after)
    if (ends !== null) return { ids: found, rest: after.slice(ends[0].length) }
    const more = /^\s{0,4}(?:,|\/|&|and\b)\s{0,4}/u.exec(after)
    if (more === null) return after.trim() === '' ? { ids: found, rest: '' } : null
    rest = after.slice(more[0].length)
  }
}

/** Something that looks like an explicit id before a colon: `R9:`, `**AUTH-3**:`. For telling that it is unknown. */
export function strangerId(text: string): string | null {
  return /^[\s*_`[]{0,6}([A-Z][A-Za-z]{0,20}-?\d{1,6})[*_`\]]{0,6}\s{0,3}:/u.exec(text)?.[1] ?? null
}

function longestIdAt(
  text: string,
  ids: readonly string[],
): { readonly id: string; readonly length: number } | null {
  let best: { readonly id: string; readonly length: number } | null = null
  for (const id of ids) {
    for (const spelling of [id, harmless(id)]) {
      if (spelling.length <= (best?.length ?? 0)) continue
      if (text.slice(0, spelling.length).toLowerCase() !== spelling.toLowerCase()) continue
      if (/^[\p{L}\p{N}_]|^-[\p{L}\p{N}]/u.test(text.slice(spelling.length))) continue
      best = { id, length: spelling.length }
    }
  }
  return best
}
