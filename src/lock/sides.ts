// A lock with conflict markers in, the locks of both sides out (rule 17).
import { decodeLock } from './decode.ts'
import type { Lock } from './lock.ts'

/** A side is null where it does not decode: a person edited between the markers. */
export interface LockSides {
  readonly ours: Lock | null
  readonly theirs: Lock | null
}

/** Reads what git left after a merge, in its `merge`, `diff3` and `zdiff3` styles. Without markers both sides are the same. */
export function readBothSides(text: string): LockSides {
  return { ours: decoded(sideOf(text, 'ours')), theirs: decoded(sideOf(text, 'theirs')) }
}

function decoded(text: string): Lock | null {
  const lock = decodeLock(text, '')
  return lock.ok ? lock.value : null
}

/** No line of a lock starts with a marker: every text in it is inside quotes, indented. */
function sideOf(text: string, wanted: 'ours' | 'theirs'): string {
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  const kept: string[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^<{7}( |$)/.test(line)) side = 'ours'
    else if (/^\|{7}( |$)/.test(line)) side = 'base'
    else if (/^={7}$/.test(line)) side = 'theirs'
    else if (/^>{7}( |$)/.test(line)) side = 'both'
    else if (side === 'both' || side === wanted) kept.push(line)
  }
  return kept.join('\n')
}
