// Glob patterns in, the project's own visible files out, in order of path (rule 3).
import fs from 'node:fs'
import path from 'node:path'
import { isBelow, type ConfinedReader } from './confined.ts'
import { createIgnored, patternsOfGitignore, type IgnoredPaths } from './ignored.ts'

const never = ['specs/**', '.spec/**', '.git/**', '**/node_modules/**']

/**
 * Patterns come from strangers: nothing hidden, ignored, outside, or of `specs/` is ever found. Nor is a link, or what
 * stands behind one: inside the project it has a name of its own, and outside it is nobody's business.
 */
export function createGlob(
  root: string,
  reader: ConfinedReader,
): (patterns: readonly string[]) => Promise<readonly string[]> {
  let ignored: Promise<IgnoredPaths | null> | null = null
  return async (patterns) => {
    const wanted = patterns.map((pattern) => pattern.replace(/^\.\//, '')).filter(staysInside)
    if (wanted.length === 0) return []
    ignored ??= createIgnored(root)
    const judge = await ignored
    const candidates = await matches(root, wanted, judge === null ? patternsOfGitignore(root) : null)
    const found = candidates.filter((candidate) => isVisibleFile(root, reader, candidate))
    const hidden = judge === null ? new Set() : await judge(found)
    return found.filter((file) => !hidden.has(file))
  }
}

function staysInside(pattern: string): boolean {
  return isBelow(pattern.replace(/^!/, ''))
}

/** @param leftOut patterns of ignored files; null where git is asked later. */
async function matches(
  root: string,
  patterns: readonly string[],
  leftOut: readonly string[] | null,
): Promise<readonly string[]> {
  const { escapePath, glob, isDynamicPattern } = await import('tinyglobby')
  // `app/[id]/page.ts` is a pattern by its looks, and the name of a file in many projects.
  const isPlain = (pattern: string): boolean =>
    !isDynamicPattern(pattern) || (!pattern.startsWith('!') && fs.existsSync(path.join(root, pattern)))
  // A plain path needs no walk; most entries are one.
  if (leftOut === null && patterns.every(isPlain)) {
    return [...new Set(patterns.map((pattern) => path.posix.normalize(pattern)))].sort()
  }
  const found = await glob(
    patterns.map((pattern) => (isPlain(pattern) ? escapePath(pattern) : pattern)),
    {
      cwd: root,
      ignore: [...never, ...(leftOut ?? [])],
      dot: false,
      expandDirectories: false,
      followSymbolicLinks: false,
      onlyFiles: true,
    },
  )
  return found.sort()
}

function isVisibleFile(root: string, reader: ConfinedReader, candidate: string): boolean {
  if (!isVisible(candidate)) return false
  const location = reader.locate(candidate)
  if (location.kind !== 'inside' || location.real !== candidate) return false
  return fs.statSync(path.join(root, candidate), { throwIfNoEntry: false })?.isFile() ?? false
}

function isVisible(relative: string): boolean {
  const parts = relative.split('/')
  return parts[0] !== 'specs' && parts.every((part) => !part.startsWith('.') && part !== 'node_modules')
}
