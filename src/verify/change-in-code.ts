// What checks look at in; the same as changed code that is held against the requirements that changed, out.
import { changedCode, type FilePair } from '../blast/changed-code.ts'
import type { Explaining } from '../blast/explain.ts'
import { isOwnRequirement } from '../blast/radius.ts'
import { answerTrace, lockTrace } from '../blast/traces.ts'
import type { CheckInput } from './verify.ts'

const known = new WeakMap<CheckInput, Explaining>()

/** Several checks ask, and comparing is the dear part: once for each input, which never changes. */
export function changeInCode(input: CheckInput): Explaining {
  const before = known.get(input)
  if (before !== undefined) return before
  const { generation, causes, oldTrace, spec } = input
  const code = changedCode(pairsOf(input))
  const found: Explaining = {
    code,
    changed: new Set(
      (causes ?? []).filter((cause) => isOwnRequirement(cause, spec.head.path)).map(({ name }) => name),
    ),
    traces: [
      ...(oldTrace === null ? [] : [lockTrace(oldTrace, code.aliases)]),
      answerTrace(generation.trace, code.aliases),
    ],
  }
  known.set(input, found)
  return found
}

/** Answered files, and those that the spec no longer names, out of which something may have moved. */
function pairsOf({ generation, current, spec }: CheckInput): readonly FilePair[] {
  const owned = new Set(spec.head.targets.map(({ path }) => path))
  const leaving = [...current].filter(([path]) => !owned.has(path))
  return [
    ...generation.files.map(({ path, text }) => ({ path, before: current.get(path) ?? null, after: text })),
    ...leaving.map(([path, before]) => ({ path, before, after: null })),
  ]
}
