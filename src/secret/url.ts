// A text in, the places of URLs that carry a password out.
import type { Range } from './assigned.ts'
import { isWeakPassword, looksDrawn } from './lookalike.ts'

const credentials =
  /[a-z][a-z0-9+]{1,20}:\/\/([^\s:/?#@"'`<>]{0,100}):([^\s/?#@"'`<>]{6,200})@([A-Za-z0-9.[\]_-]{1,200})/gu

/** Hosts that exist for documentation (RFC 2606, RFC 6761) or are this machine. */
const noHost =
  /^(?:localhost|127\.0\.0\.1|\[::1\]|host|hostname|.*\.(?:example|test|invalid|localhost)|(?:.*\.)?example\.(?:com|org|net))$/iu

export function urlPasswords(text: string): Range[] {
  if (!text.includes('://')) return []
  return [...text.matchAll(credentials)]
    .filter(([, user = '', password = '', host = '']) => !isExample(user, password, host))
    .map((match) => ({ from: match.index, to: match.index + match[0].length }))
}

/** Is a text a URL with credentials that name nobody: what a scanner found and documentation writes? */
export function isExampleUrl(text: string): boolean {
  const [, user = '', password = '', host = ''] =
    /:\/\/([^\s:/@]{0,256}):([^\s/@]{1,256})@([^\s/:?#"'`]{1,256})/u.exec(text) ?? []
  return password !== '' && isExample(user, password, host)
}

/** A password that was drawn at random was drawn for something, whatever host somebody put behind it. */
function isExample(user: string, password: string, host: string): boolean {
  return isWeakPassword(password, user) || (noHost.test(host) && !looksDrawn(password, 12))
}
