// Kept conversations and what is about to be committed in; those that changed it out.
import type { KnownPaths } from '../link/paths.ts'
import type { Conversation, FileUse } from '../session/conversation.ts'
import { addedLines, filesOf } from '../session/said-and-done.ts'

export interface StagedWork {
  /** Files that the commit changes, relative to the project's root, with `/`. */
  readonly changed: ReadonlySet<string>
  /** Lines that it adds, by file; asked for only where it is needed. */
  readonly added: () => Promise<ReadonlyMap<string, readonly string[]>>
  /** Paths of the project, to tell which ones a conversation means. */
  readonly known: KnownPaths
  /** When the commit before it was made. Milliseconds since 1970; null: there is none. */
  readonly since: number | null
}

/** So much of a line that it is no coincidence: `})`, `else {`, `return x`. */
const telling = /^(?=.*[\p{L}\p{N}].*[\p{L}\p{N}]).{12,}$/u

/**
 * An edit that was made after the last commit counts by its file. One before it is mostly part of that commit or of an earlier
 * one: it counts where two lines that it added are among those that this one adds (one, where either adds no more).
 */
export async function isBehind(conversation: Conversation, work: StagedWork): Promise<boolean> {
  const { edited, read } = filesOf(conversation)
  if (edited.size === 0) return false
  const pathOf = work.known.mapFor(conversation.project.cwd, [...edited.keys(), ...read])
  const older = new Map<string, string[]>()
  for (const { at, file } of editsWithTimes(conversation)) {
    for (const named of [file.path, file.from]) {
      const path = named === null ? null : pathOf(named)
      if (path === null || !work.changed.has(path)) continue
      if (work.since === null || (at !== null && at > work.since)) return true
      const lines = older.get(path) ?? []
      lines.push(
        ...addedLines(file.hunks)
          .map(trimmed)
          .filter((line) => telling.test(line)),
      )
      older.set(path, lines)
    }
  }
  if (older.size === 0) return false
  const staged = await work.added()
  for (const [path, lines] of older) {
    const there = new Set((staged.get(path) ?? []).map(trimmed).filter((line) => telling.test(line)))
    const made = new Set(lines)
    const same = [...made].filter((line) => there.has(line)).length
    if (same > 0 && same >= Math.min(2, made.size, there.size)) return true
  }
  return false
}

const trimmed = (line: string): string => line.trim()

type Edit = Extract<FileUse, { readonly kind: 'edit' }>

function* editsWithTimes({
  messages,
}: Conversation): Generator<{ readonly at: number | null; readonly file: Edit }> {
  for (const { at, blocks } of messages) {
    const time = at === null ? Number.NaN : Date.parse(at)
    for (const block of blocks) {
      if (block.kind !== 'tool-call') continue
      for (const file of block.files)
        if (file.kind === 'edit') yield { at: Number.isNaN(time) ? null : time, file }
    }
  }
}
