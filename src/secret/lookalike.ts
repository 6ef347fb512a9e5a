// A text that stands where a secret would in; whether it is a stand-in (a placeholder, words, a reference) out.

/** What documents, templates and redacted texts write instead of a secret. */
const standIns =
  /\.\.\.|…|<[^>]*>|\$\{|\$\(|^\$[A-Za-z_]|\{\{|^%[sdv]$|%\(|\*{3,}|\[[A-Z ]*REDACTED|process\.env|import\.meta|os\.environ|getenv|x{6,}|X{4,}|0{8,}|\b(?:your|example|placeholder|changeme|dummy)\b|^(?:undefined|null|true|false|none|x+)$/u

const standInWords =
  /example|sample|dummy|placeholder|changeme|change[-_]me|your[-_]?|insert|redacted|replace|foobar|todo|fake|lorem|not[-_]?a?[-_]?(?:real|secret)|s3cr3t|p4ssw0rd|passw0rd|pa55w|tr0ub4dor|passwort|password|hunter2|test[-_]|mock|secret|dev[-_]|local/iu

/** Is it a placeholder, or a reference to where the secret is? Applied to what any rule found. */
export function isStandIn(text: string): boolean {
  return text.trim() === '' || standIns.test(text)
}

/** Passwords of URLs that everybody writes into examples. */
export function isWeakPassword(password: string, user: string): boolean {
  return (
    isStandIn(password) ||
    password.toLowerCase() === user.toLowerCase() ||
    /^(?:pass|passwd|password|pw|pwd|secret|user|admin|root|postgres|mysql|guest|test|token|x|changeme|example)\d{0,3}$/iu.test(
      password,
    )
  )
}

/**
 * Does a value look drawn at random? Measured: at least `least` characters; at least 3 bits of entropy a character; on average
 * at most 2.6 characters of a kind (lower-case word, number, capitals) in a row, where words have four and more; and
 * neither a known stand-in nor an ascending row (`a1b2c3d4e5`).
 */
export function looksRandom(value: string, least: number): boolean {
  return isMixed(value, least, value.length < 20 ? 2.6 : 3.2)
}

/** The same where the place says that it is a secret: one in ten of what was drawn has longer runs by chance. */
export function looksDrawn(value: string, least: number): boolean {
  return isMixed(value, least, 4.2) || (/^[A-Za-z]{12,}$/u.test(value) && isMixed(`${value}0`, least, 2.2))
}

/** @param longest characters of a kind in a row, on average. */
function isMixed(value: string, least: number, longest: number): boolean {
  if (value.length < least || isStandIn(value) || standInWords.test(value)) return false
  const digits = value.replace(/[^0-9]/gu, '')
  const letters = value.replace(/[^A-Za-z]/gu, '')
  if (digits === '' || letters === '' || entropy(value) < 3) return false
  if (isUuid(value) || /^(?:sha\d{1,3}|md5)[:-]/iu.test(value)) return false
  if (isAscending(digits) && isAscending(letters.toLowerCase())) return false
  const pieces = value.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+/gu) ?? []
  return (digits.length + letters.length) / pieces.length <= longest
}

/** A UUID names a thing far more often than it opens one. */
function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(value)
}

/** Each character follows the one before it, or a run starts over: `123123`, `abcabc`, `0123456789`. */
function isAscending(text: string): boolean {
  let steps = 0
  for (let index = 1; index < text.length; index += 1) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1)
    if (step === 1 || step === 0) steps += 1
  }
  return text.length < 2 || steps >= (text.length - 1) * 0.8
}

/** Shannon's, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
