// `spec accept <id…>|--all --because "…"`: a person lets differences stand. JSON: `accepted` (id, targets, causes,
// edits, record), `because`.
import { exitCodeOf, fail, hasErrors, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { landPlan } from '../../pipeline/apply.ts'
import { planAccept, type Acceptance } from '../../pipeline/accept.ts'
import { featureIds } from '../../pipeline/drift.ts'
import { settleLocks } from '../../pipeline/settle-lock.ts'
import { renderCause } from '../../report/drift.ts'
import { escapeText } from '../../report/escape.ts'
import { renderDiff } from '../../report/regen.ts'
import type { Plan } from '../../plan/plan.ts'
import type { SpecId } from '../../spec/spec.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { canAsk, confirm } from '../confirm.ts'
import { defineCommand } from '../command.ts'
import { knownSecrets } from '../known-secrets.ts'
import type { OpenedHere } from '../open.ts'
import { openToWrite } from '../open-to-write.ts'
import { specIds } from '../spec-ids.ts'
import { stillRead } from '../still-read.ts'
import { stop } from '../stop.ts'
import { usageError } from '../usage-error.ts'
import type { Applier } from '../../ports.ts'

const args = {
  id: {
    type: 'positional',
    variadic: true,
    completes: 'spec',
    description: 'Specs whose code is right as it is',
  },
  all: { type: 'boolean', description: 'Every feature that is not in sync' },
  because: { type: 'string', hint: 'reason', description: 'Why; drift shows it from then on' },
  formatOnly: { type: 'boolean', description: 'Take over what a formatter did; refuses anything more' },
  yes: { type: 'boolean', alias: 'y', description: 'Do not ask; needed where nobody can be asked' },
} as const

type Context = CommandContext<typeof args>

export const command = defineCommand({
  name: 'accept',
  summary: 'Let hand-edited code stand, with a reason',
  description:
    'Shows both sides first. Accepting also says that the code answers the spec as it is worded now.\n' +
    'An edit after that is drift again.',
  example: 'spec accept auth-flow --because "the limit was raised after the incident of May"',
  args,
  async run(context) {
    if (context.args.id.length > 0 === context.args.all) {
      return stop(context, [
        usageError('say which specs to accept', 'spec accept <id…>, or spec accept --all'),
      ])
    }
    const opened = await openToWrite(context)
    if (!opened.ok) return stop(context, opened.diagnostics)
    // What is wrong with specs is told once it is known that no settling of locks mends it.
    context.report(opened.diagnostics.filter(({ code }) => code !== 'lock-conflict'))
    const { applier } = opened.value
    const ids = idsOf(context, opened.value.here)
    if (ids === null) return 2
    const claim = await applier.claim(ids)
    if (!claim.ok) return stop(context, claim.diagnostics)
    try {
      const here = await stillRead(context, opened.value.here, ids)
      if (!here.ok) return stop(context, here.diagnostics)
      return await accept(context, here.value, applier, ids)
    } finally {
      claim.value()
    }
  },
})

function idsOf(context: Context, here: OpenedHere): readonly SpecId[] | null {
  if (context.args.all) return featureIds(here.opened)
  const ids = specIds(here.opened, context.args.id)
  context.report(ids.diagnostics)
  return ids.ok ? ids.value : null
}

async function accept(
  context: Context,
  here: OpenedHere,
  applier: Applier,
  ids: readonly SpecId[],
): Promise<ExitCode> {
  const { args: given, io } = context
  const options = { because: given.because ?? null, formatOnly: given.formatOnly }
  const diagnostics: Diagnostic[] = [...(await settleLocks(here.opened, ids))]
  const ready: Acceptance[] = []
  for (const id of ids) {
    const planned = await planAccept(here.opened, id, options, portsOf(context, here), here.reader())
    diagnostics.push(...planned.diagnostics)
    if (planned.ok && planned.value.plan !== null) ready.push(planned.value)
  }
  for (const acceptance of ready) context.print(bothSides(acceptance, context))
  if (hasErrors(diagnostics) && !given.all) return stop(context, diagnostics)
  context.report(diagnostics)
  if (ready.length === 0) {
    context.document({ accepted: [] })
    context.print('nothing to accept')
    return exitCodeOf(diagnostics)
  }
  if (!given.yes && !given.formatOnly) {
    if (!canAsk(io)) {
      return stop(context, [
        usageError('nobody can be asked here', 'look at the differences above; then add --yes'),
      ])
    }
    if (!(await confirm(io, `Accept ${ready.map((one) => escapeText(one.spec)).join(', ')}?`))) return 1
  }
  return landAll(context, here, applier, ready, diagnostics)
}

async function landAll(
  context: Context,
  here: OpenedHere,
  applier: Applier,
  ready: readonly Acceptance[],
  before: readonly Diagnostic[],
): Promise<ExitCode> {
  const told: Diagnostic[] = [...before]
  const accepted: Acceptance[] = []
  for (const acceptance of ready) {
    if (acceptance.plan === null) continue
    const plan = await currentPlan(context, here, acceptance, accepted)
    told.push(...plan.diagnostics)
    if (!plan.ok) continue
    const landed = await landPlan(here.opened, plan.value, { applier })
    told.push(...landed.diagnostics)
    if (landed.ok) accepted.push(acceptance)
  }
  context.report(told)
  context.document({ because: context.args.because ?? null, accepted: accepted.map(members) })
  for (const { spec } of accepted) context.print(`accepted ${escapeText(spec)}`)
  return exitCodeOf(told)
}

/** A spec that uses one which was just accepted is planned again: its declarations are those of the new lock. */
async function currentPlan(
  context: Context,
  here: OpenedHere,
  { spec, plan }: Acceptance,
  accepted: readonly Acceptance[],
): Promise<Result<Plan>> {
  const head = here.opened.project.specs.get(spec)
  const seen = new Set(head?.uses.map((use) => use.id))
  // Through its `context` it may see any of them.
  const moved =
    accepted.some((one) => seen.has(one.spec)) || (accepted.length > 0 && head?.context.length !== 0)
  if (plan !== null && !moved) return ok(plan)
  const { because, formatOnly } = context.args
  const options = { because: because ?? null, formatOnly }
  const again = await planAccept(here.opened, spec, options, portsOf(context, here), here.reader())
  if (!again.ok || again.value.plan === null) return fail(...again.diagnostics)
  // What the person agreed to are the bytes that were shown.
  return ok({ ...again.value.plan, actions: plan?.actions ?? again.value.plan.actions }, again.diagnostics)
}

function portsOf({ io }: Context, here: OpenedHere): Parameters<typeof planAccept>[3] {
  return { ...here, allowedSecrets: here.config.secrets.allow, knownSecrets: knownSecrets(io.env) }
}

function bothSides(acceptance: Acceptance, { colours }: Context): string {
  const lines = [colours.stdout.bold(escapeText(acceptance.spec))]
  for (const { path } of acceptance.targets) {
    const diff = acceptance.edits.get(path)
    lines.push(
      diff === undefined || diff === ''
        ? `  ${escapeText(path)}: as it is`
        : renderDiff(diff, colours.stdout),
    )
  }
  if (acceptance.targets.length === 0 && acceptance.causes.length === 0)
    lines.push('  the conflict in its lock is settled; nothing else differs')
  for (const cause of acceptance.causes) {
    lines.push(`  ${renderCause(cause)}`)
    if (cause.before !== undefined) lines.push(colours.stdout.red(`    - ${escapeText(cause.before.trim())}`))
    if (cause.after !== undefined) lines.push(colours.stdout.green(`    + ${escapeText(cause.after.trim())}`))
  }
  return lines.join('\n')
}

function members(acceptance: Acceptance): Readonly<Record<string, unknown>> {
  const { spec, targets, causes, edits } = acceptance
  return { id: spec, targets: targets.map(({ path }) => path), causes, edits: Object.fromEntries(edits) }
}
