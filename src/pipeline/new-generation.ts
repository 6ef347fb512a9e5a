// A prompt in, the generation that answers it out, checked: from the archive where an answer there passes, else from a
// model.
import type { GenerationBody } from '../archive/record.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import type { Generation } from '../generation/generation.ts'
import type { Prompt } from '../prompt/prompt.ts'
import { passed } from '../verify/run.ts'
import type { Verdict } from '../verify/verify.ts'
import { askModel, goesOn } from './ask-model.ts'
import type { Checked } from './check-generation.ts'
import type { Work } from './decide-work.ts'
import { formatGeneration, inForm } from './format.ts'
import type { InputReader } from './input-reader.ts'
import { answeredWith } from './keep-answer.ts'
import type { Look } from './look.ts'
import { secretsInPrompt } from './prompt-secrets.ts'
import type { Opened } from './open-project.ts'
import type { AnswerPorts, RegenOptions } from './regen-options.ts'
import { repairAnswer } from './repair.ts'
import { findRecorded, type Candidate, type Replayed } from './replay.ts'

/** A generation, where it came from, and how to keep it when it does not land. */
export interface Answered {
  readonly generation: Generation
  readonly replayed: boolean
  /** The archive's record of it, where there is one already. */
  readonly recorded: Digest | null
  /** Keeps the answer locally: it is paid for (rule 19). Nothing to do for one that the archive has. What it gives is why it could not. */
  readonly keep: (
    outcome: GenerationBody['outcome'],
    verdicts: readonly Verdict[],
  ) => Promise<readonly Diagnostic[]>
}

/** A generation and what the checks say of it. */
export interface CheckedAnswer {
  readonly answered: Answered
  readonly checked: Checked
  /** It was being mended, and the model could not be asked to the end: the next run goes on with it. */
  readonly isCutOff?: boolean
}

/**
 * Replays the first recorded answer that passes the checks, or asks. Warns and fails as diagnostics; an answer that
 * cannot be read is kept locally. One that does not pass is given where nothing else may answer.
 */
export async function newGeneration(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  options: RegenOptions,
  ports: AnswerPorts,
  reader: InputReader,
  check: (answered: Answered) => Promise<Checked>,
): Promise<Result<CheckedAnswer>> {
  const recorded = await recordedAnswer(look, work, prompt, options, ports, check)
  if (!recorded.ok) return recorded
  if (recorded.value !== null && !recorded.value.isOpen)
    return ok(recorded.value.answer, recorded.diagnostics)
  if (options.offline) return fail(noRecordedAnswer(look))

  const spec = await opened.spec(look.head.id)
  if (!spec.ok) return spec
  const secrets = await secretsInPrompt(look, work, prompt, reader, ports.allowedSecrets, ports.knownSecrets)
  if (!secrets.ok) return secrets
  const model = await ports.model(look.head.id, look.head.model)
  if (!model.ok) return model
  const answeredBy = (generation: Generation): Answered =>
    answeredWith(look, prompt, generation, ports, reader)
  const told = [...recorded.diagnostics]
  let first = recorded.value?.answer
  if (first === undefined) {
    const answered = await askModel(spec.value, prompt, model.value, options, ports, answeredBy)
    told.push(...answered.diagnostics)
    if (!answered.ok) return fail(...told)
    const formatted = await inForm(answered.value, answeredBy, ports.formatter)
    told.push(...formatted.diagnostics)
    first = { answered: formatted.answered, checked: await check(formatted.answered) }
  } else {
    // An earlier run was given it and did not get to the end.
    goesOn(look.head.id, ports)
    first = { ...first, answered: answeredBy(first.answered.generation) }
  }
  const mended = await repairAnswer(first, {
    spec: spec.value,
    prompt,
    model: model.value,
    rounds: options.repairs,
    ports,
    reader,
    answeredBy,
    inForm: async (given) => (await inForm(given, answeredBy, ports.formatter)).answered,
    check,
  })
  return ok(mended.answer, [...told, ...mended.diagnostics])
}

/** What an earlier run was given. */
interface Recorded {
  readonly answer: CheckedAnswer
  /** It does not pass, and nobody has told the model so yet: the run was killed, or the model could not be reached. */
  readonly isOpen: boolean
}

async function recordedAnswer(
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  options: RegenOptions,
  ports: AnswerPorts,
  check: (answered: Answered) => Promise<Checked>,
): Promise<Result<Recorded | null>> {
  // A dry run that asks anew asks each time; what it got serves the next run.
  if (options.given || (options.fresh && options.dryRun)) return ok(null)
  const found = await findRecorded(ports.store, {
    question: prompt.question,
    intent: prompt.intent,
    asked: work.asked,
    reuseRejected: options.reuseRejected,
    allowRemoval: options.allowRemoval,
    pendingOnly: options.fresh,
    otherStart: !options.fresh && !holdsAcceptedEdit(look),
  })
  if (!found.ok) return found
  const told: Diagnostic[] = [...found.diagnostics]
  let refused: Recorded | null = null
  for (const candidate of found.value) {
    const replayed = candidate.open()
    if (!replayed.ok) return replayed
    // What landed was formatted then; now it would only move.
    const isNew = candidate.outcome !== 'landed'
    const { generation } = isNew
      ? await formatGeneration(replayed.value.generation, ports.formatter, nothingToKeep)
      : replayed.value
    const answered = { ...answeredFrom(replayed.value), generation }
    const checked = await check(answered)
    const answer = { answered, checked }
    if (isClean(checked)) return ok({ answer, isOpen: false }, told)
    const isOpen = isUnderWay(replayed.value, prompt, checked) && !options.offline
    if (!isOpen) told.push(passedOver(look, replayed.value, checked))
    const last = options.offline || (options.reuseRejected && isRejected(candidate))
    if (last || isOpen) refused ??= { answer, isOpen }
  }
  return ok(refused, told)
}

/** May it land? */
export function isClean({ verdicts, secrets, stopped }: Checked): boolean {
  return passed(verdicts) && !secrets && stopped !== true
}

/** The conversation is about these very words, and what came of it was never settled: it goes on with what was found. */
function isUnderWay({ outcome, record }: Replayed, { question }: Prompt, { secrets }: Checked): boolean {
  return outcome === 'pending' && record.body.question === question && !secrets
}

/** Whoever has it checked again wants to know what comes of that, and no other answer. */
const isRejected = ({ outcome }: Candidate): boolean => outcome === 'rejected' || outcome === 'cut'

function passedOver(look: Look, { digest }: Replayed, { verdicts, secrets }: Checked): Diagnostic {
  const failed = verdicts.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check)
  const why = [...failed, ...(secrets ? ['secrets'] : [])].join(', ')
  return diagnostic(
    'answer-passed-over',
    `a recorded answer to ${look.head.id} does not pass the checks (${why}): spec show ${hexOf(digest).slice(0, 8)}`,
    { place: { path: look.head.path }, hint: `spec regen ${look.head.id} --fresh asks a model anew` },
  )
}

/** Code that a person changed and accepted: an answer given before that would undo it. */
export function holdsAcceptedEdit(look: Look): boolean {
  return Object.values(look.lock?.targets ?? {}).some(
    (target) => target.generated?.digest !== target.written.digest,
  )
}

function answeredFrom(found: Replayed): Answered {
  return {
    generation: found.generation,
    replayed: true,
    recorded: found.outcome === 'landed' ? found.digest : null,
    keep: () => Promise.resolve([]),
  }
}

const nothingToKeep = (): Promise<void> => Promise.resolve()

function noRecordedAnswer(look: Look): Diagnostic {
  const lost = look.drift.targets.filter(
    ({ path }) => look.disk.get(path) === null && look.lock?.targets[path],
  )
  const moved = look.drift.causes.length > 0
  return diagnostic(
    'model-no-key',
    moved
      ? `the archive holds no answer to ${look.head.id} as it is now, and --offline allows nothing else`
      : `the archive holds no answer to ${look.head.id}, and --offline allows nothing else`,
    {
      place: { path: look.head.path },
      hint:
        lost.length > 0
          ? `bring back what was built from the older words: ${lost.map(({ path }) => `spec restore ${path}`).join('; ')}`
          : 'run without --offline to ask a model',
    },
  )
}
