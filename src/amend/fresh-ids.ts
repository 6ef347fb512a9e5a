// The requirements of a spec in, the style of their ids and the next free one out.
import type { Requirement } from '../spec/spec.ts'

/** Ids of a spec are a prefix and a number. */
export interface IdStyle {
  /** `R`, `AUTH-`, `R1.` */
  readonly prefix: string
  /** How many digits at least: 2 for `AUTH-07`. */
  readonly width: number
  readonly next: number
}

/**
 * The commonest style of the written ids. Null where no requirement has one, or none ends in a number: then new ones are
 * written as the others are.
 *
 * @param taken ids that were used before and are gone: no new requirement may take their place.
 */
export function idStyleOf(
  requirements: readonly Requirement[],
  taken: Iterable<string> = [],
): IdStyle | null {
  const styles = new Map<string, { count: number; width: number; most: number }>()
  for (const { id, explicit } of requirements) {
    const found = explicit ? parts(id) : null
    if (found === null) continue
    const style = styles.get(found.prefix) ?? { count: 0, width: 1, most: 0 }
    style.count += 1
    if (found.digits.startsWith('0')) style.width = Math.max(style.width, found.digits.length)
    style.most = Math.max(style.most, Number(found.digits))
    styles.set(found.prefix, style)
  }
  const [prefix, style] = [...styles].sort(([, a], [, b]) => b.count - a.count)[0] ?? []
  if (prefix === undefined || style === undefined) return null
  for (const id of taken) {
    const found = parts(id)
    if (found?.prefix === prefix) style.most = Math.max(style.most, Number(found.digits))
  }
  return { prefix, width: style.width, next: style.most + 1 }
}

/** The id with an offset from the next free one: 0 is the next. */
export function freshId({ prefix, width, next }: IdStyle, offset = 0): string {
  return `${prefix}${String(next + offset).padStart(width, '0')}`
}

/** Nine digits are a number in any language. */
function parts(id: string): { readonly prefix: string; readonly digits: string } | null {
  const match = /^(.*?)(\d{1,9})$/u.exec(id)
  return match === null ? null : { prefix: match[1] ?? '', digits: match[2] ?? '' }
}
