// A `context` or `tests` pattern in, the same pattern from the root out, confined by rule 3. Looks at no disk.
import { diagnostic, fail, ok, type Place, type Result } from '../diagnostic/diagnostic.ts'
import { forbiddenPlace, segmentsFromRoot, textFault, type PathFault } from './portable-path.ts'

/** Alternatives that one pattern may spell with braces. */
const maxAlternatives = 100

/**
 * Patterns may hold `*`, `**`, `?`, `[abc]` and `{a,b}`. Finding `spec-glob-path` for one that could reach a hidden
 * file or leave the project, however it is spelt: a stranger's `context: [".env"]` must not reach a model.
 */
export function resolveGlob(written: string, key: 'context' | 'tests', place: Place): Result<string> {
  const refuse = (fault: PathFault): Result<string> =>
    fail(
      diagnostic('spec-glob-path', `the \`${key}\` pattern \`${written.slice(0, 120)}\` ${fault.message}`, {
        place,
        hint: fault.hint,
      }),
    )
  const fault = textFault(written) ?? syntaxFault(written)
  if (fault !== null) return refuse(fault)
  const segments = segmentsFromRoot(written, place.path)
  if (segments === null) {
    return refuse({ message: 'leaves the project', hint: '`../` is counted from the folder of the spec' })
  }
  if (segments.length === 0)
    return refuse({ message: 'names the whole project', hint: 'name files, such as `src/**/*.ts`' })
  const resolved = segments.join('/')
  const alternatives = expandBraces(resolved)
  if (alternatives === null) {
    return refuse({
      message: `spells more than ${maxAlternatives} alternatives`,
      hint: 'write several patterns',
    })
  }
  for (const alternative of alternatives) {
    const parts = alternative.split('/')
    const forbidden = forbiddenPlace(parts)
    if (forbidden !== null) return refuse(forbidden)
    if (parts.some((part) => part.startsWith('.'))) {
      return refuse({
        message: 'reaches hidden files',
        hint: 'files and folders that start with a dot are never sent',
      })
    }
  }
  return ok(resolved)
}

/** Syntax whose reach cannot be told by looking at it. */
function syntaxFault(written: string): PathFault | null {
  if (written.startsWith('!'))
    return { message: 'excludes files', hint: 'name what is wanted; own targets are left out anyway' }
  // Alternatives outside braces: the matcher reads `|.env` as "nothing, or .env".
  if (/[()|]/.test(written)) {
    return { message: 'holds `(`, `)` or `|`', hint: 'use `*`, `**`, `?`, `[abc]` and `{a,b}`' }
  }
  if (/\{[^}]*\.\./.test(written))
    return { message: 'holds a range in braces', hint: 'write the alternatives out' }
  if (
    /\[[^\]]*[./:]/.test(written) ||
    /\[[!^]/.test(written) ||
    /\[[^\]]*[^a-z0-9][-][^\]]*\]/i.test(written)
  ) {
    return {
      message: 'has a class of characters that could mean a dot or a slash',
      hint: 'list letters and digits only',
    }
  }
  return null
}

/** `a{b,c}d` → `abd`, `acd`. Unbalanced braces are plain characters. Null: too many. */
function expandBraces(pattern: string): readonly string[] | null {
  let waiting: readonly string[] = [pattern]
  for (;;) {
    const next: string[] = []
    let changed = false
    for (const one of waiting) {
      const inner = /\{([^{}]*)\}/.exec(one) // The innermost pair first, so nesting needs no recursion.
      if (inner === null) next.push(one)
      else {
        changed = true
        for (const part of (inner[1] ?? '').split(',')) {
          next.push(one.slice(0, inner.index) + part + one.slice(inner.index + inner[0].length))
        }
      }
      if (next.length > maxAlternatives) return null
    }
    if (!changed) return next
    waiting = next
  }
}
