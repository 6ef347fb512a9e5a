// The path of a transcript in, ids that stand in it and nowhere in the transcript out: Cursor's of the session, Gemini's of the session
// that started a subagent.
import type { Agent, Conversation } from './conversation.ts'

export interface PathNames {
  readonly sessionId: string | null
  readonly parent: string | null
}

/** `~/.cursor/projects/<project>/agent-transcripts/<id>/<id>.jsonl` */
const cursor = /[/\\]agent-transcripts[/\\]([A-Za-z0-9_-]{1,100})[/\\]\1\.jsonl$/
/** `~/.gemini/tmp/<project>/chats/<parent session>/<id>.jsonl` */
const gemini = /[/\\]chats[/\\]([A-Za-z0-9_-]{1,100})[/\\][^/\\]+\.jsonl?$/

export function pathNames(path: string): PathNames {
  return { sessionId: cursor.exec(path)?.[1] ?? null, parent: gemini.exec(path)?.[1] ?? null }
}

/** The first conversation is the one that the transcript is of. What the agent itself says of it counts. */
export function renamed(
  agent: Agent,
  conversations: readonly Conversation[],
  { sessionId, parent }: PathNames,
): readonly Conversation[] {
  const [first, ...others] = conversations
  if (first === undefined) return conversations
  if (agent === 'cursor' && sessionId !== null) return [{ ...first, sessionId }, ...others]
  if (agent === 'gemini' && parent !== null && first.parent === null && parent !== first.sessionId)
    return [{ ...first, parent: { sessionId: parent, callId: null } }, ...others]
  return conversations
}
