// Paths as transcripts have them in, paths of the repository out: checkouts move, are cloned again, and have worktrees beside
// them, so that only the ends of paths tell.

export type PathMap = (path: string) => string | null

/** Where a checkout may have stood, by how many paths speak for it. */
type Votes = Map<string, number>

/** Paths of the repository, made ready to be looked for by their ends. */
export class KnownPaths {
  readonly #all: ReadonlySet<string>
  readonly #byName = new Map<string, string[]>()

  constructor(paths: Iterable<string>) {
    this.#all = new Set(paths)
    for (const path of this.#all) {
      const name = nameOf(path)
      const others = this.#byName.get(name)
      if (others) others.push(path)
      else this.#byName.set(name, [path])
    }
  }

  /**
   * @param cwd folder that the session ran in, where it is known.
   * @param paths all that the session read or changed: together they tell where its checkout stood.
   */
  mapFor(cwd: string | null, paths: readonly string[]): PathMap {
    const folder = cwd === null ? null : plain(cwd)
    const votes: Votes = new Map()
    for (const path of new Set(paths))
      for (const { root, depth } of this.#endings(plain(path), folder))
        votes.set(root, (votes.get(root) ?? 0) + depth)
    const known = new Map<string, string | null>()
    return (path) => {
      const before = known.get(path)
      if (before !== undefined) return before
      const found = this.#best(plain(path), folder, votes)
      known.set(path, found)
      return found
    }
  }

  /** Every way to read a path as one of the repository's, the longest first. */
  #endings(
    path: string,
    folder: string | null,
  ): { readonly root: string; readonly path: string; readonly depth: number }[] {
    const parts = absolute(path, folder).split('/')
    const found = []
    for (let at = 0; at < parts.length; at++) {
      const rest = parts.slice(at).join('/')
      if (this.#all.has(rest))
        found.push({ root: parts.slice(0, at).join('/'), path: rest, depth: parts.length - at })
    }
    return found
  }

  #best(path: string, folder: string | null, votes: Votes): string | null {
    const near = (root: string): number =>
      folder !== null && (folder === root || folder.startsWith(`${root}/`)) ? 1 : 0
    const rank = (root: string): number => (votes.get(root) ?? 0) + near(root) * 1000
    const [best] = this.#endings(path, folder).sort((a, b) => rank(b.root) - rank(a.root))
    if (best !== undefined) {
      // One common name at the end of a path of somewhere else says nothing.
      const alone = best.depth === 1 && near(best.root) === 0 && rank(best.root) < 2 && isAbsolute(path)
      return alone ? null : best.path
    }
    // What is written relative to a folder within the repository.
    if (isAbsolute(path)) return null
    const inner = (this.#byName.get(nameOf(path)) ?? []).filter((one) => one.endsWith(`/${path}`))
    return inner.length === 1 ? (inner[0] ?? null) : null
  }
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function plain(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/\/+/g, '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/(?<=.)\/$/, '')
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|~|[a-z]:\/)/i.test(path)
}

function absolute(path: string, folder: string | null): string {
  const parts: string[] = []
  for (const part of (isAbsolute(path) || folder === null ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
