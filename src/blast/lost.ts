// Two versions of a spec's code in; what the old one threw, guarded, told apart or listened to and the new one does not, out.
import type { Behaviour, FileBehaviours } from '../code/behaviour.ts'
import { namesIn } from '../code/conditions.ts'
import type { ChangedCode } from './changed-code.ts'
import type { SymbolName } from './traces.ts'
import { countsOf, Places, type Placed } from './behaviour-places.ts'

export interface LostBehaviour {
  readonly path: string
  readonly behaviour: Behaviour
  /** The symbol that it stood in, as it is called and where it is now; it need not be there. */
  readonly now: SymbolName
}

/**
 * Held against each other function by function. Not lost is what
 * - has only another message, or another condition on the same values, in the same function;
 * - stands elsewhere now where it did not stand before: in a function that was renamed or moved, in one that the old place
 *   calls, names of variables apart, or anywhere in the same words;
 * - is decided in another form in the same function (`if (x)` around the rest, `x ? a : b`, `&&`, `??`, a table in place of
 *   a switch).
 *
 * What lies inside something lost is not told by itself. Files that do not parse, or are new, have nothing to lose.
 */
export function lostBehaviours(code: ChangedCode): readonly LostBehaviour[] {
  const places = new Places(code)
  const old = allOf(code.before, (path) => code.after.has(path))
  const left = { old: [...old], now: [...allOf(code.after, () => true)] }
  const inSamePlace = (before: Placed, after: Placed): boolean => places.isSame(before, after)
  const same = (before: Placed, after: Placed): boolean => before.behaviour.key === after.behaviour.key
  // Of two listeners to one event of two emitters, the one that is written the same is the same.
  pair(
    left,
    (before, after) => inSamePlace(before, after) && same(before, after) && isAsWritten(before, after),
  )
  pair(left, (before, after) => inSamePlace(before, after) && same(before, after))
  // A guard that tests the same values in another way is nearer than one that happens to name one of them.
  pair(left, (before, after) => inSamePlace(before, after) && isNear(before.behaviour, after.behaviour))
  pair(left, (before, after) => inSamePlace(before, after) && isReworded(before.behaviour, after.behaviour))
  const moved = left.old.filter((before) => !takeMoved(before, left, places, same))
  const calls = new Map<string, number>()
  const gone = moved.filter(
    (before) => !isCalled(before, code, places, calls) && !isDecidedOtherwise(before, code, places),
  )
  return gone
    .filter((one) => !gone.some((other) => other !== one && holds(other, one)))
    .map((one) => {
      const { path, symbol } = places.now(one)
      return { ...one, now: { path, name: symbol } }
    })
}

interface Left {
  old: Placed[]
  now: Placed[]
}

function allOf(
  files: ReadonlyMap<string, FileBehaviours>,
  wanted: (path: string) => boolean,
): readonly Placed[] {
  return [...files].flatMap(([path, { found }]) =>
    wanted(path) ? found.map((behaviour) => ({ path, behaviour })) : [],
  )
}

/** Takes out each old one that has a counterpart, with it. */
function pair(left: Left, alike: (before: Placed, after: Placed) => boolean): void {
  left.old = left.old.filter((before) => {
    const at = left.now.findIndex(
      (after) => before.behaviour.kind === after.behaviour.kind && alike(before, after),
    )
    if (at >= 0) left.now.splice(at, 1)
    return at < 0
  })
}

const isAsWritten = (before: Placed, after: Placed): boolean => before.behaviour.text === after.behaviour.text

function isNear(before: Behaviour, after: Behaviour): boolean {
  return before.kind === 'guard' && before.decides.some((test) => after.decides.includes(test))
}

/** The same error with other words; a guard that leaves in the same way and looks at one of the same values. */
function isReworded(before: Behaviour, after: Behaviour): boolean {
  if (before.kind === 'throw') return before.exit === after.exit
  if (before.kind !== 'guard' || before.exit !== after.exit) return false
  const names = new Set(after.decides.flatMap(namesIn))
  return before.decides.flatMap(namesIn).some((name) => names.has(name))
}

/**
 * Stands it elsewhere now? One that the old place calls may stand for several; any other stands for the one that went.
 */
function takeMoved(
  before: Placed,
  left: Left,
  places: Places,
  same: (before: Placed, after: Placed) => boolean,
): boolean {
  const alike = left.now.filter(({ behaviour }) => behaviour.kind === before.behaviour.kind)
  const isLoose = ({ behaviour }: Placed): boolean => behaviour.loose === before.behaviour.loose
  if (alike.some((after) => isLoose(after) && places.isHelping(before, after))) return true
  const elsewhere = alike.find(
    (after) => same(before, after) || (isLoose(after) && places.isInlined(before, after)),
  )
  if (elsewhere === undefined) return false
  left.now.splice(left.now.indexOf(elsewhere), 1)
  return true
}

/** A function that throws or guards alike, and was there before, is called once more: that call is what took its place. */
function isCalled(before: Placed, code: ChangedCode, places: Places, calls: Map<string, number>): boolean {
  const { path, symbol } = places.now(before)
  const { behaviour } = before
  if (behaviour.kind !== 'throw' && behaviour.kind !== 'guard') return false
  const used = code.after.get(path)?.references.get(symbol)
  const usedBefore = code.before.get(before.path)?.references.get(behaviour.symbol)
  for (const [name, count] of used ?? []) {
    const holdsIt = code.after
      .get(path)
      ?.found.some(
        (one) => one.symbol === name && one.kind === behaviour.kind && one.loose === behaviour.loose,
      )
    if (holdsIt !== true) continue
    const key = `${path}#${symbol} ${name}`
    const more = calls.get(key) ?? count - (usedBefore?.get(name) ?? 0)
    calls.set(key, more - 1)
    if (more > 0) return true
  }
  return false
}

/** Everything that it decides on is decided on as often as before, here or in what is called from here. */
function isDecidedOtherwise(before: Placed, code: ChangedCode, places: Places): boolean {
  const { decides, scope } = before.behaviour
  if (decides.length === 0) return false
  const then = code.before.get(before.path)?.decisions.get(scope)
  const now = countsOf(code.after, places.now(before))
  return decides.every((one) => {
    const count = (now.get(one) ?? 0) + places.decidedNearby(before, one)
    return count >= (then?.get(one) ?? 0)
  })
}

function holds(outer: Placed, inner: Placed): boolean {
  const [a, b] = [outer.behaviour, inner.behaviour]
  const isInside = outer.path === inner.path && a.start <= b.start && b.end <= a.end
  return isInside && (a.start !== b.start || a.end !== b.end)
}
