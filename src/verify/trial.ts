// What the project's own programs say of new code, run on a copy of the project: words of the port and of the checks.
import type { Place } from '../diagnostic/diagnostic.ts'
import type { SpecId } from '../spec/spec.ts'

/** New code to be tried. */
export interface TrialRequest {
  readonly spec: SpecId
  /** Path → text of the new file; null: the file goes. */
  readonly files: ReadonlyMap<string, string | null>
  /** What is laid over the tree to see what failed all along; nothing, where it is not given. */
  readonly against?: ReadonlyMap<string, string | null>
  /** The spec's acceptance tests, relative to the root: they are run whatever they import. */
  readonly tests: readonly string[]
  /** Awaited before the first program starts; not called where there is nothing to run. */
  readonly begin: () => Promise<void>
}

/** One thing that a program of the project finds wrong, trimmed to what matters. Paths are relative to the root. */
export interface TrialFault {
  /** The test file or the linted file; null for a program as a whole. */
  readonly file: string | null
  /** `login > locks after five tries`, `no-unused-vars`; `''` for a file or program as a whole. */
  readonly name: string
  readonly message: string
  readonly expected: string | null
  readonly received: string | null
  /** Where it came up: the line of the assertion, or of the code that threw. */
  readonly place: Place | null
  /** It is there without the new files as well. */
  readonly before: boolean
}

export type ProgramReport =
  /** There is nothing of this kind to run here: no check, and nothing to tell. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'not-run'; readonly reason: string }
  | {
      readonly kind: 'ran'
      /** How many tests, files or commands. */
      readonly count: number
      readonly faults: readonly TrialFault[]
      /** What could not be run beside the rest, and why. */
      readonly left: readonly string[]
    }

/** One entry for each kind of program. */
export interface TrialReport {
  readonly commands: ProgramReport
  readonly tests: ProgramReport
  readonly lint: ProgramReport
}
