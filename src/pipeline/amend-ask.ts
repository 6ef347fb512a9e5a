// A prompt in, a proposal that can be taken out: an answer that was given before, or a model's, asked once more where the
// first one does not fit.
import { fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { failureDiagnostic, waysForward } from '../model/failure.ts'
import type { Conversation, Turn } from '../model/conversation.ts'
import type { Message, ModelIdentity } from '../model/model.ts'
import type { Model } from '../ports.ts'
import type { AskedAmendment } from './amend-prompt.ts'
import { readProposal, type ReadProposal } from './amend-read.ts'
import { answersBefore } from './amend-replay.ts'
import type { AmendPorts, AmendWork } from './amend-work.ts'
import { oneAnswer, turnOf } from './ask.ts'
import { keepAmendment } from './amend-keep.ts'
import type { Opened } from './open-project.ts'

export interface AskOptions {
  /** Ask anew, whatever was answered before. */
  readonly fresh: boolean
  /** The answer was made elsewhere (`--response`). */
  readonly given: boolean
}

export interface Proposed {
  readonly read: ReadProposal
  readonly conversation: Conversation
  readonly identity: ModelIdentity
  /** Nothing was asked: the answer is an earlier one. */
  readonly replayed: boolean
}

/** How often an answer that cannot be taken goes back. */
const mostAskedAgain = 1

/**
 * Fails with what is wrong with the last answer, or with why none came. What arrived is paid for and kept on this machine
 * (rule 19).
 */
export async function askToAmend(
  opened: Opened,
  work: AmendWork,
  asked: AskedAmendment,
  options: AskOptions,
  ports: AmendPorts,
): Promise<Result<Proposed>> {
  const { head } = work.look
  const before =
    options.fresh || options.given ? ok([]) : await answersBefore(ports.store, asked.prompt.question)
  if (!before.ok) return before
  for (const conversation of before.value) {
    const turn = conversation.turns.at(-1)
    const read = await readProposal(opened, work, asked, turn?.answer ?? '', 'the recorded answer')
    if (read.ok && turn !== undefined)
      return ok({ read: read.value, conversation, identity: turn.identity, replayed: true }, read.diagnostics)
  }
  const model = await ports.model(head.id, head.model)
  if (!model.ok) return model
  return talk(opened, work, asked, model.value, ports)
}

async function talk(
  opened: Opened,
  work: AmendWork,
  asked: AskedAmendment,
  model: Model,
  ports: AmendPorts,
): Promise<Result<Proposed>> {
  const { prompt } = asked
  const { id } = work.look.head
  const turns: Turn[] = []
  let messages: readonly Message[] = prompt.messages
  for (let round = 0; ; round++) {
    const answer = await model.ask(
      { system: prompt.system, messages },
      (event) => ports.listen(id, event),
      ports.signal,
    )
    turns.push(turnOf(answer))
    const conversation: Conversation = { question: prompt.question, system: prompt.system, messages, turns }
    const keep = (outcome: 'rejected' | 'cut'): Promise<readonly Diagnostic[]> =>
      keepAmendment(
        work,
        asked,
        { conversation, identity: answer.identity, why: [], trace: [] },
        outcome,
        ports,
      )
    if (!answer.ok) {
      const { failure } = answer
      const arrived = turns.some((turn) => turn.answer !== null)
      const hinted = failure.kind === 'no-key' ? { ...failure, hint: waysForward(id, 'amend') } : failure
      return fail(failureDiagnostic(hinted), ...(arrived ? await keep('cut') : []))
    }
    const source = answer.identity.kind === 'response' ? answer.identity.name : `answer ${round + 1}`
    const read = await readProposal(opened, work, asked, answer.text, source)
    if (read.ok)
      return ok(
        { read: read.value, conversation, identity: answer.identity, replayed: false },
        read.diagnostics,
      )
    if (round === mostAskedAgain || oneAnswer.has(model.identity.kind) || isOfAnother(read.diagnostics))
      return fail(...read.diagnostics, ...(await keep('rejected')))
    const { askToAmendAgain } = await import('../amend/again.ts')
    messages = askToAmendAgain(prompt, messages, answer.text, read.diagnostics)
  }
}

/** An answer to another version of the question will not become one to this. */
function isOfAnother(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ code }) => code === 'answer-stale')
}
