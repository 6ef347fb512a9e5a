// Pairs of versions of code in, how each differs out; what only the compiler can tell is asked once for many pairs.
import type { ts } from 'ts-morph'
import { sameApi, writtenApi, type WrittenApi } from '../code/api.ts'
import { declarationTexts } from '../code/declaration-emit.ts'
import { exportedLocal, FileShape } from '../code/file-shape.ts'
import { languageOf } from '../code/language.ts'
import { outlineOf } from '../code/outline.ts'
import { parseClean, parseCleanAgain, parseSource } from '../code/typescript.ts'
import { diagnostic } from '../diagnostic/diagnostic.ts'
import type { Level } from './change.ts'
import type { SourceComparison, SourcePair } from './compare-many.ts'
import { seenChanges } from './seen.ts'
import { compareForm } from './statements.ts'
import { symbolChanges, wholeFile } from './symbol-changes.ts'

/** Pairs whose types are inferred in one program: more would hold too much memory. */
const pairsAProgram = 200

/** A pair that waits for the compiler. */
interface Pending {
  readonly index: number
  readonly pair: SourcePair
  readonly sources: readonly [ts.SourceFile, ts.SourceFile]
  /** The level where importers see no difference. */
  readonly least: Level
}

/** Texts in normal form, and different. One comparison a pair, in the same order. */
export function compareCode(pairs: readonly SourcePair[]): SourceComparison[] {
  const done: SourceComparison[] = []
  let pending: Pending[] = []
  const infer = (): void => {
    const comparisons = inferPending(pending)
    pending.forEach(({ index }, place) => {
      const comparison = comparisons[place]
      if (comparison !== undefined) done[index] = comparison
    })
    pending = []
  }
  pairs.forEach((pair, index) => {
    const answer = compareWritten(pair)
    if ('sources' in answer) pending.push({ index, pair, ...answer })
    else done[index] = answer
    if (pending.length >= pairsAProgram) infer()
  })
  infer()
  return done
}

/** What the syntax alone can tell; else what the compiler has to be asked about. */
function compareWritten(pair: SourcePair): SourceComparison | Pick<Pending, 'sources' | 'least'> {
  const { path } = pair
  const before = parseClean(path, pair.before)
  const after = before === null ? parseClean(path, pair.after) : parseCleanAgain(path, pair.after, before)
  if (before === null || after === null) return asText(pair, after === null, 'does not parse')
  const sources = [before, after] as const
  const isScript = languageOf(path) === 'javascript'
  const shapes = [new FileShape(before), new FileShape(after)] as const
  const written = isScript || before.isDeclarationFile ? null : writtenApi(...shapes)
  // What differs to importers differs in more than form.
  if (written?.verdict === 'differs') return told(pair, sources, 'api', shapes, written)
  const form = compareForm(before, after)
  if (form === 'deep') return asText(pair, false, 'nests too deep')
  if (form === 'same' && isScript && jsdoc(pair.before) !== jsdoc(pair.after))
    return { sources, least: 'format' }
  if (form === 'same') return { path, level: 'format', changes: [], diagnostics: [] }
  if (before.isDeclarationFile)
    return told(pair, sources, sameApi(...shapes) ? 'implementation' : 'api', shapes, null)
  if (written?.verdict === 'same') return told(pair, sources, 'implementation', shapes, written)
  return { sources, least: 'implementation' }
}

/** JSDoc is where JavaScript has its types. */
const jsdoc = (text: string): string => (text.match(/\/\*\*[^]*?\*\//g) ?? []).join('\n')

function inferPending(pending: readonly Pending[]): SourceComparison[] {
  const files = pending.flatMap(({ pair: { path, before, after } }) => [
    { path, text: before },
    { path, text: after },
  ])
  const outputs = declarationTexts(files, { web: true })
  return pending.map(({ pair, sources, least }, index) => {
    const shapes = [shapeOfOutput(outputs[2 * index]), shapeOfOutput(outputs[2 * index + 1])] as const
    const [before, after] = shapes
    // Where the compiler fails nothing can be vouched for.
    if (before === null || after === null) return told(pair, sources, 'api', null, null)
    return told(pair, sources, sameApi(before, after) ? least : 'api', [before, after], null)
  })
}

function shapeOfOutput(text: string | null | undefined): FileShape | null {
  const source = text === null || text === undefined ? null : parseSource('declarations.d.ts', text)
  return source === null ? null : new FileShape(source)
}

function told(
  { path }: SourcePair,
  [before, after]: readonly [ts.SourceFile, ts.SourceFile],
  level: Level,
  shapes: readonly [FileShape, FileShape] | null,
  written: WrittenApi | null,
): SourceComparison {
  if (level === 'format') return { path, level, changes: [], diagnostics: [] }
  const seen = level === 'api' && shapes !== null ? seenChanges(...shapes, written?.changed ?? null) : []
  const isUnseen = (name: string): boolean =>
    level !== 'api' || (shapes !== null && seen.every((one) => one.name !== name) && isWritten(name, shapes))
  const changes = symbolChanges(
    outlineOf(before),
    outlineOf(after),
    seen,
    isUnseen,
    written?.equal ?? new Set(),
  )
  return { path, level, changes, diagnostics: [] }
}

/** Is nothing of an export left to infer, in source or declaration file? */
function isWritten(name: string, shapes: readonly FileShape[]): boolean {
  return shapes.every((shape) => {
    const local = exportedLocal(shape.exports.get(name) ?? '')
    return local !== null && shape.shape(local).holes.length === 0
  })
}

function asText({ path, before, after }: SourcePair, isNew: boolean, why: string): SourceComparison {
  const message = `${path}: ${isNew ? 'the new version' : 'the old version'} ${why}, so the versions were compared as text`
  return {
    path,
    level: 'api',
    changes: [wholeFile(before, after)],
    diagnostics: [diagnostic('diff-unparsed', message, { place: { path } })],
  }
}
