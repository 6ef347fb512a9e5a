// Agents, session ids and digests in, the paths of kept sessions out, and back.
import { hexOf, isDigest, type Digest } from '../digest/digest.ts'
import type { SessionKey } from './session.ts'

/** Relative to the root. Committed. */
export const sessionFolder = '.spec/archive/sessions'

/** What every system takes as a name; ids of most agents are such. */
const plainName = /^(?=.{1,120}$)[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*$/
/** Names that Windows keeps for devices. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/

/**
 * @param agent a word of `agents`.
 * @param sessionId from a transcript: may be anything.
 * @param digest of text, for ids that are no plain names; two ids that differ in case alone get two folders.
 */
export function sessionKey(agent: string, sessionId: string, digest: (text: string) => Digest): SessionKey {
  if (plainName.test(sessionId) && !device.test(sessionId)) return `${agent}/${sessionId}`
  const readable = sessionId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${agent}/${readable === '' ? 'session' : readable}-${hexOf(digest(sessionId)).slice(0, 16)}`
}

export function isSessionKey(key: string): boolean {
  const [agent = '', session = '', ...more] = key.split('/')
  return more.length === 0 && /^[a-z][a-z-]*$/.test(agent) && plainName.test(session)
}

export function keyFolder(key: SessionKey): string {
  return `${sessionFolder}/${key}`
}

/** `head-<64 hex digits>.json` */
export function headName(digest: Digest): string {
  return `head-${hexOf(digest)}.json`
}

/** The digest that the name of a head stands for; null where it is none. */
export function digestOfHead(name: string): Digest | null {
  return digestIn(/^head-([0-9a-f]{64})\.json$/.exec(name))
}

/**
 * `<64 hex digits>-<8 hex digits>.br`. The first digits tell what is in it, the last ones how it was compressed: versions of
 * a compressor differ, and two machines must never write one path with different bytes.
 */
export function chunkName(digest: Digest, compressed: Digest): string {
  return `${hexOf(digest)}-${hexOf(compressed).slice(0, 8)}.br`
}

/** The digest of what a chunk holds, from its name; null where it is none. */
export function digestOfChunk(name: string): Digest | null {
  return digestIn(/^([0-9a-f]{64})-[0-9a-f]{8}\.br$/.exec(name))
}

function digestIn(match: RegExpExecArray | null): Digest | null {
  const digest = match === null ? null : `sha256:${match[1] ?? ''}`
  return isDigest(digest) ? digest : null
}
