// The root of a project in; every damaged head and chunk of its kept sessions, and every chunk that is missing, out.
import { keyFolder, isSessionKey, sessionFolder } from '../../archive/session-paths.ts'
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

function missing(path: string, lost: readonly string[]): Diagnostic {
  const [first = '', ...others] = lost
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return diagnostic('record-missing', `${path} names the chunk ${first}${more}, and it is missing`, {
    place: { path },
    hint: `take it back from git, for instance: git checkout HEAD -- ${path.slice(0, path.lastIndexOf('/'))}`,
  })
}
