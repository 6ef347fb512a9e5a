// The folder in which OpenCode stores sessions, messages and their parts one by one, in; a transcript for each session out: its
// files after one another. Layout: packages/opencode/src/storage/storage.ts of OpenCode before its database.
import fs from 'node:fs'
import path from 'node:path'
import { asFields, asText } from '../../session/fields.ts'
import type { Candidate, Machine } from './places.ts'

/** Ids of OpenCode; what else stands there is none of its files. */
const idName = /^[A-Za-z0-9_-]{1,100}$/
/** A session's own file is short. Bytes. */
const longestInfo = 1024 * 1024

export function openCodeFolder({ home, env }: Machine): string {
  const data = env.XDG_DATA_HOME
  return path.join(data === undefined || data === '' ? path.join(home, '.local', 'share') : data, 'opencode')
}

/** Newer versions keep sessions there, and no longer in files. */
export function openCodeDatabase(machine: Machine): string | null {
  const file = path.join(openCodeFolder(machine), 'opencode.db')
  return fs.existsSync(file) ? file : null
}

/** One candidate a session: its path is that of the session's own file. */
export function storedSessions(machine: Machine): Candidate[] {
  const storage = path.join(openCodeFolder(machine), 'storage')
  return namesIn(path.join(storage, 'session')).flatMap((project) =>
    jsonFiles(path.join(storage, 'session', project)).map((id): Candidate => {
      const own = path.join(storage, 'session', project, `${id}.json`)
      return { path: own, agent: 'opencode', belongs: 'ask', files: () => filesOf(storage, own, id) }
    }),
  )
}

/** The folder that a session's own file names; null where it names none. */
export function folderOfStored(file: string): string | null {
  try {
    if (fs.statSync(file).size > longestInfo) return null
    return asText(asFields(JSON.parse(fs.readFileSync(file, 'utf8')))?.directory)
  } catch {
    return null
  }
}

/** Ids ascend with time: in order of name is in order of time. */
function filesOf(storage: string, own: string, session: string): readonly string[] {
  const messages = path.join(storage, 'message', session)
  return [
    own,
    ...jsonFiles(messages).flatMap((message) => {
      const parts = path.join(storage, 'part', message)
      return [
        path.join(messages, `${message}.json`),
        ...jsonFiles(parts).map((part) => path.join(parts, `${part}.json`)),
      ]
    }),
  ]
}

function jsonFiles(folder: string): readonly string[] {
  return namesIn(folder).flatMap((name) => {
    const id = name.endsWith('.json') ? name.slice(0, -5) : ''
    return idName.test(id) &&
      fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() === true
      ? [id]
      : []
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder).sort()
  } catch {
    return [] // Not there, or nobody may look.
  }
}
