// What is sent to a model for one spec, and what it is made of.
import type { BaseText } from '../answer/answer.ts'
import type { Digest } from '../digest/digest.ts'
import type { Message, SystemBlock } from '../model/model.ts'
import type { Declaration } from '../code/code.ts'
import type { Cause } from '../drift/drift.ts'
import type { Question } from '../spec/question.ts'
import type { Spec, SpecId, TargetPath } from '../spec/spec.ts'

/** House rules read from the repository. Recorded with a generation, never part of the question (rule 9). */
export interface HouseRules {
  /** `esm`, `commonjs`, or null where nothing says. */
  readonly modules: 'esm' | 'commonjs' | null
  /** `engines.node` of package.json. */
  readonly node: string | null
  /** `name@range` of dependencies and peer dependencies, in order. */
  readonly dependencies: readonly string[]
  /** `strict`, `noUncheckedIndexedAccess: true`, `module: NodeNext`…: compiler options that change how code is written. */
  readonly compiler: readonly string[]
}

/** A file whose declarations go into the prompt. */
export interface DeclaredFile {
  readonly path: string
  /** The feature that owns it, or null for a plain context file. */
  readonly owner: SpecId | null
  readonly declarations: readonly Declaration[]
  /** Where the language has no declarations, the text itself. */
  readonly text: string | null
}

export interface TestFile {
  readonly path: string
  readonly text: string
}

/** An architecture spec in use: all of it, or one requirement. */
export interface UsedSpec {
  readonly spec: Spec
  /** null: the whole. */
  readonly requirements: readonly string[] | null
}

/** Everything a prompt is compiled from, gathered beforehand. */
export interface PromptInputs {
  readonly question: Question
  /** In order of id. */
  readonly used: readonly UsedSpec[]
  /** In order of path. */
  readonly declared: readonly DeclaredFile[]
  readonly tests: readonly TestFile[]
  readonly house: HouseRules
  /** Targets to be answered; the others are shown as they are. */
  readonly asked: readonly TargetPath[]
  /** Code to start from (an update): path → text with LF; null for a build from nothing. */
  readonly current: ReadonlyMap<TargetPath, string> | null
  /** With an update: what moved since that code was built. */
  readonly causes: readonly Cause[]
  /** What moved too and is not to be built now (`--only`). */
  readonly held: readonly Cause[]
}

export interface Prompt {
  readonly spec: SpecId
  readonly question: Digest
  /** The question without the base of an update. */
  readonly intent: Digest
  /** Eight hex digits of the question, in the markers. */
  readonly tag: string
  readonly asked: readonly TargetPath[]
  /** Of an update: the code that edits in its answer start from, of the targets asked for that exist. */
  readonly bases: readonly BaseText[]
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  /** Version of the wording. */
  readonly template: string
  /** Tokens of the answer, about; absent where nobody has looked. */
  readonly expectedTokens?: number
}
