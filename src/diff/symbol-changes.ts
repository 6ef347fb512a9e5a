// The symbols of two versions in; what was added, removed, renamed or changed, in the order a reviewer wants, out.
import type { Outline, OutlinedSymbol } from '../code/outline.ts'
import { normalText } from '../digest/text.ts'
import type { Change } from './change.ts'
import { differingStatements, type Version } from './differing.ts'

/** An export that importers see otherwise, although it need not be written otherwise. */
export interface SeenChange {
  /** The name that importers use. */
  readonly name: string
  /** What they saw and see, on one line. */
  readonly before: string
  readonly after: string
}

/**
 * Changes by symbol. A signature that changed covers its body; members that come or go with their owner are not told one
 * by one. What belongs to no symbol is a change of `''`. `isUnseen` tells of an export whether it is known to look the same
 * to importers: a signature written otherwise is then told as a change of the body. `known` names declarations that are the
 * same text.
 */
export function symbolChanges(
  old: Outline,
  now: Outline,
  seen: readonly SeenChange[],
  isUnseen: (exported: string) => boolean,
  known: ReadonlySet<string>,
): Change[] {
  const changes: Change[] = []
  const gone: OutlinedSymbol[] = []
  const come: OutlinedSymbol[] = []
  // Symbols equal as text, whose members need no look.
  const equal = new Set<string>()
  for (const symbol of old.symbols.values()) {
    const later = now.symbols.get(symbol.name)
    if (later !== undefined && symbol.owner !== null && equal.has(symbol.owner)) equal.add(symbol.name)
    else if (later !== undefined && isEqual(symbol, later, known)) equal.add(symbol.name)
    else if (later !== undefined) changes.push(...pairChanges(symbol, later, old, now, seen, isUnseen))
    else if (isKept(symbol.owner, now)) gone.push(symbol)
  }
  for (const symbol of now.symbols.values())
    if (!old.symbols.has(symbol.name) && isKept(symbol.owner, old)) come.push(symbol)
  changes.push(...renames(gone, come))
  for (const symbol of gone) changes.push(change('removed', symbol, symbol.signatureText))
  for (const symbol of come) changes.push(change('added', symbol, undefined, symbol.signatureText))
  changes.push(...untold(changes, now, seen))
  const rest = restChange(old, now)
  if (rest !== null || changes.length === 0) changes.push(rest ?? wholeFile(old.source.text, now.source.text))
  return inOrder(changes)
}

/** The same text, exported in the same way. */
const isEqual = (before: OutlinedSymbol, after: OutlinedSymbol, known: ReadonlySet<string>): boolean =>
  before.kind === after.kind &&
  before.exported === after.exported &&
  before.exportedAs.join() === after.exportedAs.join() &&
  ((before.owner === null && known.has(before.name)) || before.text === after.text)

const isKept = (owner: string | null, outline: Outline): boolean =>
  owner === null || outline.symbols.has(owner)

function pairChanges(
  before: OutlinedSymbol,
  after: OutlinedSymbol,
  old: Outline,
  now: Outline,
  seen: readonly SeenChange[],
  isUnseen: (exported: string) => boolean,
): Change[] {
  const changes = exportChanges(before, after)
  const toldSeen = seen.find(({ name }) => after.owner === null && after.exportedAs.includes(name))
  // A member that became private, or no longer is.
  const isShown = before.owner !== null && before.exported !== after.exported
  if (before.text === after.text && !isShown && before.kind === after.kind) return changes
  const isWrittenAlike =
    before.signatureSource === after.signatureSource || before.signature === after.signature
  const isSigned = !isWrittenAlike || before.kind !== after.kind || isShown
  // `async`, a result that was inferred and is now written: another signature to the eye, the same to importers.
  const names = rootOf(after, now).exportedAs
  const isHidden = after.exported && before.exported && names.length > 0 && names.every(isUnseen)
  if (isSigned && !isHidden) {
    const isLong = ['class', 'interface', 'enum', 'namespace'].includes(after.kind)
    const texts =
      toldSeen === undefined || isLong
        ? [before.signatureText, after.signatureText]
        : [toldSeen.before, toldSeen.after]
    const exported = before.exported || after.exported
    changes.push({ ...change('signature', after, texts[0], texts[1]), exported })
  } else {
    const statements = differingStatements(
      { nodes: before.bodies, source: old.source, hidden: before.members },
      { nodes: after.bodies, source: now.source, hidden: after.members },
    )
    if (isSigned || statements > 0)
      changes.push({ ...change('body', after), statements: Math.max(statements, 1) })
  }
  return changes
}

function rootOf(symbol: OutlinedSymbol, outline: Outline): OutlinedSymbol {
  const owner = symbol.owner === null ? undefined : outline.symbols.get(symbol.owner)
  return owner === undefined ? symbol : rootOf(owner, outline)
}

/** The same declaration under another name to importers. */
function exportChanges(before: OutlinedSymbol, after: OutlinedSymbol): Change[] {
  const lost = before.exportedAs.filter((name) => !after.exportedAs.includes(name))
  const won = after.exportedAs.filter((name) => !before.exportedAs.includes(name))
  const changes: Change[] = []
  for (let name = won.shift(); name !== undefined; name = won.shift()) {
    const earlier = lost.shift()
    changes.push(
      earlier === undefined
        ? { ...change('added', after, undefined, after.signatureText), symbol: name }
        : { ...change('renamed', after, earlier), symbol: name, exported: true },
    )
  }
  for (const name of lost)
    changes.push({ ...change('removed', before, before.signatureText), symbol: name, exported: true })
  return changes
}

/** Takes what was only renamed out of both lists: first what is equal in all, then what has the same body. */
function renames(gone: OutlinedSymbol[], come: OutlinedSymbol[]): Change[] {
  if (gone.length === 0 || come.length === 0) return []
  const changes: Change[] = []
  const pair = (key: (symbol: OutlinedSymbol) => string): void => {
    const byKey = new Map<string, OutlinedSymbol[]>()
    for (const symbol of gone) {
      const keyOf = `${symbol.owner ?? ''} ${key(symbol)}`
      byKey.set(keyOf, [...(byKey.get(keyOf) ?? []), symbol])
    }
    for (const symbol of [...come]) {
      const text = key(symbol)
      const earlier = text === '' ? undefined : byKey.get(`${symbol.owner ?? ''} ${text}`)?.shift()
      if (earlier === undefined) continue
      gone.splice(gone.indexOf(earlier), 1)
      come.splice(come.indexOf(symbol), 1)
      const exported = earlier.exported || symbol.exported
      changes.push({ ...change('renamed', symbol, earlier.name), exported })
      if (earlier.nameless !== symbol.nameless)
        changes.push({
          ...change('signature', symbol, earlier.signatureText, symbol.signatureText),
          exported,
        })
      if (earlier.exported !== symbol.exported)
        changes.push(
          earlier.exported
            ? { ...change('removed', earlier, earlier.signatureText), line: earlier.line }
            : change('added', symbol, undefined, symbol.signatureText),
        )
    }
  }
  pair((symbol) => symbol.nameless)
  pair((symbol) => symbol.namelessBody)
  return changes
}

/** Exports that read as before and yet look different: by an inferred type, or a private type that they mention. */
function untold(told: readonly Change[], now: Outline, seen: readonly SeenChange[]): Change[] {
  return seen.flatMap(({ name, before, after }) => {
    const symbol = [...now.symbols.values()].find((one) => one.exportedAs.includes(name))
    if (symbol === undefined)
      return [{ kind: 'signature', symbol: name, exported: true, line: 1, before, after }]
    const isTold = told.some(
      (one) =>
        one.kind !== 'body' &&
        (one.symbol === symbol.name ||
          symbol.exportedAs.includes(one.symbol) ||
          (one.exported && one.symbol.startsWith(`${symbol.name}.`))),
    )
    return isTold ? [] : [change('signature', symbol, before, after)]
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

/** Imports, and statements that declare nothing: their order counts. */
function restChange(old: Outline, now: Outline): Change | null {
  const version = ({ rest, source }: Outline): Version => ({ nodes: rest, source, hidden: new Set() })
  const statements = differingStatements(version(old), version(now))
  return statements === 0 ? null : { ...wholeFile(old.source.text, now.source.text), statements }
}

/** A change of the file as a whole, at the first line that differs. */
export function wholeFile(before: string, after: string): Change {
  const [old, now] = [normalText(before).split('\n'), normalText(after).split('\n')]
  const first = now.findIndex((line, index) => line !== old[index])
  return { kind: 'body', symbol: '', exported: false, line: first < 0 ? now.length : first + 1 }
}

const kinds: readonly Change['kind'][] = ['moved', 'removed', 'renamed', 'signature', 'added', 'body']

/** What importers see first, bodies last; within each by kind and place. A signature that changed covers its body. */
export function inOrder(changes: readonly Change[]): Change[] {
  const signed = new Set(changes.filter(({ kind }) => kind === 'signature').map(({ symbol }) => symbol))
  const rank = ({ kind, exported }: Change): number =>
    (kind === 'body' ? 20 : exported ? 0 : 10) + kinds.indexOf(kind)
  return changes
    .filter(({ kind, symbol }) => kind !== 'body' || !signed.has(symbol))
    .sort((a, b) => rank(a) - rank(b) || a.line - b.line)
}
