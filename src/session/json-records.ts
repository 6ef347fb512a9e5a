// Lines in, records of JSON out: one a line, several joined on a line, or one spread over many lines.
import type { TranscriptRecord } from './conversation.ts'
import { outlined, type Outline } from './json-outline.ts'
import type { TextLine } from './lines.ts'

export interface JsonRecords {
  push(line: TextLine): TranscriptRecord[]
  end(): TranscriptRecord[]
}

/** A value that began on an earlier line and has not ended. */
interface Spread {
  readonly lines: { readonly text: string; readonly line: number }[]
  readonly outline: Outline
  readonly length: number
}

/** Values longer than `longest` characters that are spread over lines are damage. */
export function jsonRecords(longest: number): JsonRecords {
  let spread: Spread | null = null
  let found: TranscriptRecord[] = []

  const value = (text: string, line: number): boolean => {
    const parsed = parse(text)
    if (parsed) found.push({ kind: 'json', value: parsed.value, line, text })
    return parsed !== null
  }
  const damage = (why: string, text: string, line: number): void => {
    found.push({ kind: 'damaged', why, text, line })
  }

  /** Text of one line with nothing open before it. */
  const fresh = (text: string, line: number): void => {
    let rest = text
    while (rest !== '') {
      if (value(rest, line)) return
      const outline = outlined(rest)
      if (outline.kind === 'open') {
        spread = { lines: [{ text: rest, line }], outline: outline.outline, length: rest.length }
        return
      }
      // Two records that were written without a line end between them: both are whole.
      if (outline.kind === 'broken' || !value(rest.slice(0, outline.at), line)) {
        damage('no JSON', rest, line)
        return
      }
      rest = rest.slice(outline.at).trim()
    }
  }

  /** What was taken for the beginning of a value was none. Lines of it that are records by themselves are kept. */
  const giveUp = (lines: Spread['lines'], why: string): void => {
    let lost: typeof lines = []
    const tell = (): void => {
      const [first] = lost
      if (first) damage(why, lost.map(({ text }) => text).join('\n'), first.line)
      lost = []
    }
    for (const one of lines) {
      const parsed = one.text.startsWith('{') ? parse(one.text) : null
      if (parsed === null) lost.push(one)
      else {
        tell()
        found.push({ kind: 'json', value: parsed.value, line: one.line, text: one.text })
      }
    }
    tell()
  }

  const goOn = (begun: Spread, text: string, line: number): void => {
    spread = null
    const outline = outlined(text, 0, begun.outline)
    const length = begun.length + text.length + 1
    if (outline.kind === 'open' && length <= longest) {
      begun.lines.push({ text, line })
      spread = { lines: begun.lines, outline: outline.outline, length }
      return
    }
    if (outline.kind === 'ends') {
      const whole = [...begun.lines.map((one) => one.text), text.slice(0, outline.at)].join('\n')
      if (value(whole, begun.lines[0]?.line ?? line)) {
        fresh(text.slice(outline.at).trim(), line)
        return
      }
    }
    giveUp(begun.lines, outline.kind === 'open' ? `JSON of more than ${longest} characters` : 'no JSON')
    fresh(text.trim(), line)
  }

  const push = ({ text: given, line, fault }: TextLine): TranscriptRecord[] => {
    found = []
    const text = given.trim()
    if (fault !== null) {
      if (spread) giveUp(spread.lines, 'no JSON')
      spread = null
      damage(fault, given, line)
    } else if (text !== '') {
      const clean = withoutZeros(text)
      if (clean !== text) damage('zero bytes, as a machine that lost its power leaves them', '', line)
      if (spread) goOn(spread, clean, line)
      else fresh(clean, line)
    }
    return found
  }
  return {
    push,
    end() {
      found = []
      if (spread) giveUp(spread.lines, 'JSON that does not end')
      spread = null
      return found
    },
  }
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** Zero bytes before and after; and a BOM, which stands inside where files with one were joined. */
function withoutZeros(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isZero(text.charCodeAt(from))) from++
  while (to > from && isZero(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isZero(code: number): boolean {
  return code === 0 || code === 0xfeff
}
