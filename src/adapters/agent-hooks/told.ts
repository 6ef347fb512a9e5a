// What an agent tells the command of a hook on its standard input in; which session it is, and where its transcripts lie, out.
// What it tells is a hint: the file may be missing, moved, or another one's (https://code.claude.com/docs/en/hooks, "Hook input").
import fs from 'node:fs'
import path from 'node:path'
import { asFields, asText } from '../../session/fields.ts'
import { candidates, type Machine } from '../sessions/places.ts'

export interface ToldSession {
  readonly sessionId: string
  /** As they were told; they need not be there. */
  readonly transcripts: readonly string[]
  /** Where the agent stood. */
  readonly cwd: string | null
}

/** Ids stand in names of files; one that is no plain word names none. */
const plainId = /^[\w-][\w.-]{0,199}$/

/** Null where it names no session. */
export function toldSession(text: string): ToldSession | null {
  let fields
  try {
    fields = asFields(JSON.parse(text))
  } catch {
    return null
  }
  const sessionId = asText(fields?.session_id)
  if (sessionId === null || !plainId.test(sessionId)) return null
  const transcripts = [asText(fields?.transcript_path), asText(fields?.agent_transcript_path)]
  return { sessionId, transcripts: transcripts.filter((one) => one !== null), cwd: asText(fields?.cwd) }
}

/**
 * The session's own transcript and those of its subagents. Where the one that was told is not there, or is called after another
 * session, it is looked for in all folders where the agent keeps transcripts. Absolute paths.
 */
export function transcriptsOf(told: ToldSession, machine: Machine): readonly string[] {
  const name = `${told.sessionId}.jsonl`
  const found = new Set(told.transcripts.map((one) => atHome(one, machine.home)).filter(isFile))
  if (![...found].some((one) => path.basename(one) === name)) {
    // No folder of a project: what lies in one is not the agent's.
    for (const { path: file } of candidates(path.parse(machine.home).root, machine, new Set(['claude-code'])))
      if (path.basename(file) === name) found.add(file)
  }
  for (const one of [...found]) {
    if (path.basename(one) !== name) continue
    for (const subagent of subagentsOf(one, told.sessionId)) found.add(subagent)
  }
  return [...found]
}

function atHome(file: string, home: string): string {
  return path.resolve(file.startsWith('~/') ? path.join(home, file.slice(2)) : file)
}

function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/** In a folder beside it that is called after the session; of older versions, beside it, with the session's id in them. */
function subagentsOf(transcript: string, sessionId: string): readonly string[] {
  const folder = path.dirname(transcript)
  const own = path.join(folder, sessionId, 'subagents')
  return [
    ...namesIn(own)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => path.join(own, name)),
    ...namesIn(folder)
      .filter((name) => /^agent-.*\.jsonl$/.test(name))
      .map((name) => path.join(folder, name))
      .filter((file) => beginsWith(file, `"sessionId":"${sessionId}"`)),
  ]
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

/** Among the first members of the first record. */
function beginsWith(file: string, words: string): boolean {
  const room = Buffer.alloc(4096)
  try {
    const opened = fs.openSync(file, 'r')
    try {
      return room.toString('latin1', 0, fs.readSync(opened, room, 0, room.length, 0)).includes(words)
    } finally {
      fs.closeSync(opened)
    }
  } catch {
    return false
  }
}
