// The words of the amend stage: code that was right, and the change of a spec that says so.
import type { Edit } from '../answer/edits.ts'
import type { Line } from '../answer/entries.ts'
import type { Change, Level } from '../diff/change.ts'
import type { Digest } from '../digest/digest.ts'
import type { Cause } from '../drift/drift.ts'
import type { Message, SystemBlock } from '../model/model.ts'
import type { Spec, SpecId, TargetPath } from '../spec/spec.ts'

/** One target whose code no longer is what was built from the spec. */
export interface AmendedTarget {
  readonly path: TargetPath
  readonly level: Level
  readonly changes: readonly Change[]
  /** LF, no BOM. */
  readonly before: string
  readonly after: string
  /** Unified, from `before` to `after`. */
  readonly diff: string
}

/** An architecture spec in sight: its requirements with these ids, or all of it. */
export interface SharedSpec {
  readonly spec: Spec
  readonly requirements: readonly string[] | null
}

/** Everything the prompt is compiled from. */
export interface AmendInputs {
  readonly spec: Spec
  /** The Markdown below the front matter as the file has it, with LF: informative parts and comments included. */
  readonly body: string
  readonly targets: readonly AmendedTarget[]
  /** In order of id. */
  readonly shared: readonly SharedSpec[]
  /** Requirement id → `path#symbol`, as it was before the edit. */
  readonly trace: Readonly<Record<string, readonly string[]>>
  /** Acceptance tests that changed together with the code, as they are now. */
  readonly tests: readonly { readonly path: string; readonly text: string }[]
  /** What else moved and is taken as answered by the code. */
  readonly causes: readonly Cause[]
}

export interface AmendPrompt {
  readonly spec: SpecId
  /** What is asked, apart from wording: the spec's text and both sides of the code. */
  readonly question: Digest
  /** Eight hex digits of the question, in the markers. */
  readonly tag: string
  /** The spec file that edits are asked of. */
  readonly path: string
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  /** Version of the wording. */
  readonly template: string
}

/** An answer as it was read. */
export interface ReadAmendment {
  /** None where the answer says that no word of the spec has to change. */
  readonly edits: readonly Edit[]
  /** What the model said of its edits, a line each. */
  readonly why: readonly string[]
  /** Lines of the TRACE part; the ids in it are those of the amended spec. */
  readonly traceLines: readonly Line[]
}
