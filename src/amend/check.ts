// A spec before and after its edits in, what must not have changed and did out.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Requirement, Spec, SpecHead, Use } from '../spec/spec.ts'
import { freshId, idStyleOf } from './fresh-ids.ts'

/** What stands in front matter, or in links that count like it. */
function settings({
  status,
  model,
  targets,
  uses,
  context,
  tests,
}: SpecHead): Readonly<Record<string, string>> {
  return {
    status,
    model: model ?? '',
    targets: JSON.stringify(targets.map(({ path }) => path)),
    uses: JSON.stringify(uses.map(({ id, requirement }) => [id, requirement])),
    context: JSON.stringify(context),
    tests: JSON.stringify(tests),
  }
}

/** What others know of the spec. */
export interface Known {
  /** Requirement ids that were used before, be they gone. */
  readonly taken: readonly string[]
  /** Specs that use single requirements of this one. */
  readonly users: readonly { readonly path: string; readonly use: Use }[]
}

/**
 * Findings (`amend-unfit`): settings that moved, ids that moved to other words or are not the next free ones, a requirement that
 * another spec uses and that is gone, no change in any word that counts.
 */
export function checkAmended(before: Spec, after: Spec, known: Known): readonly Diagnostic[] {
  const faults: Diagnostic[] = []
  const say = (message: string, hint: string, line?: number): void => {
    const place = { path: after.head.path, ...(line === undefined ? {} : { line }) }
    faults.push(diagnostic('amend-unfit', message, { place, hint }))
  }
  const [old, now] = [settings(before.head), settings(after.head)]
  for (const key of Object.keys(old))
    if (old[key] !== now[key])
      say(
        `the edits change what the spec says of \`${key}\``,
        'only the text of the spec can be amended; leave its links to specs and tests as they are',
      )
  for (const { id, was, place } of movedIds(before, after))
    say(
      `\`${id}\` now says what \`${was}\` said: ids of requirements stay`,
      `leave those words at \`${was}\`; a new requirement gets a new id`,
      place.line,
    )
  faults.push(...freshIdFaults(before, after, known))
  const ids = new Set(after.requirements.map(({ id }) => id))
  for (const { path, use } of known.users)
    if (use.requirement !== null && !ids.has(use.requirement))
      say(`\`${use.requirement}\` is gone, and ${path} uses it`, 'keep the requirement, and change its words')
  if (faults.length === 0 && before.digest === after.digest)
    say(
      'the edits change no word that code is built from',
      'change requirements or prose outside the parts for people, or answer NONE',
    )
  return faults
}

interface MovedId {
  readonly id: string
  readonly was: string
  readonly place: Requirement['place']
}

/** Written ids that took over the words of another requirement. */
function movedIds(before: Spec, after: Spec): readonly MovedId[] {
  const then = new Map(before.requirements.map((one) => [one.id, one]))
  const byDigest = new Map(before.requirements.map((one) => [one.digest, one]))
  return after.requirements.flatMap(({ id, explicit, digest, place }) => {
    const was = byDigest.get(digest)
    const isMoved =
      explicit && was !== undefined && was.explicit && was.id !== id && then.get(id)?.digest !== digest
    return isMoved ? [{ id, was: was.id, place }] : []
  })
}

function freshIdFaults(before: Spec, after: Spec, { taken }: Known): readonly Diagnostic[] {
  const style = idStyleOf(before.requirements, taken)
  const then = new Set(before.requirements.map(({ id }) => id))
  const added = after.requirements.filter(({ id, explicit }) => explicit && !then.has(id))
  const free = new Set(style === null ? [] : added.map((_, index) => freshId(style, index)))
  const used = new Set(taken)
  return added
    .filter(({ id }) => (style === null ? used.has(id) : !free.has(id)))
    .map(({ id, place }) =>
      diagnostic('amend-unfit', `a new requirement has the id \`${id}\``, {
        place,
        hint:
          style === null
            ? `\`${id}\` was used before: take another id`
            : `the next free id is \`${freshId(style)}\``,
      }),
    )
}
