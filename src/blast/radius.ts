// Changed code held against the trace; for each changed requirement the symbols that changed with it, and those that
// nothing explains, out.
import type { Change } from '../diff/change.ts'
import { isCode } from '../code/language.ts'
import type { Cause } from '../drift/drift.ts'
import { changeSymbols } from './change-symbols.ts'
import type { ChangedFile } from './changed-code.ts'
import { explanationsOf, tiedTo, type Explaining, type Explanation } from './explain.ts'

/** A symbol that changed. */
export interface RadiusSymbol {
  readonly path: string
  /** `login`; `''` for statements of no symbol, and for a file without symbols. */
  readonly symbol: string
  readonly change: Change['kind']
  /** In the new version; in the old one for `removed`. From 1. */
  readonly line: number
  readonly exported: boolean
  /** The old name of what was renamed, the old path of what moved. */
  readonly before: string | null
  /** The symbol of the trace that uses it; null where it is traced itself, or nothing explains it. */
  readonly through: string | null
}

export interface BlastRadius {
  /** The spec's own requirements that changed, came or went, in order; one without symbols changed no code. */
  readonly requirements: readonly {
    readonly id: string
    readonly change: Cause['change']
    readonly symbols: readonly RadiusSymbol[]
  }[]
  /** Changes that no requirement explains, and that may follow from other parts of the question which moved. */
  readonly following: {
    /** `section Sessions`, `declaration login`. */
    readonly causes: readonly string[]
    readonly symbols: readonly RadiusSymbol[]
  }
  /** Files that were not there before: what else is in them is as new as they are. */
  readonly created: readonly string[]
  /** What changed and nothing explains. */
  readonly collateral: readonly RadiusSymbol[]
}

/** @param ownPath the spec's: another spec may have a requirement with the same id. */
export function blastRadius(explaining: Explaining, causes: readonly Cause[], ownPath: string): BlastRadius {
  const own = causes.filter((cause) => isOwnRequirement(cause, ownPath))
  const wide = wideCauses(causes, ownPath)
  const told = explaining.code.files.flatMap((file) => toldIn(file, explaining))
  const untold = told.filter(({ explanations }) => explanations.length === 0)
  const isNew = new Set(explaining.code.files.filter(({ before }) => before === null).map(({ path }) => path))
  const unexplained = untold.map(({ symbol }) => symbol).filter(({ path }) => !isNew.has(path))
  return {
    requirements: own.map(({ name, change }) => ({
      id: name,
      change,
      symbols: told.flatMap(({ symbol, explanations }) => {
        const why = explanations.find(({ requirement }) => requirement === name)
        return why === undefined ? [] : [{ ...symbol, through: why.through }]
      }),
    })),
    following: { causes: wide, symbols: wide.length === 0 ? [] : unexplained },
    created: [...isNew],
    collateral: wide.length === 0 ? unexplained : [],
  }
}

export const isOwnRequirement = ({ kind, place }: Cause, ownPath: string): boolean =>
  kind === 'requirement' && place.path === ownPath

/**
 * Parts of the question that no trace names symbols for. Tests that moved along with requirements say what those say: by
 * themselves they explain a change only where nothing else moved.
 */
function wideCauses(causes: readonly Cause[], ownPath: string): readonly string[] {
  const others = causes.filter((cause) => !isOwnRequirement(cause, ownPath))
  const told = causes.every(({ kind }) => kind === 'test')
    ? others
    : others.filter(({ kind }) => kind !== 'test')
  return told.map(({ kind, name }) => `${kind} ${name}`)
}

interface Told {
  readonly symbol: RadiusSymbol
  readonly explanations: readonly Explanation[]
}

function toldIn(file: ChangedFile, explaining: Explaining): readonly Told[] {
  return file.changes.flatMap((change): Told[] => {
    if (change.symbol === '' && followsFromRest(file)) return []
    const explanations =
      change.symbol === ''
        ? restExplanations(file, explaining)
        : changeExplanations(file.path, change, explaining)
    return [{ symbol: radiusSymbol(file.path, change), explanations }]
  })
}

function radiusSymbol(path: string, change: Change): RadiusSymbol {
  const isElsewhere = change.kind === 'renamed' || change.kind === 'moved'
  return {
    path,
    symbol: change.symbol,
    change: change.kind,
    line: change.line,
    exported: change.exported,
    before: isElsewhere ? (change.before ?? null) : null,
    through: null,
  }
}

/** Only imports changed, and other things in the file did: they are what the imports are for. */
function followsFromRest({ path, changes, rest }: ChangedFile): boolean {
  return isCode(path) && rest.statements.length === 0 && !rest.isReordered && changes.length > 1
}

/** Under its name now, and under the one that it had. */
export function changeExplanations(
  path: string,
  change: Change,
  explaining: Explaining,
): readonly Explanation[] {
  const [now, ...before] = changeSymbols(path, change, explaining.code.aliases)
  const found = explanationsOf(now, change.kind === 'removed' ? 'before' : 'after', explaining)
  return found.length > 0 ? found : before.flatMap((symbol) => explanationsOf(symbol, 'before', explaining))
}

/** A file that is traced as a whole; else statements that all mention a symbol that is explained. */
function restExplanations({ path, rest }: ChangedFile, explaining: Explaining): readonly Explanation[] {
  const whole = tiedTo({ path, name: '' }, explaining)
  if (whole.length > 0) return whole.map((requirement) => ({ requirement, through: null }))
  const found = new Map<string, Explanation>()
  for (const { mentions } of rest.statements) {
    const known = mentions.flatMap((name) =>
      tiedTo({ path, name }, explaining).map((requirement) => ({ requirement, through: name })),
    )
    if (known.length === 0) return []
    for (const one of known) if (!found.has(one.requirement)) found.set(one.requirement, one)
  }
  return [...found.values()]
}
