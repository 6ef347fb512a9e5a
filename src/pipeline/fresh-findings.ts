// The code that stands there, put through the checks that a fresh answer goes through; findings of both sides told apart.
import type { TraceEntry } from '../answer/answer.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import type { Lock } from '../lock/lock.ts'
import { questionDigest } from '../spec/question.ts'
import type { TargetPath } from '../spec/spec.ts'
import { checkGeneration } from './check-generation.ts'
import type { Work } from './decide-work.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'
import { regenDefaults, type AnswerPorts } from './regen-options.ts'

/** What the checks say, by the side that they say it of. */
export interface FreshFindings {
  readonly fresh: readonly Diagnostic[]
  readonly current: readonly Diagnostic[]
  readonly both: readonly Diagnostic[]
}

/**
 * Checks the present code as if it were the answer. Its faults are those that it has and the fresh code has not: type
 * errors with either laid over the tree in memory, tests and the like with either laid over a copy of it.
 */
export async function checkCurrent(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  current: ReadonlyMap<TargetPath, string>,
  rebuilt: ReadonlyMap<TargetPath, string | null>,
  ports: AnswerPorts,
): Promise<readonly Diagnostic[]> {
  const asked = work.asked.filter((path) => current.has(path))
  const { trial } = ports
  const question = questionDigest(look.now.question, null)
  const generation: Generation = {
    spec: look.head.id,
    question,
    files: asked.map((path) => ({ path, text: current.get(path) ?? '', place: { path } })),
    decisions: [],
    trace: traceOf(look.lock, new Set(asked)),
    identity: { kind: 'response', name: 'the present code' },
    conversation: { question, system: [], messages: [], turns: [] },
  }
  const checked = await checkGeneration(
    opened,
    look,
    { ...work, asked },
    { generation, replayed: true },
    { ...regenDefaults, allowRemoval: true },
    {
      ...ports,
      typeChecker: { check: (overlay) => ports.typeChecker.check(overlay, rebuilt) },
      trial: trial === null ? null : { run: (request) => trial.run({ ...request, against: rebuilt }) },
    },
  )
  // An answer says with a decision that nothing was needed for a requirement; a lock keeps no decisions.
  return checked.diagnostics.filter(({ code }) => code !== 'check-untraced')
}

/** The lock's trace, as an answer would tell it. */
function traceOf(lock: Lock | null, asked: ReadonlySet<TargetPath>): readonly TraceEntry[] {
  return Object.entries(lock?.trace ?? {}).map(([requirement, symbols]) => ({
    requirement,
    symbols: symbols.flatMap((symbol) => {
      const hash = symbol.indexOf('#')
      // Whether it is a target of this spec is what is asked here.
      const path = (hash < 0 ? symbol : symbol.slice(0, hash)) as TargetPath
      return asked.has(path) ? [{ path, name: hash < 0 ? '' : symbol.slice(hash + 1) }] : []
    }),
  }))
}

/** One finding of both sides is told once; lines may differ, the words say which it is. */
export function toldApart(fresh: readonly Diagnostic[], current: readonly Diagnostic[]): FreshFindings {
  const key = ({ code, message, place }: Diagnostic): string => [code, place?.path ?? '', message].join('\0')
  const [here, there] = [new Set(fresh.map(key)), new Set(current.map(key))]
  return {
    fresh: fresh.filter((one) => !there.has(key(one))),
    current: current.filter((one) => !here.has(key(one))),
    both: fresh.filter((one) => there.has(key(one))),
  }
}
