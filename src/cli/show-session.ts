// The id of a kept session in; what was said in it, printed. JSON: `session` (as `spec archive list` has it) and
// `conversation` (as `spec archive export --format json` has it).
import type { KeptSession } from '../adapters/sessions/kept.ts'
import { exitCodeOf, type Result } from '../diagnostic/diagnostic.ts'
import { agents } from '../session/conversation.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { stop } from './stop.ts'

/** Ids of records are hex digits alone; these begin with an agent. */
export function namesSession(id: string): boolean {
  const slash = id.indexOf('/')
  return slash > 0 && agents.some((agent) => agent === id.slice(0, slash))
}

export async function findKept(root: string, id: string): Promise<Result<KeptSession>> {
  const { findSession } = await import('../adapters/sessions/kept.ts')
  return findSession(root, id)
}

export async function showSession(
  context: Pick<CommandContext, 'report' | 'print' | 'document' | 'colours'>,
  root: string,
  id: string,
): Promise<ExitCode> {
  const { readConversation } = await import('../adapters/sessions/kept.ts')
  const session = await findKept(root, id)
  if (!session.ok) return stop(context, session.diagnostics)
  const read = await readConversation(root, id)
  if (!read.ok) return stop(context, read.diagnostics)
  const { viewOf } = await import('../report/conversation-view.ts')
  const { conversationDocument } = await import('../report/conversation-json.ts')
  const { conversationText } = await import('../report/conversation-text.ts')
  const { sessionMembers } = await import('../report/sessions.ts')
  context.report(read.diagnostics)
  context.document({ session: sessionMembers(session.value), conversation: conversationDocument(read.value) })
  context.print(conversationText(viewOf(read.value, { all: false, full: false }), context.colours.stdout))
  return exitCodeOf(read.diagnostics)
}
