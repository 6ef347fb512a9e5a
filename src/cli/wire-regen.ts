// A command's context and an opened project → the ports that `regen` works through, and those for an answer alone.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { AnswerPorts, RegenPorts } from '../pipeline/regen-options.ts'
import type { Paces } from '../adapters/models/pace.ts'
import type { Applier, Formatter, Model, Progress, Trial } from '../ports.ts'
import type { CommandContext } from './command.ts'
import { givenResponse } from './given-response.ts'
import { knownSecrets } from './known-secrets.ts'
import type { OpenedHere } from './open.ts'
import { listenWith } from './listen.ts'

/** Wires. */
export async function wireRegen(
  context: Building,
  here: OpenedHere,
  applier: Applier,
  progress: Progress,
): Promise<Result<RegenPorts>> {
  const ports = await wireBuilding(context, here, progress)
  return ports.ok ? ok({ ...ports.value, applier }, ports.diagnostics) : ports
}

/** What `wireAnswers` gives, with the project's own programs to try an answer and to bring it into its form. */
export async function wireBuilding(
  context: Building,
  here: OpenedHere,
  progress: Progress,
): Promise<Result<AnswerPorts>> {
  const ports = await wireAnswers(context, here, progress)
  if (!ports.ok) return ports
  const trial = context.args.tests === false ? null : trialHere(context, here, progress)
  const formatter =
    here.config.regen.format === 'off' || context.args.tests === false ? null : formatterHere(context, here)
  return ok({ ...ports.value, trial, formatter }, ports.diagnostics)
}

/** It loads configuration and plugins of the project, which are code as well. */
function formatterHere({ io, signal }: Building, { workspace }: OpenedHere): Formatter {
  return {
    format: async (files, begin) => {
      const { createFormatter } = await import('../adapters/trial/format.ts')
      return createFormatter({ root: workspace.root, env: io.env, signal }).format(files, begin)
    },
  }
}

/** Only a building command runs code of the repository, and only with this. */
function trialHere({ io, signal }: Building, { workspace, config }: OpenedHere, progress: Progress): Trial {
  return {
    run: async (request) => {
      const { createTrial } = await import('../adapters/trial/trial.ts')
      return createTrial({
        root: workspace.root,
        env: io.env,
        settings: config.verify,
        signal,
        listen: (spec, what) => progress.update(spec, { note: what }),
      }).run(request)
    },
  }
}

/** What a command needs to be told to get an answer. */
export interface Answering extends Pick<CommandContext, 'io' | 'signal'> {
  readonly args: {
    readonly response: string | undefined
    readonly answeredBy?: string | undefined
    readonly model: string | undefined
    readonly modelCommand: string | undefined
  }
}

/** What a command needs to be told to build. */
export interface Building extends Answering {
  readonly args: Answering['args'] & { readonly tests: boolean | undefined }
}

/** Models are chosen when the archive has no answer, so that a missing key is no fault before. */
export async function wireAnswers(
  context: Answering,
  here: OpenedHere,
  progress: Progress,
): Promise<Result<AnswerPorts>> {
  const { args, io } = context
  const response =
    args.response === undefined ? ok(undefined) : await givenResponse(args.response, io, args.answeredBy)
  if (!response.ok) return response
  // One for all specs that want the same: it asks for its limits once, tells each note once, and keeps its connections.
  const models = new Map<string | null, Result<Model>>()
  let paces: Paces | undefined
  const model: AnswerPorts['model'] = async (spec, named) => {
    const { selectModel } = await import('../adapters/models/select.ts')
    const { createPaces } = await import('../adapters/models/pace.ts')
    paces ??= createPaces()
    const head = here.opened.project.specs.get(spec)
    const known = models.get(named)
    const selected =
      known?.ok === true
        ? known
        : selectModel({
            paces,
            config: here.config,
            env: io.env,
            root: here.workspace.root,
            cwd: io.cwd,
            name: args.model,
            spec:
              named === null || head === undefined ? undefined : { model: named, place: { path: head.path } },
            command: args.modelCommand,
            response: response.value,
          })
    models.set(named, selected)
    if (selected.ok) progress.begin(spec, asking(selected.value))
    return selected
  }
  return ok({
    store: here.store,
    typeChecker: {
      check: async (overlay, before) => {
        const { createTypeChecker } = await import('../adapters/type-checker.ts')
        return createTypeChecker(here.workspace.root).check(overlay, before)
      },
    },
    trial: null,
    formatter: null,
    clock: here.clock,
    tool: here.tool,
    model,
    listen: listenWith(progress),
    signal: context.signal,
    allowedSecrets: here.config.secrets.allow,
    knownSecrets: knownSecrets(io.env),
  })
}

function asking(model: Model): string {
  return `asking ${model.identity.kind} ${model.identity.name}`
}
