// Two versions of a file in; how much they differ, and which symbols, out. Synchronous, and looks at nothing else.
import { declarationsOf } from '../code/declarations.ts'
import type { Declaration } from '../code/code.ts'
import { formDigest } from '../code/form.ts'
import { isCode } from '../code/language.ts'
import { oneLine, outlineOf, type Outline, type OutlinedSymbol } from '../code/outline.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { normalText } from '../digest/text.ts'
import { isBeyondForm, type Change, type FileDiff, type Level } from './change.ts'

export interface SourceComparison extends FileDiff {
  /** What stood in the way of a comparison by symbols. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compares two versions of a file: `identical` (LF and BOM apart), `format` (a formatter turns one into the other), or
 * `code`. Code changes are told per symbol: first removed, then signature, added, body, each in order of place. An
 * export whose inferred type changed has a changed signature, even where it is written as before. A change that belongs
 * to no symbol (imports, statements, order; anything in JSON and text) is a body change of `''`, the file as a whole.
 */
export function compareSources(
  before: string,
  after: string,
  { path }: { readonly path: string },
): SourceComparison {
  const level = levelOf(before, after, path)
  if (!isBeyondForm(level)) return { path, level, changes: [], diagnostics: [] }
  const outlines = isCode(path) ? [outlineOf(path, before), outlineOf(path, after)] : []
  const [old, now] = outlines
  if (old === undefined || now === undefined)
    return { path, level, changes: [wholeFile(before, after)], diagnostics: [] }
  if (old === null || now === null) {
    const which = now === null ? 'the new version' : 'the old version'
    const message = `${path}: ${which} does not parse, so the versions were compared as text`
    const found = diagnostic('diff-unparsed', message, { place: { path } })
    return { path, level, changes: [wholeFile(before, after)], diagnostics: [found] }
  }
  const changes = symbolChanges(old, now, declared(path, before), declared(path, after))
  if (changes.length === 0 || old.rest !== now.rest) changes.push(wholeFile(before, after))
  return { path, level, changes: inOrder(changes), diagnostics: [] }
}

function levelOf(before: string, after: string, path: string): Level {
  if (normalText(before) === normalText(after)) return 'identical'
  return formDigest(path, before) === formDigest(path, after) ? 'format' : 'implementation'
}

const declared = (path: string, text: string): ReadonlyMap<string, Declaration> =>
  new Map(declarationsOf(path, text).map((declaration) => [declaration.name, declaration]))

type Declarations = ReadonlyMap<string, Declaration>

function symbolChanges(old: Outline, now: Outline, oldSeen: Declarations, nowSeen: Declarations): Change[] {
  const changes: Change[] = []
  for (const symbol of old.symbols.values()) {
    const later = now.symbols.get(symbol.name)
    if (later === undefined) {
      if (!isGone(symbol.owner, now)) changes.push(change('removed', symbol, symbol.signatureText))
    } else changes.push(...pairChanges(symbol, later, oldSeen, nowSeen))
  }
  for (const symbol of now.symbols.values())
    if (!old.symbols.has(symbol.name) && !isGone(symbol.owner, old))
      changes.push(change('added', symbol, undefined, symbol.signatureText))
  return [...changes, ...inferredChanges(changes, old, now, oldSeen, nowSeen)]
}

/** Members that come or go with their owner are not told one by one. */
const isGone = (owner: string | null, outline: Outline): boolean =>
  owner !== null && !outline.symbols.has(owner)

function pairChanges(
  before: OutlinedSymbol,
  after: OutlinedSymbol,
  oldSeen: Declarations,
  nowSeen: Declarations,
): Change[] {
  const changes: Change[] = []
  for (const name of before.exportedAs)
    if (!after.exportedAs.includes(name))
      changes.push({ ...change('removed', before, before.signatureText), symbol: name })
  for (const name of after.exportedAs)
    if (!before.exportedAs.includes(name))
      changes.push({ ...change('added', after, undefined, after.signatureText), symbol: name })
  const signed = before.signature !== after.signature || before.kind !== after.kind
  // A member that became private, or no longer is.
  const seen = before.owner !== null && before.exported !== after.exported
  if (signed || seen) {
    const texts = [seenText(before, oldSeen), seenText(after, nowSeen)] as const
    const differ = texts[0] !== texts[1]
    const [old, now] = differ ? texts : [before.signatureText, after.signatureText]
    changes.push({ ...change('signature', after, old, now), exported: before.exported || after.exported })
  } else if (before.body !== after.body) changes.push(change('body', after))
  return changes
}

/** What importers see of a symbol, or else its signature as written. */
function seenText(symbol: OutlinedSymbol, seen: Declarations): string {
  const name = symbol.exportedAs[0]
  const declaration = name === undefined ? undefined : seen.get(name)
  const isLong = symbol.kind === 'class' || symbol.kind === 'interface' || symbol.kind === 'enum'
  if (declaration === undefined || isLong || symbol.kind === 'namespace') return symbol.signatureText
  return shortText(declaration)
}

const shortText = ({ text }: Declaration): string => oneLine(text.replace(/^\/\*\*[^]*?\*\/\n/, ''))

/** Exports that read as before and yet look different to an importer: by an inferred type, or a private type. */
function inferredChanges(
  told: readonly Change[],
  old: Outline,
  now: Outline,
  oldSeen: Declarations,
  nowSeen: Declarations,
): Change[] {
  return [...now.symbols.values()].flatMap((symbol) => {
    if (symbol.owner !== null || !old.symbols.has(symbol.name) || symbol.kind === 'reexport') return []
    const isTold = told.some(
      (one) =>
        one.kind !== 'body' &&
        (one.symbol === symbol.name ||
          symbol.exportedAs.includes(one.symbol) ||
          (one.exported && one.symbol.startsWith(`${symbol.name}.`))),
    )
    const moved = symbol.exportedAs.find((name) => {
      const [before, after] = [oldSeen.get(name), nowSeen.get(name)]
      return before !== undefined && after !== undefined && before.digest !== after.digest
    })
    const [before, after] = [oldSeen.get(moved ?? ''), nowSeen.get(moved ?? '')]
    if (isTold || before === undefined || after === undefined) return []
    return [change('signature', symbol, shortText(before), shortText(after))]
  })
}

function change(kind: Change['kind'], symbol: OutlinedSymbol, before?: string, after?: string): Change {
  return {
    kind,
    symbol: symbol.name,
    exported: symbol.exported,
    line: symbol.line,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

/** A change of the file as a whole, at the first line that differs. */
function wholeFile(before: string, after: string): Change {
  const [old, now] = [normalText(before).split('\n'), normalText(after).split('\n')]
  const first = now.findIndex((line, index) => line !== old[index])
  return { kind: 'body', symbol: '', exported: false, line: first < 0 ? now.length : first + 1 }
}

const kinds: readonly Change['kind'][] = ['removed', 'signature', 'added', 'body']

/** One line a symbol: a signature that changed covers its body. */
function inOrder(changes: readonly Change[]): Change[] {
  const signed = new Set(changes.filter(({ kind }) => kind === 'signature').map(({ symbol }) => symbol))
  return changes
    .filter(({ kind, symbol }) => kind !== 'body' || !signed.has(symbol))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.line - b.line)
}
