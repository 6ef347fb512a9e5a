// A checked generation → the plan that lands it: files, lock, records.
import { recordDigest } from '../archive/encode.ts'
import type { StoredRecord } from '../archive/record.ts'
import { plainName } from '../code/symbol-name.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { Generation } from '../generation/generation.ts'
import type { Lock } from '../lock/lock.ts'
import { fileOfSymbol } from '../lock/without.ts'
import { writeAction } from '../plan/actions.ts'
import { lockAfter, type TargetBlock } from '../plan/lock-after.ts'
import type { Action, Plan } from '../plan/plan.ts'
import { generationRecord } from '../plan/records.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Verdict } from '../verify/verify.ts'
import type { Work } from './decide-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import { mergedGeneration, type MergedTarget } from './merge-edits.ts'
import { inputBytes } from './keep-answer.ts'
import type { Answered } from './new-generation.ts'
import { namesOf } from './code-facts.ts'
import { leavingActions, overwritten, planOf, stampFor } from './plan-parts.ts'
import type { RegenPorts } from './regen-options.ts'
import { blockOf, targetBlock } from './target-block.ts'

const encoder = new TextEncoder()

/**
 * Plans. Targets that come back as they are keep their block in the lock, letter for letter. Where a target was merged with a
 * hand edit, the merge is written and the lock keeps what the model gave beside it (rule 15); where both clash, text with
 * marks is written, and to the lock that is an edit of what the model gave.
 */
export async function planGeneration(
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  answered: Answered,
  verdicts: readonly Verdict[],
  ports: RegenPorts,
  reader: InputReader,
  merged: readonly MergedTarget[] = [],
): Promise<Result<Plan>> {
  const { generation } = answered
  const settled = mergedGeneration(
    generation,
    merged.filter(({ clashes }) => clashes.length === 0),
  )
  const made = generationRecord(stampFor(look, ports), {
    generation,
    intent: prompt.intent,
    template: prompt.template,
    verdicts,
    outcome: 'landed',
    inputs: inputBytes(look, reader),
  })
  const record = answered.recorded ?? recordDigest(made.record)
  const records: StoredRecord[] = answered.recorded === null ? [made.record] : []

  const actions: Action[] = []
  const built = bytesOf(settled)
  const mergedPaths = new Set<string>(merged.map(({ path }) => path))
  for (const [path, after] of bytesOf(mergedGeneration(generation, merged))) {
    const reason = reasonFor(look, work, path) + (mergedPaths.has(path) ? '; merged with your edit' : '')
    actions.push(writeAction(path, look.disk.get(path) ?? null, after, reason))
  }
  actions.push(...leavingActions(look, work.dropped, work.released))

  const lock = lockAfter({
    head: look.head,
    question: work.question,
    specUses: work.whole ? look.now.specUses : (look.lock?.specUses ?? look.now.specUses),
    inputs: work.whole ? look.now.inputs : (look.lock?.inputs ?? look.now.inputs),
    trace: await traceAfter(look, work, settled),
    before: look.lock,
    targets: await blocksAfter(look, work, bytesOf(generation), built, record),
    whole: work.whole,
  })
  const lost = await overwritten(look, actions, stampFor(look, ports), 'regen', ports, mergedPaths)
  if (!lost.ok) return lost
  return ok(
    planOf(look, actions, lock, {
      records: [...records, ...lost.value.records],
      // The archive has a recorded answer's texts already. Text with marks is no version of anything, and nobody looked for
      // secrets in its hand edit.
      blobs: [...(answered.recorded === null ? made.blobs : []), ...built.values(), ...lost.value.blobs],
      privateBlobs: lost.value.privateBlobs,
    }),
  )
}

const bytesOf = ({ files }: Generation): ReadonlyMap<TargetPath, Uint8Array> =>
  new Map(files.map((file) => [file.path, encoder.encode(file.text)]))

async function blocksAfter(
  look: Look,
  work: Work & { readonly kind: 'build' },
  generated: ReadonlyMap<TargetPath, Uint8Array>,
  built: ReadonlyMap<TargetPath, Uint8Array>,
  record: Digest,
): Promise<ReadonlyMap<string, TargetBlock>> {
  const blocks = new Map<string, TargetBlock>()
  const dropped = new Set<string>([...work.dropped, ...work.released.keys()])
  for (const [path, target] of Object.entries(look.lock?.targets ?? {})) {
    if (!dropped.has(path)) blocks.set(path, blockOf(target))
  }
  for (const [path, bytes] of built) {
    const old = blocks.get(path)
    const names = namesOf(generated.get(path) ?? bytes)
    const asBefore = old?.generated?.digest === names.digest && old.written.digest === namesOf(bytes).digest
    if (!asBefore)
      blocks.set(path, await targetBlock(path, bytes, { generated: names, record, accepted: null }))
  }
  return blocks
}

/** The answer's trace; what it says nothing of keeps its old symbols that are still there, and what the spec dropped goes. */
async function traceAfter(
  look: Look,
  work: Work & { readonly kind: 'build' },
  generation: Generation,
): Promise<Lock['trace']> {
  const said = new Map(
    generation.trace.map(({ requirement, symbols }) => [
      requirement,
      symbols.map(({ path, name }) => (name === '' ? path : `${path}#${name}`)),
    ]),
  )
  const stands = await standingSymbols(look, work, generation)
  const asked = new Set<string>(work.asked)
  const trace: Record<string, readonly string[]> = {}
  for (const id of Object.keys(work.question.requirements).sort()) {
    const old = look.lock?.trace[id]
    const kept = old?.filter(stands)
    // An answer to some targets says nothing of the symbols in the others.
    const elsewhere = (kept ?? []).filter((symbol) => !asked.has(fileOfSymbol(symbol)))
    const now = said.get(id)
    // A requirement that was traced to nothing before keeps its empty line.
    const symbols =
      now === undefined
        ? kept?.length === 0 && old?.length !== 0
          ? undefined
          : kept
        : [...now, ...elsewhere]
    if (symbols !== undefined) trace[id] = [...new Set(symbols)].sort()
  }
  return trace
}

/** Is a symbol of the old trace still in the lock's files, and in the new text of a file that was answered? */
async function standingSymbols(
  look: Look,
  work: Work & { readonly kind: 'build' },
  generation: Generation,
): Promise<(symbol: string) => boolean> {
  const { symbolsOf } = await import('../code/symbols.ts')
  const names = new Map(
    generation.files.map(({ path, text }): [string, ReadonlySet<string>] => [
      path,
      new Set(symbolsOf(path, text).flatMap(({ name, exportedAs }) => [name, ...exportedAs])),
    ]),
  )
  const gone = new Set<string>([...work.dropped, ...work.released.keys()])
  const locked = new Set(Object.keys(look.lock?.targets ?? {}).filter((path) => !gone.has(path)))
  return (symbol) => {
    const path = fileOfSymbol(symbol)
    const name = symbol.slice(path.length + 1)
    const answered = names.get(path)
    if (answered === undefined) return locked.has(path)
    return name === '' || answered.has(name) || answered.has(plainName(name))
  }
}

function reasonFor(look: Look, work: Work & { readonly kind: 'build' }, path: TargetPath): string {
  if (look.lock?.targets[path] === undefined) return `${look.head.path} names it and it was never built`
  if (work.causes.length === 0) return 'asked for anew'
  return work.causes.map(({ kind, name, change }) => `${kind} ${name} ${change}`).join(', ')
}
