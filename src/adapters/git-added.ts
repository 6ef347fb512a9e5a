// A commit in; the lines that it added to each file, with their numbers there, out. Safe in a stranger's repository (rule 30).
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { isoTime } from './git-blame.ts'
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'

export interface AddingCommit {
  /** Full. */
  readonly id: string
  /** ISO 8601 in UTC: when this form of it was made. */
  readonly committed: string
  readonly files: readonly {
    /** From the root. */
    readonly path: string
    readonly lines: readonly { readonly number: number; readonly text: string }[]
  }[]
}

const flags = [
  ...[
    '-p',
    '--unified=0',
    '--no-renames',
    '--relative',
    '--ignore-submodules=all',
    '--no-ext-diff',
    '--no-textconv',
  ],
  ...['--no-color', '--src-prefix=a/', '--dst-prefix=b/', '--no-indent-heuristic', '-O/dev/null'],
]

/**
 * Of a merge, none: they are of the commits that it brings together.
 *
 * @param root absolute; files outside it are left out. @param ref as a person types it: `history-ref` where it names no commit.
 */
export async function linesAdded(root: string, ref: string): Promise<Result<AddingCommit>> {
  const ask = (...args: readonly string[]) => askGit(root, offline(args))
  const known = ref.startsWith('-')
    ? null
    : await ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  const id = known?.exit === 0 ? known.stdout.trim() : ''
  if (id !== '' && (await isCut(ask, id)))
    return fail(
      diagnostic(
        'history-shallow',
        `this shallow clone begins with ${id.slice(0, 12)}, so that nobody can tell what it added`,
        {
          hint: 'git fetch --unshallow brings the rest',
        },
      ),
    )
  const shown = id === '' ? null : await ask('diff-tree', '--root', '--no-commit-id', '-r', ...flags, id)
  const facts = id === '' ? null : await ask('log', '-1', '--no-show-signature', '--format=%ct', id)
  if (shown?.exit !== 0 || facts?.exit !== 0) {
    return fail(
      diagnostic('history-ref', `\`${ref.slice(0, 120)}\` names no commit that can be read here`, {
        hint: 'git log --oneline lists commits; outside of a repository there are none',
      }),
    )
  }
  return ok({ id, committed: isoTime(Number(facts.stdout.trim())), files: readPatch(shown.stdout) })
}

/** Its parents are left out of a shallow clone: all that stood there before would count as added. */
async function isCut(
  ask: (...args: readonly string[]) => ReturnType<typeof askGit>,
  id: string,
): Promise<boolean> {
  const [shallow, shown, written] = await Promise.all([
    ask('rev-parse', '--is-shallow-repository'),
    ask('rev-list', '--parents', '-1', id),
    ask('cat-file', 'commit', id),
  ])
  if (shallow?.stdout.trim() !== 'true' || shown?.stdout.trim() !== id) return false
  return /^parent /m.test(written?.stdout.split('\n\n', 1)[0] ?? '')
}

/** A unified diff without context: of what a line of a file says, nothing can be taken for a header, for the counts tell. */
export function readPatch(patch: string): AddingCommit['files'] {
  const files: { path: string; readonly lines: { readonly number: number; readonly text: string }[] }[] = []
  let [gone, left, number] = [0, 0, 0]
  for (const line of patch.split('\n')) {
    if (gone > 0 && line.startsWith('-')) gone--
    else if (left > 0 && line.startsWith('+')) {
      files.at(-1)?.lines.push({ number: number++, text: line.slice(1) })
      left--
    } else if (line.startsWith('diff --git ')) files.push({ path: '', lines: [] })
    else if (line.startsWith('+++ ')) {
      const file = files.at(-1)
      if (file !== undefined) file.path = plainPath(line.slice(4))
    } else {
      const [, taken, start, added] = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
      if (start === undefined) continue
      ;[gone, number, left] = [Number(taken ?? 1), Number(start), Number(added ?? 1)]
    }
  }
  return files.filter(({ path, lines }) => path !== '' && lines.length > 0)
}

/** Git quotes what is unusual as C does (core.quotePath in git-config(1)); a space is followed by a tab. */
function plainPath(written: string): string {
  const bare = written.replace(/\t$/, '')
  if (bare === '/dev/null') return ''
  const quoted = /^"b\/(.*)"$/s.exec(bare)?.[1]
  if (quoted === undefined) return bare.replace(/^b\//, '')
  const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }
  const bytes: number[] = []
  for (const [, octal, letter, plain = ''] of quoted.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8))
    else if (letter !== undefined) bytes.push(escapes[letter] ?? letter.charCodeAt(0))
    else bytes.push(...Buffer.from(plain))
  }
  return Buffer.from(bytes).toString('utf8')
}
