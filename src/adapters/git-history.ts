// A project's root and a git ref in; which files are not what they were at the merge base of that ref and HEAD out. Safe
// in a stranger's repository (rule 30): no filter, hook, monitor, external diff or transport is run.
import { createHash } from 'node:crypto'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { ChangedFiles, History } from '../ports.ts'
import { ConfinedReader } from './confined.ts'
import { mergeBase } from './git-base.ts'
import { filtersOff, type Ask } from './git-filters.ts'
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'
import { listed } from './git-listed.ts'

/** Bytes; a larger file that git cannot vouch for counts as changed. */
const readLimit = 64 * 1024 * 1024

const namesOnly = ['--name-only', '-z', '--no-renames', '--no-ext-diff', '--ignore-submodules=all']

/** @param root absolute, as `findRoot` gives it. */
export function createHistory(root: string): History {
  return { changedSince: (ref) => changedSince(root, ref) }
}

async function changedSince(root: string, ref: string): Promise<Result<ChangedFiles>> {
  const base = await mergeBase(root, ref)
  if (!base.ok) return base
  const { commit, prefix } = base.value
  const ask: Ask = async (...args) => {
    const answer = await askGit(root, offline(args))
    return answer?.exit === 0 ? answer.stdout : null
  }
  const [index, committed, untracked] = await Promise.all([
    readIndex(ask),
    changedInIndex(ask, commit, prefix),
    ask('ls-files', '-z', '--others', '--exclude-standard'),
  ])
  const touched = index === null ? null : await changedInFiles(root, ask, index)
  if (index === null || committed === null || untracked === null || touched === null) {
    return fail(
      diagnostic('history-missing', `git cannot compare the files with the commit ${commit}`, {
        hint: `git diff --name-only ${commit} says why; in a partial clone it fetches what is missing`,
      }),
    )
  }
  // Of a repository inside this one only the folder is listed, with `/` behind.
  const added = listed(untracked).filter((path) => !path.endsWith('/'))
  const changed = new Set([...committed.changed, ...touched, ...added])
  const ignoreRules = [...committed.above, ...changed].some((path) => /(?:^|\/)\.gitignore$/.test(path))
  return ok({ base: commit, changed, tracked: new Set(index.keys()), ignoreRules })
}

interface IndexEntry {
  /** git's name for the bytes that the index holds. */
  readonly blob: string
  /** git was told to look at the file's stats (not so: assume-unchanged, skip-worktree). */
  readonly watched: boolean
  readonly sparse: boolean
}

/** Regular files only: a link says nothing of what it leads to, nor a submodule's commit of the files in it. */
async function readIndex(ask: Ask): Promise<ReadonlyMap<string, IndexEntry> | null> {
  const lines = await ask('ls-files', '-z', '--stage', '-v')
  if (lines === null) return null
  const entries = new Map<string, IndexEntry>()
  for (const line of listed(lines)) {
    const tab = line.indexOf('\t')
    const [tag = '', mode = '', blob = '', stage] = line.slice(0, tab).split(' ')
    if (!mode.startsWith('100') || stage !== '0') continue
    const sparse = tag.toUpperCase() === 'S'
    entries.set(line.slice(tab + 1), { blob, watched: tag === 'H', sparse })
  }
  return entries
}

interface ChangedInIndex {
  readonly changed: readonly string[]
  /** From the top of the repository: rules that lie above the root. */
  readonly above: readonly string[]
}

/** What the index holds against a commit: looks at no file. */
async function changedInIndex(ask: Ask, commit: string, prefix: string): Promise<ChangedInIndex | null> {
  const depth = prefix.split('/').length - 1
  const rules = Array.from({ length: depth }, (_, up) => `${'../'.repeat(up + 1)}.gitignore`)
  const found = await ask('diff-index', '--cached', ...namesOnly, commit, '--', '.', ...rules)
  if (found === null) return null
  const paths = listed(found)
  return {
    changed: paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)),
    above: paths.filter((path) => !path.startsWith(prefix)),
  }
}

/**
 * What the files hold against the index. git looks at stats; where those do not vouch (a touched file, a copied folder),
 * the bytes are digested here, as they are and with LF. Where a filter would have turned them into others, they count as
 * changed.
 */
async function changedInFiles(
  root: string,
  ask: Ask,
  index: ReadonlyMap<string, IndexEntry>,
): Promise<readonly string[] | null> {
  const quiet = await filtersOff(ask)
  const differing =
    quiet === null
      ? [...index.keys()].join('\0')
      : await ask(...quiet, 'diff-files', '--relative', ...namesOnly)
  if (differing === null) return null
  const unwatched = [...index].filter(([, { watched }]) => !watched).map(([path]) => path)
  const reader = new ConfinedReader(root)
  return [...new Set([...listed(differing), ...unwatched])].filter((path) => {
    const entry = index.get(path)
    return entry === undefined || !isAsInIndex(reader, path, entry)
  })
}

function isAsInIndex(reader: ConfinedReader, path: string, { blob, sparse }: IndexEntry): boolean {
  const reading = reader.read(path, readLimit)
  if (reading.kind === 'absent') return sparse
  if (reading.kind !== 'file') return false
  const bytes = Buffer.from(reading.bytes.buffer, reading.bytes.byteOffset, reading.bytes.byteLength)
  if (blobId(bytes, blob.length) === blob) return true
  const text = bytes.toString('latin1')
  return (
    text.includes('\r\n') &&
    blobId(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'), blob.length) === blob
  )
}

/** @param length of a name: 40 hex digits in a repository of SHA-1, 64 in one of SHA-256 (gitformat-hash-function). */
function blobId(bytes: Uint8Array, length: number): string {
  const hash = createHash(length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
