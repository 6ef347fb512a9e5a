// Bytes, text or values in, `sha256:<hex>` out.
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from './canonical.ts'
import { normalText } from './text.ts'

declare const digestBrand: unique symbol
/** `sha256:` and 64 lower-case hex digits. */
export type Digest = string & { readonly [digestBrand]: true }

/** SHA-256 of the bytes as they are. */
export function digestBytes(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest
}

/** SHA-256 of a text in normal form (LF, no BOM): the same on every checkout. */
export function digestText(text: string): Digest {
  return `sha256:${createHash('sha256').update(normalText(text), 'utf8').digest('hex')}` as Digest
}

/** SHA-256 of a value's canonical JSON. */
export function digestValue(value: Json): Digest {
  return `sha256:${createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex')}` as Digest
}

/** Is this a well-formed digest? The border check for locks, records and journals; a loop, as it runs a million times. */
export function isDigest(value: unknown): value is Digest {
  if (typeof value !== 'string' || value.length !== 71 || !value.startsWith('sha256:')) return false
  for (let at = 7; at < 71; at++) {
    const code = value.charCodeAt(at)
    const isHex = (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66)
    if (!isHex) return false
  }
  return true
}

/** The 64 hex digits alone. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length)
}

/** The name git gives to a blob of these bytes (SHA-1 object format): `git hash-object`. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
