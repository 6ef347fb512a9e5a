// The folder a command runs in → the opened project with its adapters behind the ports: the wiring, in one place.
import { createClock } from '../adapters/clock.ts'
import { findRoot } from '../adapters/root.ts'
import { createStore } from '../adapters/store.ts'
import { createWorkspace } from '../adapters/workspace.ts'
import { defaultConfig, type Config } from '../config/config.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import { readInputs, type InputReader } from '../pipeline/input-reader.ts'
import { openProject, type Opened } from '../pipeline/open-project.ts'
import type { Applier, Clock, Store, Survey, Workspace } from '../ports.ts'
import type { CommandContext } from './command.ts'
import { toolVersion } from './version.ts'

export const configPath = 'spec.config.json'

/** What a command that only reads works with. */
export interface OpenedHere {
  readonly workspace: Workspace
  readonly config: Config
  readonly opened: Opened
  /** What `opened` was taken from where the command asked for it. */
  readonly survey: Survey | null
  readonly store: Store
  readonly clock: Clock
  readonly tool: string
  /** A new one sees files as they are now. */
  readonly reader: () => InputReader
  /** Finishing interrupted applies is the first thing a writing command does (rule 25). */
  readonly applier: () => Promise<Applier>
  /** Warnings, and what is wrong with single specs. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What a command works with that does not need the project to be resolved. */
export type OpenedFolder = Pick<OpenedHere, 'workspace' | 'config' | 'store' | 'diagnostics'>

/** Finds the root and reads the configuration. */
export async function openFolder(context: Pick<CommandContext, 'io'>): Promise<Result<OpenedFolder>> {
  const root = findRoot(context.io.cwd)
  if (root === null) {
    return fail(
      diagnostic('no-project', 'there is no specs/features folder here or in a folder above', {
        hint: 'run: spec init',
      }),
    )
  }
  const workspace = createWorkspace(root)
  const config = await configOf(workspace)
  if (!config.ok) return config
  const { diagnostics } = config
  return ok({ workspace, config: config.value, store: createStore(root), diagnostics }, diagnostics)
}

/**
 * Finds the root, reads the configuration, opens the project.
 *
 * @param options `surveyed`: for a command that looks at all of the project and changes nothing. What did not change
 * since it was last looked at is not read, and what is not asked for is not kept in memory. `survey`: one that was just made.
 */
export async function openHere(
  context: Pick<CommandContext, 'io'>,
  options: { readonly surveyed?: boolean; readonly survey?: Survey } = {},
): Promise<Result<OpenedHere>> {
  const folder = await openFolder(context)
  if (!folder.ok) return folder
  const { workspace, config } = folder.value
  const survey =
    options.survey ?? (options.surveyed === true ? await surveyHere(workspace.root, context.io.env) : null)
  const opened = await openProject(workspace, config, survey)
  if (!opened.ok) return fail(...folder.diagnostics, ...opened.diagnostics)
  const diagnostics = [...folder.diagnostics, ...opened.diagnostics]
  return ok(
    {
      ...folder.value,
      opened: opened.value,
      survey,
      clock: createClock(),
      tool: toolVersion,
      reader: () => readInputs(workspace),
      applier: async () => (await import('../adapters/apply/applier.ts')).createApplier(workspace.root),
      diagnostics,
    },
    diagnostics,
  )
}

export async function surveyHere(root: string, env: CommandContext['io']['env']): Promise<Survey> {
  const { surveyProject } = await import('../adapters/vouch/survey.ts')
  return surveyProject(root, env)
}

/** A check that finds nothing to look at is no clean one: a wrong folder, or a checkout without the specs. */
export function withoutSpecs({ opened }: OpenedHere): Diagnostic | null {
  if (opened.specs.size > 0 || opened.lockFiles.size > 0) return null
  return diagnostic(
    'no-project',
    'the project has no spec: specs/features and specs/architecture are empty',
    { hint: 'run: spec init, or spec new feature <id>' },
  )
}

/** The configuration, or the defaults where the project has none. */
export async function configOf(workspace: Pick<Workspace, 'read'>): Promise<Result<Config>> {
  const state = workspace.read(configPath)
  if (state.kind === 'absent') return ok(defaultConfig)
  const text = state.kind === 'file' ? decodeText(state.bytes) : null
  if (text === null) {
    return fail(
      diagnostic('config-invalid', `${configPath} is not a text file`, {
        place: { path: configPath },
        hint: 'write it as JSON in UTF-8',
      }),
    )
  }
  const { readConfig } = await import('../config/read.ts')
  return readConfig(text, configPath)
}
