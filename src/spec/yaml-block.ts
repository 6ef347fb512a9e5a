// The YAML between the fences in, its keys with places out. Values stay as they are written: one level of lists.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { diagnostic, fail, ok, type Place, type Result } from '../diagnostic/diagnostic.ts'
import { maxNesting } from './limits.ts'

export type WrittenScalar = string | number | boolean | null

/** A value as a person wrote it. `other` is what no key of a spec can be: a map, a list in a list, a date, a number too large. */
export type WrittenValue =
  | { readonly kind: 'scalar'; readonly value: WrittenScalar; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly WrittenValue[]; readonly place: Place }
  | { readonly kind: 'other'; readonly what: string; readonly place: Place }

export interface WrittenEntry {
  readonly key: string
  readonly place: Place
  readonly value: WrittenValue
}

/**
 * YAML 1.2 with the core schema. `text` starts right behind the opening fence, so that its first line is the fence's.
 * Unknown tags, repeated keys and anything that is not a map of texts to values are findings, never a throw.
 */
export function readYamlBlock(text: string, path: string): Result<readonly WrittenEntry[]> {
  if (nestsTooDeep(text)) {
    return fail(
      diagnostic('spec-yaml', `the front matter nests deeper than ${maxNesting} levels`, {
        place: { path, line: 1 },
        hint: 'front matter is keys with texts and lists of texts',
      }),
    )
  }
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { path, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  let document: Document.Parsed
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false, // Compares every pair of keys; repeated ones are found below, in one pass.
      logLevel: 'silent',
      resolveKnownTags: false,
    })
  } catch (error) {
    // The parser recurses; whatever it meets, a person's file is never a crash.
    return fail(
      diagnostic('spec-yaml', `the front matter cannot be read: ${reason(error)}`, {
        place: { path, line: 1 },
      }),
    )
  }
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) {
    return fail(
      diagnostic('spec-yaml', `the front matter is not valid YAML: ${firstLine(fault.message)}`, {
        place: placeOf(fault.pos[0]),
        hint: 'correct the YAML between the two `---` lines; put a text with `:`, `#` or `*` in quotes',
      }),
    )
  }
  return readMap(document, path, placeOf)
}

function readMap(
  document: Document.Parsed,
  path: string,
  placeOf: (offset: number) => Place,
): Result<readonly WrittenEntry[]> {
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null)) return ok([])
  if (!isMap(root)) {
    return fail(
      diagnostic('spec-front-matter', 'the front matter is not a list of keys with values', {
        place: placeOf(root.range[0]),
        hint: 'write one `key: value` a line, for example `title: Log in`',
      }),
    )
  }
  const entries: WrittenEntry[] = []
  const first = new Map<string, Place>()
  for (const { key, value } of root.items) {
    const place = placeOf(offsetOf(key) ?? root.range[0])
    if (!isScalar(key) || typeof key.value !== 'string') {
      return fail(diagnostic('spec-front-matter', 'a key of the front matter is not a text', { place }))
    }
    const before = first.get(key.value)
    if (before !== undefined) {
      return fail(
        diagnostic('spec-yaml', `the key \`${key.value}\` stands twice in the front matter`, {
          place,
          related: [before],
          hint: 'merge the two',
        }),
      )
    }
    first.set(key.value, place)
    entries.push({ key: key.value, place, value: readValue(value, document, place, placeOf, 0) })
  }
  return ok(entries)
}

function readValue(
  node: unknown,
  document: Document.Parsed,
  parent: Place,
  placeOf: (offset: number) => Place,
  depth: number,
): WrittenValue {
  const offset = offsetOf(node)
  const place = offset === null ? parent : placeOf(offset)
  const meant = isAlias(node) ? node.resolve(document) : node
  if (meant === null || meant === undefined) return { kind: 'scalar', value: null, place }
  if (isScalar(meant)) {
    const { value } = meant
    const plain =
      value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    return plain ? { kind: 'scalar', value, place } : { kind: 'other', what: typeof value, place }
  }
  if (isSeq(meant) && depth === 0) {
    return {
      kind: 'list',
      items: meant.items.map((item) => readValue(item, document, place, placeOf, 1)),
      place,
    }
  }
  return { kind: 'other', what: isMap(meant) ? 'a map' : 'a list in a list', place }
}

function offsetOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return null
  const start: unknown = node.range[0]
  return typeof start === 'number' ? start : null
}

/** Asked before parsing: near the end of the stack, V8 ends the process instead of throwing. */
function nestsTooDeep(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth++
    else if ((character === ']' || character === '}') && depth > 0) depth--
    if (depth > maxNesting) return true
  }
  return text.split('\n').some((line) => {
    const indent = line.length - line.trimStart().length
    const markers = /^(?:[ \t]*[-?:](?=[ \t]))*/.exec(line)?.[0].length ?? 0
    return indent > 2 * maxNesting || markers > 2 * maxNesting
  })
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}

function reason(error: unknown): string {
  return error instanceof RangeError
    ? 'it nests too deep'
    : error instanceof Error
      ? firstLine(error.message)
      : 'unknown'
}
