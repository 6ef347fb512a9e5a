// What is to be redacted in, a finder of it out: secretlint, own rules, the project's patterns and literal values together.
import type { Result } from '../diagnostic/diagnostic.ts'
import { ok } from '../diagnostic/diagnostic.ts'
import type { AllowedSecret, RedactConfig } from '../config/config.ts'
import { digestText } from '../digest/digest.ts'
import { gateFor, type Gate } from './redact-gate.ts'
import { userRules } from './redact-patterns.ts'
import { redactRules } from './redact-rules.ts'
import { rules } from './rules.ts'
import { findSecrets, spellings, united, type Found } from './scan.ts'
import { loadSecretlint } from './secretlint.ts'

export interface RedactOptions {
  readonly config: RedactConfig
  /** Values that must not appear, such as the environment's keys. */
  readonly known?: readonly string[]
  /** False alarms that a person has looked at: they stay. */
  readonly allow?: readonly AllowedSecret[]
}

export interface Finder {
  readonly gate: Gate
  /** For each text what is found in it, in order of place, never overlapping; what was redacted once is not found again. */
  readonly find: (texts: readonly string[]) => Promise<readonly (readonly Found[])[]>
}

/** No rule lets a match go over it. */
const separator = '\n\0\n'
/** Characters that secretlint is given at once: calls cost more than characters. */
const batchLength = 256 * 1024

const redacted = /\[REDACTED:[a-z0-9-]{1,64}\]/gu
const email =
  /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}(?![A-Za-z0-9-])/gu
/** Addresses of programs, and of nobody (RFC 2606). */
const nobodysEmail =
  /^(?:git|noreply|no-reply|donotreply|notifications|actions|support)@|@(?:[a-z.]*\.)?(?:example\.(?:com|org|net)|[a-z-]+\.(?:example|test|invalid|localhost))$/iu

/** Many sessions are redacted by the same options: what is made of them is made once. */
const loaded = new WeakMap<RedactOptions, Promise<Result<Finder>>>()

/** @throws Error where secretlint cannot be loaded: the caller fails closed. */
export function loadFinder(options: RedactOptions): Promise<Result<Finder>> {
  const known = loaded.get(options)
  if (known !== undefined) return known
  const finder = finderFor(options)
  loaded.set(options, finder)
  return finder
}

async function finderFor({ config, known = [], allow = [] }: RedactOptions): Promise<Result<Finder>> {
  const own = userRules(config.patterns)
  if (!own.ok) return own
  const patterns = [...own.value, ...(config.emails ? [{ name: 'email', pattern: email }] : [])]
  const lint = await loadSecretlint()
  const literals = [...new Set(known.flatMap(spellings))]
  const allRules = [...rules, ...redactRules]
  const allowed = new Set(allow.map(({ digest }) => digest))

  const findIn = async (text: string): Promise<Found[]> => [
    ...(await findSecrets({ path: 'transcript', text }, lint, literals, allRules)).map((one) =>
      // Secretlint's name for what own rules call so.
      one.rule === 'privatekey' ? { ...one, rule: 'private-key' } : one,
    ),
    ...keyEnds(text),
    ...patterns.flatMap(({ name, pattern }) =>
      [...text.matchAll(pattern)].flatMap((match) =>
        match[0] === '' || (name === 'email' && nobodysEmail.test(match[0]))
          ? []
          : [{ from: match.index, to: match.index + match[0].length, rule: name }],
      ),
    ),
  ]
  return ok({
    gate: gateFor(
      literals,
      patterns.map(({ pattern }) => pattern),
      lint.rules,
    ),
    find: async (texts) => {
      const found: (readonly Found[])[] = []
      for (const batch of batched(texts)) {
        const joined = batch.map((text) => masked(text)).join(separator)
        const finds = united(await findIn(joined))
        const told =
          allowed.size === 0
            ? finds
            : finds.filter(({ from, to }) => !allowed.has(digestText(joined.slice(from, to))))
        for (const one of spread(told, batch)) found.push(one)
      }
      return found
    },
  })
}

/** Tokens become line ends: no value, name or address goes over one. */
function masked(text: string): string {
  return text.includes('[REDACTED:') ? text.replace(redacted, (one) => '\n'.repeat(one.length)) : text
}

function batched(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = []
  let length = 0
  for (const text of texts) {
    const batch = batches.at(-1)
    if (batch && length + text.length <= batchLength) batch.push(text)
    else {
      batches.push([text])
      length = 0
    }
    length += text.length
  }
  return batches
}

/** Finds in the joined text → finds in each text. A find that goes over a separator belongs to none. */
function spread(found: readonly Found[], texts: readonly string[]): readonly (readonly Found[])[] {
  let next = 0
  let start = 0
  return texts.map((text) => {
    const here: Found[] = []
    const end = start + text.length
    for (let one = found[next]; one && one.from < end; one = found[(next += 1)])
      if (one.from >= start && one.to <= end)
        here.push({ ...one, from: one.from - start, to: one.to - start })
    start = end + separator.length
    return here
  })
}

/** The end of a private key whose beginning was cut off. */
function keyEnds(text: string): Found[] {
  if (!text.includes('PRIVATE KEY')) return []
  return [...text.matchAll(/-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/gu)].flatMap((match) => {
    const before = text.slice(Math.max(0, match.index - 16_000), match.index)
    const body = before.slice(lastForeign(before) + 1)
    const base64 = body.replace(/\\+[nrt]|[^A-Za-z0-9+/]/gu, '')
    if (base64.length < 48 || new Set(base64).size < 12 || /[a-z]{24}/u.test(base64)) return []
    return [
      { from: match.index - body.trimStart().length, to: match.index + match[0].length, rule: 'private-key' },
    ]
  })
}

/** Place of the last character that a key in PEM form does not hold. */
function lastForeign(text: string): number {
  for (let at = text.length - 1; at >= 0; at -= 1) if (!/[A-Za-z0-9+/=\s\\]/u.test(text.charAt(at))) return at
  return -1
}
