// A conversation with a coding agent and the specs of a project in; which specs it read, wrote or named, and which of their targets it
// read or changed, with the turns, out.
import type { Conversation, SessionMessage } from '../session/conversation.ts'
import { fileUses } from './file-uses.ts'

/** What of a spec is known by paths and words. */
export interface KnownSpec {
  readonly id: string
  /** Of its file, from the root. */
  readonly path: string
  readonly targets: readonly string[]
}

/** `named`: by a person, in a prompt. `built`: its target was changed, `used`: read. */
export const specRoles = ['named', 'read', 'written', 'used', 'built'] as const
export type SpecRole = (typeof specRoles)[number]

export interface SpecLink {
  readonly spec: string
  readonly role: SpecRole
  /** The spec's file, or the target. */
  readonly path: string
  /** Numbers of the messages, from 1, ascending. */
  readonly turns: readonly number[]
}

/** By spec, role and path. What was taken back (a rewind, an edited prompt) does not count; edits that failed do not either. */
export function specsOf(conversation: Conversation, specs: readonly KnownSpec[]): readonly SpecLink[] {
  const found = new Map<string, { readonly link: Omit<SpecLink, 'turns'>; readonly turns: Set<number> }>()
  const add = (spec: string, role: SpecRole, path: string, turn: number): void => {
    const key = JSON.stringify([spec, role, path])
    const known = found.get(key) ?? { link: { spec, role, path }, turns: new Set<number>() }
    known.turns.add(turn)
    found.set(key, known)
  }
  const byEnd = pathsOf(specs)
  for (const [at, message] of conversation.messages.entries())
    for (const { id, path } of namedIn(message, specs)) add(id, 'named', path, at + 1)
  for (const { turn, use } of fileUses(conversation)) {
    const paths = use.kind === 'edit' && use.from !== null ? [use.path, use.from] : [use.path]
    for (const { spec, known } of paths.flatMap((path) => meant(path, byEnd))) {
      const own = known === spec.path
      const role = use.kind === 'edit' ? (own ? 'written' : 'built') : own ? 'read' : 'used'
      add(spec.id, role, known, turn)
    }
  }
  const order = (one: Omit<SpecLink, 'turns'>): string =>
    `${one.spec}\0${specRoles.indexOf(one.role)}\0${one.path}`
  return [...found.values()]
    .map(({ link, turns }) => ({ ...link, turns: [...turns].sort((a, b) => a - b) }))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

interface MeantPath {
  readonly spec: KnownSpec
  readonly known: string
}

/** By the name at the end of the path: a transcript knows other folders above. */
function pathsOf(specs: readonly KnownSpec[]): ReadonlyMap<string, readonly MeantPath[]> {
  const byName = new Map<string, MeantPath[]>()
  for (const spec of specs)
    for (const known of [spec.path, ...spec.targets]) {
      const name = nameOf(known)
      byName.set(name, [...(byName.get(name) ?? []), { spec, known }])
    }
  return byName
}

function meant(path: string, byName: ReadonlyMap<string, readonly MeantPath[]>): readonly MeantPath[] {
  const plain = path.replaceAll('\\', '/').replace(/^\.\//, '')
  const found = (byName.get(nameOf(plain)) ?? []).filter(
    ({ known }) => plain === known || plain.endsWith(`/${known}`),
  )
  // Of `packages/a/src/x.ts` and `src/x.ts`, the longer one is meant.
  const longest = Math.max(0, ...found.map(({ known }) => known.length))
  return found.filter(({ known }) => known.length === longest)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/**
 * Named by the path or the name of its file, or by its id: one that is a word of the language (`search`) only as code or after
 * `spec`.
 */
function namedIn(
  { author, abandoned, blocks }: SessionMessage,
  specs: readonly KnownSpec[],
): readonly KnownSpec[] {
  if (author !== 'person' || abandoned) return []
  const text = blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n')
  if (text.trim() === '') return []
  return specs.filter((spec) => names(text, spec))
}

function names(text: string, { id, path }: KnownSpec): boolean {
  const isWord = /^[a-z]+$/i.test(id)
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + id.length)]
    // Part of another name: `my-auth-flow`, `auth-flow-2`, `auth-flow.ts`.
    if (/[\p{L}\p{N}_-]$/u.test(before) || /^(?:[\p{L}\p{N}_-]|\/\p{L}|\.(?!md\b)[\p{L}\p{N}])/u.test(after))
      continue
    if (/^\.md\b/.test(after)) {
      const folder = path.slice(0, -`${id}.md`.length)
      if (!before.endsWith('/') || before.endsWith(folder)) return true
      continue
    }
    if (before.endsWith('/')) continue
    if (!isWord || (before.endsWith('`') && /^[`#]/.test(after)) || /\bspecs? $/i.test(before)) return true
  }
  return false
}
