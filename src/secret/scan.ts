// Texts in, the places of secrets in them out, never a secret itself.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestText, type Digest } from '../digest/digest.ts'
import type { AllowedSecret } from '../config/config.ts'
import { assignedSecrets } from './assigned.ts'
import { cannotScan } from './cannot-scan.ts'
import { isStandIn } from './lookalike.ts'
import { privateKeys } from './private-key.ts'
import { rules, type SecretRule } from './rules.ts'
import { loadSecretlint, type Lint } from './secretlint.ts'
import { isExampleUrl, urlPasswords } from './url.ts'

export interface ScannedText {
  /** For places: a file's path, or a name such as `prompt`. */
  readonly path: string
  readonly text: string
}

export interface SecretHit {
  readonly path: string
  /** From 1; columns in UTF-16 units. */
  readonly line: number
  readonly column: number
  /** `github`, `jwt`, `assigned`, `environment`, … */
  readonly rule: string
  /** Of the matched text (LF): what `secrets.allow` names. */
  readonly digest: Digest
}

/** A secret's place in its text. */
export interface Found {
  readonly from: number
  readonly to: number
  readonly rule: string
}

/** Shorter values of the environment (`true`, `8080`, `root`) are everywhere. */
const shortestKnown = 8

/**
 * Looks for secrets: secretlint's recommended rules without their off switch, own rules for what those miss, and the given
 * values literally. Overlapping finds are told once, united. A comment in the text allows nothing; only `allow` does, by
 * digest.
 *
 * @param known values that must not appear, such as the environment's keys.
 * @returns hits in order of text and place. Trouble `secret-scanner` where the scanner cannot run (fail closed).
 */
export async function scanSecrets(
  texts: readonly ScannedText[],
  allow: readonly AllowedSecret[],
  known: readonly string[] = [],
): Promise<Result<readonly SecretHit[]>> {
  try {
    const lint = await loadSecretlint()
    const allowed = new Set(allow.map((one) => one.digest))
    const literals = [...new Set(known.flatMap(spellings))]
    const hits: SecretHit[] = []
    for (const text of texts) hits.push(...(await scanText(text, lint, allowed, literals)))
    return ok(hits)
  } catch (error) {
    return cannotScan(error)
  }
}

async function scanText(
  { path, text }: ScannedText,
  lint: Lint,
  allowed: ReadonlySet<string>,
  literals: readonly string[],
): Promise<readonly SecretHit[]> {
  const found = await findSecrets({ path, text }, lint, literals, rules)
  const told = united(found).map((one) => ({ ...one, digest: digestText(text.slice(one.from, one.to)) }))
  const left = told.filter(({ digest }) => !allowed.has(digest))
  const starts = left.length === 0 ? [] : lineStarts(text)
  return left.map(({ from, rule, digest }) => ({ path, ...positionOf(from, starts), rule, digest }))
}

/** What all rules find in one text, in no order, overlapping finds too. */
export async function findSecrets(
  { path, text }: ScannedText,
  lint: Lint,
  literals: readonly string[],
  ownRules: readonly SecretRule[],
): Promise<Found[]> {
  const linted = (await lint(path, text)).filter(({ from, to }) => {
    const secret = text.slice(from, to)
    return secret.includes('://') ? !isExampleUrl(secret) : !isStandIn(secret)
  })
  return [
    ...linted,
    ...ruleFinds(text, ownRules),
    ...privateKeys(text).map((range) => ({ ...range, rule: 'private-key' })),
    ...urlPasswords(text).map((range) => ({ ...range, rule: 'url-password' })),
    ...assignedSecrets(text).map((range) => ({ ...range, rule: 'assigned' })),
    ...literalFinds(text, literals),
  ]
}

function ruleFinds(text: string, ownRules: readonly SecretRule[]): Found[] {
  return ownRules
    .filter((rule) => rule.words.some((word) => text.includes(word)))
    .flatMap((rule) =>
      [...text.matchAll(rule.pattern)].flatMap((match) => {
        const secret = match[rule.group ?? 0] ?? ''
        if (isStandIn(secret) || rule.only?.(secret) === false) return []
        const from = match.index + match[0].lastIndexOf(secret)
        return [{ from, to: from + secret.length, rule: rule.name }]
      }),
    )
}

function literalFinds(text: string, literals: readonly string[]): Found[] {
  const found: Found[] = []
  for (const literal of literals) {
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length))
      found.push({ from: at, to: at + literal.length, rule: 'environment' })
  }
  return found
}

/** A value as it is, and as a JSON or code string would hold it. */
export function spellings(value: string): string[] {
  const bare = value.trim()
  return bare.length < shortestKnown ? [] : [bare, JSON.stringify(bare).slice(1, -1)]
}

/** Finds in order of place; those that overlap become one, under the name of the first and longest. */
export function united(found: readonly Found[]): Found[] {
  const kept: Found[] = []
  for (const one of [...found].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const before = kept.at(-1)
    if (before === undefined || one.from >= before.to) kept.push(one)
    else if (one.to > before.to) kept[kept.length - 1] = { ...before, to: one.to }
  }
  return kept
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function positionOf(
  offset: number,
  starts: readonly number[],
): { readonly line: number; readonly column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
