// An answer that does not land in, a record of it on this machine out: it is paid for (rule 19).
import type { AmendmentBody } from '../archive/record.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { hexOf } from '../digest/digest.ts'
import type { Generation } from '../generation/generation.ts'
import { amendmentRecord } from '../plan/amendment-record.ts'
import { secretsInFiles } from './answer-secrets.ts'
import type { AskedAmendment } from './amend-prompt.ts'
import type { AmendPorts, AmendWork } from './amend-work.ts'
import { stampFor } from './plan-parts.ts'

export interface KeptAnswer extends Pick<Generation, 'conversation' | 'identity' | 'trace'> {
  readonly why: readonly string[]
}

const uses: Readonly<Record<Exclude<AmendmentBody['outcome'], 'landed'>, string>> = {
  pending: 'the next spec amend uses it',
  rejected: 'it is not used again',
  cut: 'what had arrived is in it',
}

/**
 * Keeps it. Not where it repeats a secret of the environment, or nobody could look; another secret may be a false alarm and
 * stays on this machine. What it gives is what was found, why it could not be kept, and how to see it.
 */
export async function keepAmendment(
  { look }: AmendWork,
  { file, prompt }: AskedAmendment,
  kept: KeptAnswer,
  outcome: Exclude<AmendmentBody['outcome'], 'landed'>,
  ports: AmendPorts,
): Promise<readonly Diagnostic[]> {
  const encoder = new TextEncoder()
  const texts = kept.conversation.turns.map(({ answer }) => answer ?? '')
  const named = new Map(texts.map((text, at) => [`answer ${at + 1}`, encoder.encode(text)] as const))
  const secrets = await secretsInFiles(named, ports)
  const isUnseen = secrets.some(({ code }) => code === 'secret-scanner')
  if (isUnseen || (secrets.length > 0 && (await holdsKnown(texts, ports.knownSecrets)))) return secrets
  const { record, blobs } = amendmentRecord(stampFor(look, ports), {
    ...kept,
    question: prompt.question,
    because: '',
    path: file.path,
    files: new Map(),
    inputs: new Map([[file.path, file.bytes]]),
    template: prompt.template,
    outcome,
  })
  const stored = await ports.store.keepLocal(record, blobs)
  if (!stored.ok) return [...secrets, ...stored.diagnostics]
  const shown = hexOf(stored.value).slice(0, 8)
  return [
    ...secrets,
    ...stored.diagnostics,
    diagnostic('answer-kept', `the answer is kept: spec show ${shown}; ${uses[outcome]}`),
  ]
}

async function holdsKnown(texts: readonly string[], known: readonly string[]): Promise<boolean> {
  const { spellings } = await import('../secret/scan.ts')
  const literals = known.flatMap(spellings)
  return texts.some((text) => literals.some((literal) => text.includes(literal)))
}
