// A project's root and a git ref in, the merge base of that ref and HEAD out; or why there is none, with the command that
// brings it.
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'

/** Where a comparison begins. */
export interface Base {
  readonly commit: string
  /** The root's path below the top of the repository: '' or `packages/app/`. */
  readonly prefix: string
}

/**
 * The best common ancestor of `ref` and HEAD; of several, the one that git names first. Trouble: `history-missing`,
 * `history-ref`, `history-shallow`.
 */
export async function mergeBase(root: string, ref: string): Promise<Result<Base>> {
  const ask = (...args: readonly string[]) => askGit(root, offline(args))
  const odd = oddRef(ref)
  if (odd !== null) return fail(odd)
  const here = await ask('rev-parse', '--is-inside-work-tree', '--is-shallow-repository', '--show-prefix')
  if (here === null) return fail(withoutGit)
  const [inside, shallow, prefix = ''] = here.stdout.split('\n')
  if (here.exit !== 0 || inside !== 'true') return fail(withoutRepository(root))
  const repository = { root, shallow: shallow === 'true' }

  const head = await ask('rev-parse', '--verify', '--quiet', 'HEAD^{commit}')
  if (head?.exit !== 0) return fail(withoutCommit)
  const commit = await ask('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)
  if (commit?.exit !== 0) return fail(await unknownRef(repository, ref))
  const base = await ask('merge-base', commit.stdout.trim(), head.stdout.trim())
  const [found = ''] = base?.stdout.split('\n') ?? []
  if (base?.exit === 0 && found !== '') return ok({ commit: found, prefix })
  return fail(await withoutBase(repository, ref))
}

/** No ref begins with `-` or holds these (git-check-ref-format(1)), and git would take it for an option or a range. */
function oddRef(ref: string): Diagnostic | null {
  const why =
    ref === ''
      ? 'is empty'
      : ref.startsWith('-')
        ? 'begins with `-`'
        : /\p{Cc}/u.test(ref)
          ? 'holds a control character'
          : ref.includes('..')
            ? 'is a range'
            : null
  if (why === null) return null
  return diagnostic('history-ref', `\`${ref.slice(0, 120)}\` ${why}, and is no git ref`, {
    hint: 'name a branch, a tag or a commit, such as origin/main; its merge base with HEAD is found for you',
  })
}

const withoutGit = diagnostic(
  'history-missing',
  'git is needed to know what changed, and cannot be started',
  {
    hint: 'install git, or check everything: leave out --since',
  },
)

const withoutCommit = diagnostic(
  'history-missing',
  'git is needed to know what changed, and HEAD has no commit yet',
  {
    hint: 'commit once, or check everything: leave out --since',
  },
)

function withoutRepository(root: string): Diagnostic {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.git'))) break
    if (folder !== path.dirname(folder)) continue
    return diagnostic(
      'history-missing',
      'git is needed to know what changed, and this is no git repository',
      {
        hint: 'check everything: leave out --since',
      },
    )
  }
  return diagnostic('history-missing', 'git does not accept the repository that this folder is in', {
    hint: 'git status says why; of a folder that belongs to somebody else, git config --global --add safe.directory <folder>',
  })
}

interface Repository {
  readonly root: string
  /** It lacks the commits before some. */
  readonly shallow: boolean
}

async function unknownRef({ root, shallow }: Repository, ref: string): Promise<Diagnostic> {
  const remotes = await remotesOf(root)
  const told = (hint: string): Diagnostic =>
    diagnostic(
      'history-ref',
      `\`${ref.slice(0, 120)}\` names no commit in this ${shallow ? 'shallow ' : ''}clone`,
      { hint },
    )
  const [remote] = remotes
  // `main~3`, `@{upstream}`, `HEAD:file`: what is missing may be any part of it.
  if (remote === undefined || !isPlainRef(ref))
    return told('git branch --all and git tag list the names there are')
  for (const one of remotes) {
    const there = await askGit(
      root,
      offline(['rev-parse', '--verify', '--quiet', `refs/remotes/${one}/${ref}`]),
    )
    if (there?.exit === 0) return told(`did you mean ${one}/${ref}?`)
  }
  const fetch = `run: git fetch ${shallow ? '--unshallow ' : ''}`
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return told(`${fetch}${remote} ${ref}`)
  if (ref.startsWith('refs/')) return told(`${fetch}${remote} ${shellWord(`+${ref}:${ref}`)}`)
  const from = remotes.find((one) => ref.startsWith(`${one}/`))
  if (from !== undefined) {
    const branch = ref.slice(from.length + 1)
    return told(`${fetch}${from} ${shellWord(`+refs/heads/${branch}:refs/remotes/${from}/${branch}`)}`)
  }
  return told(`${fetch}${remote} ${shellWord(ref)} (then --since FETCH_HEAD)`)
}

async function withoutBase({ root, shallow }: Repository, ref: string): Promise<Diagnostic> {
  if (!shallow) {
    return diagnostic('history-ref', `\`${ref}\` and HEAD have no commit in common`, {
      hint: 'name the branch that this one was made from',
    })
  }
  const remotes = await remotesOf(root)
  const from = remotes.find((one) => ref.startsWith(`${one}/`))
  // HEAD came from the first, most often; what the name does not tell may have come from any.
  const involved = [...new Set(from === undefined ? remotes : [...remotes.slice(0, 1), from])]
  // --unshallow fails where an earlier command has completed the clone already; this is what it stands for (git-fetch(1)).
  const depth = involved.length === 1 ? '--unshallow' : '--depth=2147483647'
  const fetch =
    involved.length === 0
      ? 'clone again without --depth; this clone has no remote to fetch from'
      : `run: ${involved.map((remote) => `git fetch ${depth} ${remote}`).join(' && ')}`
  return diagnostic(
    'history-shallow',
    `this clone is shallow, and lacks the commits between \`${ref}\` and HEAD`,
    { hint: fetch },
  )
}

/** `origin` first. Names that a shell or git would read as something else come from a stranger's configuration. */
async function remotesOf(root: string): Promise<readonly string[]> {
  const answer = await askGit(root, offline(['remote']))
  const names = (answer?.stdout ?? '').split('\n').filter((name) => /^\w[\w./-]*$/.test(name))
  return [...names.filter((name) => name === 'origin'), ...names.filter((name) => name !== 'origin')]
}

function isPlainRef(ref: string): boolean {
  return !/[\s~^:?*[\\]|@\{/.test(ref)
}

/** For a shell to read back as one word. Branches may hold `$`, `;` and quotes. */
function shellWord(word: string): string {
  return /^[\w%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
