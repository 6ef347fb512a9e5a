// Files of a project in, the test files among them that import some of them, directly or through others, out.
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { ImportedModule } from '../../code/imports.ts'

/** As runners find tests by default: by folder or by name. */
const testFile =
  /(?:(?:^|\/)(?:tests?|__tests__|specs?)\/.*|(?:^|\/)test-[^/]*|[.\-_](?:test|spec)|(?:^|\/)test)\.[cm]?[jt]sx?$/i

const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/**
 * For runners that cannot say themselves what is related. Only relative specifiers are followed, with whatever ending
 * they are written.
 *
 * @param folder absolute; `paths` and `targets` are relative to it.
 */
export async function relatedTests(
  folder: string,
  paths: readonly string[],
  targets: readonly string[],
): Promise<string[]> {
  const { importsOf } = await import('../../code/imports.ts')
  const graph = new ImportGraph(folder, importsOf)
  const wanted = new Set(targets)
  return paths.filter((path) => testFile.test(path) && graph.reaches(path, wanted))
}

class ImportGraph {
  readonly #folder: string
  readonly #importsOf: (path: string, text: string) => readonly ImportedModule[]
  readonly #known = new Map<string, readonly string[]>()

  constructor(folder: string, importsOf: (path: string, text: string) => readonly ImportedModule[]) {
    this.#folder = folder
    this.#importsOf = importsOf
  }

  reaches(start: string, wanted: ReadonlySet<string>): boolean {
    const seen = new Set([start])
    // A set is walked in order of insertion, what is added on the way included.
    for (const path of seen) {
      if (wanted.has(path)) return true
      for (const imported of this.#importedBy(path)) seen.add(imported)
    }
    return false
  }

  #importedBy(path: string): readonly string[] {
    const before = this.#known.get(path)
    if (before !== undefined) return before
    const found = this.#importsOf(path, this.#text(path)).flatMap(
      ({ specifier }) => this.#file(path, specifier) ?? [],
    )
    this.#known.set(path, found)
    return found
  }

  #text(path: string): string {
    try {
      return readFileSync(join(this.#folder, path), 'utf8')
    } catch {
      return '' // A folder, or gone: it imports nothing.
    }
  }

  #file(from: string, specifier: string): string | null {
    if (!/^\.\.?(?:\/|$)/.test(specifier)) return null
    const written = posix.join(posix.dirname(from), specifier)
    const bare = written.replace(/\.[cm]?jsx?$/, '')
    const candidates = [
      ...endings.map((ending) => bare + ending),
      written,
      ...endings.map((ending) => `${written}/index${ending}`),
    ]
    return candidates.find((path) => /\.[a-z]+$/i.test(path) && existsSync(join(this.#folder, path))) ?? null
  }
}
