// A text in, values that are given to names such as `password` and look random out.
import { looksRandom } from './lookalike.ts'

/** Where a secret stands in its text. */
export interface Range {
  readonly from: number
  readonly to: number
}

const name =
  '(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|(?:api|app|access|secret|private|signing|encryption|master|auth|account|shared|client|webhook|session|service)[-_ ]?keys?)'
/** After a name, on the same line: closing quotes (JSON in strings escapes them again and again), a type, and a sign that gives or compares. */
const gives =
  '["\'`\\]\\\\]{0,9}[ \\t]{0,4}(?::[ \\t]{0,4}[A-Za-z]{1,20}[ \\t]{0,4}=|[:=!]{1,3}>?|,)[ \\t]{0,4}'
const value =
  '(?:\\\\{0,7}"([^"\\s\\\\]{8,300})\\\\{0,7}"|\'([^\'\\s\\\\]{8,300})\'|`([^`\\s\\\\]{8,300})`|([A-Za-z0-9+/_=~.-]{16,2000})(?=[\\s,;"\'}&\\\\]|$))'
const assignment = new RegExp(`${name}${gives}${value}`, 'giu')
const words = /pass|pwd|secret|token|key|credential/iu

/** Names of things that are no secret although they end like one. */
const harmlessName =
  /(?:page|next|cont|continuation|sync|cancel|cancellation|csrf|xsrf|cursor|lex|syntax|ast|start|end|idempotency|primary|foreign|cache|sort|partition|public|max|num|count|total|input|output|prompt|completion)[-_. ]?$/iu

/**
 * `password = "…"`, `"api_key": "…"`, `SECRET_KEY=…`: quoted values of 8 and bare ones of 16 characters and more that look drawn
 * at random. Never: an empty value, a value on the next line, words, a placeholder, a variable, a call.
 */
export function assignedSecrets(text: string): Range[] {
  const found: Range[] = []
  if (!words.test(text)) return found
  for (const match of text.matchAll(assignment)) {
    const secret = match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''
    if (harmlessName.test(text.slice(Math.max(0, match.index - 24), match.index))) continue
    const quoted = match[4] === undefined
    if (!looksRandom(secret, quoted ? 8 : 16) || isName(secret) || (!quoted && secret.startsWith('/')))
      continue
    const from = match.index + match[0].lastIndexOf(secret)
    found.push({ from, to: from + secret.length })
  }
  return found
}

/** A path of names or a file: `config.auth2.token`, `./keys/k1.pem`. */
function isName(value: string): boolean {
  return (
    /^[A-Za-z_$][\w$]{0,24}(?:\.[A-Za-z_$][\w$]{0,24})+$/u.test(value) ||
    /^\.{1,2}\//u.test(value) ||
    /\.[a-z]{2,4}$/u.test(value)
  )
}
