// What an answer says once it has been read.
import type { Place } from '../diagnostic/diagnostic.ts'
import type { TargetPath } from '../spec/spec.ts'

export interface AnswerFile {
  readonly path: TargetPath
  /** LF line ends, no BOM, a final newline; a file that stays as it is may lack that. */
  readonly text: string
  /** Where in the answer. */
  readonly place: Place
}

/** A file as the prompt showed it: what edits start from. A list and no map, so that a prompt can be kept as JSON. */
export interface BaseText {
  readonly path: TargetPath
  /** LF line ends, no BOM. */
  readonly text: string
}

/** Something the answer settled that the spec left open. */
export interface Decision {
  /** Requirement id, where the decision names one. */
  readonly requirement: string | null
  readonly open: string
  readonly chosen: string
  readonly because: string
  /** "R4: no change needed, because …" (rule 24). */
  readonly noChange: boolean
}

/** Requirement id → the symbols that implement it. */
export interface TraceEntry {
  readonly requirement: string
  readonly symbols: readonly TracedSymbol[]
}

export interface TracedSymbol {
  readonly path: TargetPath
  /** `login`, `Session.create`; `''` means the file as a whole (a JSON or text target). */
  readonly name: string
}

/** An answer that could be read. A cut one holds what was complete. */
export interface ReadAnswer {
  readonly files: readonly AnswerFile[]
  /** Asked for, and not there or not whole. */
  readonly missing: readonly TargetPath[]
  readonly decisions: readonly Decision[]
  readonly trace: readonly TraceEntry[]
}
