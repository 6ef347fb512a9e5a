// The id of a kept session in; what was said in it, printed. JSON: `session` (as `spec archive list` has it), `conversation` (as
// `spec archive export --format json` has it) and `specs`: `spec`, `role` (`named`, `read`, `written`; of a target `used`, `built`),
// `path`, `turns`, and the `symbols` of a changed target that the edits are in now (`symbol`, `lines`, `turns`).
import type { KeptSession } from '../adapters/sessions/kept.ts'
import type { SessionsHere } from '../adapters/sessions/place.ts'
import { exitCodeOf, type Result } from '../diagnostic/diagnostic.ts'
import type { Workspace } from '../ports.ts'
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
  { root, told }: Pick<SessionsHere, 'root' | 'told'>,
  id: string,
  workspace: Pick<Workspace, 'readSpecs' | 'read'>,
): Promise<ExitCode> {
  const { readConversation } = await import('../adapters/sessions/kept.ts')
  const session = await findKept(root, id)
  if (!session.ok) return stop(context, told(session.diagnostics))
  const read = await readConversation(root, id)
  if (!read.ok) return stop(context, told(read.diagnostics))
  const { viewOf } = await import('../report/conversation-view.ts')
  const { conversationDocument } = await import('../report/conversation-json.ts')
  const { conversationText } = await import('../report/conversation-text.ts')
  const { sessionMembers } = await import('../report/sessions.ts')
  context.report(told(read.diagnostics))
  const { talkSpecs } = await import('../pipeline/talk-specs.ts')
  const specs = await talkSpecs(read.value, workspace)
  context.document({
    session: sessionMembers(session.value),
    conversation: conversationDocument(read.value),
    specs,
  })
  const { specFacts } = await import('../report/history.ts')
  const view = viewOf(read.value, { all: false, full: false })
  const facts = [...view.facts, ...specFacts(specs)]
  context.print(conversationText({ ...view, facts }, context.colours.stdout))
  return exitCodeOf(read.diagnostics)
}
