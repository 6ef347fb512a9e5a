// Variables of an environment that are named after a secret, and what stands after them: names in capitals say it so clearly
// that a value need not look as random as elsewhere.
import { isStandIn, isWeakPassword, looksDrawn } from './lookalike.ts'
import type { SecretRule } from './rules.ts'

const keys = '[A-Z][A-Z0-9_]{0,60}(?:_KEY(?:_BASE|_ID)?|_?TOKEN|_?SECRET|_PAT|_CREDENTIALS?|_AUTH)'
const passwords = '(?:[A-Z][A-Z0-9_]{0,60})?PASS(?:WORD|WD|PHRASE)?'
const gives = '\\\\{0,3}["\']?[ \\t]{0,3}[:=][ \\t]{0,3}\\\\{0,3}["\']?'
/** Not in names of what everybody may see, or of places and counts. */
const named =
  '(?<![A-Za-z0-9])(?![A-Z0-9_]{0,60}(?:PUBLIC|PUBLISHABLE|PRIMARY|FOREIGN|CACHE|SORT|PARTITION|MAX|NUM|COUNT|TOTAL|PAGE|NEXT|CSRF|XSRF|CANCEL|IDEMPOTENCY|STORAGE|QUERY|EVENT|CONFIG|REGISTRY|INDEX|ROUTE)_)'

export const variableRules: readonly SecretRule[] = [
  {
    name: 'variable',
    words: ['KEY', 'TOKEN', 'SECRET', '_PAT', 'CREDENTIAL', '_AUTH'],
    pattern: new RegExp(
      `${named}${keys}${gives}([A-Za-z0-9+/_.~%!@#^&*()-]{16,600}={0,2})(?=[\\s"'\\\\;,&|)}\\]]|$)`,
      'gu',
    ),
    group: 1,
    only: isKey,
  },
  {
    name: 'variable',
    words: ['PASS'],
    pattern: new RegExp(`${named}${passwords}${gives}([^\\s"'\\\\;|&<>$\`(){},]{8,128})`, 'gu'),
    group: 1,
    only: (secret) => looksDrawn(secret, 8) && !isWeakPassword(secret, ''),
  },
  {
    name: 'npm-auth',
    words: ['_authToken'],
    pattern: /_authToken ?= ?["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gu,
    group: 1,
  },
]

/** Hexadecimal, a UUID, or letters and digits mixed; never a name, a path, a version. */
function isKey(secret: string): boolean {
  if (isStandIn(secret) || /^(?:[./~]|https?:)/u.test(secret)) return false
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(secret)) return !/^(.)\1{3}/u.test(secret)
  if (/^[0-9a-f]{24,}$/u.test(secret))
    return /[a-f]/u.test(secret) && /\d/u.test(secret) && !/(.{1,4})\1{3}/u.test(secret)
  return looksDrawn(secret, 16)
}
