// A prompt in, the generation that answers it out: from the archive where it was answered before, else from a model.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import { readGeneration } from '../generation/read.ts'
import { failureDiagnostic, waysForward } from '../model/failure.ts'
import { generationRecord, type RecordStamp } from '../plan/records.ts'
import type { GenerationBody } from '../archive/record.ts'
import type { Digest } from '../digest/digest.ts'
import type { Model } from '../ports.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Failure } from '../model/model.ts'
import type { Spec, SpecId } from '../spec/spec.ts'
import type { Verdict } from '../verify/verify.ts'
import { secretsInAnswer } from './answer-secrets.ts'
import { ask, type Asking } from './ask.ts'
import type { Work } from './decide-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import { secretsInPrompt } from './prompt-secrets.ts'
import type { Opened } from './open-project.ts'
import type { RegenOptions, RegenPorts } from './regen-options.ts'
import { findRecorded, type Replayed } from './replay.ts'

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

/** Replays or asks. Warns and fails as diagnostics; an answer that cannot be read is kept locally. */
export async function newGeneration(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  options: RegenOptions,
  ports: RegenPorts,
  reader: InputReader,
): Promise<Result<Answered>> {
  if (!options.fresh && !options.given) {
    const recorded = await recordedAnswer(look, work, prompt, options, ports)
    if (!recorded.ok) return recorded
    if (recorded.value !== null) return ok(recorded.value, recorded.diagnostics)
  }
  if (options.offline) return fail(noRecordedAnswer(look))

  const spec = await opened.spec(look.head.id)
  if (!spec.ok) return spec
  const secrets = await secretsInPrompt(look, work, prompt, reader, ports.allowedSecrets, ports.knownSecrets)
  if (!secrets.ok) return secrets
  const model = await ports.model(look.head.id, look.head.model)
  if (!model.ok) return model
  return askModel(look, spec.value, prompt, model.value, ports, reader)
}

async function recordedAnswer(
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  options: RegenOptions,
  ports: RegenPorts,
): Promise<Result<Answered | null>> {
  const found = await findRecorded(ports.store, {
    question: prompt.question,
    intent: prompt.intent,
    asked: work.asked,
    reuseRejected: options.reuseRejected,
    otherStart: !holdsAcceptedEdit(look),
  })
  if (!found.ok) return found
  return ok(found.value === null ? null : answeredFrom(found.value))
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
    recorded: found.landed ? found.digest : null,
    keep: () => Promise.resolve([]),
  }
}

async function askModel(
  look: Look,
  spec: Spec,
  prompt: Prompt,
  model: Model,
  ports: RegenPorts,
  reader: InputReader,
): Promise<Result<Answered>> {
  const id = look.head.id
  const asking = await ask(spec, prompt, model, (event) => ports.listen(id, event), ports.signal)
  const read = readGeneration(spec, prompt, asking.conversation)
  const generation: Generation = read.ok ? read.value : emptyGeneration(look, prompt, asking, model)
  const keep: Answered['keep'] = async (outcome, verdicts) => {
    // What a model said may hold a secret that nobody sent it, also where it was cut short.
    const secrets = await secretsInAnswer(generation, ports)
    if (secrets.length > 0) return secrets
    const stamp: RecordStamp = { spec: id, at: ports.clock.now(), previous: null, tool: ports.tool }
    const inputs = inputBytes(look, reader)
    const kept = generationRecord(stamp, {
      generation,
      intent: prompt.intent,
      template: prompt.template,
      verdicts,
      outcome,
      inputs,
    })
    return (await ports.store.keepLocal(kept.record, kept.blobs)).diagnostics
  }
  const arrived = asking.conversation.turns.some((turn) => turn.answer !== null)
  if (asking.failure !== null || !read.ok) {
    const lost = arrived ? await keep(asking.failure === null ? 'rejected' : 'cut', []) : []
    const why: readonly Diagnostic[] = read.ok ? [] : read.diagnostics
    return fail(...(asking.failure === null ? why : [failureOf(id, asking.failure)]), ...lost)
  }
  return ok({ generation, replayed: false, recorded: null, keep }, read.diagnostics)
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
