// A conversation in; the files that it read or changed in order, with the message that did it, out. Calls that failed and what was
// taken back (a rewind, an edited prompt) are left out.
import type { Conversation, FileUse, SessionMessage } from '../session/conversation.ts'

export interface UsedFile {
  /** Number of the message, from 1. */
  readonly turn: number
  readonly message: SessionMessage
  readonly use: FileUse
}

export function fileUses({ messages }: Conversation): readonly UsedFile[] {
  const failed = new Set(
    messages.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'tool-result' && block.isError ? [block.callId] : [])),
    ),
  )
  return messages.flatMap((message, at) =>
    message.abandoned
      ? []
      : message.blocks.flatMap((block) =>
          block.kind !== 'tool-call' || failed.has(block.id)
            ? []
            : block.files.map((use) => ({ turn: at + 1, message, use })),
        ),
  )
}
