// A repository in; a branch of it read, and moved on, without its working tree, its index and its HEAD.
import path from 'node:path'
import type { Tree } from '../../../archive/tree-merge.ts'
import { runGit, startGit } from './run-git.ts'

/** Where a branch stands here, and where it stood in `origin` when that was fetched. Full ids. */
export interface Tips {
  readonly local: string | null
  readonly remote: string | null
}

export interface FoundTips extends Tips {
  /** It is another name of another branch. */
  readonly alias: boolean
}

const objectId = /^[0-9a-f]{40,64}$/

/** Null: git is not installed, or there is no repository here that it accepts. */
export async function tipsOf(cwd: string, branch: string): Promise<FoundTips | null> {
  const refs = [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`]
  const { exit, stdout } = await runGit(cwd, [
    'for-each-ref',
    '--format=%(refname) %(objectname) %(symref)',
    ...refs,
  ])
  if (exit !== 0) return null
  const found = new Map(
    stdout
      .toString('utf8')
      .split('\n')
      .map((line) => {
        const [name = '', id = '', symref = ''] = line.split(' ')
        return [name, { id: objectId.test(id) ? id : null, symref }]
      }),
  )
  const [local, remote] = refs.map((ref) => found.get(ref))
  return { local: local?.id ?? null, remote: remote?.id ?? null, alias: (local?.symref ?? '') !== '' }
}

/** The folder of a working tree that has it checked out, also before its first commit; null where none has. */
export async function checkedOutIn(cwd: string, branch: string): Promise<string | null> {
  const { exit, stdout } = await runGit(cwd, ['worktree', 'list', '--porcelain'])
  let folder = ''
  for (const line of exit === 0 ? stdout.toString('utf8').split('\n') : []) {
    if (line.startsWith('worktree ')) folder = line.slice('worktree '.length)
    if (line === `branch refs/heads/${branch}`) return folder
  }
  return null
}

/** Every file of a commit, its path as bytes (latin1); null where this clone does not have all of its trees. */
export async function treeOf(cwd: string, commit: string): Promise<Tree | null> {
  const { exit, stdout } = await runGit(cwd, ['ls-tree', '-r', '-z', '--full-tree', commit])
  if (exit !== 0) return null
  const tree = new Map<string, string>()
  // `<mode> <type> <object>\t<path>\0` (git-ls-tree(1)). Paths are bytes, and go back as they came.
  for (const record of stdout.toString('latin1').split('\0')) {
    const tab = record.indexOf('\t')
    const [mode = '', , object = ''] = record.slice(0, tab).split(' ')
    if (tab > 0) tree.set(record.slice(tab + 1), `${mode} ${object}`)
  }
  return tree
}

/** Null where they have no commit in common. */
export async function mergeBaseOf(cwd: string, one: string, other: string): Promise<string | null> {
  const { exit, stdout } = await runGit(cwd, ['merge-base', one, other])
  const [base = ''] = stdout.toString('latin1').split('\n')
  return exit === 0 && objectId.test(base) ? base : null
}

/**
 * Contents by object, in the order asked for, one in memory at a time. `bytes` is null for one that this clone does not have,
 * or that is longer than `limit`.
 */
export async function* contentsOf(
  cwd: string,
  objects: readonly string[],
  limit: number,
): AsyncGenerator<{ readonly object: string; readonly bytes: Buffer | null }> {
  if (objects.length === 0) return
  const child = startGit(cwd, ['cat-file', '--batch'])
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.stderr.resume()
  child.stdin.end(objects.map((object) => `${object}\n`).join(''))
  const pieces: AsyncIterator<Buffer> = child.stdout[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const next = await pieces.next()
    if (next.done !== true) rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
    return next.done !== true
  }
  /** The next so many bytes; those beyond `limit` are passed over. */
  const take = async (size: number): Promise<Buffer | null> => {
    const parts: Buffer[] = []
    for (let left = size; left > 0;) {
      if (rest.length === 0 && !(await more())) return null
      const part = rest.subarray(0, left)
      if (size <= limit + 1) parts.push(part)
      left -= part.length
      rest = rest.subarray(part.length)
    }
    return size <= limit + 1 ? Buffer.concat(parts) : null
  }
  try {
    for (const object of objects) {
      // `<object> blob <size>\n<bytes>\n`, or `<object> missing\n` (git-cat-file(1), "Batch output").
      let end = rest.indexOf(10)
      while (end < 0 && (await more())) end = rest.indexOf(10)
      const [, kind, size] = end < 0 ? [] : rest.toString('latin1', 0, end).split(' ')
      rest = rest.subarray(end + 1)
      const bytes = kind === undefined || size === undefined ? null : await take(Number(size) + 1)
      yield { object, bytes: kind === 'blob' && bytes !== null ? bytes.subarray(0, -1) : null }
    }
  } finally {
    child.kill()
  }
}

/** Objects of files below `cwd`, in their order, without the filters of attributes; null where one cannot be read. */
export async function objectsOfFiles(
  cwd: string,
  files: readonly string[],
  write: boolean,
): Promise<readonly string[] | null> {
  if (files.length === 0) return []
  const args = ['hash-object', ...(write ? ['-w'] : []), '--no-filters', '--stdin-paths']
  // From where relative ones are taken, versions of git differ in.
  const input = files.map((file) => `${quoted(path.join(cwd, file))}\n`).join('')
  const { exit, stdout } = await runGit(cwd, args, input)
  const objects = stdout.toString('latin1').split('\n').slice(0, -1)
  return exit === 0 && objects.length === files.length && objects.every((one) => objectId.test(one))
    ? objects
    : null
}

/** As git reads a name that holds what else would end it. */
function quoted(file: string): string {
  const escaped = file.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `"${escaped}"`
}

/** The tree object of a flat list, written folder by folder, the deepest first: no index is needed. Null where git refuses. */
export async function writeTree(cwd: string, tree: Tree): Promise<string | null> {
  const folders = new Map<string, string[]>([['', []]])
  const listIn = (folder: string, line: string): void => {
    const known = folders.get(folder)
    if (known) known.push(line)
    else folders.set(folder, [line])
  }
  for (const [file, entry] of tree) {
    const [mode = '', object = ''] = entry.split(' ')
    listIn(
      parentOf(file),
      `${mode} ${mode === '160000' ? 'commit' : 'blob'} ${object}\t${path.posix.basename(file)}`,
    )
    for (let folder = parentOf(file); folder !== ''; folder = parentOf(folder))
      if (!folders.has(folder)) folders.set(folder, [])
  }
  const depthOf = (folder: string): number => (folder === '' ? 0 : folder.split('/').length)
  const inner = [...folders.keys()].filter((folder) => folder !== '').sort((a, b) => depthOf(b) - depthOf(a))
  const trees = treeWriter(cwd)
  try {
    for (const folder of inner) {
      const written = await trees.write(folders.get(folder) ?? [])
      if (written === null) return null
      listIn(parentOf(folder), `040000 tree ${written}\t${path.posix.basename(folder)}`)
    }
    return await trees.write(folders.get('') ?? [])
  } finally {
    trees.end()
  }
}

interface TreeWriter {
  /** The object of a tree with these entries, which git sorts; null where it refuses. */
  write(lines: readonly string[]): Promise<string | null>
  end(): void
}

/** One process for all trees of a commit: it answers each at once (git-mktree(1), `--batch`). */
function treeWriter(cwd: string): TreeWriter {
  // A clone without all contents still knows their names.
  const child = startGit(cwd, ['mktree', '-z', '--missing', '--batch'])
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.stderr.resume()
  const answers: AsyncIterator<Buffer> = child.stdout[Symbol.asyncIterator]()
  return {
    async write(lines) {
      child.stdin.write(Buffer.from(`${lines.map((line) => `${line}\0`).join('')}\0`, 'latin1'))
      let answer = ''
      while (!answer.endsWith('\n')) {
        const next = await answers.next()
        if (next.done === true) return null
        answer += next.value.toString('latin1')
      }
      return objectId.test(answer.trim()) ? answer.trim() : null
    },
    end: () => void child.stdin.end(),
  }
}

function parentOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')))
}

/** Who commits where git knows nobody: a machine that runs checks, mostly. */
const nobody = {
  GIT_AUTHOR_NAME: 'spec',
  GIT_AUTHOR_EMAIL: 'spec@localhost',
  GIT_COMMITTER_NAME: 'spec',
  GIT_COMMITTER_EMAIL: 'spec@localhost',
}

/** The new commit, which nothing names yet; or what git complains of. */
export async function commitTree(
  cwd: string,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<{ readonly commit: string } | { readonly complaint: string }> {
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-']
  let ran = await runGit(cwd, args, message)
  if (ran.exit !== 0) ran = await runGit(cwd, args, message, nobody)
  const commit = ran.stdout.toString('latin1').trim()
  return ran.exit === 0 && objectId.test(commit) ? { commit } : { complaint: ran.stderr }
}

export interface LastCommit {
  readonly parents: readonly string[]
  /** Seconds since 1970. */
  readonly at: number
  readonly message: string
}

/** Null where some remote has it, or may have it: then it stays as it is. */
export async function unpushed(cwd: string, commit: string): Promise<LastCommit | null> {
  const known = await runGit(cwd, [
    'for-each-ref',
    '--count=1',
    `--contains=${commit}`,
    'refs/remotes',
    'refs/tags',
  ])
  if (known.exit !== 0 || known.stdout.length > 0) return null
  const { exit, stdout } = await runGit(cwd, [
    'log',
    '-1',
    '--no-show-signature',
    '--format=%ct %P%n%B',
    commit,
  ])
  const [first = '', ...message] = stdout.toString('utf8').split('\n')
  const [at = '', ...parents] = first.trim().split(' ')
  return exit === 0 ? { at: Number(at), parents, message: message.join('\n').trim() } : null
}

/** Null when done. What git complains of where the branch does not stand at `from` any more, or cannot be written. */
export async function moveBranch(
  cwd: string,
  branch: string,
  from: string | null,
  to: string,
): Promise<string | null> {
  const before = from ?? '0'.repeat(to.length)
  const args = ['update-ref', '--no-deref', '-m', 'spec archive', `refs/heads/${branch}`, to, before]
  const { exit, stderr } = await runGit(cwd, args)
  return exit === 0 ? null : stderr
}

/** Has the repository a remote that is called `origin`? */
export async function hasOrigin(cwd: string): Promise<boolean> {
  return (await runGit(cwd, ['config', '--get', 'remote.origin.url'])).exit === 0
}
