// A prompt in, the generation that answers it out, checked: from the archive where an answer there passes, else from a
// model.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import { readGeneration } from '../generation/read.ts'
import { failureDiagnostic, waysForward } from '../model/failure.ts'
import { generationRecord } from '../plan/records.ts'
import type { GenerationBody } from '../archive/record.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import type { Model } from '../ports.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Failure } from '../model/model.ts'
import type { Spec, SpecId } from '../spec/spec.ts'
import { passed } from '../verify/run.ts'
import type { Verdict } from '../verify/verify.ts'
import { secretsInAnswer } from './answer-secrets.ts'
import { ask, type Asking } from './ask.ts'
import type { Checked } from './check-generation.ts'
import type { Work } from './decide-work.ts'
import { formatGeneration, inForm } from './format.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import { secretsInPrompt } from './prompt-secrets.ts'
import type { Opened } from './open-project.ts'
import { stampFor } from './plan-parts.ts'
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
  if (recorded.value !== null) return ok(recorded.value, recorded.diagnostics)
  if (options.offline) return fail(noRecordedAnswer(look))

  const spec = await opened.spec(look.head.id)
  if (!spec.ok) return spec
  const secrets = await secretsInPrompt(look, work, prompt, reader, ports.allowedSecrets, ports.knownSecrets)
  if (!secrets.ok) return secrets
  const model = await ports.model(look.head.id, look.head.model)
  if (!model.ok) return model
  const answered = await askModel(look, spec.value, prompt, model.value, ports, reader)
  const told = [...recorded.diagnostics, ...answered.diagnostics]
  if (!answered.ok) return fail(...told)
  const answeredBy = (generation: Generation): Answered =>
    answeredWith(look, prompt, generation, ports, reader)
  const formatted = await inForm(answered.value, answeredBy, ports.formatter)
  told.push(...formatted.diagnostics)
  const first = { answered: formatted.answered, checked: await check(formatted.answered) }
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

async function recordedAnswer(
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  options: RegenOptions,
  ports: AnswerPorts,
  check: (answered: Answered) => Promise<Checked>,
): Promise<Result<CheckedAnswer | null>> {
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
  let refused: CheckedAnswer | null = null
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
    if (isClean(checked)) return ok({ answered, checked }, told)
    told.push(passedOver(look, replayed.value, checked))
    const last = options.offline || (options.reuseRejected && isRejected(candidate))
    if (last) refused ??= { answered, checked }
  }
  return ok(refused, told)
}

/** May it land? */
export function isClean({ verdicts, secrets, stopped }: Checked): boolean {
  return passed(verdicts) && !secrets && stopped !== true
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
function holdsAcceptedEdit(look: Look): boolean {
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

async function askModel(
  look: Look,
  spec: Spec,
  prompt: Prompt,
  model: Model,
  ports: AnswerPorts,
  reader: InputReader,
): Promise<Result<Answered>> {
  const id = look.head.id
  const asking = await ask(spec, prompt, model, (event) => ports.listen(id, event), ports.signal)
  const read = readGeneration(spec, prompt, asking.conversation)
  const generation: Generation = read.ok ? read.value : emptyGeneration(look, prompt, asking, model)
  const answered = answeredWith(look, prompt, generation, ports, reader)
  const arrived = asking.conversation.turns.some((turn) => turn.answer !== null)
  if (asking.failure !== null || !read.ok) {
    const lost = arrived ? await answered.keep(asking.failure === null ? 'rejected' : 'cut', []) : []
    const why: readonly Diagnostic[] = read.ok ? [] : read.diagnostics
    return fail(...(asking.failure === null ? why : [failureOf(id, asking.failure)]), ...lost)
  }
  return ok(answered, read.diagnostics)
}

const nothingToKeep = (): Promise<void> => Promise.resolve()

/** A generation that a model has just given. */
function answeredWith(
  look: Look,
  prompt: Prompt,
  generation: Generation,
  ports: AnswerPorts,
  reader: InputReader,
): Answered {
  const keep: Answered['keep'] = async (outcome, verdicts) => {
    // What a model said may hold a secret that nobody sent it, also where it was cut short. It is kept on this machine
    // for the case of a false alarm, but never where it repeats a secret of the environment or nobody could look.
    const secrets = await secretsInAnswer(generation, ports)
    const unseen = secrets.some(({ code }) => code === 'secret-scanner')
    if (unseen || (secrets.length > 0 && (await holdsAny(generation, ports.knownSecrets)))) return secrets
    const inputs = inputBytes(look, reader)
    const kept = generationRecord(stampFor(look, ports), {
      generation,
      intent: prompt.intent,
      template: prompt.template,
      verdicts,
      outcome,
      inputs,
    })
    const stored = await ports.store.keepLocal(kept.record, kept.blobs)
    const note = stored.ok ? [keptNote(stored.value, outcome)] : []
    return [...secrets, ...stored.diagnostics, ...note]
  }
  return { generation, replayed: false, recorded: null, keep }
}

async function holdsAny({ files, conversation }: Generation, known: readonly string[]): Promise<boolean> {
  const { spellings } = await import('../secret/scan.ts')
  const texts = [...files.map(({ text }) => text), ...conversation.turns.map(({ answer }) => answer ?? '')]
  const literals = known.flatMap(spellings)
  return texts.some((text) => literals.some((literal) => text.includes(literal)))
}

function keptNote(digest: Digest, outcome: GenerationBody['outcome']): Diagnostic {
  const use =
    outcome === 'pending'
      ? 'the next spec regen uses it'
      : outcome === 'rejected'
        ? '--reuse-rejected checks it again'
        : 'what had arrived is in it'
  return diagnostic('answer-kept', `the answer is kept: spec show ${hexOf(digest).slice(0, 8)}; ${use}`)
}

/** A missing key is told with all the ways to an answer; every other failure has its own hint. */
function failureOf(id: SpecId, failure: Failure): Diagnostic {
  return failureDiagnostic(failure.kind === 'no-key' ? { ...failure, hint: waysForward(id) } : failure)
}

function emptyGeneration(look: Look, prompt: Prompt, asking: Asking, model: Model): Generation {
  return {
    spec: look.head.id,
    question: prompt.question,
    files: [],
    decisions: [],
    trace: [],
    identity: model.identity,
    conversation: asking.conversation,
  }
}

/** Bytes of the spec and of all that its question was taken from. */
export function inputBytes(look: Look, reader: InputReader): ReadonlyMap<string, Uint8Array> {
  const inputs = new Map<string, Uint8Array>()
  for (const path of [look.head.path, ...Object.keys(look.now.inputs)]) {
    const bytes = reader.bytes(path)
    if (bytes !== null) inputs.set(path, bytes)
  }
  return inputs
}

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
