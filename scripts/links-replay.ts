// Conversations of transcripts in; what their edits make of the files that they were made to, step by step, out: the old side of
// each hunk is taken for what stood there before.
import type { Conversation, Hunk } from '../src/session/conversation.ts'

export type Tree = ReadonlyMap<string, readonly string[]>

/** One hunk of one edit, or a file that was made or taken away. */
export interface Step {
  readonly path: string
  /** Seconds since 1970; null where the transcript does not say. */
  readonly at: number | null
  readonly before: readonly string[]
  /** Null: the file goes. */
  readonly after: readonly string[] | null
  readonly whole: boolean
}

export interface Work {
  /** `<file>#<conversation>` */
  readonly name: string
  readonly conversation: Conversation
  readonly steps: readonly Step[]
  readonly start: number
}

/** Paths relative to the folder that it ran in; what is elsewhere is left out. */
export function workOf(name: string, conversation: Conversation, fallback: number): Work {
  const steps: Step[] = []
  let last = conversation.start === null ? fallback : Date.parse(conversation.start) / 1000
  for (const { blocks, at } of conversation.messages) {
    const time = at === null ? null : Date.parse(at) / 1000
    if (time !== null && !Number.isNaN(time)) last = Math.max(last, time)
    for (const block of blocks) {
      if (block.kind !== 'tool-call') continue
      for (const use of block.files) {
        if (use.kind !== 'edit') continue
        const path = relativeTo(conversation.project.cwd, use.path)
        if (path === null) continue
        if (use.change === 'delete') steps.push({ path, at: last, before: [], after: null, whole: true })
        for (const hunk of use.hunks) {
          const whole = use.change === 'create'
          steps.push({ path, at: last, before: side(hunk, '-'), after: side(hunk, '+'), whole })
        }
      }
    }
  }
  return { name, conversation, steps, start: steps[0]?.at ?? last }
}

function side({ lines }: Hunk, sign: '+' | '-'): readonly string[] {
  return lines.filter((line) => line[0] === sign || line[0] === ' ').map((line) => line.slice(1))
}

function relativeTo(cwd: string | null, path: string): string | null {
  const plain = path.replaceAll('\\', '/')
  const top = cwd?.replaceAll('\\', '/').replace(/\/$/, '') ?? null
  const inside = top !== null && plain.startsWith(`${top}/`) ? plain.slice(top.length + 1) : plain
  if (/^(?:\/|~|[a-z]:)/i.test(inside)) {
    // A cwd that is not known: the last folders tell as much.
    if (top !== null || inside.includes('/.claude/')) return null
    return inside
      .split('/')
      .slice(-3)
      .join('/')
      .replace(/^[~/]+/, '')
  }
  return inside.startsWith('..') || inside.startsWith('.git/') || inside === ''
    ? null
    : inside.replace(/^\.\//, '')
}

/** Null where the old side is nowhere in the file. */
export function applied(
  tree: Tree,
  { path, before, after, whole }: Step,
): Map<string, readonly string[]> | null {
  const next = new Map(tree)
  if (after === null) next.delete(path)
  else if (whole) next.set(path, after)
  else {
    const lines = tree.get(path) ?? []
    const at = before.length === 0 ? lines.length : placeOf(lines, before)
    if (at < 0) return null
    next.set(path, [...lines.slice(0, at), ...after, ...lines.slice(at + before.length)])
  }
  return next
}

function placeOf(lines: readonly string[], wanted: readonly string[]): number {
  for (let at = 0; at + wanted.length <= lines.length; at++)
    if (wanted.every((line, offset) => lines[at + offset] === line)) return at
  return -1
}

/** What has to stand in the files before the first of these works, so that every hunk finds its old side. */
export function baseOf(works: readonly Work[]): Tree {
  const base = new Map<string, readonly string[]>()
  let tree: Tree = new Map()
  for (const { steps } of works)
    for (const step of steps) {
      let next = applied(tree, step)
      if (next === null) {
        const { path, before } = step
        base.set(path, [...(base.get(path) ?? []), ...before])
        next = applied(new Map([...tree, [path, [...(tree.get(path) ?? []), ...before]]]), step)
      }
      tree = next ?? tree
    }
  return base
}
