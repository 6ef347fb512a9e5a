// A file's text in; its symbols with digests of signature and body apart, out: what a comparison by symbol needs.
import type { ts } from 'ts-morph'
import { digestText, type Digest } from '../digest/digest.ts'
import { normalText } from '../digest/text.ts'
import type { CodeSymbol } from './code.ts'
import { PieceDigest } from './form.ts'
import { writeForm } from './form-walk.ts'
import { isCode } from './language.ts'
import { findSymbols, type FoundSymbol } from './symbol-walk.ts'
import { parseClean, placeOf, typescript } from './typescript.ts'

export interface OutlinedSymbol extends CodeSymbol {
  /** The symbol that it is a member of; null at top level. */
  readonly owner: string | null
  /** Digest of the signature as written, form and members left out. */
  readonly signature: Digest
  /** Digest of body or value, form and members left out. */
  readonly body: Digest
  /** The signature on one line, cut where it is long. */
  readonly signatureText: string
}

export interface Outline {
  /** By name, in order of place. */
  readonly symbols: ReadonlyMap<string, OutlinedSymbol>
  /** Digest of imports and of statements that declare nothing, in their order. */
  readonly rest: Digest
}

/** Null for files that hold no code, or code that does not parse. */
export function outlineOf(path: string, text: string): Outline | null {
  const source = isCode(path) ? parseClean(path, normalText(text)) : null
  if (source === null) return null
  const found = findSymbols(source)
  const symbols = new Map<string, OutlinedSymbol>()
  for (const symbol of found.symbols.values()) symbols.set(symbol.name, outlined(symbol, source))
  return { symbols, rest: digestOf('rest', source, found.rest, new Set()) }
}

/** A symbol without its digests. */
export function codeSymbol(symbol: FoundSymbol, source: ts.SourceFile): CodeSymbol {
  const [first, last] = [symbol.parts[0]?.node, symbol.parts.at(-1)?.node]
  return {
    name: symbol.name,
    kind: symbol.kind,
    exported: symbol.exported,
    exportedAs: symbol.exportedAs,
    line: first === undefined ? 1 : placeOf(source, first.getStart(source)).line,
    endLine: last === undefined ? 1 : placeOf(source, last.end).line,
  }
}

function outlined(symbol: FoundSymbol, source: ts.SourceFile): OutlinedSymbol {
  const { parts, keyword } = symbol
  const hidden = new Set(parts.flatMap((part) => part.hidden))
  const members = new Set(parts.flatMap((part) => part.members.map((member) => member.part.node)))
  // A pattern is its own body; its names have no signature of their own.
  const signed = parts.map((part) => part.node).filter((node) => !hidden.has(node))
  const bodies = parts.flatMap((part) => part.bodies)
  return {
    ...codeSymbol(symbol, source),
    owner: symbol.owner,
    signature: digestOf(`signature ${keyword}`, source, signed, hidden),
    body: digestOf('body', source, bodies, members),
    signatureText: oneLine(signed.map((node) => visibleText(node, hidden, source)).join(' ')),
  }
}

function digestOf(
  what: string,
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  hidden: ReadonlySet<ts.Node>,
): Digest {
  const stream = new PieceDigest(what)
  const skip = (node: ts.Node): boolean => hidden.has(node) || isExportWord(node)
  const whole = writeForm(source, nodes, (piece) => stream.write(piece), { skip })
  return whole ? stream.digest() : digestText(nodes.map((node) => node.getText(source)).join('\n'))
}

/** Being exported is told apart from the signature. */
function isExportWord(node: ts.Node): boolean {
  const { SyntaxKind } = typescript()
  return node.kind === SyntaxKind.ExportKeyword || node.kind === SyntaxKind.DefaultKeyword
}

function visibleText(node: ts.Node, hidden: ReadonlySet<ts.Node>, source: ts.SourceFile): string {
  let shown = ''
  let at = node.getStart(source)
  for (const part of [...hidden].sort((a, b) => a.pos - b.pos)) {
    if (part.pos < at || part.end > node.end) continue
    shown += source.text.slice(at, part.pos)
    at = part.end
  }
  return shown + source.text.slice(at, node.end)
}

/** At most 160 characters, white space collapsed, without what is left over of a hidden body. */
export function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*(=>|=|\{\s*\}|\{|;)$/, '')
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`
}
