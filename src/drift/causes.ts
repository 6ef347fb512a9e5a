// The question as the lock remembers it and as it is now → what moved, each with its name and place.
import type { Digest } from '../digest/digest.ts'
import type { Place } from '../diagnostic/diagnostic.ts'
import type { Lock } from '../lock/lock.ts'
import type { Question } from '../spec/question.ts'
import type { Spec } from '../spec/spec.ts'
import type { Cause } from './drift.ts'

/** Where the parts of a question stand now; used for messages only. */
export interface Places {
  /** Path of the spec whose question it is. */
  readonly path: string
  /** The spec itself, where it had to be parsed; null where the lock vouches for all of its own parts. */
  readonly spec: Spec | null
  /** Architecture specs in use, by id. */
  readonly used: ReadonlyMap<string, Spec>
}

/**
 * Every part of the question that was added, removed or changed since the lock was made, in the order a reader meets
 * them: the spec's own requirements and sections, then used specs, declarations and tests. Targets are not compared
 * here: a new target is its own state, and no reason to doubt the others.
 */
export function causesOf(then: Lock['question'], now: Question, places: Places): Cause[] {
  return [
    ...requirementCauses(then, now, places),
    ...sectionCauses(then, now, places),
    ...specCauses(then, now, places),
    ...declarationCauses(then, now),
    ...testCauses(then, now),
  ]
}

function requirementCauses(then: Lock['question'], now: Question, { path, spec }: Places): Cause[] {
  const placeOf = new Map(spec?.requirements.map((requirement) => [requirement.id, requirement.place]))
  return compareKeys(then.requirements, now.requirements, (a, b) => a.digest === b.digest).map(
    ({ key, change }) => {
      const before = then.requirements[key]?.text
      const after = now.requirements[key]?.text
      return {
        kind: 'requirement',
        change,
        name: key,
        place: placeOf.get(key) ?? { path },
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      }
    },
  )
}

function sectionCauses(then: Lock['question'], now: Question, { path, spec }: Places): Cause[] {
  const placeOf = new Map(spec?.sections.map((section) => [section.key, section.place]))
  return compareKeys(then.sections, now.sections, (a, b) => a.digest === b.digest).map(({ key, change }) => ({
    kind: 'section',
    change,
    name: now.sections[key]?.heading ?? then.sections[key]?.heading ?? key,
    place: placeOf.get(key) ?? { path },
  }))
}

function specCauses(then: Lock['question'], now: Question, places: Places): Cause[] {
  const comings = compareKeys(then.specs, now.specs, () => true).map(({ key, change }): Cause => ({
    kind: 'uses',
    change,
    name: key,
    place: { path: places.path },
  }))
  return [...comings, ...partCauses(then, now, places)]
}

function partCauses(then: Lock['question'], now: Question, places: Places): Cause[] {
  const causes: Cause[] = []
  for (const [id, used] of Object.entries(now.specs)) {
    const before = lookUp(then.specs, id)
    if (before === undefined) continue // Told as an added `uses`.
    const spec = places.used.get(id)
    for (const { key, change } of compareKeys(before.parts, used.parts, same)) {
      const [kind, name] = splitPart(key)
      causes.push({
        kind,
        change,
        name: nameOfPart(kind, name, spec),
        place: placeOfPart(kind, name, used.path, spec),
      })
    }
  }
  return causes
}

function splitPart(key: string): ['section' | 'requirement', string] {
  const colon = key.indexOf(':')
  return [key.slice(0, colon) === 'requirement' ? 'requirement' : 'section', key.slice(colon + 1)]
}

function nameOfPart(kind: 'section' | 'requirement', name: string, spec: Spec | undefined): string {
  if (kind === 'requirement') return name
  return spec?.sections.find((section) => section.key === name)?.heading ?? name
}

function placeOfPart(
  kind: 'section' | 'requirement',
  name: string,
  path: string,
  spec: Spec | undefined,
): Place {
  const part =
    kind === 'requirement'
      ? spec?.requirements.find((requirement) => requirement.id === name)
      : spec?.sections.find((section) => section.key === name)
  return part?.place ?? { path }
}

function declarationCauses(then: Lock['question'], now: Question): Cause[] {
  const causes: Cause[] = []
  for (const { key: path, change } of compareKeys(then.declarations, now.declarations, () => false)) {
    if (change !== 'changed') {
      causes.push({ kind: 'declaration', change, name: path, place: { path } })
      continue
    }
    const before = lookUp(then.declarations, path) ?? {}
    const after = lookUp(now.declarations, path) ?? {}
    for (const moved of compareKeys(before, after, same)) {
      causes.push({ kind: 'declaration', change: moved.change, name: moved.key, place: { path } })
    }
  }
  return causes
}

function testCauses(then: Lock['question'], now: Question): Cause[] {
  return compareKeys(then.tests, now.tests, same).map(({ key, change }) => ({
    kind: 'test',
    change,
    name: key,
    place: { path: key },
  }))
}

const same = (a: Digest, b: Digest): boolean => a === b

/** Keys that differ, those of `now` first in their order, then those that are gone. */
function compareKeys<T>(
  then: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
  equal: (a: T, b: T) => boolean,
): { readonly key: string; readonly change: Cause['change'] }[] {
  const moved: { key: string; change: Cause['change'] }[] = []
  for (const [key, value] of Object.entries(now)) {
    const before = lookUp(then, key)
    if (before === undefined) moved.push({ key, change: 'added' })
    else if (!equal(before, value)) moved.push({ key, change: 'changed' })
  }
  for (const key of Object.keys(then))
    if (lookUp(now, key) === undefined) moved.push({ key, change: 'removed' })
  return moved
}

/** Own properties only: a heading called `constructor` must not find Object's. */
function lookUp<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
