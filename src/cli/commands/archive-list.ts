// `spec archive list`: sessions that are kept, newest first. JSON: `sessions`, each with `key`, `agent`, `session`, `fork`
// (number among versions that differ, or null), `project`, `records`, `bytes`, `chunks`, `conversations` (`sessionId`,
// `parent`, `title`, `branch`, `cwd`, `start`, `end`, `messages`), `head` (its file).
import type { SessionsPlace } from '../../config/sessions-place.ts'
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { renderSessions, sessionMembers } from '../../report/sessions.ts'
import { agents } from '../../session/conversation.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { momentOf } from '../since.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

export const listArchive = defineCommand({
  name: 'list',
  summary: 'List the sessions of coding agents that are kept, newest first',
  description: 'spec show prints one of them by what is shown of its id.',
  example: 'spec archive list\nspec archive list --agent codex --since 2026-11-01',
  args: {
    agent: { type: 'string', hint: 'agent', options: agents, description: 'Only sessions of this agent' },
    since: { type: 'string', hint: 'when', description: 'Only what ended since: 2026-11-01, 7d, 12h' },
  },
  async run(context) {
    const { args } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const since = momentOf(args.since)
    if (!since.ok) return stop(context, since.diagnostics)
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { endOf, listSessions } = await import('../../adapters/sessions/kept.ts')
    const all = listSessions(here.value.root)
    const told = [...folder.diagnostics, ...here.value.told(all.diagnostics)]
    if (!all.ok) return stop(context, told)
    const sessions = all.value.filter(
      ({ head }) =>
        (args.agent === undefined || head.agent === args.agent) &&
        (since.value === null || (endOf(head) ?? '') >= since.value),
    )
    context.report(told)
    context.document({ sessions: sessions.map(sessionMembers) })
    const none = all.value.length === 0 ? nothingKept(here.value.place) : 'no such session'
    context.print(sessions.length === 0 ? none : renderSessions(sessions, context.colours.stdout))
    return exitCodeOf(told)
  },
})

function nothingKept(place: SessionsPlace): string {
  return place.kind === 'branch'
    ? `no session is on the branch ${place.branch}; spec archive import brings them in, and git fetch those of others`
    : 'no session is kept here; spec archive import brings them in'
}
