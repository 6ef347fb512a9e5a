// The use case `regen` for one spec: restore what is lost, or ask, check, plan and apply.
import type { BlastRadius } from '../blast/radius.ts'
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import type { Plan } from '../plan/plan.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Verdict } from '../verify/verify.ts'
import { landPlan } from './apply.ts'
import { checkGeneration, type Checked } from './check-generation.ts'
import { decideWork, type Work } from './decide-work.ts'
import { isClean, newGeneration, type Answered, type CheckedAnswer } from './new-generation.ts'
import { checkMerged } from './check-merged.ts'
import { differencesOf, handEdits } from './hand-edits.ts'
import type { InputReader } from './input-reader.ts'
import { lookAt, type Look } from './look.ts'
import { editedTargets, hasClash, mergeDiagnostics, unfitWith } from './merge-edits.ts'
import type { Opened } from './open-project.ts'
import { planGeneration } from './plan-generation.ts'
import { planRestore } from './plan-restore.ts'
import {
  noUpstream,
  type RegenOptions,
  type RegenOutcome,
  type RegenPorts,
  type Upstream,
} from './regen-options.ts'
import { checkRestored } from './check-restored.ts'
import { plannedChange, stopped, waits } from './upstream.ts'
import { collateralStops } from './collateral-stops.ts'
import { compileFor } from './compile-for.ts'

/** Builds one spec, or says why not. Never throws for what a person can mend; the tree changes as a whole or not at all. */
export async function regenSpec(
  opened: Opened,
  id: SpecId,
  options: RegenOptions,
  ports: RegenPorts,
  reader: InputReader,
  upstream: Upstream = noUpstream,
): Promise<RegenOutcome> {
  const outcome = new Outcome(id)
  const look = outcome.take(await lookAt(opened, id, reader))
  if (look === null) return outcome.end('failed')

  const work = outcome.take(decideWork(look, options, opened))
  if (work === null) return outcome.end('failed')
  // What comes back as it was written, or stays as it is, needs nothing of what it uses.
  if (work.kind === 'build' && upstream.broken !== null)
    return outcome.with({}, [stopped(id, upstream.broken)]).end('failed')
  const moving = work.kind === 'restore' ? null : await plannedChange(opened, look, reader, upstream)
  if (moving !== null) return outcome.with({}, [waits(id, moving)]).end('awaits-upstream')
  if (work.kind === 'nothing') return outcome.end('in-sync')

  if (work.kind === 'restore') {
    const edits = await handEdits(look, work.touched, ports.store)
    return restore(opened, look, work, options, ports, outcome, edits)
  }
  const edited = outcome.take(await editedTargets(look, work, options, ports.store))
  if (edited === null) return outcome.end('failed')
  const touched = new Set([...work.touched].filter((path) => !edited.has(path as TargetPath))) // Any path may be asked for.
  const edits = await handEdits(look, touched, ports.store)
  if (!options.force && edits.diagnostics.length > 0) {
    return outcome.with({ edits: edits.edits }, edits.diagnostics).end('refused')
  }

  const prompt = outcome.take(await compileFor(opened, look, work, reader, ports.store, options.fresh))
  if (prompt === null) return outcome.end('failed')
  const check = (answered: Answered): Promise<Checked> =>
    checkMerged(answered, edited, look, (one, tree) =>
      checkGeneration(opened, tree, work, one, options, ports),
    )
  const answer = outcome.take(await newGeneration(opened, look, work, prompt, options, ports, reader, check))
  if (answer === null) return outcome.end('failed')
  return land(opened, look, work, prompt, answer, options, ports, reader, outcome)
}

async function land(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  { answered, checked, isCutOff = false }: CheckedAnswer,
  options: RegenOptions,
  ports: RegenPorts,
  reader: InputReader,
  outcome: Outcome,
): Promise<RegenOutcome> {
  const { generation } = answered
  const { blast } = checked
  outcome.with({ generation, verdicts: checked.verdicts, blast: blast ?? null }, checked.diagnostics)
  if (checked.stopped === true)
    return outcome.with({}, await answered.keep('pending', checked.verdicts)).end('failed')
  if (!isClean(checked)) {
    const why = isCutOff ? 'cut' : 'rejected'
    return outcome.with({}, await answered.keep(why, checked.verdicts)).end('refused')
  }
  const { targets: merged = [], unfit = null } = checked.merge ?? {}
  const clashes = hasClash(merged)
  if (unfit !== null || (clashes && !options.merge)) {
    const edits = await differencesOf(look, merged, ports.store)
    const why =
      unfit === null ? mergeDiagnostics(look, merged, false) : [...unfit.diagnostics, unfitWith(look, merged)]
    outcome.with({ edits, verdicts: (unfit ?? checked).verdicts }, why)
    return outcome.with({}, await answered.keep('pending', checked.verdicts)).end('refused')
  }
  const disagreed = await collateralStops(look, blast, options, ports)
  if (disagreed !== null) {
    const kept = await answered.keep('pending', checked.verdicts)
    return outcome.with({}, [disagreed, ...kept]).end('refused')
  }
  const planned = outcome.take(
    await planGeneration(look, work, prompt, answered, checked.verdicts, ports, reader, merged),
  )
  if (planned === null) return outcome.end('failed')
  const plan: Plan = blast === undefined ? planned : { ...planned, blast }
  if (options.dryRun) {
    outcome.with({}, mergeDiagnostics(look, merged, false))
    const lost = await answered.keep('pending', checked.verdicts)
    return outcome.with({ plan }, lost).end(answered.replayed ? 'replayed' : 'built')
  }
  const landed = await landPlan(opened, plan, ports)
  outcome.with({ plan, applied: landed.ok }, landed.diagnostics)
  if (landed.ok) outcome.with({}, mergeDiagnostics(look, merged, true))
  if (!landed.ok) outcome.with({}, await answered.keep('pending', checked.verdicts))
  return outcome.end(landed.ok ? (answered.replayed ? 'replayed' : 'built') : 'failed')
}

async function restore(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'restore' },
  options: RegenOptions,
  ports: RegenPorts,
  outcome: Outcome,
  edits: { readonly diagnostics: readonly Diagnostic[]; readonly edits: ReadonlyMap<string, string> },
): Promise<RegenOutcome> {
  const plan = outcome.take(await planRestore(look, work, options, ports))
  if (plan === null) return outcome.end('failed')
  const left = options.force ? [] : edits.diagnostics
  outcome.with({ plan, edits: options.force ? new Map() : edits.edits }, left)
  if (options.verify) {
    const checked = await checkRestored(opened, look, plan, ports)
    outcome.with({ verdicts: checked.verdicts }, checked.diagnostics)
    if (!isClean(checked)) return outcome.end('refused')
  }
  if (options.dryRun || (plan.actions.length === 0 && plan.locks.length === 0))
    return outcome.end(left.length > 0 ? 'refused' : 'restored')
  const landed = await landPlan(opened, plan, ports)
  outcome.with({ applied: landed.ok }, landed.diagnostics)
  return outcome.end(landed.ok ? 'restored' : 'failed')
}

/** Gathers what happens on the way, so that each exit tells all of it. */
class Outcome {
  #outcome: RegenOutcome

  constructor(spec: SpecId) {
    this.#outcome = {
      spec,
      kind: 'failed',
      plan: null,
      applied: false,
      generation: null,
      verdicts: [],
      blast: null,
      diagnostics: [],
      edits: new Map(),
    }
  }

  /** A stage's value, its diagnostics kept; null where it failed. */
  take<T>(result: Result<T>): T | null {
    this.with({}, result.diagnostics)
    return result.ok ? result.value : null
  }

  with(
    found: {
      readonly plan?: Plan
      readonly applied?: boolean
      readonly generation?: Generation
      readonly verdicts?: readonly Verdict[]
      readonly blast?: BlastRadius | null
      readonly edits?: ReadonlyMap<string, string>
    },
    diagnostics: readonly Diagnostic[],
  ): this {
    const known = new Set(this.#outcome.diagnostics.map((one) => JSON.stringify(one)))
    const fresh = diagnostics.filter((one) => !known.has(JSON.stringify(one)))
    this.#outcome = { ...this.#outcome, ...found, diagnostics: [...this.#outcome.diagnostics, ...fresh] }
    return this
  }

  end(kind: RegenOutcome['kind']): RegenOutcome {
    return { ...this.#outcome, kind }
  }
}
