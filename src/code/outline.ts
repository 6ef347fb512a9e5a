// The tree of a file in; its symbols with signature and body apart, compared only where asked, out.
import type { ts } from 'ts-morph'
import type { CodeSymbol } from './code.ts'
import { writeForm } from './form-walk.ts'
import { findSymbols, type FoundSymbol } from './symbol-walk.ts'
import { placeOf, typescript } from './typescript.ts'

/** Symbols by name, in order of place, and imports and statements that declare nothing, in theirs. */
export interface Outline {
  readonly symbols: ReadonlyMap<string, OutlinedSymbol>
  readonly rest: readonly ts.Node[]
  readonly source: ts.SourceFile
}

export function outlineOf(source: ts.SourceFile): Outline {
  const found = findSymbols(source)
  const symbols = new Map<string, OutlinedSymbol>()
  for (const symbol of found.symbols.values()) symbols.set(symbol.name, new OutlinedSymbol(symbol, source))
  return { symbols, rest: found.rest, source }
}

/** A symbol whose parts are looked at on demand: most symbols of two versions are equal as text. */
export class OutlinedSymbol {
  readonly name: string
  readonly kind: CodeSymbol['kind']
  readonly exported: boolean
  readonly exportedAs: readonly string[]
  /** The symbol that it is a member of; null at top level. */
  readonly owner: string | null
  readonly #symbol: FoundSymbol
  readonly #source: ts.SourceFile
  #signature: string | undefined

  constructor(symbol: FoundSymbol, source: ts.SourceFile) {
    this.name = symbol.name
    this.kind = symbol.kind
    this.exported = symbol.exported
    this.exportedAs = symbol.exportedAs
    this.owner = symbol.owner
    this.#symbol = symbol
    this.#source = source
  }

  /** Text of all that declares it. */
  get text(): string {
    const source = this.#source
    const texts = this.#symbol.parts.map(({ node }) => source.text.slice(node.getStart(source), node.end))
    return `${this.#symbol.keyword} ${texts.join('\n')}`
  }

  /** From 1. */
  get line(): number {
    const first = this.#symbol.parts[0]?.node
    if (first === undefined) return 1
    const { text } = this.#source
    const start = first.getStart(this.#source)
    let line = 1
    // The compiler's table of line starts would be made for this one question.
    for (let at = text.indexOf('\n'); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) line++
    return line
  }

  /** The signature as written, form, body and members left out. */
  get signature(): string {
    this.#signature ??= `${this.#symbol.keyword} ${formText(this.#source, this.#signed, this.#hidden)}`
    return this.#signature
  }

  /** The signature as it stands: equal texts need no closer look. */
  get signatureSource(): string {
    const hidden = this.#hidden
    return `${this.#symbol.keyword} ${this.#signed.map((node) => visibleText(node, hidden, this.#source)).join('\n')}`
  }

  get bodies(): readonly ts.Node[] {
    return this.#symbol.parts.flatMap((part) => part.bodies)
  }

  /** All of it, members included, as if it had no name: equal for what was only renamed. */
  get nameless(): string {
    const own = this.name.slice((this.owner?.length ?? -1) + 1)
    const nodes = this.#symbol.parts.map((part) => part.node)
    return `${this.kind} ${this.#symbol.keyword} ${withoutName(formText(this.#source, nodes, new Set()), own)}`
  }

  /** As `nameless`, of the body alone; empty where there is too little to tell one body from another. */
  get namelessBody(): string {
    const own = this.name.slice((this.owner?.length ?? -1) + 1)
    const body = withoutName(formText(this.#source, this.bodies, new Set()), own)
    return body.split(' ').length < 24 ? '' : `${this.kind} ${body}`
  }

  /** The signature on one line, cut where it is long. */
  get signatureText(): string {
    const hidden = this.#hidden
    return oneLine(this.#signed.map((node) => visibleText(node, hidden, this.#source)).join(' '))
  }

  /** Members whose bodies or values are symbols of their own. */
  get members(): ReadonlySet<ts.Node> {
    return new Set(this.#symbol.parts.flatMap((part) => part.members.map((member) => member.part.node)))
  }

  get #hidden(): ReadonlySet<ts.Node> {
    return new Set(this.#symbol.parts.flatMap((part) => part.hidden))
  }

  /** A pattern is its own body; its names have no signature of their own. */
  get #signed(): readonly ts.Node[] {
    const hidden = this.#hidden
    return this.#symbol.parts.map((part) => part.node).filter((node) => !hidden.has(node))
  }
}

/** A symbol as a trace may point at it. */
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

/** Nodes with form left out, as text; being exported is told apart. */
export function formText(
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  hidden: ReadonlySet<ts.Node>,
): string {
  let text = ''
  const skip = (node: ts.Node): boolean => hidden.has(node) || isExportWord(node)
  const whole = writeForm(source, nodes, (piece) => (text += piece), { skip })
  return whole ? text : nodes.map((node) => node.getText(source)).join('\n')
}

/** Pieces are parted by spaces; a name is one as an identifier, and another as a key. */
function withoutName(form: string, name: string): string {
  const [identifier, key] = [`i${name}`, `n${JSON.stringify(name)}`]
  return form
    .split(' ')
    .map((piece) => {
      const bare = piece.replace(/[)]+$/, '')
      return bare === identifier || bare === key ? `i${piece.slice(bare.length)}` : piece
    })
    .join(' ')
}

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
