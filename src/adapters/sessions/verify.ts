// The root of a project in; every damaged head and chunk of its kept sessions, and every chunk that is missing, out.
import { keyFolder, isSessionKey, sessionFolder } from '../../archive/session-paths.ts'
import { isObedient } from '../../archive/session-redacted.ts'
import { redactedNote } from '../../archive/tombstone-notes.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { digestBytes } from '../../digest/digest.ts'
import { ConfinedReader } from '../confined.ts'
import { listFiles } from '../listing.ts'
import { damaged, readChunk, sessionFiles, sessionNames, stray } from './archive-files.ts'

export interface SessionsVerdict {
  readonly sessions: number
  readonly chunks: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Chunks that no head names are no damage: an import that was killed leaves some, and the next one takes them away. */
export function verifySessions(root: string): SessionsVerdict {
  const reader = new ConfinedReader(root)
  const listing = listFiles(root, sessionFolder, '')
  const diagnostics: Diagnostic[] = [...listing.diagnostics]
  for (const path of listing.paths) {
    const [agent, session, name, ...more] = path.slice(sessionFolder.length + 1).split('/')
    if (name === undefined || more.length > 0 || !isSessionKey(`${agent ?? ''}/${session ?? ''}`))
      diagnostics.push(stray(path))
  }
  let [sessions, chunks] = [0, 0]
  for (const [key, names] of sessionNames(root)) {
    const files = sessionFiles(root, key, names)
    diagnostics.push(...files.diagnostics)
    if (files.heads.length > 0) sessions++
    for (const { path, tombstone } of files.tombstones)
      diagnostics.push(redactedNote(`${tombstone.whole ? key : `a part of ${key}`} was`, path, tombstone))
    const isOneSettled = files.heads.some(({ head }) => isObedient(head, files.tombstones))
    for (const { path, head } of files.heads)
      if (!isObedient(head, files.tombstones)) diagnostics.push(unredacted(path, key, isOneSettled))
    for (const [digest, spellings] of files.chunks) {
      for (const name of spellings) {
        chunks++
        const path = `${keyFolder(key)}/${name}`
        const bytes = readChunk(reader, path)
        if (bytes === null) diagnostics.push(damaged(path, 'cannot be read or unpacked'))
        else if (digestBytes(bytes) !== digest)
          diagnostics.push(damaged(path, 'does not hold what its name says'))
      }
    }
    for (const { path, head } of files.heads) {
      const lost = head.chunks.filter((chunk) => !files.chunks.has(chunk))
      if (lost.length > 0) diagnostics.push(missing(path, lost))
    }
  }
  return { sessions, chunks, diagnostics }
}

/** Where no version was made under all that was taken out, those are shown that come nearest. */
function unredacted(path: string, key: string, isOneSettled: boolean): Diagnostic {
  return diagnostic(
    'archive-unredacted',
    `${path} is a version of ${key} that still holds what was taken out`,
    {
      place: { path },
      hint: isOneSettled
        ? 'no command shows it; spec archive gc says whether it can go'
        : `two clones took out different things, and what is shown still holds some: take it out again, spec archive redact ${key} …`,
    },
  )
}

function missing(path: string, lost: readonly string[]): Diagnostic {
  const [first = '', ...others] = lost
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return diagnostic('record-missing', `${path} names the chunk ${first}${more}, and it is missing`, {
    place: { path },
    hint: `take it back from git, for instance: git checkout HEAD -- ${path.slice(0, path.lastIndexOf('/'))}`,
  })
}
