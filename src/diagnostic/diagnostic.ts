// What every stage says about its input: a coded message with a place and a hint, as data.
import { codes, type Code } from './codes.ts'

/** Where in a file. Lines and columns start at 1; columns count UTF-16 units. Paths are relative to the root, with `/`. */
export interface Place {
  readonly path: string
  readonly line?: number
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
}

/** `finding` counts for exit 1, `trouble` for exit 2; `warning` and `note` for neither. */
export type Severity = 'trouble' | 'finding' | 'warning' | 'note'

export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  /** One sentence: what was found and what was expected. May hold text from files; printers escape it. */
  readonly message: string
  readonly place?: Place
  /** Further places that the message speaks of: the second owner, each step of a cycle. */
  readonly related?: readonly Place[]
  /** What to do next. */
  readonly hint?: string
}

/** A stage's outcome: never a half-made value. Warnings may come with either. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export interface DiagnosticDetails {
  readonly place?: Place | undefined
  readonly related?: readonly Place[] | undefined
  readonly hint?: string | undefined
}

/** A diagnostic; its severity is the code's. */
export function diagnostic(code: Code, message: string, details: DiagnosticDetails = {}): Diagnostic {
  return {
    code,
    severity: codes[code].severity,
    message,
    ...(details.place === undefined ? {} : { place: details.place }),
    ...(details.related === undefined ? {} : { related: details.related }),
    ...(details.hint === undefined ? {} : { hint: details.hint }),
  }
}

export function ok<T>(value: T, diagnostics: readonly Diagnostic[] = []): Result<T> {
  return { ok: true, value, diagnostics }
}

export function fail(...diagnostics: readonly Diagnostic[]): {
  readonly ok: false
  readonly diagnostics: readonly Diagnostic[]
} {
  return { ok: false, diagnostics }
}

/** Does any of these stop the work (a finding or trouble)? */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'finding' || d.severity === 'trouble')
}

/** 0 clean, 1 findings, 2 trouble. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): 0 | 1 | 2 {
  if (diagnostics.some((d) => d.severity === 'trouble')) return 2
  return diagnostics.some((d) => d.severity === 'finding') ? 1 : 0
}
