// The code that stands there and the code of a fresh answer in; what a rebuild would change, and which requirements that
// belongs to, out.
import type { TraceEntry } from '../answer/answer.ts'
import { levels, type Change, type Level } from '../diff/change.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Lock } from '../lock/lock.ts'
import type { TargetPath } from '../spec/spec.ts'

export interface FreshChange extends Change {
  /** Ids of the requirements that the lock's trace, or that of the answer, ties to the symbol. */
  readonly requirements: readonly string[]
}

export interface FreshFile {
  readonly path: TargetPath
  /** Where the file is: a rebuild would make or delete it. */
  readonly only: 'current' | 'fresh' | null
  readonly level: Level
  readonly changes: readonly FreshChange[]
  /** Unified, from what stands there to the fresh code; null where the answer holds a secret. */
  readonly diff: string | null
}

export interface Traces {
  readonly lock: Lock['trace']
  readonly fresh: readonly TraceEntry[]
}

export interface FreshDifferences {
  /** The most that any file differs. */
  readonly level: Level
  /** Each file that was asked for or would go, in order of path. */
  readonly files: readonly FreshFile[]
  /** Versions that could not be compared by symbols. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compares all files of a spec together, so that a symbol that moves between them is told as moved.
 *
 * @param rebuilt path → text; null for a file that a rebuild deletes.
 * @param secrets the answer holds a secret: its words are not shown.
 */
export async function compareFresh(
  current: ReadonlyMap<TargetPath, string>,
  rebuilt: ReadonlyMap<TargetPath, string | null>,
  traces: Traces,
  secrets: boolean,
): Promise<FreshDifferences> {
  const { compareTogether } = await import('../diff/compare-many.ts')
  const { unifiedDiff } = await import('../diff/unified.ts')
  const pairs = [...rebuilt]
    .map(([path, after]) => ({ path, before: current.get(path) ?? null, after }))
    .filter(({ before, after }) => before !== null || after !== null)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const compared = compareTogether(
    pairs.map(({ path, before, after }) => ({ path, before: before ?? '', after: after ?? '' })),
  )
  const files = pairs.flatMap(({ path, before, after }, index): FreshFile[] => {
    const found = compared[index]
    if (found === undefined) return []
    const changes = found.changes.map((change) => ({
      ...(secrets ? withoutWords(change) : change),
      requirements: requirementsOf(change, path, traces),
    }))
    const only = before === null ? 'fresh' : after === null ? 'current' : null
    // A file that comes or goes is seen by importers, whatever is in it.
    const level = only === null ? found.level : 'api'
    return [{ path, only, level, changes, diff: secrets ? null : unifiedDiff(path, before, after) }]
  })
  const most = files.reduce((so, { level }) => Math.max(so, levels.indexOf(level)), 0)
  return {
    level: levels[most] ?? 'identical',
    files,
    diagnostics: compared.flatMap(({ diagnostics }) => diagnostics),
  }
}

function withoutWords({ before: _before, after: _after, ...change }: Change): Change {
  return change
}

/** In order of id. What stands there is traced by the lock, what would come by the answer. */
function requirementsOf(change: Change, path: TargetPath, { lock, fresh }: Traces): readonly string[] {
  const known = new Set<string>()
  // A renamed symbol has its old name in the lock, a moved one its old file.
  const oldName = change.kind === 'renamed' ? (change.before ?? change.symbol) : change.symbol
  const oldPath = change.kind === 'moved' ? (change.before ?? path) : path
  for (const [requirement, symbols] of Object.entries(lock))
    for (const symbol of symbols) {
      const hash = symbol.indexOf('#')
      const file = hash < 0 ? symbol : symbol.slice(0, hash)
      if (file === oldPath && isTied(hash < 0 ? '' : symbol.slice(hash + 1), oldName)) known.add(requirement)
    }
  for (const { requirement, symbols } of fresh)
    for (const symbol of symbols)
      if (symbol.path === path && isTied(symbol.name, change.symbol)) known.add(requirement)
  return [...known].sort()
}

/** Does a traced name speak of a changed symbol: the file, the symbol, its owner or one of its members? */
function isTied(traced: string, symbol: string): boolean {
  return (
    traced === '' || traced === symbol || symbol.startsWith(`${traced}.`) || traced.startsWith(`${symbol}.`)
  )
}
