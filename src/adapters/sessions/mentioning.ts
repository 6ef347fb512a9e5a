// The root of what is kept and some words in; the conversations whose transcript holds one of the words out, newest first.
import type { SessionKey } from '../../archive/session.ts'
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Conversation } from '../../session/conversation.ts'
import { ChunkFault, listSessions, readKept, shownKey, transcriptOf, type KeptSession } from './kept.ts'

export interface KeptConversation {
  /** Of the session that it is kept in. */
  readonly session: SessionKey
  /** `agent/session`, with the number of the version where there are several: `spec show` takes it. */
  readonly key: string
  readonly conversation: Conversation
}

/**
 * Reading a transcript costs far more than looking for a word in its bytes, which is done first.
 *
 * @param root absolute. @param told gets what cannot be read; the others are given.
 */
export async function* conversationsMentioning(
  root: string,
  words: readonly string[],
  told: (diagnostics: readonly Diagnostic[]) => void,
): AsyncGenerator<KeptConversation> {
  const sessions = listSessions(root)
  told(sessions.diagnostics)
  if (!sessions.ok) return
  // Letters beyond ASCII may be spelled in several ways.
  const wanted = words.map((word) => Buffer.from(/^[\x20-\x7e]*$/.test(word) ? word : ''))
  for (const session of sessions.value)
    if (holds(root, session, wanted)) yield* conversationsOf(root, session, told)
}

export async function* conversationsOf(
  root: string,
  session: KeptSession,
  told: (diagnostics: readonly Diagnostic[]) => void,
): AsyncGenerator<KeptConversation> {
  const read = await readKept(root, session)
  told(read.diagnostics)
  if (!read.ok) return
  const version = shownKey(session).slice(session.key.length)
  for (const conversation of read.value.conversations)
    yield {
      session: session.key,
      key: `${conversation.agent}/${conversation.sessionId}${version}`,
      conversation,
    }
}

/** A chunk ends with a record, and words do not go over the end of one. Damage is told by whoever reads it. */
function holds(root: string, session: KeptSession, words: readonly Buffer[]): boolean {
  try {
    for (const bytes of transcriptOf(root, session)) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (words.some((word) => chunk.includes(word))) return true
    }
    return false
  } catch (error) {
    if (error instanceof ChunkFault) return true
    throw error
  }
}
