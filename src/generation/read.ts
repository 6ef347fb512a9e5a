// The answers of one conversation in, one generation out: files from the answer they were last asked of, decisions
// and trace merged.
import { diagnostic, fail, hasErrors, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { AnswerFile, Decision, ReadAnswer, TraceEntry, TracedSymbol } from '../answer/answer.ts'
import { readAnswer, type Reading } from '../answer/reader.ts'
import type { Conversation, Turn } from '../model/conversation.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Spec, TargetPath } from '../spec/spec.ts'
import type { Generation } from './generation.ts'

export interface ReadTurns {
  readonly read: ReadAnswer
  readonly diagnostics: readonly Diagnostic[]
  /** Why a missing file is missing, by the last answer. */
  readonly faults: ReadonlyMap<TargetPath, Diagnostic>
  /** Worth asking for the missing files again: an answer to another version of the question is not. */
  readonly askAgain: boolean
}

/**
 * Reads a conversation's answers so far. A file counts from the first answer that holds it whole; what later answers
 * repeat unasked is ignored. Edits start from the code that the prompt shows, in every answer. What kept a file from being read is told only while it is missing.
 */
export function readTurns(spec: Spec, prompt: Prompt, turns: readonly Turn[]): ReadTurns {
  const readings = turns.map((turn, index) =>
    readTurn(spec, prompt, turn, sourceOf(turn, index, turns.length)),
  )
  const files = new Map<TargetPath, { readonly file: AnswerFile; readonly turn: number }>()
  for (const [turn, reading] of readings.entries()) {
    for (const file of reading?.read.files ?? [])
      if (!files.has(file.path)) files.set(file.path, { file, turn })
  }
  const missing = prompt.asked.filter((path) => !files.has(path))
  const last = readings.findLastIndex((reading) => reading !== null)
  const diagnostics = readings.flatMap((reading, turn) => {
    const faults = new Set(reading?.faults.values())
    return (reading?.diagnostics ?? []).filter((one) => {
      if (faults.has(one)) return turn === last && missing.some((path) => reading?.faults.get(path) === one)
      // Said of an answer as a whole: settled once the files are there.
      if (one.code === 'answer-unreadable' || one.code === 'answer-stale')
        return turn === last && missing.length > 0
      return true
    })
  })
  const providers = new Map([...files].map(([path, { turn }]) => [path, turn]))
  return {
    read: {
      files: prompt.asked.flatMap((path) => files.get(path)?.file ?? []),
      missing,
      decisions: mergedDecisions(readings),
      trace: mergedTrace(readings, providers),
    },
    diagnostics,
    faults: new Map([...(readings[last]?.faults ?? [])].filter(([path]) => missing.includes(path))),
    askAgain: missing.length > 0 && !diagnostics.some((one) => one.code === 'answer-stale'),
  }
}

/**
 * The generation of a whole conversation. Fails with the findings of `readAnswer` where a file is missing or something
 * was answered that nobody asked for; warnings about decisions and trace come with either.
 */
export function readGeneration(spec: Spec, prompt: Prompt, conversation: Conversation): Result<Generation> {
  const { read, diagnostics } = readTurns(spec, prompt, conversation.turns)
  const identity = lastIdentity(conversation.turns)
  if (identity === null)
    return fail(
      diagnostic('answer-unreadable', 'no answer came', { hint: 'Ask again, or ask another model.' }),
    )
  if (read.missing.length > 0 || hasErrors(diagnostics)) return fail(...diagnostics)
  return ok(
    {
      spec: spec.head.id,
      question: prompt.question,
      files: read.files,
      decisions: read.decisions,
      trace: read.trace,
      identity,
      conversation,
    },
    diagnostics,
  )
}

function readTurn(spec: Spec, prompt: Prompt, turn: Turn, source: string): Reading | null {
  if (turn.answer === null) return null
  return readAnswer(turn.answer, {
    tag: prompt.tag,
    asked: prompt.asked,
    others: spec.head.targets.map((target) => target.path).filter((path) => !prompt.asked.includes(path)),
    requirementIds: spec.requirements.map((requirement) => requirement.id),
    bases: prompt.bases,
    source,
  })
}

/** What places call an answer: its file, or the how-manieth it is. */
function sourceOf(turn: Turn, index: number, count: number): string {
  if (turn.identity.kind === 'response') return turn.identity.name
  return count === 1 ? 'answer' : `answer ${index + 1}`
}

function lastIdentity(turns: readonly Turn[]): ModelIdentity | null {
  return turns.findLast((turn) => turn.answer !== null)?.identity ?? null
}

function mergedDecisions(readings: readonly (Reading | null)[]): readonly Decision[] {
  const merged = new Map<string, Decision>()
  for (const decision of readings.flatMap((reading) => reading?.read.decisions ?? [])) {
    const key = JSON.stringify([decision.requirement, decision.open, decision.chosen, decision.because])
    if (!merged.has(key)) merged.set(key, decision)
  }
  return [...merged.values()]
}

/**
 * All trace lines together. Symbols of a file that came with a later answer are taken from that answer on, if it names any: an
 * earlier one traced a version of the file that was never used.
 */
function mergedTrace(
  readings: readonly (Reading | null)[],
  providers: ReadonlyMap<TargetPath, number>,
): readonly TraceEntry[] {
  const all = readings.flatMap((reading, turn) =>
    (reading?.read.trace ?? []).flatMap(({ requirement, symbols }) =>
      symbols.map((symbol) => ({ turn, requirement, symbol })),
    ),
  )
  const retold = new Set(
    all
      .filter(({ turn, symbol }) => turn >= (providers.get(symbol.path) ?? 0))
      .map(({ symbol }) => symbol.path),
  )
  const merged = new Map<string, Map<string, TracedSymbol>>()
  for (const { turn, requirement, symbol } of all) {
    if (retold.has(symbol.path) && turn < (providers.get(symbol.path) ?? 0)) continue
    const symbols = merged.get(requirement) ?? new Map<string, TracedSymbol>()
    symbols.set(`${symbol.path}#${symbol.name}`, symbol)
    merged.set(requirement, symbols)
  }
  return [...merged].map(([requirement, symbols]) => ({ requirement, symbols: [...symbols.values()] }))
}
