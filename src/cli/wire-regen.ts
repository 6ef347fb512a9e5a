// A command's context and an opened project → the ports that `regen` works through.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { RegenPorts } from '../pipeline/regen-options.ts'
import type { Applier, Model, Progress } from '../ports.ts'
import type { CommandContext } from './command.ts'
import { givenResponse } from './given-response.ts'
import { knownSecrets } from './known-secrets.ts'
import type { OpenedHere } from './open.ts'
import type { RegenArgs } from './regen-args.ts'
import { listenWith } from './listen.ts'

/** Wires. Models are chosen when the archive has no answer, so that a missing key is no fault before. */
export async function wireRegen(
  context: CommandContext<RegenArgs>,
  here: OpenedHere,
  applier: Applier,
  progress: Progress,
): Promise<Result<RegenPorts>> {
  const { args, io } = context
  const response =
    args.response === undefined ? ok(undefined) : await givenResponse(args.response, io, args.answeredBy)
  if (!response.ok) return response
  const model: RegenPorts['model'] = async (spec, named) => {
    const { selectModel } = await import('../adapters/models/select.ts')
    const head = here.opened.project.specs.get(spec)
    const selected = selectModel({
      config: here.config,
      env: io.env,
      root: here.workspace.root,
      cwd: io.cwd,
      name: args.model,
      spec: named === null || head === undefined ? undefined : { model: named, place: { path: head.path } },
      command: args.modelCommand,
      response: response.value,
    })
    if (selected.ok) progress.begin(spec, asking(selected.value))
    return selected
  }
  return ok({
    store: here.store,
    applier,
    typeChecker: {
      check: async (overlay) => {
        const { createTypeChecker } = await import('../adapters/type-checker.ts')
        return createTypeChecker(here.workspace.root).check(overlay)
      },
    },
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
