// A parsed JSON value in, what is wrong with its shape out: the border check of locks, records and journals.
import { isDigest } from './digest.ts'

/** Null where the value fits; else where and how it does not: `.targets["a.ts"].form: expected a digest, found a number`. */
export type Shape = (value: unknown) => string | null

/** The names of what `typeof` cannot tell apart. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

const expected = (what: string, value: unknown): string => `: expected ${what}, found ${kindOf(value)}`

/** Narrows to what may have members. Lists are not. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const string: Shape = (value) => (typeof value === 'string' ? null : expected('a text', value))
export const boolean: Shape = (value) =>
  typeof value === 'boolean' ? null : expected('true or false', value)
export const number: Shape = (value) => (typeof value === 'number' ? null : expected('a number', value))
export const digest: Shape = (value) => {
  if (isDigest(value)) return null
  return typeof value === 'string' ? ': expected a digest, found another text' : expected('a digest', value)
}

export function oneOf(...values: readonly (string | number)[]): Shape {
  return (value) => (values.some((one) => one === value) ? null : `: expected ${values.join(' or ')}`)
}

export function nullable(shape: Shape): Shape {
  return (value) => (value === null ? null : shape(value))
}

/** A member that may be missing. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? null : shape(value))
}

export function list(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return expected('a list', value)
    for (let at = 0; at < value.length; at++) {
      const problem = shape(value[at])
      if (problem !== null) return `[${at}]${problem}`
    }
    return null
  }
}

/** An object with these members; others are left alone, so that a later version may add some. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(members)
  return (value) => {
    if (!isObject(value)) return expected('an object', value)
    for (const [name, shape] of shapes) {
      const problem = shape(value[name])
      if (problem !== null) return `.${name}${problem}`
    }
    return null
  }
}

/** An object whose member names are data. `name` may refuse one. */
export function map(shape: Shape, name: Shape | null = null): Shape {
  return (value) => {
    if (!isObject(value)) return expected('an object', value)
    for (const key in value) {
      const problem = (name === null ? null : name(key)) ?? shape(value[key])
      if (problem !== null) return `[${JSON.stringify(key)}]${problem}`
    }
    return null
  }
}

/** More levels hold nothing that was written here, and what spells or digests a value goes down level by level, until its stack ends. */
const mostLevels = 200

/** Is there a list or an object so far down in it that nothing here wrote it? */
export function isTooDeep(value: unknown, levels = mostLevels): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isTooDeep(one, levels - 1))
}
