// A generation and the answers that mend it in, the generation that is meant out.
import type { AnswerFile, BaseText, Decision, TraceEntry } from '../answer/answer.ts'
import { readAnswer } from '../answer/reader.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Conversation, Turn } from '../model/conversation.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Spec, TargetPath } from '../spec/spec.ts'
import type { Generation } from './generation.ts'

/** What the answers of one round of repair hold. */
export interface ReadRepair {
  readonly files: readonly AnswerFile[]
  readonly decisions: readonly Decision[]
  readonly trace: readonly TraceEntry[]
  /** Files that came, and cannot be used: worth asking for again. */
  readonly cut: readonly TargetPath[]
  /** Why each of `cut` cannot be used. */
  readonly faults: ReadonlyMap<TargetPath, Diagnostic>
}

/** What keeps a file that came from being used. A file that did not come is no fault: it stays. */
const unusable: ReadonlySet<string> = new Set(['answer-cut', 'answer-duplicate-file', 'answer-edit'])

/**
 * Reads the turns of one round. No file has to be there: who mends chooses. A file counts from the first turn that holds
 * it whole. What nobody asked for is left alone.
 *
 * @param bases the files as the message that asked for the repair takes them: what edits start from.
 */
export function readRepair(
  spec: Spec,
  prompt: Prompt,
  turns: readonly Turn[],
  bases: readonly BaseText[],
): ReadRepair {
  const files = new Map<TargetPath, AnswerFile>()
  const cut = new Map<TargetPath, Diagnostic>()
  const decisions: Decision[] = []
  const trace: TraceEntry[] = []
  for (const { answer } of turns) {
    if (answer === null) continue
    const { read, faults } = readAnswer(answer, {
      tag: prompt.tag,
      asked: prompt.asked,
      others: spec.head.targets.map(({ path }) => path).filter((path) => !prompt.asked.includes(path)),
      requirementIds: spec.requirements.map(({ id }) => id),
      bases,
      source: 'answer',
    })
    for (const file of read.files) if (!files.has(file.path)) files.set(file.path, file)
    for (const [path, fault] of faults) if (unusable.has(fault.code)) cut.set(path, fault)
    decisions.push(...read.decisions)
    trace.push(...read.trace)
  }
  const left = new Map([...cut].filter(([path]) => !files.has(path)))
  return { files: [...files.values()], decisions, trace, cut: [...left.keys()], faults: left }
}

/** Files and trace lines that came take the place of those before; decisions that say something new are added. */
export function repaired(before: Generation, repair: ReadRepair, conversation: Conversation): Generation {
  const files = new Map(repair.files.map((file) => [file.path, file]))
  const retold = new Set(repair.trace.map(({ requirement }) => requirement))
  const decisions = new Map(
    [...before.decisions, ...repair.decisions].map((one) => [
      JSON.stringify([one.requirement, one.open]),
      one,
    ]),
  )
  return {
    ...before,
    files: before.files.map((file) => files.get(file.path) ?? file),
    trace: [...before.trace.filter(({ requirement }) => !retold.has(requirement)), ...repair.trace],
    decisions: [...decisions.values()],
    conversation,
  }
}
