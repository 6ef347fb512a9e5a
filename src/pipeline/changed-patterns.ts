// Paths that changed in, a question out: does a `context` or `tests` pattern match one of them, or did it?

/** A path or pattern as it compares on systems whose file names have neither case nor normal form. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** Looks at nothing but names, so that deleted files count. Each pattern is tried once, on the paths below its fixed part. */
export async function changedPatterns(paths: Iterable<string>): Promise<(pattern: string) => boolean> {
  const sorted = [...new Set([...paths].map(foldPath))].sort()
  if (sorted.length === 0) return () => false
  const names = new Set(sorted)
  const { default: picomatch } = await import('picomatch')
  const known = new Map<string, boolean>()
  const matches = (pattern: string): boolean => {
    // `app/[id]/page.ts` is a pattern by its looks, and the name of a file in many projects.
    if (names.has(pattern)) return true
    const { base, isGlob } = picomatch.scan(pattern)
    if (!isGlob) return false
    const isMatch = picomatch(pattern)
    const below = base === '' ? '' : `${base}/`
    for (let at = firstFrom(sorted, below); at < sorted.length; at++) {
      const path = sorted[at] ?? ''
      if (!path.startsWith(below)) return false
      if (isMatch(path)) return true
    }
    return false
  }
  return (written) => {
    const pattern = foldPath(written)
    const before = known.get(pattern)
    if (before !== undefined) return before
    const value = matches(pattern)
    known.set(pattern, value)
    return value
  }
}

/** Index of the first that is not before `start`. */
function firstFrom(sorted: readonly string[], start: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < start) low = middle + 1
    else high = middle
  }
  return low
}
