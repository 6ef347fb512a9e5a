// What changed on a branch of sessions in; the message of its commit, and whether that may take the place of the one before, out.
import { nameOf, type Tree } from '../../../archive/tree-merge.ts'
import { digestOfChunk, digestOfHead } from '../../../archive/session-paths.ts'

/**
 * Nothing went but what a longer version of its session made superfluous. A commit that takes something away stays, so that
 * it goes from the branches of those, too, who have what was before.
 */
export function onlyGrew(before: Tree, after: Tree): boolean {
  const added = [...after.keys()].filter((path) => before.get(path) !== after.get(path))
  const grown = new Set(added.filter((path) => digestOfHead(nameOf(path)) !== null).map(folderOf))
  return (
    added.every((path) => digestOfHead(nameOf(path)) !== null || digestOfChunk(nameOf(path)) !== null) &&
    [...before.keys()].every((path) => after.has(path) || grown.has(folderOf(path)))
  )
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

export function sessionsOf(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const [, agent, session] = /^\.spec\/archive\/sessions\/([^/]+)\/([^/]+)\//.exec(path) ?? []
    return agent === undefined || session === undefined ? [] : [`${agent}/${session}`]
  })
}

/** Names each session, a line each; the same for the same sessions. */
export function messageOf(sessions: ReadonlySet<string>, merge: boolean): string {
  const names = [...sessions].sort()
  const subject =
    names.length > 0
      ? `Keep ${names.length === 1 ? 'a session' : `${names.length} sessions`}`
      : merge
        ? 'Merge what others kept'
        : 'Update the archive'
  return `${[subject, ...(names.length === 0 ? [] : ['', ...names])].join('\n')}\n`
}

/** As `messageOf` writes it for a commit that is no merge. */
export function isOwnMessage(message: string): boolean {
  const [subject = '', empty = '', ...names] = message.split('\n')
  return (
    /^(?:Keep (?:a session|\d+ sessions)|Update the archive)$/.test(subject) &&
    empty === '' &&
    names.every((name) => /^[a-z-]+\/\S+$/.test(name))
  )
}

/** Of a message as `messageOf` writes it. */
export function sessionsNamed(message: string): readonly string[] {
  return message.split('\n').slice(2)
}
