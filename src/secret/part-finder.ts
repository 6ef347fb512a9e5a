// What a person wants to be taken out (a text, a pattern, what a rule finds) in; a finder of it out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { loadFinder, type Finder, type RedactOptions } from './redact-finder.ts'
import { reach } from './redact-gate.ts'
import { userRules } from './redact-patterns.ts'
import type { Found } from './scan.ts'

/** `rule`: what one rule finds; `findings`: what all rules find. */
export type Removal =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'findings' }

/** Shorter ones stand in names and ids everywhere. */
export const shortestText = 4
/** Of a text that stands in two halves, at least so much of the first half is looked for. */
const markLength = 8

const token = /\[REDACTED:[a-z0-9-]{1,64}\]/gu

/** `usage` for a text that is too short or a pattern that cannot be run; else as `loadFinder`. */
export async function finderOf(removal: Removal, options: RedactOptions): Promise<Result<Finder>> {
  switch (removal.kind) {
    case 'text':
      return textFinder(removal.text)
    case 'pattern':
      return patternFinder(removal.pattern)
    case 'findings':
      return loadFinder(options)
    case 'rule': {
      const loaded = await loadFinder(options)
      if (!loaded.ok) return loaded
      const { gate, find } = loaded.value
      return ok({
        gate,
        find: async (texts) =>
          (await find(texts)).map((found) => found.filter(({ rule }) => rule === removal.rule)),
      })
    }
  }
}

function textFinder(text: string): Result<Finder> {
  if (text.trim().length < shortestText || /^\W*(?:redacted\W*)?$/i.test(text))
    return fail(
      diagnostic(
        'usage',
        `the text to take out has less than ${shortestText} characters, or is a mark of redaction`,
        {
          hint: 'give more of what stands around it, or take the message out: --turn <n>',
        },
      ),
    )
  // As it is, and as a string of JSON or code holds it.
  const spellings = [...new Set([text, JSON.stringify(text).slice(1, -1)])]
  const marks = spellings.map((one) => one.slice(0, markLength))
  return ok(
    finder(
      (where, from) => least(marks.map((mark) => where.indexOf(mark, from))),
      (where) => spellings.flatMap((one) => places(where, one)),
    ),
  )
}

function patternFinder(pattern: string): Result<Finder> {
  const rules = userRules([{ name: 'pattern', pattern }])
  if (!rules.ok)
    return fail(
      ...rules.diagnostics.map(({ message, hint }) =>
        diagnostic('usage', message.replace('redact.patterns: the pattern "pattern"', '--pattern'), { hint }),
      ),
    )
  const expressions = rules.value.map((rule) => rule.pattern)
  // One that is searched with remembers where it was.
  const searching = expressions.map((one) => new RegExp(one.source, one.flags))
  return ok(
    finder(
      (where, from) =>
        least(
          searching.map((one) => {
            one.lastIndex = from
            return one.exec(where)?.index ?? -1
          }),
        ),
      (where) =>
        expressions.flatMap((one) =>
          [...where.matchAll(one)].map((match) => ({
            from: match.index,
            to: match.index + match[0].length,
            rule: 'pattern',
          })),
        ),
    ),
  )
}

function finder(first: (text: string, from: number) => number, all: (text: string) => Found[]): Finder {
  return {
    gate: {
      first: (text, from = 0) => first(text, from),
      opens: (text) => first(text, Math.max(0, text.length - reach)) >= 0,
    },
    // What was redacted once is not found again.
    find: (texts) =>
      Promise.resolve(texts.map((text) => all(text.replace(token, (one) => '\0'.repeat(one.length))))),
  }
}

function places(text: string, wanted: string): Found[] {
  const found: Found[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    found.push({ from: at, to: at + wanted.length, rule: 'removed' })
  return found
}

function least(all: readonly number[]): number {
  return all.reduce((best, one) => (one >= 0 && (best < 0 || one < best) ? one : best), -1)
}
