// Paths below the root in, those that git ignores out. Asked in batches: one process for all questions of a moment.
import fs from 'node:fs'
import path from 'node:path'
import { ConfinedReader } from './confined.ts'
import { askGit } from './git.ts'

/** `paths`: files, with no link on their way. Tracked files are never ignored, whatever `.gitignore` says. */
export type IgnoredPaths = (paths: readonly string[]) => Promise<ReadonlySet<string>>

/** Null where git is missing, or the root is in no repository that tracks it: `patternsOfGitignore` has to do. */
export async function createIgnored(root: string): Promise<IgnoredPaths | null> {
  // 0: the whole root is ignored, as in a build folder, and the rules of the repository around it say nothing of its
  // files. 1: it is not. Anything else: no repository, or none that git will speak of.
  const whole = await askGit(root, ['check-ignore', '-q', '--', root])
  if (whole?.exit !== 1) return null
  const known = new Map<string, Promise<boolean>>()
  const isForeign = foreignFolders(root)
  let waiting: { path: string; answer: (ignored: boolean) => void }[] = []

  let index: Promise<ReadonlySet<string>> | null = null
  const tracked = (): Promise<ReadonlySet<string>> =>
    (index ??= askGit(root, ['ls-files', '-z', '--cached']).then(
      (answer) => new Set(answer?.exit === 0 ? answer.stdout.split('\0') : []),
    ))

  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    const answer = await askGit(
      root,
      // The index is asked apart: here git would look through all of it for each path.
      ['check-ignore', '--no-index', '--stdin', '-z'],
      // `./` in front: a path that begins with a colon would be pathspec magic, which this command cannot switch off.
      batch.map((one) => `./${one.path}\0`).join(''),
    )
    // 0: some are ignored, 1: none. Anything else is a path that git will not judge: left out rather than sent.
    const judged = answer !== null && answer.exit <= 1
    const matched = judged ? answer.stdout.split('\0').filter((one) => one !== '') : []
    const inIndex = matched.length === 0 ? new Set() : await tracked()
    const ignored = new Set(matched.filter((one) => !inIndex.has(one.slice('./'.length))))
    for (const one of batch) one.answer(!judged || ignored.has(`./${one.path}`))
  }
  const ask = (asked: string): Promise<boolean> => {
    const before = known.get(asked)
    if (before !== undefined) return before
    const answer = isForeign(path.posix.dirname(asked))
      ? Promise.resolve(true)
      : new Promise<boolean>((resolve) => {
          if (waiting.length === 0) setImmediate(() => void flush())
          waiting.push({ path: asked, answer: resolve })
        })
    known.set(asked, answer)
    return answer
  }
  return async (paths) => {
    const answers = await Promise.all(paths.map(ask))
    return new Set(paths.filter((_, at) => answers[at]))
  }
}

/** Is a folder part of a repository inside this one? Submodules are ignored (rule 30). */
function foreignFolders(root: string): (folder: string) => boolean {
  const known = new Map<string, boolean>([['.', false]])
  const isForeign = (folder: string): boolean => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const foreign = fs.existsSync(path.join(root, folder, '.git')) || isForeign(path.posix.dirname(folder))
    known.set(folder, foreign)
    return foreign
  }
  return isForeign
}

/** Nobody writes a longer list. */
const mostPatternBytes = 1024 * 1024

/**
 * Without git: the root's `.gitignore` as glob patterns. Lines that take something back (`!`) are left out, so that
 * rather too much is ignored than too little.
 */
export function patternsOfGitignore(root: string): readonly string[] {
  const reading = new ConfinedReader(root).read('.gitignore', mostPatternBytes)
  if (reading.kind !== 'file') return []
  return Buffer.from(reading.bytes)
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'))
    .flatMap((line) => {
      const bare = line.replace(/\/$/, '')
      const anchored = bare.includes('/')
      const pattern = anchored ? bare.replace(/^\//, '') : `**/${bare}`
      return line.endsWith('/') ? [`${pattern}/**`] : [pattern, `${pattern}/**`]
    })
}
