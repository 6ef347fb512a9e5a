// Paths below the root in; what the history of any branch holds there, out. Asking runs nothing of the repository (rule 30).
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'

export interface PastFile {
  /** From the top of the repository, as git names it. */
  readonly path: string
  /** Git's name for the bytes. */
  readonly blob: string
}

/** Every version of every file at or below the paths, of all refs. Null: no repository, or no git. */
export async function pastFiles(root: string, paths: readonly string[]): Promise<readonly PastFile[] | null> {
  const top = await askGit(root, offline(['rev-parse', '--is-inside-work-tree']))
  if (top?.exit !== 0) return null
  const options = ['--all', '--full-history', '-m', '--no-abbrev', '--raw', '-z', '--format=', '--no-renames']
  const safe = ['--no-show-signature', '--no-ext-diff', '--no-textconv', '-O/dev/null']
  const settings = ['-c', 'diff.relative=false', '-c', 'log.showRoot=true']
  const answer = await askGit(
    root,
    offline([...settings, '--literal-pathspecs', 'log', ...options, ...safe, '--', ...paths]),
  )
  if (answer?.exit !== 0) return null
  const found = new Map<string, PastFile>()
  // `:<mode> <mode> <blob> <blob> <status>\0<path>\0` (git-diff, "Raw output format").
  const parts = answer.stdout.split('\0')
  for (const [at, part] of parts.entries()) {
    const match = /^\n*:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/.exec(part)
    const path = parts[at + 1]
    if (match === null || path === undefined) continue
    for (const blob of match.slice(1)) if (!/^0+$/.test(blob)) found.set(`${path}\0${blob}`, { path, blob })
  }
  return [...found.values()]
}
