// Small builders of what checks look at: everything in order unless said otherwise.
import type { Decision, TracedSymbol } from '../../src/answer/answer.ts'
import { digestText } from '../../src/digest/digest.ts'
import type { Cause } from '../../src/drift/drift.ts'
import type { Spec, SpecId, TargetPath } from '../../src/spec/spec.ts'
import type { CheckInput, TypeReport } from '../../src/verify/verify.ts'

// The brands are given by the spec stage; here the names are known to be good.
export const id = (name: string): SpecId => name as SpecId
export const target = (path: string): TargetPath => path as TargetPath

export const specPath = 'specs/features/auth.md'

export interface Scene {
  /** The answer's files. */
  readonly files: Readonly<Record<string, string>>
  /** What stands there now. */
  readonly current?: Readonly<Record<string, string>>
  /** Those of the files where absent. */
  readonly targets?: readonly string[]
  /** All targets where absent. */
  readonly asked?: readonly string[]
  readonly requirements?: readonly string[]
  /** Requirement → `path#symbol`. */
  readonly trace?: Readonly<Record<string, readonly string[]>>
  readonly oldTrace?: Readonly<Record<string, readonly string[]>>
  /** Ids of requirements that changed; null for no lock. */
  readonly changed?: readonly string[] | null
  readonly causes?: readonly Cause[]
  readonly decisions?: readonly Decision[]
  readonly owners?: Readonly<Record<string, string>>
  readonly usable?: readonly string[]
  readonly dependents?: readonly string[]
  readonly allowRemoval?: boolean
  readonly sawCode?: boolean
  readonly fromNothing?: boolean
  readonly types?: TypeReport
}

export function scene(given: Scene): CheckInput {
  const digest = digestText('')
  const targets = given.targets ?? Object.keys(given.files)
  const requirements = given.requirements ?? []
  const spec: Spec = {
    head: {
      kind: 'feature',
      id: id('auth'),
      path: specPath,
      title: null,
      status: 'active',
      model: null,
      targets: targets.map((path, at) => ({ path: target(path), place: { path: specPath, line: at + 2 } })),
      uses: [],
      context: [],
      tests: [],
      raw: digest,
    },
    sections: [],
    requirements: requirements.map((name, at) => ({
      id: name,
      explicit: true,
      text: name,
      digest,
      section: '',
      place: { path: specPath, line: at + 10 },
    })),
    normative: '',
    parts: [],
    digest,
  }
  return {
    spec,
    generation: {
      spec: spec.head.id,
      question: digest,
      files: Object.entries(given.files).map(([path, text], at) => ({
        path: target(path),
        text,
        place: { path: 'answer.md', line: at + 1 },
      })),
      decisions: given.decisions ?? [],
      trace: Object.entries(given.trace ?? {}).map(([requirement, symbols]) => ({
        requirement,
        symbols: symbols.map(tracedSymbol),
      })),
      identity: { kind: 'response', name: 'answer.md' },
      conversation: { question: digest, system: [], messages: [], turns: [] },
    },
    asked: (given.asked ?? targets).map(target),
    current: new Map(Object.entries(given.current ?? {}).map(([path, text]) => [target(path), text])),
    causes: given.causes ?? (given.changed === null ? null : (given.changed ?? []).map(changedRequirement)),
    oldTrace: given.oldTrace ?? null,
    owners: new Map(Object.entries(given.owners ?? {}).map(([path, owner]) => [target(path), id(owner)])),
    usable: new Set((given.usable ?? []).map(id)),
    dependents: new Set((given.dependents ?? []).map(id)),
    allowRemoval: given.allowRemoval ?? false,
    sawCode: given.sawCode ?? true,
    fromNothing: given.fromNothing ?? false,
    checkTypes: async () => given.types ?? { kind: 'checked', faults: [] },
  }
}

function tracedSymbol(written: string): TracedSymbol {
  const [path = '', name = ''] = written.split(/#(.*)/)
  return { path: target(path), name }
}

export function changedRequirement(name: string): Cause {
  return { kind: 'requirement', change: 'changed', name, place: { path: specPath, line: 10 } }
}
