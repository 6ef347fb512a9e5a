export interface SlugOptions {
  readonly maxLength?: number
}

const DEFAULT_MAX_LENGTH = 80
const UNTITLED = 'untitled'

function toPlainLetters(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
}

function splitWords(title: string): string[] {
  return toPlainLetters(title).replace(/['’]/g, '').match(/[a-z0-9]+/g) ?? []
}

function joinWithin(first: string, rest: readonly string[], maxLength: number): string {
  let slug = first.slice(0, maxLength)
  for (const word of rest) {
    const longer = `${slug}-${word}`
    if (longer.length > maxLength) {
      break
    }
    slug = longer
  }
  return slug
}

export function slugify(title: string, options?: SlugOptions): string {
  const maxLength = options?.maxLength ?? DEFAULT_MAX_LENGTH
  if (!Number.isInteger(maxLength) || maxLength < 1) {
    throw new RangeError(`maxLength must be a whole number from 1 up, not ${maxLength}`)
  }
  const [first, ...rest] = splitWords(title)
  if (first === undefined) {
    return UNTITLED
  }
  return joinWithin(first, rest, maxLength)
}
