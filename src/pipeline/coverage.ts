// The use case `coverage`: an opened project in; which of its source files no spec owns, and how much that leaves, out.
import type { CoverageConfig } from '../config/config.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import type { Workspace } from '../ports.ts'
import type { Opened } from './open-project.ts'

/** How much of something the specs own. */
export interface Share {
  readonly owned: number
  readonly total: number
  /** Tenths of a per cent, rounded down: 100 means all. Null where there is nothing to own. */
  readonly percent: number | null
}

export interface SourceFile {
  readonly path: string
  /** Lines that hold more than white space. Of a file that is not text, none. */
  readonly lines: number
}

export interface Coverage {
  readonly files: Share
  readonly lines: Share
  /** In order of path. */
  readonly unowned: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Counts the files that `coverage.include` matches and `coverage.exclude` does not; hidden and ignored files, installed
 * packages and specs never count (rule 3). A draft owns its targets too. Of a spec that cannot be read, the targets are
 * those of its lock.
 */
export async function coverageOf(opened: Opened): Promise<Coverage> {
  const { workspace, config } = opened
  const owned = ownedPaths(opened)
  const unowned: SourceFile[] = []
  const files = { owned: 0, total: 0 }
  const lines = { owned: 0, total: 0 }
  for (const path of await sourcePaths(workspace, config.coverage)) {
    const source = { path, lines: linesOf(workspace, path) }
    files.total += 1
    lines.total += source.lines
    if (owned.has(path.normalize('NFC'))) {
      files.owned += 1
      lines.owned += source.lines
    } else unowned.push(source)
  }
  return {
    files: shareOf(files),
    lines: shareOf(lines),
    unowned,
    diagnostics: files.total === 0 ? [nothingCounts] : [],
  }
}

/** A finding where the specs own less than this share of the lines, in per cent, or where there is no line to own. */
export function belowMinimum({ lines }: Coverage, minimum: number): Diagnostic | null {
  if (lines.percent !== null && lines.percent >= minimum) return null
  const found =
    lines.percent === null ? 'there is no source to own' : `specs own ${lines.percent} % of the lines`
  return diagnostic('coverage-low', `${found}, and at least ${minimum} % are asked for`, {
    hint: 'write specs for the files above, or correct `coverage` in spec.config.json',
  })
}

const nothingCounts = diagnostic('coverage-empty', 'no file of the project counts as source', {
  hint: '`coverage.include` in spec.config.json says which do',
})

async function sourcePaths(workspace: Workspace, globs: CoverageConfig): Promise<readonly string[]> {
  const found = await workspace.glob(globs.include)
  const { default: picomatch } = await import('picomatch')
  const excluded = globs.exclude.map((pattern) => picomatch(pattern.replace(/^\.\//, ''), { dot: true }))
  return found.filter((path) => !excluded.some((matches) => matches(path)))
}

function ownedPaths({ project, unreadable, locks }: Opened): ReadonlySet<string> {
  const owned = new Set<string>(project.owners.keys())
  for (const id of unreadable.keys()) {
    for (const path of Object.keys(locks.get(id)?.targets ?? {})) owned.add(path)
  }
  return owned
}

/**
 * Blank lines are left out, so that a formatter hardly moves the figure; comments count, so that no parser is needed and
 * all languages are counted alike.
 */
function linesOf(workspace: Workspace, path: string): number {
  const state = workspace.read(path)
  const text = state.kind === 'file' ? decodeText(state.bytes) : null
  return text === null ? 0 : text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').length
}

function shareOf({ owned, total }: { readonly owned: number; readonly total: number }): Share {
  return { owned, total, percent: total === 0 ? null : Math.floor((owned * 1000) / total) / 10 }
}
