// A text in, the places of private keys in PEM form out: also with line ends written as `\n`, quoted, joined or cut off.
import type { Range } from './assigned.ts'

const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/gu
/** An RSA key of 16,384 bits has 12,700 characters of base64. */
const longestKey = 16_000
/** The shortest real one, an Ed25519 key, has 64; headers and documentation have none or a few. */
const shortestKey = 48

/** From BEGIN to END, or to the end of the base64 where END is missing. */
export function privateKeys(text: string): Range[] {
  if (!text.includes('PRIVATE KEY')) return []
  const found: Range[] = []
  for (const match of text.matchAll(begin)) {
    const start = match.index + match[0].length
    const rest = text.slice(start, start + longestKey)
    const dashes = rest.indexOf('-----')
    const inside = dashes < 0 ? rest : rest.slice(0, dashes)
    const end = dashes < 0 ? null : /^-----END [A-Z0-9 ]{0,40}-----/u.exec(rest.slice(dashes, dashes + 80))
    const body = end === null ? (/^[A-Za-z0-9+/=\s\\"'`,>|:-]*/u.exec(inside)?.[0] ?? '') : inside
    const base64 = body.replace(/\\+[nrt]|[^A-Za-z0-9+/]/gu, '')
    if (base64.length < shortestKey || new Set(base64).size < 12) continue
    found.push({ from: match.index, to: start + body.length + (end?.[0].length ?? 0) })
  }
  return found
}
