// Bytes, text or values in, `sha256:<hex>` out.
import { createHash, hash } from 'node:crypto'
import { canonicalJson, type Json } from './canonical.ts'
import { normalText } from './text.ts'

declare const digestBrand: unique symbol
/** `sha256:` and 64 lower-case hex digits. */
export type Digest = string & { readonly [digestBrand]: true }

/** SHA-256 of the bytes as they are. */
export function digestBytes(bytes: Uint8Array): Digest {
  return `sha256:${hash('sha256', bytes, 'hex')}` as Digest
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
  let others = 0
  for (let at = 7; at < 71; at++) others |= isNoHex[value.charCodeAt(at)] ?? 1
  return others === 0
}

/** By UTF-16 code unit: 0 for the lower-case hex digits. */
const isNoHex = new Uint8Array(0x10000).fill(1)
for (const digit of '0123456789abcdef') isNoHex[digit.charCodeAt(0)] = 0

/** The 64 hex digits alone. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length)
}

/** The name git gives to a blob of these bytes (SHA-1 object format): `git hash-object`. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
