// Patterns of a project's configuration in, rules that cannot run for long out.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { RedactPattern } from '../config/config.ts'

export interface UserRule {
  readonly name: string
  readonly pattern: RegExp
}

/** Open ends (`*`, `+`, `{3,}`) take as many characters at most: a text of a stranger cannot make a pattern run for ever. */
const longest = 256
const mostOpenEnds = 2

/** A diagnostic for each pattern that is no regular expression, or one that could take very long. */
export function userRules(patterns: readonly RedactPattern[]): Result<readonly UserRule[]> {
  const faults: Diagnostic[] = []
  const found = patterns.flatMap(({ name, pattern }) => {
    const read = readPattern(pattern)
    if (read instanceof RegExp) return [{ name, pattern: read }]
    faults.push(
      diagnostic('config-invalid', `redact.patterns: the pattern "${name}" ${read}`, {
        hint: 'Write letters, classes such as [A-Z0-9], and repeats such as {8,40} after one of these.',
      }),
    )
    return []
  })
  return faults.length > 0 ? fail(...faults) : ok(found)
}

function readPattern(source: string): RegExp | string {
  if (source.length > 200) return 'is longer than 200 characters'
  if (/\\[1-9]|\\k|\(\?(?!:)/u.test(source)) return 'refers back, looks around or names a group'
  if (/\)[*+{]/u.test(withoutClasses(source))) return 'repeats a group, which can take very long'
  let openEnds = 0
  const bounded = replaceOpenEnds(source, () => (openEnds += 1))
  if (openEnds > mostOpenEnds) return `has more than ${mostOpenEnds} repeats without an upper bound`
  try {
    const pattern = new RegExp(bounded, 'gu')
    return new RegExp(`^(?:${bounded})$`, 'u').test('') ? 'matches the empty text' : pattern
  } catch {
    return 'is no regular expression'
  }
}

/** Escapes and classes as one letter, so that what is left is structure. */
function withoutClasses(source: string): string {
  return source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gu, 'x')
}

function replaceOpenEnds(source: string, count: () => void): string {
  return source.replace(
    /(\\.|\[(?:\\.|[^\]\\])*\])|([*+]|\{(\d{1,4}),(\d{0,6})\})/gu,
    (
      all: string,
      literal: string | undefined,
      repeat: string,
      least: string | undefined,
      most: string | undefined,
    ) => {
      if (literal !== undefined) return literal
      if (least !== undefined && most !== undefined && most !== '' && Number(most) <= longest) return all
      count()
      return `{${least ?? (repeat === '+' ? '1' : '0')},${longest}}`
    },
  )
}
