// Specs in; what the archive could do for them done at once, and for the rest what is to be asked in a batch, out.
import type { Ask, BatchModel } from '../batch/batch.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { digestValue, type Digest } from '../digest/digest.ts'
import { failure, failureDiagnostic } from '../model/failure.ts'
import { noUsage, type ModelRequest } from '../model/model.ts'
import type { Model } from '../ports.ts'
import { usedFeatures } from '../spec/project.ts'
import type { SpecId } from '../spec/spec.ts'
import { compileFor } from './compile-for.ts'
import { decideWork } from './decide-work.ts'
import { lookAt } from './look.ts'
import type { Opened } from './open-project.ts'
import { regenAll, type RegenRun } from './regen-all.ts'
import type { RegenOutcome } from './regen-options.ts'

/** A question that goes into a batch. */
export interface ToAsk extends Omit<Ask, 'customId'> {
  readonly request: ModelRequest
  readonly setting: BatchModel
}

export interface Prepared {
  /** What came of the specs that are not asked: restored, replayed, in sync, refused. */
  readonly outcomes: readonly RegenOutcome[]
  readonly toAsk: readonly ToAsk[]
  /** They use what is being asked: their questions are known when that is built. */
  readonly waiting: readonly SpecId[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Why a call gave nothing that was never made. */
const held = failure('cancelled', 'it goes into a batch')

/**
 * Runs the ordinary way with models that take down what they are asked and say nothing: what needs no model is done, and
 * what would be sent has been compiled and scanned for secrets.
 */
export async function prepareBatch(opened: Opened, ids: readonly SpecId[], run: RegenRun): Promise<Prepared> {
  const taken = new Map<SpecId, { readonly request: ModelRequest; readonly setting: BatchModel }>()
  const model: RegenRun['ports']['model'] = async (spec, named) => {
    const found = await run.ports.model(spec, named)
    if (!found.ok) return found
    const { batch, identity } = found.value
    if (batch === undefined) {
      return { ok: false, diagnostics: [...found.diagnostics, notForBatches(spec, identity.name, opened)] }
    }
    const take: Model['ask'] = (request) => {
      taken.set(spec, { request, setting: batch })
      return Promise.resolve({
        ok: false,
        failure: held,
        partial: '',
        usage: noUsage,
        identity,
        requestId: null,
      })
    }
    return { ...found, value: { identity, ask: take } }
  }
  const outcomes = await regenAll(opened, ids, { ...run, ports: { ...run.ports, model } })
  const waiting = new Set<SpecId>()
  for (const id of opened.project.order) {
    const failed = outcomes.find(({ spec }) => spec === id)?.kind === 'failed'
    const upstream = upstreamOf(opened, id)
    if (failed && upstream.some((one) => taken.has(one) || waiting.has(one))) waiting.add(id)
  }
  const toAsk: ToAsk[] = []
  const diagnostics: Diagnostic[] = []
  for (const [spec, { request, setting }] of taken) {
    const fresh = run.options.fresh && !run.dependents.has(spec)
    const question = await questionOf(opened, spec, run, fresh)
    if (typeof question !== 'string') diagnostics.push(...question)
    else {
      const { model: name } = setting
      toAsk.push({ spec, model: name, question, words: wordsOf(request), fresh, request, setting })
    }
  }
  return {
    outcomes: outcomes.filter(({ spec }) => !taken.has(spec) && !waiting.has(spec)),
    toAsk: toAsk.sort((a, b) => (a.spec < b.spec ? -1 : 1)),
    waiting: [...waiting],
    // Nothing is lost of what was told of a spec on the way, apart from the call that was not made.
    diagnostics: [
      ...outcomes.filter(({ spec }) => taken.has(spec)).flatMap((one) => one.diagnostics.filter(isReal)),
      ...diagnostics,
    ],
  }
}

/** The digest of what was sent: wording, house rules and code shown included, which the question does not hold. */
export function wordsOf({ system, messages }: ModelRequest): Digest {
  return digestValue({
    system: system.map(({ text }) => text),
    messages: messages.map(({ role, text }) => [role, text]),
  })
}

async function questionOf(
  opened: Opened,
  id: SpecId,
  run: RegenRun,
  fresh: boolean,
): Promise<Digest | readonly Diagnostic[]> {
  const reader = run.reader()
  const look = await lookAt(opened, id, reader)
  if (!look.ok) return look.diagnostics
  const work = decideWork(look.value, { ...run.options, fresh }, opened)
  if (!work.ok) return work.diagnostics
  if (work.value.kind !== 'build') return []
  const prompt = await compileFor(opened, look.value, work.value, reader, run.ports.store, fresh)
  return prompt.ok ? prompt.value.question : prompt.diagnostics
}

function upstreamOf(opened: Opened, id: SpecId): readonly SpecId[] {
  const head = opened.project.specs.get(id)
  if (head === undefined) return []
  return [...usedFeatures(opened.project, head).map((one) => one.id), ...(opened.implied.get(id) ?? [])]
}

const heldMessage = failureDiagnostic(held).message

const isReal = ({ code, message }: Diagnostic): boolean => code !== 'model-failed' || message !== heldMessage

function notForBatches(spec: SpecId, name: string, opened: Opened): Diagnostic {
  const path = opened.project.specs.get(spec)?.path
  return diagnostic(
    'batch-model',
    `${spec} is built by ${name}, and only models of the API answer in batches`,
    {
      ...(path === undefined ? {} : { place: { path } }),
      hint: 'name a model of the API with --model, or run spec regen without --batch',
    },
  )
}
