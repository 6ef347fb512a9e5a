// Agents that run commands at the events of a session → where they are told to, and what spec has them run.
import type { EventCommand, IsOurs } from './settings.ts'

/** Agents whose hooks can be installed. */
export const hookAgents = ['claude-code'] as const

export type HookAgent = (typeof hookAgents)[number]

export interface AgentHooks {
  readonly agent: HookAgent
  /** For people. */
  readonly name: string
  /** Relative to the project. */
  readonly path: string
  readonly commands: readonly EventCommand[]
  readonly isOurs: IsOurs
}

/**
 * Seconds until the agent ends the command; `spec hook session` stops by itself before (`sessionBound`). Without it Claude Code
 * ends what runs at the end of a session after 1.5 seconds; more than 60 it does not wait (https://code.claude.com/docs/en/hooks).
 */
const timeout = 30

/** @param prefix where the project stands below the working tree's root, with `/`; empty at the root itself. */
export function agentHooks(agent: HookAgent, prefix: string): AgentHooks {
  const command = sessionCommand(prefix)
  return {
    agent,
    name: 'Claude Code',
    path: '.claude/settings.json',
    // The end of a session is not told of where the agent is killed, and a compaction may take away what was said.
    commands: ['SessionEnd', 'PreCompact', 'Stop'].map((event) => ({ event, command, timeout })),
    isOurs: (one) => /\bspec(?:\.js|\.cmd)?['"]? hook session\b/.test(one),
  }
}

/** For a POSIX shell, from wherever the agent's shell stands. Always ends with 0: 2 would keep the agent from stopping. */
function sessionCommand(prefix: string): string {
  const up = prefix === '' ? '' : '../'.repeat(prefix.split('/').length)
  const tries = [...new Set(['', up])].map((folder, at) => {
    const bin = `${folder}node_modules/.bin/spec`
    return `${at === 0 ? 'if' : 'elif'} [ -x ${bin} ]; then ${bin} hook session;`
  })
  return [
    'cd "${CLAUDE_PROJECT_DIR:-.}" &&',
    ...tries,
    'elif command -v spec >/dev/null 2>&1; then spec hook session;',
    "else echo 'spec is not installed here: the conversation was not kept' >&2; fi; exit 0",
  ].join(' ')
}
