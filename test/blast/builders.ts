// Two versions of some code in, what the tests of this folder look at out.
import { changedCode } from '../../src/blast/changed-code.ts'
import { lostBehaviours } from '../../src/blast/lost.ts'

export type Files = Readonly<Record<string, string>>

/** `line: text` of each behaviour that is lost. */
export function lost(before: string | Files, after: string | Files): string[] {
  const [old, now] = [before, after].map((side) => (typeof side === 'string' ? { 'a.ts': side } : side))
  const paths = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])]
  const code = changedCode(
    paths.map((path) => ({ path, before: old?.[path] ?? null, after: now?.[path] ?? null })),
  )
  return lostBehaviours(code).map(({ behaviour: { line, text } }) => `${line}: ${text}`)
}
