// Git's index in, the project as a commit would hold it out: its files, and which of them the commit changes.
import fs from 'node:fs'
import path from 'node:path'
import type { PathState, Staging } from '../ports.ts'
import { ConfinedReader, isBelow } from './confined.ts'
import { GitIndex, type IndexEntry } from './git-index.ts'

const linkMode = '120000'
const repositoryMode = '160000'
/** As the kernel counts: a longer chain is a circle. */
const mostLinks = 40

/**
 * @param root absolute, as `findRoot` gives it.
 * @param env of the process: what git sets for its hooks names the index.
 * @returns null where the root is in no git repository, or git is missing.
 */
export async function openStaging(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Staging | null> {
  const index = new GitIndex(root, { ...env })
  const [entries, changed] = await Promise.all([index.entries(), index.changed()])
  return entries === null || changed === null ? null : new IndexStaging(root, index, entries, changed)
}

class IndexStaging implements Staging {
  readonly root: string
  readonly changed: readonly string[]
  readonly #index: GitIndex
  readonly #entries: ReadonlyMap<string, IndexEntry>
  /** Specs, locks and the archive, in order of path. */
  readonly #own: readonly string[]
  readonly #blobs = new Map<string, Uint8Array>()

  constructor(
    root: string,
    index: GitIndex,
    entries: ReadonlyMap<string, IndexEntry>,
    changed: readonly string[],
  ) {
    this.root = root
    this.#index = index
    this.#entries = entries
    this.changed = changed
    this.#own = [...entries.keys()]
      .filter((one) => one.startsWith('.spec/') || one.startsWith('specs/'))
      .sort()
  }

  list(folder: string, ending: string): readonly string[] {
    // Hidden ones are no part of the project; see `listFiles`.
    return this.#own.filter(
      (one) => one.startsWith(`${folder}/`) && one.endsWith(ending) && !one.includes('/.', folder.length),
    )
  }

  /** Files on disk are searched faster than blobs, and git knows which of them are not what the index holds. */
  async holding(folder: string, ending: string, words: readonly string[]): Promise<readonly string[]> {
    const [onDisk, differing] = await Promise.all([
      this.#index.grep(words, [folder], false),
      this.#index.differing([folder]),
    ])
    const other = new Set(differing)
    const staged = differing.filter((one) => this.#entries.has(one))
    const found = new Set([
      ...onDisk.filter((one) => !other.has(one)),
      ...(await this.#index.grep(words, staged.length > 200 ? [folder] : staged, true)),
    ])
    return this.list(folder, ending).filter((one) => found.has(one))
  }

  async load(paths: readonly string[]): Promise<void> {
    const names = paths.map((one) => this.#entries.get(one)?.blob ?? '')
    const wanted = [...new Set(names)].filter((name) => name !== '' && !this.#blobs.has(name))
    for (const [name, bytes] of await this.#index.blobs(wanted)) this.#blobs.set(name, bytes)
  }

  read(relative: string): PathState {
    let at = path.posix.normalize(relative)
    for (let links = 0; links < mostLinks; links++) {
      if (!isBelow(at)) return { kind: 'other', what: 'a link that leaves the project' }
      const entry = this.#entries.get(at)
      if (entry?.mode === repositoryMode) return { kind: 'other', what: 'another repository' }
      if (entry !== undefined && entry.mode !== linkMode) return this.#file(entry)
      const through = entry === undefined ? this.#linkAbove(at) : { link: at, rest: '' }
      if (through === null) return this.#untracked(at)
      const to = this.#file(this.#entries.get(through.link))
      if (to.kind !== 'file') return to
      const target = Buffer.from(to.bytes).toString('utf8')
      if (path.posix.isAbsolute(target)) return { kind: 'other', what: 'a link that leaves the project' }
      at = path.posix.join(path.posix.dirname(through.link), target, through.rest)
    }
    return { kind: 'other', what: 'a link that leads in a circle' }
  }

  /** The link that a path goes through, where a folder on its way is one. */
  #linkAbove(at: string): { readonly link: string; readonly rest: string } | null {
    for (let folder = path.posix.dirname(at); folder !== '.'; folder = path.posix.dirname(folder)) {
      if (this.#entries.get(folder)?.mode === linkMode) return { link: folder, rest: at.slice(folder.length) }
    }
    return null
  }

  #file(entry: IndexEntry | undefined): PathState {
    if (entry === undefined) return { kind: 'absent' }
    const bytes = this.#blobs.get(entry.blob) ?? this.#index.blob(entry.blob)
    if (bytes === null) return { kind: 'other', what: 'a file that this clone has not fetched' }
    this.#blobs.set(entry.blob, bytes)
    return { kind: 'file', bytes }
  }

  /** Code that git ignores is in no commit; there the disk has the last word. */
  #untracked(at: string): PathState {
    if (!fs.existsSync(path.join(this.root, at)) || !this.#index.isIgnored(at)) return { kind: 'absent' }
    const reading = new ConfinedReader(this.root).read(at)
    return reading.kind === 'file' || reading.kind === 'other' ? reading : { kind: 'absent' }
  }

  async glob(patterns: readonly string[]): Promise<readonly string[]> {
    const wanted = patterns.map((pattern) => pattern.replace(/^\.\//, ''))
    const { default: picomatch } = await import('picomatch')
    const tests = wanted.map((pattern) => {
      const matches = picomatch(pattern)
      // `app/[id]/page.ts` is a pattern by its looks, and the name of a file in many projects.
      return (one: string): boolean => one === pattern || matches(one)
    })
    const found: string[] = []
    for (const [one, { mode }] of this.#entries) {
      if (mode !== linkMode && mode !== repositoryMode && isVisible(one) && tests.some((test) => test(one)))
        found.push(one)
    }
    return found.sort()
  }

  async unstaged(paths: readonly string[]): Promise<readonly string[]> {
    if (paths.length === 0) return []
    const [differing, untracked] = await Promise.all([
      this.#index.edited(paths),
      this.#index.untracked(paths),
    ])
    return [...new Set([...differing, ...untracked])].sort()
  }
}

function isVisible(relative: string): boolean {
  const parts = relative.split('/')
  return parts[0] !== 'specs' && parts.every((part) => !part.startsWith('.') && part !== 'node_modules')
}
