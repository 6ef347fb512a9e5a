// The words of verification: an ordered list of checks and what each said.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import type { Spec, SpecId, TargetPath } from '../spec/spec.ts'
import type { Cause } from '../drift/drift.ts'

/** A type error as the checker sees it. */
export interface TypeFault {
  readonly path: string
  readonly line: number
  readonly column: number
  /** The compiler's number, `2322`. */
  readonly number: number
  readonly message: string
}

export type TypeReport =
  | { readonly kind: 'checked'; readonly faults: readonly TypeFault[] }
  | { readonly kind: 'not-run'; readonly reason: string }

/** Everything a check may look at. Texts have LF line ends. */
export interface CheckInput {
  readonly spec: Spec
  readonly generation: Generation
  /** Targets that were asked for; with `--only`, some of the spec's. */
  readonly asked: readonly TargetPath[]
  /** The code that would be replaced: path → text; absent where there is none. */
  readonly current: ReadonlyMap<TargetPath, string>
  /** What moved in the question since the lock; null where there is no lock. */
  readonly causes: readonly Cause[] | null
  /** Requirement id → `path#symbol` of the lock; null where there is no trace (accepted code). */
  readonly oldTrace: Readonly<Record<string, readonly string[]>> | null
  /** Which spec owns a file, and which specs this one may import from. */
  readonly owners: ReadonlyMap<TargetPath, SpecId>
  readonly usable: ReadonlySet<SpecId>
  /** Specs that use this one: their type errors make them stale, not this generation wrong (rule 23). */
  readonly dependents: ReadonlySet<SpecId>
  readonly allowRemoval: boolean
  /** The one who answered was shown the current code, and may just have returned it. */
  readonly sawCode: boolean
  /** It was asked for from nothing, whatever the code is: another text is no loss of what the old one did. */
  readonly fromNothing: boolean
  /** The type checker's word on the targets laid over the tree. Called by the check that needs it, once. */
  readonly checkTypes: (overlay: ReadonlyMap<string, string | null>) => Promise<TypeReport>
}

export interface Verdict {
  readonly check: string
  readonly verdict: 'passed' | 'failed' | 'not-run'
  /** Why it did not run. */
  readonly reason: string | null
  readonly diagnostics: readonly Diagnostic[]
}

export interface Check {
  readonly name: string
  /** Checks that must have passed for this one to make sense. */
  readonly after: readonly string[]
  readonly run: (input: CheckInput) => Promise<CheckResult>
}

export type CheckResult =
  | { readonly kind: 'ran'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'not-run'; readonly reason: string }
