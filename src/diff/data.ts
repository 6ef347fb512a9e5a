// Two versions of a file that holds no code in; how they differ by structure, or as text, out.
import { languageOf } from '../code/language.ts'
import { diagnostic } from '../diagnostic/diagnostic.ts'
import type { Change } from './change.ts'
import type { SourceComparison, SourcePair } from './compare-many.ts'
import { jsonLeaves, yamlLeaves, type Leaves } from './leaves.ts'
import { markdownSections, sectionOrder } from './markdown.ts'
import { inOrder, wholeFile } from './symbol-changes.ts'

/** A file with more changes than this is told as one that changed as a whole. */
const maxChanges = 200

/**
 * JSON and YAML by key path, Markdown by section, all else as text. The order of keys, comments and layout are form.
 * Texts in normal form, and different.
 */
export function compareData(pair: SourcePair): SourceComparison {
  const { path, before, after } = pair
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  if (languageOf(path) === 'json') return byLeaves(pair, jsonLeaves)
  if (extension === 'yaml' || extension === 'yml') return byLeaves(pair, yamlLeaves)
  if (extension === 'md' || extension === 'markdown') return byLeaves(pair, markdownSections)
  return { path, level: 'implementation', changes: [wholeFile(before, after)], diagnostics: [] }
}

function byLeaves(
  { path, before, after }: SourcePair,
  leavesOf: (text: string) => Leaves | null,
): SourceComparison {
  const [old, now] = [leavesOf(before), leavesOf(after)]
  if (old === null || now === null) {
    const which = now === null ? 'the new version' : 'the old version'
    const message = `${path}: ${which} does not parse, so the versions were compared as text`
    const found = diagnostic('diff-unparsed', message, { place: { path } })
    return { path, level: 'implementation', changes: [wholeFile(before, after)], diagnostics: [found] }
  }
  const changes: Change[] = []
  for (const [symbol, { value, offset }] of old) {
    const later = now.get(symbol)
    if (later === undefined)
      changes.push({
        kind: 'removed',
        symbol,
        exported: false,
        line: lineOf(before, offset),
        before: short(value),
      })
    else if (later.value !== value)
      changes.push({
        kind: 'body',
        symbol,
        exported: false,
        line: lineOf(after, later.offset),
        before: short(value),
        after: short(later.value),
      })
  }
  for (const [symbol, { value, offset }] of now)
    if (!old.has(symbol))
      changes.push({
        kind: 'added',
        symbol,
        exported: false,
        line: lineOf(after, offset),
        after: short(value),
      })
  if (changes.length === 0) return { path, level: 'format', changes, diagnostics: [] }
  const named = changes.filter(({ symbol }) => symbol !== sectionOrder)
  const isWhole = named.length === 0 || named.length > maxChanges
  const told = isWhole ? [wholeFile(before, after)] : inOrder(named)
  return { path, level: 'implementation', changes: told, diagnostics: [] }
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

const short = (value: string): string => (value.length <= 80 ? value : `${value.slice(0, 79)}…`)
