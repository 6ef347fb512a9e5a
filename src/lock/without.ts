// A lock and some of its targets in, the lock without them out.
import type { Lock } from './lock.ts'

/** The lock as if it had never had these targets: their blocks and what the trace says of their symbols are gone. */
export function withoutTargets(lock: Lock, paths: ReadonlySet<string>): Lock {
  const targets = Object.entries(lock.targets).filter(([path]) => !paths.has(path))
  const trace = Object.entries(lock.trace).flatMap(([id, symbols]): [string, readonly string[]][] => {
    const kept = symbols.filter((symbol) => !paths.has(fileOfSymbol(symbol)))
    // A requirement that was traced to nothing before keeps its empty line.
    return kept.length === 0 && symbols.length > 0 ? [] : [[id, kept]]
  })
  return { ...lock, trace: Object.fromEntries(trace), targets: Object.fromEntries(targets) }
}

/** `src/login.ts#Session.create` → `src/login.ts`. No symbol holds `#` but a private member, so the first one counts. */
export function fileOfSymbol(symbol: string): string {
  const hash = symbol.indexOf('#')
  return hash < 0 ? symbol : symbol.slice(0, hash)
}
