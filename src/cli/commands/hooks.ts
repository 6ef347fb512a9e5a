// `spec hooks install | remove | status`: what agents and git run of spec in this project. JSON of install and remove:
// `dryRun`, `files` (path, action), `byHand` (path, why, text). Of status: `agents`, each with `agent`, `path`, `events`
// (event → `current`, `other` version or null), and `git`, each with `hook`, `path`, `state` (the same).
import { findRoot } from '../../adapters/root.ts'
import { diagnostic, fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import { escapeText } from '../../report/escape.ts'
import type { CommandContext, CommandGroup, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { hookAgents, type HookAgent } from '../hook/agents.ts'
import { conversationParts } from '../hook/block.ts'
import { refused } from '../scaffold.ts'
import { isAsItWas, nothingToDo, runScaffold, tellByHand, type Part } from '../scaffold-run.ts'
import { stop } from '../stop.ts'

const agentArg = {
  type: 'string',
  hint: 'agent',
  repeatable: true,
  options: hookAgents,
  description: 'Only the hooks of this agent',
} as const

const install = defineCommand({
  name: 'install',
  summary: 'Have Claude Code keep its conversations here; with --git, commits carry them',
  description: [
    'Adds a command to the events SessionEnd, PreCompact and Stop in .claude/settings.json, behind what runs there; the rest',
    'of the file stays byte for byte. It keeps the session in the archive, redacted, and never fails.',
    '--git: git hooks that add the conversations behind what is staged to the commit, and name them in trailers of its',
    'message, Conversation: <agent>/<id>. They go into husky or lefthook where the project uses one.',
    'What has to be added by hand is printed, and the exit is then 1.',
  ].join('\n'),
  example: 'spec hooks install\nspec hooks install --git --dry-run',
  args: {
    git: { type: 'boolean', description: 'Git hooks too: pre-commit, prepare-commit-msg, commit-msg' },
    agent: {
      ...agentArg,
      description: 'The agent whose hooks are written; Claude Code where it is left out',
    },
    dryRun: { type: 'boolean', description: 'Say what would be changed, and change nothing' },
  },
  async run(context) {
    const { args } = context
    return change(context, { agents: args.agent, git: args.git, remove: false, dryRun: args.dryRun })
  },
})

const remove = defineCommand({
  name: 'remove',
  summary: 'Take out the hooks of agents and of git that were installed',
  description:
    'Files are left as they were before; one that holds nothing else is deleted. --git or --agent take out only those.',
  example: 'spec hooks remove\nspec hooks remove --git',
  args: {
    git: { type: 'boolean', description: 'Only the hooks of git' },
    agent: agentArg,
    dryRun: { type: 'boolean', description: 'Say what would be changed, and change nothing' },
  },
  async run(context) {
    const { args } = context
    const all = !args.git && args.agent.length === 0
    const agents = args.git && args.agent.length === 0 ? null : args.agent
    return change(context, { agents, git: all || args.git, remove: true, dryRun: args.dryRun })
  },
})

interface Wanted {
  /** None: all there are. Null: not those of agents. */
  readonly agents: readonly HookAgent[] | null
  readonly git: boolean
  readonly remove: boolean
  readonly dryRun: boolean
}

async function change(context: CommandContext, wanted: Wanted): Promise<ExitCode> {
  const root = rootOf(context)
  if (!root.ok) return stop(context, root.diagnostics)
  const parts = await plan(root.value, wanted)
  if (!parts.ok) return stop(context, parts.diagnostics)
  const outcome = runScaffold(context, parts.value, wanted.dryRun)
  if (outcome.failed) return 2
  tellByHand(context, outcome.byHand)
  if (outcome.byHand.length > 0) return 1
  if (isAsItWas(outcome))
    context.print(wanted.remove ? 'Nothing to do: nothing of it is there.' : nothingToDo)
  return 0
}

/** Nothing is written before all of it is planned. */
async function plan(root: string, wanted: Wanted): Promise<Result<readonly Part[]>> {
  let reading = '.claude'
  try {
    const parts: Part[] = []
    const { planAgentHooks } = await import('../scaffold-agent-hooks.ts')
    for (const agent of wanted.agents === null ? [] : either(wanted.agents, hookAgents)) {
      const step = planAgentHooks(root, agent, wanted.remove)
      if (!step.ok) return step
      parts.push({ root, steps: [step.value], byHand: [] })
    }
    if (wanted.git) {
      reading = '.git/hooks'
      const { planHook } = await import('../scaffold-hook.ts')
      const hooks = await planHook(root, wanted.remove, conversationParts)
      if (hooks.ok) parts.push({ ...hooks.value, root: hooks.value.top })
      // Without a repository there is none to take out.
      else if (!wanted.remove) return hooks
    }
    return ok(parts)
  } catch (error) {
    return fail(refused(reading, error))
  }
}

const status = defineCommand({
  name: 'status',
  summary: 'Show which hooks of agents and of git run spec in this project',
  example: 'spec hooks status',
  args: {},
  async run(context) {
    const { print, document } = context
    const root = rootOf(context)
    if (!root.ok) return stop(context, root.diagnostics)
    const { agentState } = await import('../scaffold-agent-hooks.ts')
    const { hookStates } = await import('../scaffold-hook.ts')
    const agents = []
    for (const agent of hookAgents) {
      const state = agentState(root.value, agent)
      if (!state.ok) return stop(context, state.diagnostics)
      const { path, commands } = state.value.hooks
      const events = commands.map(({ event }) => [event, state.value.events.get(event) ?? null] as const)
      agents.push({ agent, path, events: Object.fromEntries(events) })
      for (const [event, found] of events) print(line(event, path, found))
    }
    const git = await hookStates(root.value, conversationParts)
    for (const { hook, path, state } of git) print(line(hook, path, state))
    document({ agents, git })
    return 0
  },
})

function line(name: string, path: string, state: 'current' | 'other' | null): string {
  const words = { current: 'installed', other: 'another version: spec hooks install' }
  return `${name.padEnd(20)}${escapeText(path).padEnd(31)} ${state === null ? 'not installed' : words[state]}`
}

function either<T>(some: readonly T[], all: readonly T[]): readonly T[] {
  return some.length > 0 ? some : all
}

function rootOf({ io }: CommandContext): Result<string> {
  const root = findRoot(io.cwd)
  if (root !== null) return ok(root)
  return fail(
    diagnostic('no-project', 'there is no specs/features folder here or in a folder above', {
      hint: 'run: spec init --archive, which makes one for conversations',
    }),
  )
}

export const command: CommandGroup = {
  name: 'hooks',
  summary: 'Have agents and git keep conversations by themselves',
  example: 'spec hooks install\nspec hooks status',
  subcommands: [install, remove, status],
}
