// The root of a project in; the sessions kept in its archive out: heads, redacted records, conversations.
import { keyFolder } from '../../archive/session-paths.ts'
import type { KeptHead, SessionHead } from '../../archive/session.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { Conversation, ReadTranscript, TranscriptRecord } from '../../session/conversation.ts'
import { renamed } from '../../session/path-names.ts'
import { recogniseTranscript, recordsToRecognise } from '../../session/recognise.ts'
import { recordSplitter } from '../../session/records.ts'
import { goneSession } from './gone.ts'
import { chunkReader, currentOf, damaged, sessionFiles, sessionNames } from './archive-files.ts'

/** A session as the reader of the archive sees it. */
export interface KeptSession extends KeptHead {
  /** Set where two machines kept versions of which neither begins the other: from 1, in order of digest. */
  readonly fork: number | null
}

/** Thrown while records are read, and never out of this folder: the chunk at fault. */
export class ChunkFault extends Error {
  readonly diagnostic: Diagnostic

  constructor(told: Diagnostic) {
    super(told.message)
    this.diagnostic = told
  }
}

/**
 * Every session, newest first; a version that another one continues is left out. Damaged heads are diagnostics.
 *
 * @param root absolute.
 */
export function listSessions(root: string): Result<readonly KeptSession[]> {
  const diagnostics: Diagnostic[] = []
  const sessions: KeptSession[] = []
  for (const [key, names] of sessionNames(root)) {
    const files = sessionFiles(root, key, names)
    diagnostics.push(...files.diagnostics)
    const current = currentOf(root, files)
    current.forEach((one, at) => sessions.push({ ...one, fork: current.length > 1 ? at + 1 : null }))
  }
  const newest = ({ head }: KeptHead): string => endOf(head) ?? ''
  sessions.sort((a, b) => (newest(a) > newest(b) ? -1 : newest(a) < newest(b) ? 1 : compare(a, b)))
  return ok(sessions, diagnostics)
}

function compare(a: KeptHead, b: KeptHead): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

/** When the last of its conversations ended. ISO 8601 in UTC. */
export function endOf(head: KeptHead['head']): string | null {
  return (
    head.conversations.map(({ start, end }) => end ?? start ?? '').reduce((a, b) => (a > b ? a : b), '') ||
    null
  )
}

/**
 * The one that `id` names: `agent/session`, either one or a beginning that is unique, of the session itself or of one that is
 * in the same transcript. `#2` after it means the second of versions that differ. `unknown-session` where there is none or
 * more than one.
 */
export function findSession(root: string, id: string): Result<KeptSession> {
  const all = listSessions(root)
  if (!all.ok) return all
  const [, wanted = '', fork] = /^(.*?)(?:#(\d+))?$/s.exec(id) ?? []
  const meant = (hits: (name: string) => boolean): KeptSession[] =>
    all.value.filter(
      (one) => (fork === undefined || one.fork === Number(fork)) && namesOf(one).some((name) => hits(name)),
    )
  const exact = meant((name) => name === wanted)
  const found = exact.length > 0 ? exact : meant((name) => wanted !== '' && name.startsWith(wanted))
  const own = found.filter((one) =>
    namesOf(one)
      .slice(0, 4)
      .some((name) => name.startsWith(wanted)),
  )
  const [only, ...more] = own.length > 0 ? own : found
  if (only !== undefined && more.length === 0) return ok(only, all.diagnostics)
  const gone = only === undefined ? goneSession(root, wanted) : null
  if (gone !== null) return fail(...all.diagnostics, gone)
  const why =
    only === undefined
      ? `no session is called ${id}`
      : `${more.length + 1} sessions are called so: ${[only, ...more].slice(0, 5).map(shownKey).join(', ')}`
  return fail(
    ...all.diagnostics,
    diagnostic('unknown-session', why, {
      hint: 'spec archive list shows all; spec archive import brings them in',
    }),
  )
}

/** `agent/session`, with the number of the version where there are several. */
export function shownKey({ key, fork }: KeptSession): string {
  return fork === null ? key : `${key}#${fork}`
}

/** Its own names first: with and without the agent, as in the transcript and as its folder is called. */
function namesOf({ key, head }: KeptSession): string[] {
  const ids = [head.sessionId, ...head.conversations.slice(1).map(({ sessionId }) => sessionId)]
  const [, folder = ''] = key.split('/')
  const [own = '', ...others] = ids
  return [
    key,
    folder,
    `${head.agent}/${own}`,
    own,
    ...others.flatMap((other) => [`${head.agent}/${other}`, other]),
  ]
}

/**
 * The redacted transcript, one chunk after another.
 *
 * @throws ChunkFault where one is missing or damaged.
 */
export function* transcriptOf(root: string, session: KeptHead): Generator<Uint8Array> {
  const files = sessionFiles(root, session.key, sessionNames(root).get(session.key) ?? [])
  const bytesOf = chunkReader(root, files)
  let size = 0
  for (const digest of session.head.chunks) {
    const bytes = bytesOf(digest)
    if (bytes === null) {
      const name = files.chunks.get(digest)?.[0]
      const what = name === undefined ? `${session.path} names a chunk that is missing` : null
      throw new ChunkFault(
        what === null
          ? damaged(`${keyFolder(session.key)}/${name ?? ''}`, 'does not hold what its name says')
          : diagnostic('record-missing', `${what}: ${digest}`, {
              place: { path: session.path },
              hint: `take it back from git, for instance: git checkout HEAD -- ${keyFolder(session.key)}`,
            }),
      )
    }
    size += bytes.length
    // A small head can name one large chunk a million times.
    if (size > session.head.bytes)
      throw new ChunkFault(damaged(session.path, 'names more than it says it does'))
    yield bytes
  }
}

/**
 * Its records, as a reader takes them: lines are counted in the kept transcript.
 *
 * @throws ChunkFault
 */
export function* recordsOf(root: string, session: KeptHead): Generator<TranscriptRecord> {
  const splitter = recordSplitter()
  for (const bytes of transcriptOf(root, session)) yield* splitter.push(bytes)
  yield* splitter.end()
}

/** All that reading it gives: several conversations where subagents or other sessions are in the same transcript. */
export async function readKept(root: string, session: KeptHead): Promise<Result<ReadTranscript>> {
  try {
    const first: TranscriptRecord[] = []
    const records = recordsOf(root, session)
    let next = records.next()
    for (; !next.done && first.length < recordsToRecognise; next = records.next()) first.push(next.value)
    const reader = await recogniseTranscript(first)
    if (reader === null) return fail(unreadable(session))
    const reading = reader.begin()
    for (const record of first) reading.take(record)
    for (; !next.done; next = records.next()) reading.take(next.value)
    return ok(asKept(reading.end(), session.head))
  } catch (error) {
    if (error instanceof ChunkFault) return fail(error.diagnostic)
    throw error
  }
}

/** Ids that stood in the path of the transcript alone. */
function asKept(read: ReadTranscript, { sessionId, conversations }: SessionHead): ReadTranscript {
  const names = { sessionId, parent: conversations[0]?.parent ?? null }
  return { ...read, conversations: renamed(read.agent, read.conversations, names) }
}

/** The conversation that `id` names (see `findSession`). */
export async function readConversation(root: string, id: string): Promise<Result<Conversation>> {
  const session = findSession(root, id)
  if (!session.ok) return session
  const read = await readKept(root, session.value)
  if (!read.ok) return read
  const { conversations } = read.value
  const wanted = id.replace(/#\d+$/, '')
  const meant =
    conversations.find((one) => [one.sessionId, `${one.agent}/${one.sessionId}`].includes(wanted)) ??
    conversations.find(({ sessionId }) => sessionId === session.value.head.sessionId) ??
    conversations[0]
  return meant === undefined ? fail(unreadable(session.value)) : ok(meant, session.diagnostics)
}

function unreadable(session: KeptHead): Diagnostic {
  return diagnostic('session-unreadable', `no reader here understands ${session.key}`, {
    place: { path: session.path },
    hint: 'update spec to the version that the other people of this project use',
  })
}
