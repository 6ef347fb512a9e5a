// A conversation in, what it says about files and commits out.
import type { Conversation, FileUse, Hunk } from './conversation.ts'

type Edit = Extract<FileUse, { readonly kind: 'edit' }>

export interface ConversationFiles {
  /** Paths that were read, in the order of their first reading. */
  readonly read: readonly string[]
  /** Edits by path, in the order in which they were made; a moved file is under its new path. */
  readonly edited: ReadonlyMap<string, readonly Edit[]>
}

export function filesOf(conversation: Conversation): ConversationFiles {
  const read = new Set<string>()
  const edited = new Map<string, Edit[]>()
  for (const { blocks } of conversation.messages)
    for (const block of blocks) {
      if (block.kind !== 'tool-call') continue
      for (const file of block.files) {
        if (file.kind === 'read') read.add(file.path)
        else {
          const edits = edited.get(file.path)
          if (edits) edits.push(file)
          else edited.set(file.path, [file])
        }
      }
    }
  return { read: [...read], edited }
}

/** Lines that the edits add, without their sign. */
export function addedLines(hunks: readonly Hunk[]): readonly string[] {
  return hunks.flatMap(({ lines }) =>
    lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1)),
  )
}

export interface MentionedCommit {
  /** As it was printed: 7 to 40 hex digits. */
  readonly sha: string
  /** As git printed it; null on a detached head, and where it was not printed. */
  readonly branch: string | null
  /** First line of the commit's message. */
  readonly subject: string
  /** Id of the message with the tool's result. */
  readonly message: string
}

/**
 * Commits that git printed when a tool made them: `[main abc1234] Subject`, `[main (root-commit) abc1234] Subject`,
 * `[detached HEAD abc1234] Subject` (builtin/commit.c, print_commit_summary). Aider, which commits by itself, prints
 * `Commit abc1234 Subject` (aider/repo.py). The words of people and models are no proof.
 */
export function commitsMentioned(conversation: Conversation): readonly MentionedCommit[] {
  const found = new Map<string, MentionedCommit>()
  for (const { id, author, blocks } of conversation.messages)
    for (const block of blocks) {
      if (conversation.agent === 'aider' && author === 'machine' && block.kind === 'text')
        for (const [, sha = '', subject = ''] of block.text.matchAll(/^Commit ([0-9a-f]{7,40}) (.{0,500})/gm))
          if (!found.has(sha)) found.set(sha, { sha, branch: null, subject: subject.trim(), message: id })
      if (block.kind !== 'tool-result') continue
      for (const line of block.text.split('\n')) {
        const commit =
          /^\s{0,8}\[(\S{1,200}|detached HEAD) (?:\(root-commit\) )?([0-9a-f]{7,40})\] (.{0,500})/.exec(line)
        const [, branch, sha, subject] = commit ?? []
        if (branch === undefined || sha === undefined || subject === undefined || found.has(sha)) continue
        const detached = branch === 'detached HEAD'
        found.set(sha, { sha, branch: detached ? null : branch, subject: subject.trim(), message: id })
      }
    }
  return [...found.values()]
}
