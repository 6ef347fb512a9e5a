// `spec models [id…]`: what is set up on this machine, and what a call would ask. JSON: `project` and `specs` (`name`, `why`,
// `kind`, `asks`, `server`, `maxOutput`, `caching`, `batches`, `price`, `problem`, `hint`; of specs also `spec` and `path`),
// `server`, `presets`, `names` (`configured`, `short`, `known`). No key is ever printed.
import { knownModels, shortNames } from '../../config/known-models.ts'
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { decodeText } from '../../digest/text.ts'
import { plannedCalls } from '../../pipeline/models.ts'
import type { Workspace } from '../../ports.ts'
import { renderModels } from '../../report/models.ts'
import { defineCommand } from '../command.ts'
import { configPath, openHere } from '../open.ts'
import { specIds } from '../spec-ids.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'models',
  summary: 'Show which model a call would ask, why, and what is set up here',
  description:
    'No model is asked, and no key is printed. Programs that are found are started with --version, which costs nothing;\n' +
    '--no-versions starts none. A model that is not set up is told and leaves the exit code at 0; a name that means\n' +
    'nothing does not.',
  example: 'spec models\nspec models auth-flow --model claude-code --json',
  args: {
    id: {
      type: 'positional',
      variadic: true,
      completes: 'spec',
      description: 'Specs; where none is named, those with a model of their own',
    },
    model: {
      type: 'string',
      hint: 'name',
      completes: 'model',
      description: 'As if a command were given this',
    },
    versions: {
      type: 'boolean',
      negatable: true,
      description: 'Start the programs that are found, for their versions (default)',
    },
  },
  async run(context) {
    const { args, io } = context
    const here = await openHere(context)
    if (!here.ok) return stop(context, here.diagnostics)
    const { opened, config, workspace } = here.value
    const ids = args.id.length === 0 ? null : specIds(opened, args.id)
    if (ids?.ok === false) return stop(context, ids.diagnostics)

    const { lookAtMachine } = await import('../../adapters/models/machine.ts')
    const machine = await lookAtMachine({
      env: io.env,
      root: workspace.root,
      versions: args.versions !== false,
      signal: context.signal,
    })
    const report = plannedCalls({
      config,
      configured: namesModel(workspace),
      flag: args.model,
      ownServer: (io.env['ANTHROPIC_BASE_URL']?.trim() ?? '') !== '',
      heads: [...opened.project.specs.values()],
      ids: ids?.value ?? null,
      machine,
    })
    const { project, specs } = report
    const names = { configured: Object.keys(config.models), short: [...shortNames.keys()] }
    const view = { project, specs, server: machine.server(undefined), presets: machine.presets, names }
    const told = [...here.diagnostics, ...report.diagnostics]
    context.report(told)
    context.document({ ...view, names: { ...names, known: [...knownModels.keys()] } })
    context.print(renderModels(view, context.colours.stdout))
    return exitCodeOf(told)
  },
})

/** The file was read as a configuration before: it is an object, or there is none. */
function namesModel(workspace: Workspace): boolean {
  const state = workspace.read(configPath)
  const text = state.kind === 'file' ? decodeText(state.bytes) : null
  if (text === null) return false
  const written: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
  return typeof written === 'object' && written !== null && Object.hasOwn(written, 'model')
}
