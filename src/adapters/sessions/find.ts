// A project and the places where agents keep sessions in; the transcripts that are of this project out. Only their
// beginnings are read.
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { SessionSource } from '../../ports.ts'
import type { Agent } from '../../session/conversation.ts'
import { pathNames } from '../../session/path-names.ts'
import { errnoOf, inWords } from '../errno.ts'
import { projectTest, type Belongs } from './belongs.ts'
import { whereabouts } from './first-words.ts'
import { candidates, given, type Candidate, type Machine } from './places.ts'
import type { RepositoryName } from './repository.ts'
import { folderOfStored, openCodeDatabase, storedSessions } from './opencode-storage.ts'
import { bytesOfFile, bytesOfFiles } from './source-file.ts'

export interface Wanted {
  /** Absolute. Where there are any, nothing else is looked at. */
  readonly paths: readonly string[]
  readonly agents: ReadonlySet<Agent> | null
  /** Files that did not change since have nothing newer. Milliseconds since 1970. */
  readonly since: number | null
  /** The beginning of a session's id. */
  readonly session: string | null
}

export interface FoundSources {
  readonly sources: readonly SessionSource[]
  /** Files that were looked at, also those of other projects. */
  readonly looked: number
  readonly diagnostics: readonly Diagnostic[]
}

/** As much is read until a transcript says where it ran. Bytes. */
const beginnings = [16 * 1024, 128 * 1024, 1024 * 1024]

/** @param root absolute. */
export async function findSources(
  root: string,
  machine: Machine,
  own: RepositoryName,
  wanted: Wanted,
): Promise<FoundSources> {
  const belongs = projectTest(root, own)
  const asked = given(wanted.paths)
  const diagnostics = asked.missing.map((file) =>
    diagnostic('session-unreadable', `${file} is not there`, { hint: 'name a file, or a folder of files' }),
  )
  const openCode = wanted.agents === null || wanted.agents.has('opencode')
  const all =
    wanted.paths.length > 0
      ? asked.found
      : [...candidates(root, machine, wanted.agents), ...(openCode ? storedSessions(machine) : [])]
  if (wanted.paths.length === 0 && wanted.agents?.has('opencode') === true)
    diagnostics.push(...inDatabase(machine))
  const sources: SessionSource[] = []
  for (const candidate of all) {
    try {
      const stats = fs.statSync(candidate.path)
      if (!stats.isFile()) continue
      if (candidate.belongs === 'ask') {
        if (wanted.since !== null && stats.mtimeMs < wanted.since) continue
        if (!(await isMine(candidate, stats.size, root, belongs, wanted.session))) continue
      }
      const shown = shownPath(candidate.path, root, machine.home)
      if (candidate.files !== undefined) {
        sources.push(madeOf(candidate.files(), shown))
        continue
      }
      const { size } = stats
      sources.push({
        path: shown,
        bytes: () => bytesOfFile(candidate.path, size),
        size,
        file: candidate.path,
        named: pathNames(candidate.path),
      })
    } catch (error) {
      const told = unreadable(candidate, error)
      if (told === null) throw error
      diagnostics.push(told)
    }
  }
  return { sources, looked: all.length, diagnostics }
}

function madeOf(files: readonly string[], shown: string): SessionSource {
  const size = files.reduce((sum, file) => sum + (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
  return { path: shown, size, bytes: () => bytesOfFiles(files) }
}

function inDatabase(machine: Machine): readonly Diagnostic[] {
  const file = openCodeDatabase(machine)
  if (file === null) return []
  return [
    diagnostic(
      'session-none',
      `what newer versions of OpenCode keep in ${shownPath(file, '', machine.home)} is not read`,
      {
        hint: 'opencode export <session> > session.json, then: spec archive import session.json',
      },
    ),
  ]
}

async function isMine(
  { path: file, agent }: Candidate,
  size: number,
  root: string,
  belongs: Belongs,
  session: string | null,
): Promise<boolean> {
  if (agent === 'gemini' && isGeminiFolderOf(file, root)) return true
  if (agent === 'opencode') {
    const folder = folderOfStored(file)
    if (folder === null || !isNamed(file, '', session)) return false
    return belongs({ folders: [folder], remotes: [], folderDigests: [] })
  }
  for (const most of beginnings) {
    const text = await beginningOf(file, most)
    if (agent === 'cursor') {
      // It says nothing of a folder; paths in what its tools were given do.
      if (text.includes(JSON.stringify(`${root}${path.sep}`).slice(1, -1)))
        return isNamed(file, text, session)
    } else {
      const told = whereabouts(text)
      if (told.folders.length + told.folderDigests.length > 0) {
        return (await belongs(told)) && isNamed(file, text, session)
      }
    }
    if (most >= size) break
  }
  return false
}

/** Ids stand in names or in first records; which session it is, reading it tells. */
function isNamed(file: string, text: string, session: string | null): boolean {
  if (session === null) return true
  const id = session.slice(session.indexOf('/') + 1).replace(/\.agent-.*$/, '')
  return file.includes(id) || text.includes(id)
}

function isGeminiFolderOf(file: string, root: string): boolean {
  const folder = file.slice(0, file.lastIndexOf(`${path.sep}chats${path.sep}`))
  try {
    return fs.readFileSync(path.join(folder, '.project_root'), 'utf8').trim() === root
  } catch {
    return false
  }
}

/** What can be read of it: a packed one is cut somewhere, and may be damaged. */
async function beginningOf(file: string, most: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const bytes of bytesOfFile(file, most)) {
      parts.push(Buffer.from(bytes))
      size += bytes.length
      if (size >= most) break
    }
  } catch (error) {
    if (errnoOf(error) !== null) throw error
  }
  return Buffer.concat(parts).subarray(0, most).toString('utf8')
}

/** For people and for messages: the project's own from its root, others with `~`. */
function shownPath(file: string, root: string, home: string): string {
  const inside = path.relative(root, file)
  if (inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside))
    return inside.split(path.sep).join('/')
  return home !== '' && file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file
}

function unreadable({ path: file, belongs }: Candidate, error: unknown): Diagnostic | null {
  const errno = errnoOf(error)
  // Gone since it was listed: agents tidy up.
  if (errno === null) return null
  const why = inWords(errno)
  return belongs === 'mine' || errno !== 'ENOENT'
    ? diagnostic('session-unreadable', `${file} cannot be read: ${why}`, { hint: 'look at its permissions' })
    : diagnostic('session-none', `${file} went away`)
}
