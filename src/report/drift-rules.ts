// A target's state in; what it means and what to do about it, in words for people who never heard of spec, out.
import type { TargetState } from '../drift/drift.ts'

/** States that nobody has to act on, whatever the configuration. */
export type SilentState = 'in-sync' | 'accepted' | 'draft'
export type ToldState = Exclude<TargetState, SilentState>

export interface DriftRule {
  /** Stable for ever: alerts are matched by it. */
  readonly id: `drift/${ToldState}`
  readonly title: string
  /** What it means, in one sentence. */
  readonly about: string
  /** What to do, in one sentence; commands are in backticks. */
  readonly help: string
}

const rule = <State extends ToldState>(
  state: State,
  title: string,
  about: string,
  help: string,
): DriftRule => ({
  id: `drift/${state}`,
  title,
  about,
  help,
})

const lookFirst =
  'Look at the difference with `spec diff`. Then keep it with `spec accept --because "…"`, or build again with `spec regen`.'

/** In the order in which a reader wants them. */
export const driftRules: Readonly<Record<ToldState, DriftRule>> = {
  conflict: rule(
    'conflict',
    'Code and spec both changed',
    'The file was edited after it was built, and what its spec asks changed too.',
    lookFirst,
  ),
  edited: rule(
    'edited',
    'Code was edited after it was built',
    'The file differs in meaning from what was written for its spec, and nobody has accepted the difference.',
    lookFirst,
  ),
  stale: rule(
    'stale',
    'Code is older than its spec',
    'A requirement, a section, a used spec, a declaration or a test changed after the file was built.',
    'Build it again with `spec regen`.',
  ),
  lost: rule(
    'lost',
    'A built file is gone',
    'The file was built from its spec and no longer exists.',
    'Bring it back from the archive with `spec regen`; no model is asked.',
  ),
  unresolved: rule(
    'unresolved',
    'Merge markers remain',
    'The file still has the markers of a merge.',
    'Resolve them, then take the result with `spec accept --because "…"`.',
  ),
  interrupted: rule(
    'interrupted',
    'A writing command was cut short',
    'A command stopped while it wrote the file, and did not finish.',
    'The next writing command finishes or undoes it: `spec regen`.',
  ),
  unmanaged: rule(
    'unmanaged',
    'A file that its spec never built',
    'A spec names the file as its target, and it was never built or accepted.',
    'Take it as it is with `spec accept --because "…"`, or replace it with `spec regen --force`.',
  ),
  'never-built': rule(
    'never-built',
    'A target that was not built',
    'A spec names the file as its target, and it does not exist yet.',
    'Build it with `spec regen`.',
  ),
  orphaned: rule(
    'orphaned',
    'A built file that no spec names',
    'The file was built from a spec that no longer names it.',
    'Delete it with `spec remove`, or keep it with `spec forget`.',
  ),
  unreadable: rule(
    'unreadable',
    'A spec that cannot be checked',
    'The spec, its lock, or something it uses cannot be read, so nobody can say whether its code agrees with it.',
    'Correct the file that is named, then run `spec drift` again.',
  ),
  format: rule(
    'format',
    'Code differs in form',
    'The file differs from what was written for its spec only in what a formatter may change.',
    'Take the form as it is with `spec accept --format-only`.',
  ),
}
