// TypeScript's parser, as ts-morph brings it, loaded on first need: it costs about 170 ms. A path and a text in, a syntax tree out.
import { createRequire } from 'node:module'
import type { ts } from 'ts-morph'
import type { Parser } from './parser.ts'

export type TypeScript = typeof ts

/** A text file of TypeScript's standard library; the name is bare: `lib.es5.d.ts`. */
export interface LibraryFile {
  readonly fileName: string
  readonly text: string
}

const require = createRequire(import.meta.url)
let loaded: TypeScript | undefined

/** The compiler's own interface. By `require`: an `import` would first scan 12 MB for names. */
export function typescript(): TypeScript {
  // `require` is untyped; this is the module's own type.
  loaded ??= (require('ts-morph') as typeof import('ts-morph')).ts
  return loaded
}

/** The standard library that ts-morph carries in its own package, which holds no `.d.ts` files. */
export function libraryFiles(): readonly LibraryFile[] {
  // Resolved from ts-morph: with strict package managers its own dependencies are only visible from there.
  const common = createRequire(require.resolve('ts-morph'))('@ts-morph/common') as {
    // `require` is untyped; this is the one function taken from it.
    getLibFiles(): readonly LibraryFile[]
  }
  return common.getLibFiles()
}

/** More calls of a function named `async` than this inside each other are not parsed: each doubles the parser's time. */
const maxAsyncNesting = 8

/**
 * Longer texts are not parsed. UTF-16 units: dense code takes 250 bytes of memory for each of them, and nobody writes, or has
 * written, 2 MB in one file.
 */
const maxLength = 2 * 1024 * 1024

/**
 * Would the parser take for ever, or all memory? It tries `async (` as an arrow function first, and where that fails once more as a
 * call, with all that stands between the parentheses: twenty such calls inside each other take seconds, forty take
 * years. Other nesting costs it no more than its length.
 */
export function isEndless(text: string): boolean {
  if (text.length > maxLength) return true
  if (text.split(/\basync\b/, maxAsyncNesting + 2).length <= maxAsyncNesting + 1) return false
  const open: boolean[] = []
  let nested = 0
  for (const [bracket, async] of text.matchAll(/(\basync\s*)?\(|\)/g)) {
    if (bracket === ')') nested -= open.pop() === true ? 1 : 0
    else {
      open.push(async !== undefined)
      nested += async === undefined ? 0 : 1
      if (nested > maxAsyncNesting) return true
    }
  }
  return false
}

/**
 * The tree of one file, without parent links and without JSDoc nodes; its language is told from the path. Null where
 * the parser would run out of time, memory or stack (some hundred brackets inside each other) or fails in another way: such a
 * file can only be treated as text.
 */
export function parseSource(
  path: string,
  text: string,
  ts: Pick<Parser, 'createSourceFile' | 'ScriptTarget' | 'JSDocParsingMode'> = typescript(),
): ts.SourceFile | null {
  if (isEndless(text)) return null
  try {
    return ts.createSourceFile(
      path,
      text,
      { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
      false,
    )
  } catch {
    return null
  }
}

/** What the parser could not make sense of, in order of place. */
export function parseDiagnostics(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  // Not in the public type, but on every tree that createSourceFile made; a Program costs a hundred times as much.
  const { parseDiagnostics = [] } = source as {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[]
  }
  return parseDiagnostics
}

/** The tree of a file that parses without a fault; null otherwise. */
export function parseClean(
  path: string,
  text: string,
  ts?: Parameters<typeof parseSource>[2],
): ts.SourceFile | null {
  const source = parseSource(path, text, ts)
  return source === null || parseDiagnostics(source).length > 0 ? null : source
}

/**
 * As `parseClean`, for a text that begins as another one does whose tree is there: statements that both begin with are
 * taken from that tree, where they stand at the same places, and only the rest is parsed. The trees share nodes.
 */
export function parseCleanAgain(path: string, text: string, earlier: ts.SourceFile): ts.SourceFile | null {
  const shared = sharedStatements(text, earlier)
  const start = shared.at(-1)?.end
  // Whether `await` is a word of the language depends on the whole file.
  if (start === undefined || /\bawait\b/.test(text.slice(start))) return parseClean(path, text)
  const rest = parseClean(path, ' '.repeat(start) + text.slice(start))
  if (rest === null) return parseClean(path, text)
  for (let node: ts.Node | undefined = rest.statements[0] ?? rest.endOfFileToken; node !== undefined;) {
    // The first statement, and what it begins with, would start at the blanks.
    Object.assign(node, { pos: start })
    node = typescript().forEachChild(node, (child) => (child.pos === 0 ? child : undefined))
  }
  const statements = typescript().factory.createNodeArray([...shared, ...rest.statements])
  const { referencedFiles, typeReferenceDirectives, libReferenceDirectives } = earlier
  return Object.assign(rest, {
    text,
    statements,
    referencedFiles,
    typeReferenceDirectives,
    libReferenceDirectives,
  })
}

/** All that lie before the first difference, without the last: what comes next decides where a statement ends. */
function sharedStatements(text: string, { text: other, statements }: ts.SourceFile): readonly ts.Statement[] {
  let [low, high] = [0, statements.length]
  const isShared = (count: number): boolean => {
    const end = statements[count - 1]?.end ?? 0
    return text.length >= end && text.slice(0, end) === other.slice(0, end)
  }
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (isShared(middle)) low = middle
    else high = middle - 1
  }
  return statements.slice(0, Math.max(0, low - 1))
}

/** Line and column of an offset, from 1. */
export function placeOf(source: ts.SourceFile, offset: number): { line: number; column: number } {
  const { line, character } = source.getLineAndCharacterOfPosition(offset)
  return { line: line + 1, column: character + 1 }
}
