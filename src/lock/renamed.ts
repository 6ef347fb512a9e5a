// A lock and a new name for a target or a spec in, the same lock with the new name out; what it vouches for stays so.
import type { Digest } from '../digest/digest.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Lock, LockedTarget } from './lock.ts'
import { vouchFor } from './vouch.ts'
import { fileOfSymbol } from './without.ts'

/** What is taken from a file's name: an ending may choose another language. */
export interface NamedFacts {
  readonly form: Digest
  readonly declarations: Readonly<Record<string, Digest>>
}

/**
 * The lock with a target under its new path: its own block and trace, or what another spec's lock saw of it. The same
 * object where it does not speak of the target.
 *
 * @param facts of the target's written bytes under the old and the new name; null where the ending stays.
 */
export function renameTarget(
  lock: Lock,
  from: string,
  to: string,
  facts: { readonly before: NamedFacts; readonly after: NamedFacts } | null,
): Lock {
  const { question, spec } = lock
  const seen = { ...question.declarations, ...question.tests, ...lock.inputs, ...lock.targets }
  const written = [...spec.context, ...spec.tests]
  if (!Object.hasOwn(seen, from) && !written.includes(from)) return lock
  const path = (one: string): string => (one === from ? to : one)
  const symbol = (one: string): string =>
    fileOfSymbol(one) === from ? `${to}${one.slice(from.length)}` : one
  const targets = mapEntries(lock.targets, (one, target): [string, LockedTarget] =>
    one === from ? [to, facts === null ? target : { ...target, ...facts.after }] : [one, target],
  )
  const declarations = mapEntries(question.declarations, (one, names) =>
    one === from ? [to, facts === null ? names : renamedNames(names, facts)] : [one, names],
  )
  return {
    ...lock,
    spec: { ...spec, context: spec.context.map(path), tests: spec.tests.map(path) },
    question: { ...question, declarations, tests: mapEntries(question.tests, (one, v) => [path(one), v]) },
    inputs: mapEntries(lock.inputs, (one, raw) => [path(one), raw]),
    trace: mapEntries(lock.trace, (id, symbols) => [id, symbols.map(symbol)]),
    targets,
  }
}

/** Names whose declaration was seen as it was; those that had moved on stay as they were seen. */
function renamedNames(
  names: Readonly<Record<string, Digest>>,
  facts: { readonly before: NamedFacts; readonly after: NamedFacts },
): Readonly<Record<string, Digest>> {
  return mapEntries(names, (name, digest) => {
    const after = facts.after.declarations[name]
    return [name, facts.before.declarations[name] === digest && after !== undefined ? after : digest]
  })
}

export interface NamedSpec {
  readonly id: SpecId
  readonly path: string
}

/** The lock with a spec under its new id: its own, or one that it uses. The same object where it does not speak of it. */
export function renameSpec(lock: Lock, from: NamedSpec, to: NamedSpec): Lock {
  const { spec, question } = lock
  const own = spec.id === from.id
  const isNamed = (use: string): boolean => use === from.id || use.startsWith(`${from.id}#`)
  const isSeen = Object.hasOwn(question.specs, from.id) || Object.hasOwn(lock.inputs, from.path)
  const isUsed = [spec.uses, ...Object.values(lock.specUses)].some((uses) => uses.some(isNamed))
  if (!own && !isSeen && !isUsed) return lock
  const use = (one: string): string => (isNamed(one) ? `${to.id}${one.slice(from.id.length)}` : one)
  return {
    ...lock,
    spec: { ...spec, ...(own ? { id: to.id, path: to.path } : {}), uses: spec.uses.map(use) },
    question: {
      ...question,
      specs: mapEntries(question.specs, (id, seen) =>
        id === from.id ? [to.id, { ...seen, path: to.path }] : [id, seen],
      ),
    },
    specUses: mapEntries(lock.specUses, (id, uses) => [id === from.id ? to.id : id, uses.map(use)]),
    inputs: mapEntries(lock.inputs, (path, raw) => [path === from.path ? to.path : path, raw]),
  }
}

/** A spec file's digest, and those of its parts by `section:<key>` and `requirement:<id>`. */
export interface DigestedSpec {
  readonly path: string
  readonly raw: Digest
  readonly parts: Readonly<Record<string, Digest>>
}

/**
 * The lock after an edit of a spec that it uses which changed no meaning: what it had seen as it was before is seen as
 * it is after. The same object where it does not use the spec.
 */
export function reseeSpec(lock: Lock, id: SpecId, before: DigestedSpec, after: DigestedSpec): Lock {
  const seen = Object.hasOwn(lock.question.specs, id) ? lock.question.specs[id] : undefined
  if (seen === undefined) return lock
  const parts = mapEntries(seen.parts, (key, digest) => {
    const now = after.parts[key]
    return [key, before.parts[key] === digest && now !== undefined ? now : digest]
  })
  const inputs = mapEntries(lock.inputs, (path, raw) => [
    path,
    path === after.path && raw === before.raw ? after.raw : raw,
  ])
  const specs = { ...lock.question.specs, [id]: { ...seen, parts } }
  return { ...lock, inputs, question: { ...lock.question, specs } }
}

/** Words of a spec's own that an edit spelt otherwise without changing what they mean: digest before → after. */
export interface RespeltWords {
  readonly sections: ReadonlyMap<Digest, Digest>
  readonly requirements: ReadonlyMap<Digest, { readonly digest: Digest; readonly text: string }>
}

/** The lock of a spec whose own words were spelt otherwise. */
export function respellOwn(lock: Lock, words: RespeltWords): Lock {
  const { question } = lock
  const sections = mapEntries(question.sections, (key, section) => [
    key,
    { ...section, digest: words.sections.get(section.digest) ?? section.digest },
  ])
  const requirements = mapEntries(question.requirements, (id, requirement) => [
    id,
    { ...requirement, ...words.requirements.get(requirement.digest) },
  ])
  return { ...lock, question: { ...question, sections, requirements } }
}

/** `after` vouches for the new bytes wherever `before` vouched for the old ones, and nowhere else. */
export function revouch(before: Lock, rawBefore: Digest, after: Lock, rawAfter: Digest): Lock {
  const was = vouchFor(rawBefore, Object.keys(before.targets), before)
  const is = vouchFor(rawAfter, Object.keys(after.targets), after)
  const targets = mapEntries(after.targets, (path, target) => [
    path,
    target.vouch === was ? { ...target, vouch: is } : target,
  ])
  return { ...after, targets }
}

function mapEntries<T, U>(
  record: Readonly<Record<string, T>>,
  change: (key: string, value: T) => readonly [string, U],
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => change(key, value)))
}
