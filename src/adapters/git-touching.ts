// Some paths in; the commits that changed them, with what each left there, out. Safe in a stranger's repository (rule 30).
import { isoTime } from './git-blame.ts'
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'

export interface TouchingCommit {
  readonly id: string
  readonly subject: string
  readonly author: string
  /** ISO 8601 in UTC: when it was written, which rebasing keeps. */
  readonly at: string
  readonly files: readonly {
    readonly path: string
    readonly change: 'added' | 'changed' | 'deleted'
    /** git's name for the bytes that it left. */
    readonly blob: string
  }[]
}

const flags = [
  ...[
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--relative',
    '--ignore-submodules=all',
    '--no-ext-diff',
    '--no-textconv',
  ],
  ...['--no-show-signature', '--no-notes', '--no-mailmap', '--no-color', '--encoding=UTF-8', '-O/dev/null'],
]

/**
 * Newest first, of HEAD. Null where there is no repository, no commit or no git.
 *
 * @param root absolute. @param paths below it, with `/`, taken as they are.
 */
export async function commitsTouching(
  root: string,
  paths: readonly string[],
): Promise<readonly TouchingCommit[] | null> {
  if (paths.length === 0) return []
  const format = '--format=%x00%H%x00%at%x00%an%x00%s%x00'
  const args = [
    '-c',
    'log.showRoot=true',
    '--literal-pathspecs',
    'log',
    '-z',
    ...flags,
    format,
    '--',
    ...paths,
  ]
  const answer = await askGit(root, offline(args))
  return answer?.exit === 0 ? readLog(answer.stdout) : null
}

/** No message and no path holds NUL, so that none can be taken for something else. */
export function readLog(text: string): readonly TouchingCommit[] {
  const commits: (TouchingCommit & { readonly files: TouchingCommit['files'][number][] })[] = []
  const tokens = text.split('\0')
  for (let at = 0; at < tokens.length; at++) {
    const token = (tokens[at] ?? '').trimStart()
    const [, blob, letter] = /^:\d{6} \d{6} [0-9a-f]+ ([0-9a-f]+) ([A-Z])$/.exec(token) ?? []
    if (blob !== undefined) {
      const change = letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'changed'
      commits.at(-1)?.files.push({ path: tokens[++at] ?? '', change, blob })
    } else if (/^[0-9a-f]{40,64}$/.test(token)) {
      const [time = '0', author = '', subject = ''] = tokens.slice(at + 1, at + 4)
      commits.push({ id: token, at: isoTime(Number(time)), author, subject, files: [] })
      at += 3
    }
  }
  return commits
}
