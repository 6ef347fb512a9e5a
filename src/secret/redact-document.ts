// The text of a record in, its strings one by one and the text with some of them redacted out.
import { jsonStrings, mayBeJson, withStrings, type Path } from './json-strings.ts'
import { isLeftAlone, isNamedSecret, keyKind, type KeyKind } from './redact-keys.ts'
import type { Gate } from './redact-gate.ts'
import type { Found } from './scan.ts'

/** A string that rules look at. */
export interface Leaf {
  readonly value: string
  /** Which texts it goes on from: names of members on the way to it. Null where it stands alone. */
  readonly stream: string | null
  /** Finds are added here; `rendered` replaces them. */
  readonly found: Found[]
}

export interface Document {
  /** In order of the text, those in strings that hold JSON too. */
  readonly leaves: readonly Leaf[]
  /** The text with what was found replaced by tokens; the same text where nothing was found. */
  readonly rendered: () => string
}

/** A string in a string in a string: deeper ones are taken as text. */
const deepest = 4

/** Plain text is one leaf. */
export function textDocument(text: string, stream: string | null): Document {
  const leaf: Leaf = { value: text, stream, found: [] }
  return { leaves: [leaf], rendered: () => redactedText(text, leaf.found) }
}

/** The text has to be JSON. Strings in which no rule can find anything are left out, unless they belong to a stream. */
export function jsonDocument(text: string, gate: Gate, depth = 0): Document {
  const slots: {
    readonly from: number
    readonly to: number
    readonly value: string
    readonly part: Document
  }[] = []
  for (const { from, to, value, isKey, path } of jsonStrings(text)) {
    const kind = isKey ? 'plain' : keyKind(path.key)
    const part = partFor(value, kind, isKey || depth > 0 ? null : streamOf(kind, path), gate, depth)
    if (part) slots.push({ from, to, value, part })
  }
  return {
    leaves: slots.flatMap(({ part }) => part.leaves),
    rendered: () =>
      withStrings(
        text,
        slots.flatMap(({ from, to, value, part }) => {
          const changed = part.rendered()
          return changed === value ? [] : [{ from, to, value: changed }]
        }),
      ),
  }
}

/** Which stream a text of this kind under this name belongs to. */
export function streamOf(kind: KeyKind, path: Path): string | null {
  return kind === 'text' ? pathName(path) : null
}

export function pathName(path: Path): string {
  return path.up === null ? path.key : `${pathName(path.up)}/${path.key}`
}

function partFor(
  value: string,
  kind: KeyKind,
  stream: string | null,
  gate: Gate,
  depth: number,
): Document | null {
  if (isLeftAlone(kind, value)) return null
  if (kind === 'secret' && isNamedSecret(value)) {
    const whole: Leaf = { value, stream: null, found: [{ from: 0, to: value.length, rule: 'assigned' }] }
    return { leaves: [whole], rendered: () => redactedText(value, whole.found) }
  }
  const awake = gate.first(value) >= 0
  if (!awake && stream === null) return null
  if (awake && depth < deepest && mayBeJson(value) && isJson(value))
    return jsonDocument(value, gate, depth + 1)
  return textDocument(value, stream)
}

/** Overlapping finds are one token, under the name of the first and longest. */
function redactedText(text: string, found: readonly Found[]): string {
  let result = ''
  let at = 0
  for (const { from, to, rule } of [...found].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (from >= at) result += `${text.slice(at, from)}[REDACTED:${rule}]`
    at = Math.max(at, to)
  }
  return result + text.slice(at)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
