// Tombstones in; what `archive verify` says of them out: nothing is damaged, and here is why something is not there.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { inWords, type Removed } from './removed.ts'

/** @param what ends with a verb: `a text of claude-code/3f2a was`. */
export function redactedNote(what: string, path: string, removed: Removed): Diagnostic {
  return diagnostic('archive-redacted', `${what} ${inWords(removed)}`, { place: { path } })
}

/** For whoever looks whether all is whole: what was taken out on purpose is. */
export function redactedThere(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((told) =>
    told.code === 'record-redacted'
      ? diagnostic('archive-redacted', told.message, { place: told.place })
      : told,
  )
}
