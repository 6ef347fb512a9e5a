// Lines that a commit added to a file and who says each of them in; ranges of lines by who made them, out.
import { isCommon } from './lines.ts'

export interface AddedLine {
  /** From 1, as the commit has it. */
  readonly number: number
  readonly text: string
}

/** Who made lines: a conversation, and the model in it that did. */
export interface Maker {
  /** `session` and `agent/session`, or `record` and its digest. */
  readonly kind: 'session' | 'record'
  readonly conversation: string
  readonly model: string | null
}

export interface MadeRange {
  readonly maker: Maker
  readonly from: number
  readonly to: number
  readonly texts: readonly string[]
}

/** A commit and the lines that it added. */
export interface AddingCommit {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly committed: string
  readonly files: readonly { readonly path: string; readonly lines: readonly AddedLine[] }[]
}

export interface TracedFile {
  readonly path: string
  readonly ranges: readonly MadeRange[]
  /** Paths of the spec that owns the file and of those that the conversation named, read or wrote. */
  readonly specs: (maker: Maker) => readonly string[]
}

export interface TracedCommit extends Pick<AddingCommit, 'id' | 'committed'> {
  /** Files with a line that a conversation is known to have made. */
  readonly files: readonly TracedFile[]
}

/**
 * Lines that say something are told by `makerOf`; brackets and blank lines go with the line before them, or else after them, where
 * they touch it. What nobody is known to have made is left out.
 */
export function rangesOf(
  lines: readonly AddedLine[],
  makerOf: (text: string) => Maker | null,
): readonly MadeRange[] {
  const makers = lines.map(({ text }) => (isCommon(text) ? null : makerOf(text)))
  const touches = (at: number, other: number): boolean =>
    Math.abs((lines[at]?.number ?? 0) - (lines[other]?.number ?? -9)) === 1
  for (let at = 1; at < lines.length; at++)
    if (isCommon(lines[at]?.text ?? '') && touches(at, at - 1)) makers[at] ??= makers[at - 1] ?? null
  for (let at = lines.length - 2; at >= 0; at--)
    if (isCommon(lines[at]?.text ?? '') && touches(at, at + 1)) makers[at] ??= makers[at + 1] ?? null
  const ranges: { maker: Maker; from: number; to: number; texts: string[] }[] = []
  for (const [at, { number, text }] of lines.entries()) {
    const maker = makers[at] ?? null
    if (maker === null) continue
    const open = ranges.at(-1)
    if (open !== undefined && open.to === number - 1 && keyOf(open.maker) === keyOf(maker)) {
      open.to = number
      open.texts.push(text)
    } else ranges.push({ maker, from: number, to: number, texts: [text] })
  }
  return ranges
}

export function keyOf({ kind, conversation, model }: Maker): string {
  return JSON.stringify([kind, conversation, model])
}
