// A prompt and a model in, what it answers out: each answer kept as soon as it has arrived, so that who is killed while it is
// checked, or while the rest is asked for, need not pay for it again.
import { fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import { readGeneration, readTurns } from '../generation/read.ts'
import type { Conversation } from '../model/conversation.ts'
import { failureDiagnostic, waysForward } from '../model/failure.ts'
import type { Failure } from '../model/model.ts'
import type { Model } from '../ports.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Spec, SpecId } from '../spec/spec.ts'
import { ask, isFinal, oneAnswer } from './ask.ts'
import type { Answered } from './new-generation.ts'
import type { AnswerPorts, RegenOptions } from './regen-options.ts'
import { findBegun } from './replay.ts'

/**
 * Asks, or goes on with the conversation that an earlier run began. An answer that cannot be read, or did not arrive whole,
 * is kept and told.
 */
export async function askModel(
  spec: Spec,
  prompt: Prompt,
  model: Model,
  options: RegenOptions,
  ports: AnswerPorts,
  answeredBy: (generation: Generation) => Answered,
): Promise<Result<Answered>> {
  const { id } = spec.head
  const asksAnew = options.given || (options.fresh && options.dryRun)
  const begun = asksAnew ? ok(null) : await findBegun(ports.store, prompt.question, prompt.asked)
  if (!begun.ok) return begun
  if (begun.value !== null) goesOn(id, ports)
  const asking = await ask(spec, prompt, model, (event) => ports.listen(id, event), ports.signal, {
    begun: begun.value ?? undefined,
    arrived: async (conversation) => {
      if (oneAnswer.has(model.identity.kind)) return
      await answeredBy(generationSoFar(spec, prompt, conversation, model)).keep('pending', [])
    },
    goesOn: options.repairs > 0,
  })
  const { conversation, failure } = asking
  const read = readGeneration(spec, prompt, conversation)
  const answered = answeredBy(read.ok ? read.value : generationSoFar(spec, prompt, conversation, model))
  const arrived = conversation.turns.some((turn) => turn.answer !== null)
  if (failure !== null || !read.ok) {
    const outcome =
      failure === null || (conversation.turns.length > 1 && isFinal(failure)) ? 'rejected' : 'cut'
    const lost = arrived ? await answered.keep(outcome, []) : []
    const why: readonly Diagnostic[] = read.ok ? [] : read.diagnostics
    return fail(...(failure === null ? why : [failureOf(id, failure)]), ...lost)
  }
  return ok(answered, [...begun.diagnostics, ...read.diagnostics])
}

/** Told once a spec: nothing new is paid for until it comes to the end of that answer. */
export function goesOn(id: SpecId, ports: AnswerPorts): void {
  ports.listen(id, {
    type: 'note',
    text: `${id}: goes on with the answer that an earlier run was given`,
  })
}

/** Of a conversation that may lack files. */
function generationSoFar(
  spec: Spec,
  prompt: Prompt,
  conversation: Conversation,
  { identity }: Model,
): Generation {
  const { files, decisions, trace } = readTurns(spec, prompt, conversation.turns).read
  return {
    spec: spec.head.id,
    question: prompt.question,
    files,
    decisions,
    trace,
    identity,
    conversation,
  }
}

/** A missing key is told with all the ways to an answer; every other failure has its own hint. */
function failureOf(id: SpecId, failure: Failure): Diagnostic {
  return failureDiagnostic(failure.kind === 'no-key' ? { ...failure, hint: waysForward(id) } : failure)
}
