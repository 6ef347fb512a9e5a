// A project as it is → the step that puts what spec has an agent run into the agent's settings, or takes it out.
import { relative, sep } from 'node:path'
import { ConfinedReader } from '../adapters/confined.ts'
import { inWords } from '../adapters/errno.ts'
import { gitHooks } from '../adapters/git-hooks.ts'
import { syntaxPlace } from '../config/json-places.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import { agentHooks, type AgentHooks, type HookAgent } from './hook/agents.ts'
import { eventsWith, newSettings, withCommands, withoutCommands } from './hook/settings.ts'
import type { ScaffoldStep } from './scaffold.ts'

/** The agent's settings, and at which events spec runs. */
export interface AgentState {
  readonly hooks: AgentHooks
  readonly events: ReadonlyMap<string, 'current' | 'other'>
}

/** @param root of the project, absolute. What is not of a shape that can be extended is `hooks-settings`. */
export function planAgentHooks(root: string, agent: HookAgent, remove: boolean): Result<ScaffoldStep> {
  const hooks = agentHooks(agent, prefixOf(root))
  const { path, commands, isOurs } = hooks
  const found = settingsOf(root, hooks)
  if (!found.ok) return found
  const before = found.value
  if (before === null) {
    const step: ScaffoldStep = { path, action: 'create', text: newSettings(commands) }
    return ok(remove ? { path, action: 'keep' } : step)
  }
  const edit = remove ? withoutCommands(before, isOurs) : withCommands(before, commands, isOurs)
  switch (edit.kind) {
    case 'foreign':
      return fail(
        diagnostic('hooks-settings', `${path} stays as it is: ${edit.why}`, {
          place: edit.why.endsWith('JSON') ? syntaxPlace(before, path) : { path },
          hint: `correct it as ${hooks.name} reads it, then run this again`,
        }),
      )
    case 'same':
      return ok({ path, action: 'keep' })
    case 'empty':
      return ok({ path, action: 'remove', before, withFolder: true })
    case 'edited':
      return ok({ path, action: 'edit', before, text: edit.text })
  }
}

export function agentState(root: string, agent: HookAgent): Result<AgentState> {
  const hooks = agentHooks(agent, prefixOf(root))
  const found = settingsOf(root, hooks)
  if (!found.ok) return found
  return ok({ hooks, events: eventsWith(found.value ?? '', hooks.commands, hooks.isOurs) })
}

/** Null where there are none. A link may lead to settings of others. */
function settingsOf(root: string, { path }: AgentHooks): Result<string | null> {
  const reading = new ConfinedReader(root).read(path)
  if (reading.kind === 'absent') return ok(null)
  const text = reading.kind === 'file' ? decodeText(reading.bytes) : null
  if (text !== null) return ok(text)
  const what =
    reading.kind === 'other'
      ? reading.what
      : reading.kind === 'failed'
        ? inWords(reading.errno)
        : 'no text in UTF-8, or too large'
  return fail(
    diagnostic('hooks-settings', `${path} stays as it is: ${what}`, {
      place: { path },
      hint: 'make it a file of the project that holds JSON, or remove it; then run this again',
    }),
  )
}

function prefixOf(root: string): string {
  const top = gitHooks(root)?.top
  const prefix = top === undefined ? '' : relative(top, root).split(sep).join('/')
  return prefix.startsWith('..') ? '' : prefix
}
