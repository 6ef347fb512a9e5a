// What a person may ask of `regen`, and what comes of one spec.
import type { BlastRadius } from '../blast/radius.ts'
import type { AllowedSecret } from '../config/config.ts'
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import type { Generation } from '../generation/generation.ts'
import type { Lock } from '../lock/lock.ts'
import type { ModelEvent } from '../model/model.ts'
import type { Plan } from '../plan/plan.ts'
import type { Applier, Clock, Formatter, Model, Store, Trial, TypeChecker } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Verdict } from '../verify/verify.ts'

export interface RegenOptions {
  /** Ask anew, whatever the archive holds, and from nothing, whatever the code is. */
  readonly fresh: boolean
  /** Only the archive may answer. */
  readonly offline: boolean
  /** Overwrite hand edits and unmanaged files, after storing them. */
  readonly force: boolean
  /** Write both sides with marks where a hand edit and the new code clash. */
  readonly merge: boolean
  readonly dryRun: boolean
  readonly allowRemoval: boolean
  readonly reuseRejected: boolean
  /** Run the checks on restored files too. */
  readonly verify: boolean
  /** A requirement id or a target: the rest stays byte-identical. */
  readonly only: string | null
  /** Answers are made elsewhere (`--response`): the archive is not asked first. */
  readonly given: boolean
  /** How often what a check found goes back to the model. */
  readonly repairs: number
  /** What becomes of changes that no changed requirement explains. */
  readonly collateral: 'report' | 'ask' | 'refuse'
}

/** What an answer is asked for and checked with: nothing here writes to the tree. */
export interface AnswerPorts {
  readonly store: Store
  readonly typeChecker: TypeChecker
  /** Null: nothing of the project is run. */
  readonly trial: Trial | null
  /** Null: code is written as it was answered. */
  readonly formatter: Formatter | null
  readonly clock: Clock
  /** Version of the tool, for records. */
  readonly tool: string
  /** The model for a spec; called only when the archive has no answer. */
  readonly model: (spec: SpecId, named: string | null) => Promise<Result<Model>>
  readonly listen: (spec: SpecId, event: ModelEvent) => void
  readonly signal: AbortSignal
  /** False alarms of the scanner, from the configuration. */
  readonly allowedSecrets: readonly AllowedSecret[]
  /** Literal secrets of the environment, never to be sent or stored. */
  readonly knownSecrets: readonly string[]
}

export interface RegenPorts extends AnswerPorts {
  readonly applier: Applier
  /** Asks a person, who says yes or no; absent where nobody can be asked. */
  readonly agree?: (question: string) => Promise<boolean>
}

/** What came of the features that a spec uses, in the same run. */
export interface Upstream {
  /** One that failed: what sees its declarations is not built now. */
  readonly broken: SpecId | null
  /** Dry run: what would be in the locks. */
  readonly planned: ReadonlyMap<SpecId, Lock>
  /** Dry run: never built, and it waits for another itself. */
  readonly unbuilt: SpecId | null
}

export const noUpstream: Upstream = { broken: null, planned: new Map(), unbuilt: null }

export interface RegenOutcome {
  readonly spec: SpecId
  /** `awaits-upstream`: a dry run; what it uses would change first. */
  readonly kind: 'in-sync' | 'restored' | 'replayed' | 'built' | 'awaits-upstream' | 'refused' | 'failed'
  /** What was, or with a dry run would be, written. */
  readonly plan: Plan | null
  readonly applied: boolean
  readonly generation: Generation | null
  readonly verdicts: readonly Verdict[]
  /** What changed, held against the trace; null where no code was replaced, or it was asked for from nothing. */
  readonly blast: BlastRadius | null
  readonly diagnostics: readonly Diagnostic[]
  /** Differences that stopped it: path → unified diff of what was written and what stands there. */
  readonly edits: ReadonlyMap<string, string>
}

export const regenDefaults: RegenOptions = {
  fresh: false,
  offline: false,
  force: false,
  merge: false,
  dryRun: false,
  allowRemoval: false,
  reuseRejected: false,
  verify: false,
  only: null,
  given: false,
  repairs: 0,
  collateral: 'report',
}
