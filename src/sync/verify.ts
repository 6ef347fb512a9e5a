// A name and the bytes that came under it in; what they hold out, if they are what the name says.
import { brotliDecompressSync } from 'node:zlib'
import { markOf } from '../archive/removed.ts'
import {
  blobTombstone,
  decodeTombstone,
  encodeTombstone,
  type SessionTombstone,
} from '../archive/tombstone.ts'
import { decodeRecord, encodeRecord, recordDigest } from '../archive/encode.ts'
import type { StoredRecord } from '../archive/record.ts'
import { longestChunk } from '../archive/session-chunks.ts'
import { decodeHead, encodeHead, headDigest } from '../archive/session-encode.ts'
import { chunkName, sessionKey } from '../archive/session-paths.ts'
import type { SessionHead } from '../archive/session.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { digestBytes, digestText } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import { parseName, type SyncName } from './names.ts'

interface Whole {
  readonly name: SyncName
  /** As they are sent and as they land: JSON laid out as this version does it, so that nothing hides between its members. */
  readonly bytes: Uint8Array
}

export type Sound =
  | (Whole & { readonly kind: 'chunk'; readonly content: Uint8Array })
  | (Whole & { readonly kind: 'head'; readonly head: SessionHead })
  | (Whole & { readonly kind: 'tombstone'; readonly tombstone: SessionTombstone })
  /** `redacted`: something was taken out of it, and it still has the name that it had. */
  | (Whole & { readonly kind: 'record'; readonly record: StoredRecord; readonly redacted: boolean })
  | (Whole & { readonly kind: 'blob'; readonly redacted: boolean })

export type Verified = { readonly sound: Sound } | { readonly why: string }

/** `why`: what is wrong, to go after the name in a sentence. */
export function verifyObject(path: string, bytes: Uint8Array): Verified {
  const name = parseName(path)
  if (name === null) return { why: 'has a name that stands for nothing' }
  switch (name.kind) {
    case 'chunk':
      return verifyChunk(path, name, bytes)
    case 'head':
      return verifyHead(path, name, bytes)
    case 'record':
      return verifyRecord(path, name, bytes)
    case 'tombstone':
      return verifyTombstone(path, name, bytes)
    case 'blob': {
      const redacted = blobTombstone(bytes, name.digest) !== null
      return redacted || digestBytes(bytes) === name.digest
        ? { sound: { kind: 'blob', name, bytes, redacted } }
        : wrongDigest
    }
  }
}

const wrongDigest = { why: 'does not have the digest of its name' }

/** The digest of the packed bytes is looked at first: what is not ours is never unpacked. */
function verifyChunk(path: string, name: SyncName, bytes: Uint8Array): Verified {
  if (!path.endsWith(`/${chunkName(name.digest, digestBytes(bytes))}`)) return wrongDigest
  try {
    const content = brotliDecompressSync(bytes, { maxOutputLength: longestChunk })
    return digestBytes(content) === name.digest
      ? { sound: { kind: 'chunk', name, bytes, content } }
      : wrongDigest
  } catch {
    return { why: 'cannot be unpacked' }
  }
}

function verifyHead(path: string, name: SyncName, bytes: Uint8Array): Verified {
  const text = decodeText(bytes)
  if (text === null) return { why: 'is not UTF-8 text' }
  const decoded = decodeHead(text, path)
  if (!decoded.ok) return { why: whyOf(decoded.diagnostics) }
  const head = decoded.value
  if (headDigest(head) !== name.digest) return wrongDigest
  if (!('key' in name) || sessionKey(head.agent, head.sessionId, digestText) !== name.key)
    return { why: 'is the head of another session' }
  return { sound: { kind: 'head', name, bytes: new TextEncoder().encode(encodeHead(head)), head } }
}

function verifyTombstone(path: string, name: SyncName, bytes: Uint8Array): Verified {
  const text = decodeText(bytes)
  if (text === null) return { why: 'is not UTF-8 text' }
  const decoded = decodeTombstone(text, name.digest, path)
  if (!decoded.ok) return { why: whyOf(decoded.diagnostics) }
  const tombstone = decoded.value
  if (!('key' in name) || tombstone.session !== name.key)
    return { why: 'is the tombstone of another session' }
  const encoded = new TextEncoder().encode(encodeTombstone(tombstone))
  return { sound: { kind: 'tombstone', name, bytes: encoded, tombstone } }
}

function verifyRecord(path: string, name: SyncName, bytes: Uint8Array): Verified {
  const text = decodeText(bytes)
  if (text === null) return { why: 'is not UTF-8 text' }
  const decoded = decodeRecord(text, path)
  if (!decoded.ok) return { why: whyOf(decoded.diagnostics) }
  const record = decoded.value
  if (recordDigest(record) !== name.digest) return wrongDigest
  const redacted = markOf(record) !== null
  const encoded = new TextEncoder().encode(encodeRecord(record))
  return { sound: { kind: 'record', name, bytes: encoded, record, redacted } }
}

function whyOf(diagnostics: readonly Diagnostic[]): string {
  const [first] = diagnostics
  return first?.code === 'record-newer' ? 'was written by a newer version of spec' : 'is damaged'
}
