// A spec file in, every place where it names a target, another spec or a pattern out; and the file with such names changed.
import { isScalar, isSeq, isMap, parseDocument } from 'yaml'
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import { readFrontMatter } from './front-matter.ts'
import type { SpecFile } from './spec.ts'
import { findTesslLinks, type TesslLink } from './tessl-links.ts'

export type ReferenceKind = 'target' | 'use' | 'context' | 'test'

/** One name as it is written in front matter or in a link of the text. */
export interface WrittenReference {
  readonly kind: ReferenceKind
  readonly written: string
  /** Offsets in the text of the file, BOM included. */
  readonly start: number
  readonly end: number
  /** How it is spelt there. */
  readonly style: 'yaml' | 'link'
}

const kinds: Readonly<Record<string, ReferenceKind>> = {
  targets: 'target',
  uses: 'use',
  context: 'context',
  tests: 'test',
}

/** In order of the text. Fails as `readFrontMatter` does. */
export function findReferences(file: SpecFile): Result<readonly WrittenReference[]> {
  const matter = readFrontMatter(file)
  if (!matter.ok) return matter
  const text = decodeText(file.bytes) ?? ''
  const links = findTesslLinks(matter.value.body, matter.value.bodyLine, file.path)
  return ok(
    [
      ...(matter.value.bodyLine === 1 ? [] : inFrontMatter(text)),
      ...inLinks(text, links.uses, 'use'),
      ...inLinks(text, links.tests, 'test'),
    ].sort((a, b) => a.start - b.start),
  )
}

function inFrontMatter(text: string): readonly WrittenReference[] {
  const start = text.startsWith('\ufeff') ? 4 : 3
  // Up to and with the line end: a CR without its LF would belong to the last value.
  const block = text.slice(start, text.indexOf('\n---', start) + 1)
  const root = parseDocument(block, {
    prettyErrors: false,
    logLevel: 'silent',
    resolveKnownTags: false,
    uniqueKeys: false,
  }).contents
  if (!isMap(root)) return []
  const found: WrittenReference[] = []
  for (const { key, value } of root.items) {
    const kind =
      isScalar(key) && typeof key.value === 'string' && Object.hasOwn(kinds, key.value)
        ? kinds[key.value]
        : undefined
    if (kind === undefined || !isSeq(value)) continue
    for (const item of value.items) {
      // An alias is spelt where its anchor is; the check after the edit tells where that was not enough.
      if (!isScalar(item) || typeof item.value !== 'string' || !item.range) continue
      const [from, to] = item.range
      found.push({ kind, written: item.value, start: start + from, end: start + to, style: 'yaml' })
    }
  }
  return found
}

/** Links by their places, which count in the text with LF and composed characters. */
function inLinks(
  text: string,
  links: readonly TesslLink[],
  kind: ReferenceKind,
): readonly WrittenReference[] {
  if (links.length === 0) return []
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return links.flatMap(({ text: written, place }): WrittenReference[] => {
    const lineStart = starts[(place.line ?? 1) - 1] ?? 0
    const link = lineStart + (place.column ?? 1) - 1
    const start = text.indexOf(written, link + '[@use]('.length)
    const line = text.slice(lineStart, start)
    return start < 0 || line.includes('\n')
      ? []
      : [{ kind, written, start, end: start + written.length, style: 'link' }]
  })
}

/**
 * The file with some names changed and every other byte as it was.
 *
 * @param rename the new name, or null to leave one as it is.
 */
export function rewriteReferences(
  file: SpecFile,
  rename: (reference: WrittenReference) => string | null,
): Result<Uint8Array> {
  const found = findReferences(file)
  if (!found.ok) return fail(...found.diagnostics)
  const text = decodeText(file.bytes) ?? ''
  let kept = ''
  let at = 0
  for (const reference of found.value) {
    const name = rename(reference)
    if (name === null || name === reference.written) continue
    kept +=
      text.slice(at, reference.start) + spelt(name, reference, text.slice(reference.start, reference.end))
    at = reference.end
  }
  return ok(at === 0 ? file.bytes : new TextEncoder().encode(kept + text.slice(at)))
}

/** A new name in the spelling of the old one: quotes stay quotes, and come where a bare name would mean something else. */
function spelt(name: string, { style }: WrittenReference, before: string): string {
  if (style === 'link') return name
  if (before.startsWith("'")) return `'${name.replaceAll("'", "''")}'`
  if (!before.startsWith('"') && isPlain(name)) return `${name}${/\n$/.test(before) ? '\n' : ''}`
  return JSON.stringify(name)
}

/** Means itself as a bare YAML scalar, in a list of either style. */
function isPlain(name: string): boolean {
  return /^[\p{L}\p{N}_./][\p{L}\p{N}_./@+~#-]*$/u.test(name) && parseDocument(name).toJS() === name
}
