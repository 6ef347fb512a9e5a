// Both sides of a merged lock and the question as it is asked now → one question: per part the side that equals it.
import type { Question } from '../spec/question.ts'
import type { Lock } from './lock.ts'

type Parts<T> = Readonly<Record<string, T>>

/**
 * `ours` with each requirement, section, part of a used spec, declaration and test of the side that equals `now`; where
 * neither does, of our own. So a spec that was taken whole from one branch is as that branch's lock had it, and what a
 * person wrote while merging is told as a change.
 */
export function settledQuestion(ours: Lock, theirs: Lock, now: Question): Lock {
  const [a, b] = [ours.question, theirs.question]
  // A lock keeps the old id of a requirement that has none in its text: its words are found by their digest too.
  const asked = new Set(Object.values(now.requirements).map(({ digest }) => digest))
  const requirements = settle(a.requirements, b.requirements, (id, one) => {
    if (one !== undefined) return now.requirements[id]?.digest === one.digest || asked.has(one.digest)
    const other = ownOf(a.requirements, id) ?? ownOf(b.requirements, id)
    return now.requirements[id] === undefined && (other === undefined || !asked.has(other.digest))
  })
  return {
    ...ours,
    question: {
      requirements,
      sections: settle(a.sections, b.sections, (key, one) => now.sections[key]?.digest === one?.digest),
      specs: settleEach(a.specs, b.specs, now.specs, (one, other, id) => ({
        ...(now.specs[id]?.path === other.path ? other : one),
        parts: settle(one.parts, other.parts, (part, digest) => now.specs[id]?.parts[part] === digest),
      })),
      declarations: settleEach(a.declarations, b.declarations, now.declarations, (one, other, path) =>
        settle(one, other, (name, digest) => now.declarations[path]?.[name] === digest),
      ),
      tests: settle(a.tests, b.tests, (path, digest) => now.tests[path] === digest),
    },
    // A raw digest spares from reading what its own side's part was taken from, and no other.
    inputs: agreed(ours.inputs, theirs.inputs),
    specUses: { ...theirs.specUses, ...ours.specUses },
    trace: settle(
      ours.trace,
      theirs.trace,
      (id, symbols) =>
        symbols !== undefined &&
        requirements[id] === (symbols === ours.trace[id] ? a.requirements[id] : b.requirements[id]),
    ),
  }
}

/** Every key of both sides, with the value of the one that `equal` says yes to; ours where it says so to none or both. */
function settle<T>(
  ours: Parts<T>,
  theirs: Parts<T>,
  equal: (key: string, side: T | undefined) => boolean,
): Record<string, T> {
  const settled: [string, T][] = []
  for (const key of Object.keys({ ...ours, ...theirs })) {
    const [one, other] = [ownOf(ours, key), ownOf(theirs, key)]
    const takesTheirs = !equal(key, one) && equal(key, other)
    const neither = !takesTheirs && !equal(key, one)
    const chosen = takesTheirs ? other : neither ? (one ?? other) : one
    if (chosen !== undefined) settled.push([key, chosen])
  }
  return Object.fromEntries(settled)
}

/** As `settle`, for parts that have parts: those that both sides have are settled within. */
function settleEach<T>(
  ours: Parts<T>,
  theirs: Parts<T>,
  now: Parts<unknown>,
  within: (one: T, other: T, key: string) => T,
): Record<string, T> {
  const settled: [string, T][] = []
  for (const key of Object.keys({ ...ours, ...theirs })) {
    const [one, other] = [ownOf(ours, key), ownOf(theirs, key)]
    if (one !== undefined && other !== undefined) settled.push([key, within(one, other, key)])
    else if (Object.hasOwn(now, key)) {
      const only = one ?? other
      if (only !== undefined) settled.push([key, only])
    }
  }
  return Object.fromEntries(settled)
}

function agreed<T>(ours: Parts<T>, theirs: Parts<T>): Record<string, T> {
  return Object.fromEntries(Object.entries(ours).filter(([key, value]) => ownOf(theirs, key) === value))
}

function ownOf<T>(parts: Parts<T>, key: string): T | undefined {
  return Object.hasOwn(parts, key) ? parts[key] : undefined
}
