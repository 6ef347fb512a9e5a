// `spec amend <id>`: the spec is changed to say what its code does. JSON: `dryRun`, `applied`, `amendment` (null where there is
// nothing to amend; else id, path, because, parts, patch, why, targets, causes, willMakeStale, model, replayed, usage), `cost`
// (`spent`, `limit`; US dollars); with --prompt as `spec prompt`: `id`, `question`, `template`, `estimatedTokens`, `system`, `messages`.
import { answeringArgs } from '../answering-args.ts'
import { estimateRequest } from '../../cost/estimate.ts'
import { exitCodeOf, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { amendable, proposeAmendment, type Amendment } from '../../pipeline/amend.ts'
import { landPlan } from '../../pipeline/apply.ts'
import { amendmentMembers, renderAmendment } from '../../report/amend.ts'
import { renderSpending, spendingMembers } from '../../report/cost.ts'
import { escapeLines, escapeText } from '../../report/escape.ts'
import type { Applier } from '../../ports.ts'
import type { SpecId } from '../../spec/spec.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { canAsk, confirm } from '../confirm.ts'
import { knownSecrets } from '../known-secrets.ts'
import { openHere, type OpenedHere } from '../open.ts'
import { openToWrite } from '../open-to-write.ts'
import { createProgress } from '../progress.ts'
import { specIds } from '../spec-ids.ts'
import { stillRead } from '../still-read.ts'
import { stop } from '../stop.ts'
import { usageError } from '../usage-error.ts'
import { readMaxCost, withinBudget } from '../wire-cost.ts'
import { wireAnswers } from '../wire-regen.ts'

const args = {
  id: {
    type: 'positional',
    required: true,
    completes: 'spec',
    description: 'The feature whose code is right',
  },
  because: {
    type: 'string',
    hint: 'reason',
    description: 'Why; drift shows it from then on. Else the requirements that changed',
  },
  model: answeringArgs.model,
  modelCommand: answeringArgs.modelCommand,
  response: {
    type: 'string',
    hint: 'file|-',
    completes: 'file',
    description: 'An answer to --prompt that was made elsewhere',
  },
  answeredBy: answeringArgs.answeredBy,
  fresh: {
    type: 'boolean',
    conflicts: ['response'],
    description: 'Ask anew, also where the same was asked and answered before',
  },
  prompt: {
    type: 'boolean',
    conflicts: ['model', 'modelCommand', 'response', 'fresh', 'dryRun', 'yes'],
    description: 'Print what would be sent, for any chat, and stop',
  },
  maxCost: {
    type: 'string',
    hint: 'dollars',
    conflicts: ['response', 'modelCommand', 'prompt'],
    description: 'Spend at most so much; a call that could exceed it is not made',
  },
  dryRun: { type: 'boolean', description: 'Show the proposal and stop; the next run takes it up' },
  yes: { type: 'boolean', alias: 'y', description: 'Do not ask; needed where nobody can be asked' },
} as const

type Context = CommandContext<typeof args>

export const command = defineCommand({
  name: 'amend',
  summary: 'Change a spec to say what its hand-edited code does',
  description:
    'A model proposes the smallest change to the words of the spec that makes it say what the code does now. It is shown\n' +
    'as a diff, and written once you agree; the rest of the spec stays as it is, byte for byte, front matter above all.\n' +
    'Spec, lock and record change together, and the code counts as accepted.',
  example:
    'spec amend auth-flow\nspec amend auth-flow --prompt > p.md\nspec amend auth-flow --response answer.md --yes',
  args,
  async run(context) {
    if (context.args.answeredBy !== undefined && context.args.response === undefined) {
      return stop(context, [
        usageError('--answered-by goes with --response', 'spec amend auth-flow --response answer.md'),
      ])
    }
    if (context.args.prompt) return printPrompt(context)
    const opened = await openToWrite(context)
    if (!opened.ok) return stop(context, opened.diagnostics)
    context.report(opened.diagnostics)
    const { applier } = opened.value
    const id = idOf(context, opened.value.here)
    if (id === null) return 2
    const claim = await applier.claim([id])
    if (!claim.ok) return stop(context, claim.diagnostics)
    try {
      const here = await stillRead(context, opened.value.here, [id])
      if (!here.ok) return stop(context, here.diagnostics)
      return await amend(context, here.value, applier, id)
    } finally {
      claim.value()
    }
  },
})

function idOf(context: Context, here: OpenedHere): SpecId | null {
  const ids = specIds(here.opened, [context.args.id])
  context.report(ids.diagnostics)
  return ids.ok ? (ids.value[0] ?? null) : null
}

async function amend(context: Context, here: OpenedHere, applier: Applier, id: SpecId): Promise<ExitCode> {
  const { args: given } = context
  const proposed = await propose(context, here, id)
  if (!proposed.ok) return stop(context, proposed.diagnostics)
  const amendment = proposed.value
  context.report(proposed.diagnostics)
  if (amendment === null) {
    context.document({ dryRun: given.dryRun, applied: false, amendment: null })
    return exitCodeOf(proposed.diagnostics)
  }
  context.print(renderAmendment(amendment, context.colours.stdout))
  const kept = await withheld(context, amendment)
  const told = (applied: boolean): void =>
    context.document({ dryRun: given.dryRun, applied, amendment: amendmentMembers(amendment) })
  if (kept !== null) {
    told(false)
    context.report(kept.diagnostics)
    return kept.exit
  }
  const landed = await landPlan(here.opened, amendment.plan, { applier })
  told(landed.ok)
  context.report([...landed.diagnostics, ...(landed.ok ? [] : amendment.waiting)])
  if (landed.ok) context.print(`\namended ${escapeText(amendment.path)} (${escapeText(amendment.because)})`)
  return exitCodeOf(landed.diagnostics)
}

/** Asks, within the budget, and tells what that cost. */
async function propose(context: Context, here: OpenedHere, id: SpecId): Promise<Result<Amendment | null>> {
  const { args: given, io } = context
  const limit = readMaxCost(given.maxCost)
  if (!limit.ok) return limit
  const progress = createProgress({ io, colours: context.colours.stderr })
  const ports = await wireAnswers(context, here, progress)
  if (!ports.ok) return ports
  const maxCost = limit.value ?? here.config.regen.maxCost ?? null
  const spending = withinBudget(context, here, ports.value, maxCost, (line) => progress.say(line))
  const options = {
    because: given.because ?? null,
    fresh: given.fresh,
    given: given.response !== undefined,
  }
  try {
    return await proposeAmendment(here.opened, id, options, spending.ports, here.reader())
  } finally {
    progress.close()
    const cost = { spent: spending.budget.spent, limit: maxCost, foreseen: null }
    context.document({ cost: spendingMembers(cost) })
    if (cost.spent.calls > 0) context.print(renderSpending(cost))
  }
}

interface Withheld {
  readonly exit: ExitCode
  readonly diagnostics: readonly Diagnostic[]
}

/** Why the proposal does not land now; null where a person agrees, or has said so beforehand. */
async function withheld({ args: given, io }: Context, amendment: Amendment): Promise<Withheld | null> {
  if (given.dryRun) return { exit: 0, diagnostics: amendment.waiting }
  if (given.yes) return null
  if (!canAsk(io)) {
    const hint = 'look at the proposal above; then run it again with --yes'
    const told = usageError('nobody can be asked here', hint)
    return { exit: 2, diagnostics: [told, ...amendment.waiting] }
  }
  if (await confirm(io, `Amend ${escapeText(amendment.path)}?`)) return null
  return { exit: 1, diagnostics: await amendment.turnDown() }
}

/** Reads only: takes no claim and finishes no interrupted command. */
async function printPrompt(context: Context): Promise<ExitCode> {
  const here = await openHere(context)
  if (!here.ok) return stop(context, here.diagnostics)
  context.report(here.diagnostics)
  const { opened, store, config } = here.value
  const id = idOf(context, here.value)
  if (id === null) return 2
  const scanning = { allowedSecrets: config.secrets.allow, knownSecrets: knownSecrets(context.io.env) }
  const found = await amendable(opened, id, { ...scanning, store }, here.value.reader())
  if (!found.ok || found.value === null) return stop(context, found.diagnostics)
  context.report(found.diagnostics)
  const { spec, question, template, system, messages } = found.value.asked.prompt
  const estimatedTokens = estimateRequest({ system, messages })
  context.document({ id: spec, question, template, estimatedTokens, system, messages })
  if (context.json) return 0
  const { renderPrompt } = await import('../../prompt/render.ts')
  const text = renderPrompt({ system, messages })
  // Code is quoted as it is: into a file byte for byte, on a terminal, which would obey it, spelled out.
  context.io.stdout.write(context.io.stdout.isTTY ? escapeLines(text) : text)
  context.io.stderr.write(`about ${estimatedTokens} tokens (an estimate)\n`)
  return 0
}
