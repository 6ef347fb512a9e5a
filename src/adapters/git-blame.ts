// A file and some of its lines in; the commit that each line is from, as git blames it, out. Safe in a stranger's repository
// (rule 30): no filter, text conversion, hook, monitor or transport is run.
import fs from 'node:fs'
import path from 'node:path'
import { filtersOff, type Ask } from './git-filters.ts'
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'

export interface BlamedCommit {
  /** Full; null for what is not committed yet. */
  readonly id: string | null
  readonly subject: string
  readonly author: string
  /** ISO 8601 in UTC: when it was written, which rebasing keeps. */
  readonly at: string
  /** ISO 8601 in UTC: when this form of it was made. */
  readonly committed: string
  /** A shallow clone begins with it: the line may be of any commit before. */
  readonly cut: boolean
}

/** Commits that only reformat: what code hosts look for where nobody configured it (`blame.ignoreRevsFile`, git-blame(1)). */
const ignoreFile = '.git-blame-ignore-revs'

/**
 * By number of the line, from 1. White space and moves within the file are looked through; commits of `blame.ignoreRevsFile`, or
 * else of `.git-blame-ignore-revs` at the top, are passed over. Null where git does not know the file, or is not there.
 *
 * @param root absolute. @param file below it, with `/`.
 */
export async function blameLines(
  root: string,
  file: string,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, BlamedCommit> | null> {
  const ask: Ask = async (...args) => {
    const answer = await askGit(root, offline(args))
    return answer?.exit === 0 ? answer.stdout : null
  }
  const [quiet, ignored, shallow] = await Promise.all([
    filtersOff(ask),
    ignoreRevs(ask),
    ask('rev-parse', '--is-shallow-repository'),
  ])
  if (quiet === null) return null
  const blame = (...more: readonly string[]): Promise<string | null> =>
    ask(...quiet, 'blame', '--porcelain', '--no-textconv', '-w', '-M', ...more, `-L${from},${to}`, '--', file)
  // A list may name commits that a rebase left behind, and git refuses it then.
  const told = (ignored.length > 0 ? await blame(...ignored) : null) ?? (await blame())
  return told === null ? null : readPorcelain(told, shallow?.trim() === 'true')
}

async function ignoreRevs(ask: Ask): Promise<readonly string[]> {
  const [configured, here] = await Promise.all([
    ask('config', '--get-all', 'blame.ignoreRevsFile'),
    ask('ls-files', '--full-name', '--', `:(top)${ignoreFile}`),
  ])
  if (configured !== null && configured.trim() !== '') return []
  const top = here?.trim() === ignoreFile ? await ask('rev-parse', '--show-toplevel') : null
  const file = top === null ? null : path.join(top.replace(/\r?\n$/, ''), ignoreFile)
  return file !== null && isPlainFile(file) ? [`--ignore-revs-file=${file}`] : []
}

/** No link: git would read what it leads to, and of `/dev/zero` without an end. */
function isPlainFile(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true
}

/**
 * As git-blame(1) describes it: a header a line, facts of a commit where it is named first, the text after a tab.
 *
 * @param shallow where a history is whole, its first commit is called a boundary too.
 */
export function readPorcelain(text: string, shallow: boolean): ReadonlyMap<number, BlamedCommit> {
  const facts = new Map<string, Map<string, string>>()
  const lines = new Map<number, string>()
  let own = new Map<string, string>()
  for (const row of text.split('\n')) {
    const [, id, at] = /^([0-9a-f]{40}|[0-9a-f]{64}) \d+ (\d+)(?: \d+)?$/.exec(row) ?? []
    if (id !== undefined && at !== undefined) {
      own = facts.get(id) ?? new Map<string, string>()
      facts.set(id, own)
      lines.set(Number(at), id)
    } else if (!row.startsWith('\t')) {
      const space = row.indexOf(' ')
      own.set(space > 0 ? row.slice(0, space) : row, space > 0 ? row.slice(space + 1) : '')
    }
  }
  const commits = new Map([...facts].map(([id, known]) => [id, commitOf(id, known, shallow)]))
  return new Map(
    [...lines].flatMap(([line, id]) => {
      const commit = commits.get(id)
      return commit === undefined ? [] : [[line, commit] as const]
    }),
  )
}

function commitOf(id: string, facts: ReadonlyMap<string, string>, shallow: boolean): BlamedCommit {
  return {
    id: /^0+$/.test(id) ? null : id,
    subject: facts.get('summary') ?? '',
    author: facts.get('author') ?? '',
    at: isoTime(Number(facts.get('author-time') ?? 0)),
    committed: isoTime(Number(facts.get('committer-time') ?? 0)),
    cut: shallow && facts.has('boundary'),
  }
}

/** @param seconds since 1970; git lets anything be written there. */
export function isoTime(seconds: number): string {
  const most = 8.64e12
  const time = Number.isFinite(seconds) ? Math.min(Math.max(seconds, -most), most) : 0
  return `${new Date(time * 1000).toISOString().slice(0, 19)}Z`
}
