// An answer that a model has just given → the same with a way to keep it on this machine: it is paid for (rule 19).
import type { GenerationBody } from '../archive/record.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import type { Generation } from '../generation/generation.ts'
import { generationRecord } from '../plan/records.ts'
import type { Prompt } from '../prompt/prompt.ts'
import { secretsInAnswer } from './answer-secrets.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import type { Answered } from './new-generation.ts'
import { stampFor } from './plan-parts.ts'
import type { AnswerPorts } from './regen-options.ts'

/** A generation that a model has just given. */
export function answeredWith(
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
    const note = stored.ok ? [keptNote(stored.value, outcome, generation)] : []
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

function keptNote(
  digest: Digest,
  outcome: GenerationBody['outcome'],
  { conversation }: Generation,
): Diagnostic {
  const anyWhole = conversation.turns.some(({ stop }) => stop !== 'failed')
  const use =
    outcome === 'pending'
      ? 'the next spec regen uses it'
      : outcome === 'rejected'
        ? '--reuse-rejected checks it again'
        : anyWhole
          ? 'the next spec regen goes on from what had arrived whole'
          : 'what had arrived is in it'
  return diagnostic('answer-kept', `the answer is kept: spec show ${hexOf(digest).slice(0, 8)}; ${use}`)
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
