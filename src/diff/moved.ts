// Differences of several files in; the same, with what went from one file to another told as moved, out.
import { isCode } from '../code/language.ts'
import { outlineOf, type OutlinedSymbol } from '../code/outline.ts'
import { parseClean } from '../code/typescript.ts'
import { normalText } from '../digest/text.ts'
import type { Change, FileDiff } from './change.ts'
import { inOrder } from './symbol-changes.ts'

/** One file's difference with the texts that it is the difference of; a file that was not there, or is gone, has `''`. */
export interface ComparedFile {
  readonly diff: FileDiff
  readonly before: string
  readonly after: string
}

interface Place {
  readonly file: number
  readonly change: Change
  readonly key: string
}

/**
 * Pairs each symbol that one file removed with one of the same name and body that another added (form, and being exported, do
 * not count). The pair becomes one change: `moved`, in the file where the symbol is now, with the old path as `before`.
 * Files come back in their order; levels stay, since the importers of both files are affected.
 */
export function movedBetween(files: readonly ComparedFile[]): readonly FileDiff[] {
  const gone: Place[] = []
  const come: Place[] = []
  files.forEach(({ diff, before, after }, file) => {
    for (const kind of ['removed', 'added'] as const) {
      const changes = diff.changes.filter((change) => change.kind === kind && change.symbol !== '')
      if (changes.length === 0 || !isCode(diff.path)) continue
      const symbols = symbolsOf(diff.path, kind === 'removed' ? before : after)
      for (const change of changes) {
        const symbol = symbols.get(change.symbol)
        if (symbol === undefined || symbol.owner !== null) continue
        const place = { file, change, key: `${symbol.name} ${symbol.nameless}` }
        ;(kind === 'removed' ? gone : come).push(place)
      }
    }
  })
  const lists = files.map(({ diff }) => [...diff.changes])
  for (const place of come) {
    const from = gone.findIndex(({ file, key }) => file !== place.file && key === place.key)
    const earlier = gone[from]
    if (earlier === undefined) continue
    gone.splice(from, 1)
    drop(lists[earlier.file], earlier.change)
    drop(lists[place.file], place.change)
    const exported = earlier.change.exported || place.change.exported
    lists[place.file]?.push({
      kind: 'moved',
      symbol: place.change.symbol,
      exported,
      line: place.change.line,
      before: files[earlier.file]?.diff.path ?? '',
    })
  }
  return files.map(({ diff }, index) => ({ ...diff, changes: inOrder(lists[index] ?? []) }))
}

function drop(changes: Change[] | undefined, change: Change): void {
  const at = changes?.indexOf(change) ?? -1
  if (at >= 0) changes?.splice(at, 1)
}

function symbolsOf(path: string, text: string): ReadonlyMap<string, OutlinedSymbol> {
  const source = parseClean(path, normalText(text))
  return source === null ? new Map() : outlineOf(source).symbols
}
