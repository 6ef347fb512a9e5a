// The name of a member and its value in; whether it is left alone, and whether the name says that it is a secret, out.
import { looksRandom } from './lookalike.ts'

export type KeyKind =
  /** Names a record, a call, a message, a thread: what ties records together. */
  | 'id'
  /** Signatures, encrypted reasoning, digests, base64. */
  | 'opaque'
  /** `password`, `api_key`: its value needs no other mark. */
  | 'secret'
  /** Text that may go on in the next record or the next block. */
  | 'text'
  | 'plain'

const ids =
  /^(?:id|ids|uuid|guid|slug)$|[a-z\d](?:Id|ID|Ids|IDs|Uuid|UUID)$|_(?:id|ids|uuid|guid)$|^(?:parent|sourceTool\w*)(?:Uuid|UUID)$|^projectHash$/u
/** Ids that are one half of a way in. */
const credentialIds = /(?:key|secret|token|access|credential)[-_]?ids?$/iu
const opaque =
  /^(?:(?:thought_?)?signature|encrypted_?\w{0,20}|redacted_thinking|\w{0,20}(?:digest|checksum|hash|integrity|etag|sha1|sha256|sha512)|sha|data|bytes|base64|b64_json|blob|commit(?:_hash)?|headCommit|ghost_commit|parent)$/iu
const texts =
  /(?:text|content|delta|chunk|message|output|stdout|stderr|thinking|reasoning|arguments|json|input|lines|parts|markdown|prompt|result|response|summary|patch|diff|string)$/iu
const secrets =
  /(?:^|[-_.a-z])(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|(?:api|app|access|secret|private|signing|encryption|master|auth|account|shared|client|webhook|service)[-_ ]?keys?)$|^_?auth$/iu
const harmless =
  /(?:page|next|cont|continuation|sync|cancel|cancellation|csrf|xsrf|cursor|lex|syntax|ast|start|end|idempotency|primary|foreign|cache|sort|partition|public|max|num|count|total|input|output|prompt|completion)[-_. ]?(?:tokens?|keys?|secrets?)$/iu

export function keyKind(key: string): KeyKind {
  if (key.length > 100) return 'plain'
  if (secrets.test(key) && !harmless.test(key)) return 'secret'
  if (ids.test(key) && !credentialIds.test(key)) return 'id'
  if (opaque.test(key)) return 'opaque'
  return texts.test(key) ? 'text' : 'plain'
}

/** Characters of base64, hexadecimal and ids, and no other: what a program made for a program. */
const machineMade = /^[A-Za-z0-9+/_=.:@|~-]*$/u
/** What no id and no payload begins with: a secret that somebody put under such a name. */
const unmistakable =
  /^(?:AKIA|ASIA|sk-|sk_live_|rk_live_|gh[oprsu]_|github_pat_|gl[a-z]{2,5}-|xox[a-z]-|npm_|hf_|pypi-AgE|AIza|GOCSPX-|SG\.|shp[a-z]{2}_|eyJ[\w-]+\.eyJ)/u
/** Base64 of this length and more is a payload whatever it is called; secrets that long have other marks in front. */
const payload = 512

/** Is a value one that no rule may touch: replacing it would cut what refers to it, or break what it encodes? */
export function isLeftAlone(kind: KeyKind, value: string): boolean {
  if (kind === 'id') return value.length <= 200 && machineMade.test(value) && !unmistakable.test(value)
  if (kind === 'opaque') return machineMade.test(value) && !unmistakable.test(value)
  return (
    value.length >= payload &&
    /^(?:data:[a-z/+.-]{3,60};base64,)?[A-Za-z0-9+/_-]+={0,2}$/u.test(value) &&
    !unmistakable.test(value)
  )
}

/** Does a value that stands under the name of a secret look like one? */
export function isNamedSecret(value: string): boolean {
  return (
    value.length <= 300 &&
    !/[\s/\\]/u.test(value) &&
    looksRandom(value, 8) &&
    !/^(?:[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+|.*\.[a-z]{2,4}|(?:toolu|call|msg|req|fc|rs)_.*)$/u.test(
      value,
    )
  )
}
