// `spec archive watch`: sessions of this project are imported as they grow, until Ctrl-C. JSON, at the end: `changes` (how often
// a session was not as it was), `sessions` (their keys), `clean` (nothing was told as a finding or trouble).
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasErrors, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { watchSessions, type WatchOptions } from '../../pipeline/watch-sessions.ts'
import { usualPace } from '../../session/due-sources.ts'
import { renderChange } from '../../report/sessions.ts'
import { agents, type Agent } from '../../session/conversation.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { wireMemory } from './archive-import.ts'
import { branchArg, elsewhereLine, openSessions, wireImport } from '../wire-sessions.ts'

/** A commit has the end of each session that grew anew: more often, and the branch grows faster than what is said. */
const publishEvery = 10 * 60_000

export const watchArchive = defineCommand({
  name: 'watch',
  summary: 'Keep sessions of coding agents as they grow, until Ctrl-C',
  description:
    'What spec archive import does, again and again: a transcript is imported when it has rested for one interval, and\n' +
    'every 30 seconds while it grows. On a branch of sessions there is a commit every ten minutes and at the end. One\n' +
    'watch at a time; it gives way to hooks and other imports. Ctrl-C ends it at any moment, with exit 0.',
  example: 'spec archive watch\nspec archive watch --agent claude-code --interval 10',
  endsByInterrupt: true,
  args: {
    agent: {
      type: 'string',
      hint: 'agent',
      repeatable: true,
      options: agents,
      description: 'Only sessions of this agent; may be given again',
    },
    interval: {
      type: 'number',
      hint: 'seconds',
      min: 1,
      max: 3600,
      description: 'Between two looks; 2 if not said',
    },
    ...branchArg,
  },
  async run(context) {
    const { args, io, signal } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const here = await openSessions(context, folder.value, args.branch)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { root } = folder.value.workspace
    const { Disk } = await import('../../adapters/apply/disk.ts')
    const { hold, isHeld } = await import('../../adapters/apply/claims.ts')
    const { repositoryName } = await import('../../adapters/sessions/repository.ts')
    const { watchSources } = await import('../../adapters/sessions/look.ts')
    const watching = await hold(new Disk(root), 'archive watch', 'the watch over these sessions', 0)
    if (!watching.ok) return stop(context, watching.diagnostics)
    context.report(folder.diagnostics)
    const elsewhere = elsewhereLine(folder.value, args.branch)
    if (elsewhere !== null) context.print(elsewhere)
    const wanted = args.agent.length === 0 ? null : new Set<Agent>(args.agent)
    const project = await repositoryName(root)
    const keys = new Set<string>()
    let changes = 0
    let isClean = true
    const interval = (args.interval ?? 2) * 1000
    const options: WatchOptions = {
      project,
      agents: wanted,
      session: null,
      since: null,
      signal,
      interval,
      pace: { rest: interval, ...usualPace },
      publishEvery,
      changed(session) {
        changes++
        keys.add(session.key)
        context.print(
          `${new Date().toTimeString().slice(0, 8)}  ${renderChange(session, context.colours.stdout)}`,
        )
      },
      tell(diagnostics: readonly Diagnostic[]) {
        const told = here.value.told(diagnostics)
        isClean &&= !hasErrors(told)
        context.report(told)
      },
      standing: oncePerStanding((text) => context.print(text)),
    }
    const sessions = new Disk(here.value.root)
    try {
      const machine = { home: io.env.HOME ?? os.homedir(), env: io.env }
      const ended = await watchSessions(
        {
          ...(await wireImport(context, folder.value, here.value)),
          ...(await wireMemory(context, folder.value, here.value.root)),
          now: () => performance.now(),
          wait: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
          look: watchSources(root, machine, project, wanted),
          isHeld: () => isHeld(sessions, 'sessions'),
          publish: () => here.value.publish(),
        },
        options,
      )
      context.document({ changes, sessions: [...keys].sort(), clean: isClean })
      return ended ? 0 : 2
    } finally {
      watching.value()
    }
  },
})

/** Whoever is waited for is told of once each time. */
function oncePerStanding(print: (text: string) => void): WatchOptions['standing'] {
  let last = ''
  return (standing) => {
    if (standing === last) return
    last = standing
    print(
      standing === 'waiting'
        ? 'another command writes sessions: waiting for it'
        : 'all that is there is kept; watching (Ctrl-C ends it)',
    )
  }
}
