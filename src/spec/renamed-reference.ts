// A reference as written and what moved in, the reference as it has to be written afterwards out.
import { posix } from 'node:path'
import { resolveGlob } from './glob-path.ts'
import type { WrittenReference } from './references.ts'
import type { SpecHead, SpecId } from './spec.ts'
import { resolveTarget } from './target-path.ts'
import { resolveUse } from './use.ts'

export interface MovedSpec {
  readonly id: SpecId
  readonly path: string
}

/** What moves: a target, or a spec with its file. */
export type Moved =
  | { readonly kind: 'target'; readonly from: string; readonly to: string }
  | { readonly kind: 'spec'; readonly from: MovedSpec; readonly to: MovedSpec }

/** What a head names, by meaning and not by spelling. */
export type Named = Pick<SpecHead, 'context' | 'tests'> & {
  readonly targets: readonly string[]
  readonly uses: readonly string[]
}

/**
 * The new spelling, or null where the old one still means the right thing. Relative ones stay relative, to the folder in
 * which the spec stands afterwards.
 *
 * @param at path of the spec that holds the reference, before and after.
 */
export function renamedReference(
  { kind, written }: Pick<WrittenReference, 'kind' | 'written'>,
  at: { readonly before: string; readonly after: string },
  moved: Moved,
): string | null {
  if (kind === 'use') return renamedUse(written, at, moved)
  const place = { path: at.before }
  const resolved =
    kind === 'target'
      ? resolveTarget(written, place)
      : resolveGlob(written, kind === 'test' ? 'tests' : 'context', place)
  if (!resolved.ok) return null
  return respelt(written, resolved.value, movedPath(resolved.value, moved), at)
}

function movedPath(path: string, moved: Moved): string {
  return moved.kind === 'target' && path === moved.from ? moved.to : path
}

function renamedUse(
  written: string,
  at: { readonly before: string; readonly after: string },
  moved: Moved,
): string | null {
  const use = resolveUse(written, { path: at.before })
  if (!use.ok) return null
  const isMoved = moved.kind === 'spec' && use.value.id === moved.from.id
  const hash = written.indexOf('#')
  const name = (hash < 0 ? written : written.slice(0, hash)).trim()
  const part = hash < 0 ? '' : written.slice(hash)
  if (!/^\.{1,2}\/|\.md$/.test(name)) return isMoved ? `${moved.to.id}${part}` : null
  const path = posix.normalize(name.startsWith('.') ? posix.join(posix.dirname(at.before), name) : name)
  const spelt = respelt(name, path, isMoved ? moved.to.path : path, at)
  return spelt === null ? null : `${spelt}${part}`
}

/** `before` and `after` are paths from the root that `written` means and shall mean. */
function respelt(
  written: string,
  before: string,
  after: string,
  at: { readonly before: string; readonly after: string },
): string | null {
  const isRelative = /^\.{1,2}\//.test(written)
  const staysPut = !isRelative || posix.dirname(at.before) === posix.dirname(at.after)
  if (before === after && staysPut) return null
  if (!isRelative) return after
  const relative = posix.relative(posix.dirname(at.after), after)
  return relative.startsWith('../') ? relative : `./${relative}`
}

/** What a head names, before a move; `namedAfter` is what the edited file then has to name. */
export function namedBy(head: SpecHead): Named {
  return {
    targets: head.targets.map((target) => target.path),
    uses: head.uses.map(({ id, requirement }) => (requirement === null ? id : `${id}#${requirement}`)),
    context: head.context,
    tests: head.tests,
  }
}

export function namedAfter(named: Named, moved: Moved): Named {
  const path = (one: string): string => movedPath(one, moved)
  const use = (one: string): string => {
    const [id = one] = one.split('#', 1)
    return moved.kind === 'spec' && id === moved.from.id ? `${moved.to.id}${one.slice(id.length)}` : one
  }
  return {
    targets: named.targets.map(path),
    uses: named.uses.map(use),
    context: named.context.map(path),
    tests: named.tests.map(path),
  }
}
