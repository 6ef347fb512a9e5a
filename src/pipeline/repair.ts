// An answer that did not pass → the same conversation, told what was found, until an answer passes or the rounds are over.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { repaired, readRepair, type ReadRepair } from '../generation/repaired.ts'
import type { Generation } from '../generation/generation.ts'
import { cachedToHere } from '../model/cached.ts'
import type { Conversation, Turn } from '../model/conversation.ts'
import { failureDiagnostic } from '../model/failure.ts'
import type { Message } from '../model/model.ts'
import type { Model } from '../ports.ts'
import { askAgain, mostAskedAgain } from '../prompt/continue.ts'
import type { Prompt } from '../prompt/prompt.ts'
import { askToRepair, type ToldFinding } from '../prompt/repair.ts'
import type { Spec, TargetPath } from '../spec/spec.ts'
import { passed } from '../verify/run.ts'
import { isFinal, oneAnswer, turnOf } from './ask.ts'
import type { Checked } from './check-generation.ts'
import type { InputReader } from './input-reader.ts'
import type { Answered, CheckedAnswer } from './new-generation.ts'
import type { AnswerPorts } from './regen-options.ts'

export interface Repairing {
  readonly spec: Spec
  readonly prompt: Prompt
  readonly model: Model
  readonly rounds: number
  readonly ports: AnswerPorts
  readonly reader: InputReader
  readonly answeredBy: (generation: Generation) => Answered
  /** The same answer, its code in the project's form. */
  readonly inForm: (answered: Answered) => Promise<Answered>
  readonly check: (answered: Answered) => Promise<Checked>
}

/**
 * The first answer that passes; else the one with the fewest findings. Its conversation holds every round, whatever came
 * of it. The diagnostics say why it went on no longer.
 */
export async function repairAnswer(
  first: CheckedAnswer,
  repairing: Repairing,
): Promise<{ readonly answer: CheckedAnswer; readonly diagnostics: readonly Diagnostic[] }> {
  const { rounds, model, ports, spec } = repairing
  const diagnostics: Diagnostic[] = []
  let [current, best] = [first, first]
  for (let round = 1; round <= rounds && needsRepair(current.checked); round++) {
    if (oneAnswer.has(model.identity.kind) || ports.signal.aborted) break
    const count = findingsOf(current, repairing.reader).length
    const what = `${count} finding${count === 1 ? '' : 's'} go back to the model, round ${round} of ${rounds}`
    ports.listen(spec.head.id, { type: 'note', text: `${spec.head.id}: ${what}` })
    const next = await oneRound(current, repairing)
    diagnostics.push(...next.diagnostics)
    if (next.generation === null) {
      best = { ...withConversation(best, next.conversation, repairing), isCutOff: next.isCutOff }
      break
    }
    const answered = await repairing.inForm(repairing.answeredBy(next.generation))
    current = { answered, checked: await repairing.check(answered) }
    best =
      weightOf(current.checked) <= weightOf(best.checked)
        ? current
        : withConversation(best, next.conversation, repairing)
  }
  return { answer: best, diagnostics }
}

/** A secret in an answer is not sent around again; what nobody could finish checking has no findings. */
function needsRepair({ verdicts, secrets, stopped }: Checked): boolean {
  return !passed(verdicts) && !secrets && stopped !== true
}

interface Round {
  /** Null where nothing came that could be checked. */
  readonly generation: Generation | null
  /** The model could not be asked to the end: another run may. */
  readonly isCutOff: boolean
  readonly conversation: Conversation
  readonly diagnostics: readonly Diagnostic[]
}

async function oneRound(current: CheckedAnswer, repairing: Repairing): Promise<Round> {
  const { spec, prompt, model, ports } = repairing
  const { generation } = current.answered
  const before = generation.conversation
  const findings = findingsOf(current, repairing.reader)
  let messages = askToRepair(
    prompt,
    before.messages,
    before.turns.at(-1)?.answer ?? '',
    findings,
    faultyFiles(current),
    generation.files,
  )
  const stopped = (
    why: string,
    conversation: Conversation,
    more: readonly Diagnostic[] = [],
    isCutOff = false,
  ): Round => ({
    generation: null,
    isCutOff,
    conversation,
    diagnostics: [
      ...more,
      diagnostic('repair-stopped', `${spec.head.id} was not mended: ${why}`, {
        place: { path: spec.head.path },
      }),
    ],
  })
  const secrets = await secretsIn(messages, ports)
  if (secrets.length > 0) return stopped('what the checks printed holds a secret', before, secrets)

  const turns: Turn[] = []
  let conversation: Conversation = before
  let read: ReadRepair = { files: [], decisions: [], trace: [], cut: [], faults: new Map() }
  for (let again = 0; ; again++) {
    const answer = await model.ask(
      {
        system: prompt.system,
        messages: cachedToHere(messages),
        expectedTokens: prompt.expectedTokens,
      },
      (event) => ports.listen(spec.head.id, event),
      ports.signal,
    )
    turns.push(turnOf(answer))
    conversation = { ...before, messages, turns: [...before.turns, ...turns] }
    if (!answer.ok) {
      const { failure } = answer
      return stopped(
        'the model gave no answer',
        conversation,
        [failureDiagnostic(failure)],
        !isFinal(failure),
      )
    }
    read = readRepair(spec, prompt, turns, generation.files)
    // Who is killed while it is checked need not pay for it again.
    await repairing.answeredBy(repaired(generation, read, conversation)).keep('pending', [])
    if (read.cut.length === 0 || again === mostAskedAgain) break
    messages = askAgain(prompt, messages, answer.text, read.cut, read.faults)
  }
  const next = repaired(generation, read, conversation)
  if (read.cut.length > 0) return stopped(`${read.cut.join(', ')} never came whole`, conversation)
  return saysTheSame(next, generation)
    ? stopped('the answer to what was found changes nothing', conversation)
    : { generation: next, isCutOff: false, conversation, diagnostics: [] }
}

function saysTheSame(one: Generation, other: Generation): boolean {
  const said = ({ files, trace, decisions }: Generation): string =>
    JSON.stringify([files.map(({ path, text }) => [path, text]), trace, decisions])
  return said(one) === said(other)
}

function withConversation(
  answer: CheckedAnswer,
  conversation: Conversation,
  { answeredBy }: Repairing,
): CheckedAnswer {
  return { ...answer, answered: answeredBy({ ...answer.answered.generation, conversation }) }
}

/** Checks stand in order of what they need: the later the first that fails, the further the code has come. */
function weightOf({ verdicts, diagnostics }: Checked): number {
  const failed = verdicts.findIndex(({ verdict }) => verdict === 'failed')
  const far = failed < 0 ? verdicts.length : failed
  return diagnostics.filter(({ severity }) => severity === 'finding').length - far * 1000
}

/** Lines before and after a place that are shown: of a file that no prompt held, or that was formatted since. */
const around = 3

function findingsOf({ answered, checked }: CheckedAnswer, reader: InputReader): readonly ToldFinding[] {
  const own = new Map<string, string>(answered.generation.files.map(({ path, text }) => [path, text]))
  return checked.verdicts.flatMap(({ check, diagnostics }) =>
    diagnostics
      .filter(({ severity }) => severity === 'finding')
      .map(({ message, place }) => {
        const { path, line, column } = place ?? {}
        const at =
          path === undefined ? null : [path, line, column].filter((part) => part !== undefined).join(':')
        const text = path === undefined ? null : (own.get(path) ?? reader.text(path))
        return { check, at, message, excerpt: line === undefined ? null : excerptOf(text, line) }
      }),
  )
}

function excerptOf(text: string | null, line: number): string | null {
  if (text === null) return null
  const lines = text.split('\n').slice(Math.max(0, line - 1 - around), line + around)
  return lines.join('\n').slice(0, 2000)
}

/** Those of the answer's files that findings stand in. */
function faultyFiles({ answered, checked }: CheckedAnswer): readonly TargetPath[] {
  const places = checked.verdicts.flatMap(({ diagnostics }) =>
    diagnostics.filter(({ severity }) => severity === 'finding').flatMap(({ place }) => place?.path ?? []),
  )
  return answered.generation.files.map(({ path }) => path).filter((path) => places.includes(path))
}

/** In the last message, which quotes what programs printed and files that no prompt held. */
async function secretsIn(
  messages: readonly Message[],
  { allowedSecrets, knownSecrets }: AnswerPorts,
): Promise<readonly Diagnostic[]> {
  const { scanSecrets } = await import('../secret/scan.ts')
  const { secretDiagnostics } = await import('../secret/diagnose.ts')
  const hits = await scanSecrets(
    [{ path: 'the findings', text: messages.at(-1)?.text ?? '' }],
    allowedSecrets,
    knownSecrets,
  )
  return hits.ok ? secretDiagnostics(hits.value, 'secret-found') : hits.diagnostics
}
