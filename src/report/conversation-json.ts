// A conversation in, its normal form as data for programs out. `conversationVersion` 1: members are those of `Conversation` in
// src/session/conversation.ts, whose comments say what each holds: `agent`, `sessionId`, `parent`, `title`, `project` (`cwd`,
// `remote`, `commit`), `branch`, `version`, `start`, `end` (ISO 8601, UTC), `messages` (`id`, `role`, `author`, `at`, `model`,
// `blocks`, `usage`, `abandoned`, `record`) and `usage` (tokens; null where nobody counted). Blocks are told apart by `kind`:
// `text`, `thinking`, `tool-call`, `tool-result`, `image`. A member more does not change the version; another meaning does.
import type { Conversation } from '../session/conversation.ts'

export interface ConversationDocument extends Conversation {
  readonly conversationVersion: 1
}

export function conversationDocument(conversation: Conversation): ConversationDocument {
  return { conversationVersion: 1, ...conversation }
}
