// Answers of a batch in; each checked and landed the ordinary way, or why not, out.
import type { Arrival, Ask, Settled, Standing, Submission } from '../batch/batch.ts'
import { asksToCollect } from '../batch/standing.ts'
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { failure } from '../model/failure.ts'
import type { ModelAnswer } from '../model/model.ts'
import type { Model, Store } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { wordsOf } from './batch-prepare.ts'
import { compileFor } from './compile-for.ts'
import { decideWork } from './decide-work.ts'
import { lookAt } from './look.ts'
import type { Opened } from './open-project.ts'
import { regenAll, type RegenRun } from './regen-all.ts'
import type { RegenOutcome } from './regen-options.ts'

type Answered = Arrival & { readonly kind: 'answered' }

export interface Collected {
  readonly outcomes: readonly RegenOutcome[]
  /** By custom id. */
  readonly settled: Readonly<Record<string, Settled>>
  readonly diagnostics: readonly Diagnostic[]
}

/** Specs that `collectAnswers` may write to: held by the caller for as long. */
export function specsToCollect(
  submission: Submission,
  arrivals: readonly Arrival[],
  again: boolean,
): readonly SpecId[] {
  const answered = new Set(arrivals.flatMap(({ kind, customId }) => (kind === 'answered' ? [customId] : [])))
  const asks = asksToCollect(submission, again).filter(({ customId }) => answered.has(customId))
  return [...new Set(asks.map(({ spec }) => spec))]
}

/**
 * Lands. An answer whose question is no longer the spec's stays where it is and is told; one that has landed before, be
 * it that the process died before that was written down, is left alone.
 *
 * @param settle is told of each as soon as it is done.
 */
export async function collectAnswers(
  opened: Opened,
  submission: Submission,
  arrivals: readonly Arrival[],
  run: RegenRun & { readonly again: boolean },
  settle: (customId: string, settled: Settled) => void,
): Promise<Result<Collected>> {
  const landed = await landedMessages(run.ports.store)
  if (!landed.ok) return landed
  const settled: Record<string, Settled> = {}
  const diagnostics: Diagnostic[] = []
  const mark = (ask: Ask, standing: Standing, note: string | null = null): void => {
    settled[ask.customId] = { standing, note }
    settle(ask.customId, { standing, note })
  }
  const byId = new Map(arrivals.map((arrival) => [arrival.customId, arrival]))
  const toLand = new Map<SpecId, { readonly ask: Ask; readonly arrival: Answered }>()
  for (const ask of asksToCollect(submission, run.again)) {
    const arrival = byId.get(ask.customId)
    if (arrival?.kind !== 'answered') continue
    if (arrival.requestId !== null && landed.value.has(arrival.requestId)) mark(ask, 'landed')
    else {
      const fit = await fits(opened, ask, run)
      if (fit === 'fits') toLand.set(ask.spec, { ask, arrival })
      else if (fit === 'in sync') mark(ask, 'unneeded', 'the spec was in sync already')
      else {
        if (submission.settled[ask.customId]?.standing !== 'older') diagnostics.push(older(ask, fit))
        mark(ask, 'older', fit)
      }
    }
  }
  const [read, reworded] = [new Set<SpecId>(), new Set<SpecId>()]
  const model: RegenRun['ports']['model'] = async (spec, named) => {
    const one = toLand.get(spec)
    if (one === undefined) return run.ports.model(spec, named)
    const next = run.options.repairs === 0 ? ok(null) : await run.ports.model(spec, named)
    const onRead = (sameWords: boolean): void => {
      read.add(spec)
      if (!sameWords) reworded.add(spec)
    }
    return next.ok ? ok(batchedModel(one, next.value, onRead)) : next
  }
  const outcomes: RegenOutcome[] = []
  for (const fresh of [false, true]) {
    const ids = [...toLand.values()].filter(({ ask }) => ask.fresh === fresh).map(({ ask }) => ask.spec)
    if (ids.length === 0) continue
    const ended = await regenAll(opened, ids, {
      ...run,
      dependents: new Set(),
      options: { ...run.options, fresh, given: true },
      ports: { ...run.ports, model },
      end: (outcome) => {
        const one = toLand.get(outcome.spec)
        // What was not looked at (a hand edit is in the way, the person stopped it) the next collecting takes up.
        if (one !== undefined && outcome.applied) mark(one.ask, 'landed')
        else if (one !== undefined && read.has(outcome.spec) && !run.ports.signal.aborted)
          mark(one.ask, 'kept', outcome.kind)
        run.end(outcome)
      },
    })
    outcomes.push(...ended)
  }
  return ok({ outcomes, settled, diagnostics: [...diagnostics, ...[...reworded].map(otherWords)] })
}

/** Message ids of the answers that stand in the archive. */
async function landedMessages(store: Store): Promise<Result<ReadonlySet<string>>> {
  const records = await store.records('generation')
  if (!records.ok) return records
  const ids = records.value.flatMap((record) =>
    record.kind === 'generation'
      ? record.body.conversation.turns.flatMap(({ requestId }) => requestId ?? [])
      : [],
  )
  return ok(new Set(ids), records.diagnostics)
}

/** Is it still the spec's question, and is there still something to build? Else why not. */
async function fits(opened: Opened, ask: Ask, run: RegenRun): Promise<'fits' | 'in sync' | string> {
  const reader = run.reader()
  const look = await lookAt(opened, ask.spec, reader)
  if (!look.ok) return look.diagnostics[0]?.message ?? 'the spec cannot be read'
  const work = decideWork(look.value, { ...run.options, fresh: ask.fresh, given: false }, opened)
  if (!work.ok) return work.diagnostics[0]?.message ?? 'the spec cannot be built'
  if (work.value.kind !== 'build') return 'in sync'
  const prompt = await compileFor(opened, look.value, work.value, reader, run.ports.store, ask.fresh)
  if (!prompt.ok) return prompt.diagnostics[0]?.message ?? 'the spec cannot be read'
  return prompt.value.question === ask.question ? 'fits' : 'the spec, or what it uses, changed since'
}

/**
 * The answer that came, as a model: what is asked beyond it goes to an ordinary model, at its full price, where the person
 * allowed that.
 */
function batchedModel(
  { ask, arrival }: { readonly ask: Ask; readonly arrival: Answered },
  next: Model | null,
  onRead: (sameWords: boolean) => void,
): Model {
  const identity = { kind: 'batch', name: ask.model }
  let used = false
  return {
    identity,
    async ask(request, listen, signal) {
      const { text, stop, usage, requestId } = arrival
      if (!used) {
        used = true
        onRead(wordsOf(request) === ask.words)
        listen({ type: 'text', text })
        return { ok: true, text, stop, usage, identity, requestId }
      }
      if (next !== null) return next.ask(request, listen, signal)
      const hint = `spec batch collect --again --repairs 1 asks for the rest by an ordinary call, at its full price`
      const why = failure('not-found', 'the answer of the batch is not whole, and more was asked', hint)
      const none: ModelAnswer = {
        ok: false,
        failure: why,
        partial: '',
        usage: { input: null, output: null, cacheRead: null, cacheWrite: null },
        identity,
        requestId: null,
      }
      return none
    },
  }
}

function older({ spec, customId }: Ask, why: string): Diagnostic {
  return diagnostic('batch-older', `${spec}: the answer of the batch did not land: ${why}`, {
    hint: `it is kept (${customId}) and lands by spec batch collect if the spec asks that again; spec regen ${spec} asks for what it says now`,
  })
}

function otherWords(spec: SpecId): Diagnostic {
  return diagnostic(
    'batch-wording',
    `${spec} was asked in other words than it would be now (the tool's version or house rules changed); its record shows the new ones`,
  )
}
