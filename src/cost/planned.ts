// What building a spec would ask a model, as a plan tells it: plain values.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { SpecId } from '../spec/spec.ts'
import type { AnswerSize } from './answer-size.ts'
import type { CallInput } from './cache.ts'
import type { Price } from './prices.ts'

/** One call of a model, foreseen. Tokens. */
export interface PlannedCall {
  readonly model: ModelIdentity
  /** Null: what the model costs is not known. */
  readonly price: Price | null
  readonly input: CallInput
  /** The server counted; else it is an estimate. */
  readonly counted: boolean
  readonly output: AnswerSize
}

export interface PlannedSpec {
  readonly spec: SpecId
  /**
   * `asked`: a model is. `follows`: a model may be, where what it uses changes its declarations. `replayed`, `restored`:
   * the archive has it. `refused`, `failed`: nothing would be written, the diagnostics say why.
   */
  readonly kind: 'in-sync' | 'restored' | 'replayed' | 'refused' | 'failed' | 'asked' | 'follows'
  /** Of `asked` and `follows`. */
  readonly call: PlannedCall | null
  readonly diagnostics: readonly Diagnostic[]
}
