// Records that have to be looked at in, their redacted texts out: looked at again until nothing more is found.
import { jsonDocument, textDocument, type Document, type Leaf } from './redact-document.ts'
import type { Finder } from './redact-finder.ts'
import { reach, type Gate } from './redact-gate.ts'
import { lineStream, longestKey, seam, type Watched } from './redact-watch.ts'

export interface AwakeRecord {
  readonly watched: Watched
  readonly layout: 'json' | 'text'
  readonly text: string
}

/** What replaces a secret can complete another one, though hardly ever; more rounds than this are not needed. */
const mostRounds = 8

/** The texts, redacted, in the same order. */
export async function redactRound(
  records: readonly AwakeRecord[],
  finder: Finder,
): Promise<readonly string[]> {
  let texts = records.map(({ text }) => text)
  for (let round = 0; round < mostRounds; round += 1) {
    const documents = records.map(({ layout }, at) => {
      const text = texts[at] ?? ''
      return layout === 'json' ? jsonDocument(text, finder.gate) : textDocument(text, lineStream)
    })
    await findEach(documents, finder)
    await findAcross(records, documents, finder)
    const redacted = documents.map((document) => document.rendered())
    if (redacted.every((text, at) => text === texts[at])) break
    texts = redacted
  }
  return texts
}

async function findEach(documents: readonly Document[], finder: Finder): Promise<void> {
  const leaves = documents
    .flatMap((document) => document.leaves)
    .filter(({ value, found }) => found.length === 0 && finder.gate.first(value) >= 0)
  const found = await finder.find(leaves.map(({ value }) => value))
  for (const [at, leaf] of leaves.entries()) leaf.found.push(...(found[at] ?? []))
}

/** A leaf's part in a text that goes over several. */
interface Piece {
  readonly leaf: Leaf
  /** Where the piece begins in the leaf, and in the joined text. */
  readonly at: number
  readonly from: number
  readonly to: number
}

interface Joined {
  text: string
  readonly pieces: Piece[]
  /** The record that it goes to so far. */
  last: number
  /** Characters for which a secret may go on that begins in it. */
  open: number
}

/** Secrets of which each of several texts of a message holds a part. */
async function findAcross(
  records: readonly AwakeRecord[],
  documents: readonly Document[],
  finder: Finder,
): Promise<void> {
  const open = new Map<string, Joined>()
  const closed: Joined[] = []
  for (const [at, document] of documents.entries()) {
    const watched = records[at]?.watched
    if (!watched) continue
    for (const leaf of document.leaves) {
      if (leaf.stream === null) continue
      let joined = open.get(leaf.stream)
      if (joined && !isNear(joined, leaf, finder.gate)) {
        closed.push(joined)
        joined = endOf(joined)
        open.set(leaf.stream, joined)
      }
      if (!joined || !follows(joined, watched, leaf.stream)) {
        if (joined) closed.push(joined)
        joined = { text: '', pieces: [], last: watched.number, open: 0 }
        open.set(leaf.stream, joined)
      }
      append(joined, leaf, leaf.stream === lineStream ? '\n' : '')
      joined.last = watched.number
      joined.open = Math.max(joined.open - leaf.value.length, openAfter(leaf.value, finder.gate))
    }
  }
  const all = [...closed, ...open.values()].filter(({ pieces }) => pieces.length > 1)
  const found = await finder.find(all.map(({ text }) => text))
  for (const [at, { pieces }] of all.entries())
    for (const { from, to, rule } of found[at] ?? []) {
      // Also those in one leaf: what names them may stand in another.
      for (const part of piecesIn(pieces, from, to))
        part.leaf.found.push({
          from: part.at + Math.max(from, part.from) - part.from,
          to: part.at + Math.min(to, part.to) - part.from,
          rule,
        })
    }
}

function follows(joined: Joined, watched: Watched, stream: string): boolean {
  return joined.last === watched.number || watched.before.get(stream) === joined.last
}

/** Nothing of a leaf can belong to what is joined so far unless a mark is near, or stands over the seam. */
function isNear(joined: Joined, leaf: Leaf, gate: Gate): boolean {
  const over = joined.text.slice(-seam) + leaf.value.slice(0, seam)
  joined.open = Math.max(joined.open, openAfter(over, gate))
  return joined.open > 0 || joined.text.length < seam
}

/** The last pieces: a mark may have begun in them. */
function endOf({ text, pieces, last }: Joined): Joined {
  const kept = pieces.filter(({ to }) => to > text.length - seam)
  const start = kept[0]?.from ?? text.length
  return {
    text: text.slice(start),
    pieces: kept.map((piece) => ({ ...piece, from: piece.from - start, to: piece.to - start })),
    last,
    open: 0,
  }
}

function openAfter(text: string, gate: Gate): number {
  if (!gate.opens(text)) return 0
  return text.includes('PRIVATE KEY') ? longestKey : reach
}

/** Of a long text only its beginning and its end matter to others. */
function append(joined: Joined, leaf: Leaf, end: string): void {
  const { value } = leaf
  const add = (at: number, text: string): void => {
    if (text === '') return
    joined.pieces.push({ leaf, at, from: joined.text.length, to: joined.text.length + text.length })
    joined.text += text
  }
  if (joined.pieces.length > 0) joined.text += end
  if (value.length <= 2 * reach) add(0, value)
  else {
    add(0, value.slice(0, reach))
    joined.text += '\n\0\n'
    add(value.length - reach, value.slice(-reach))
  }
}

/** Pieces are in order and do not overlap. Both ends of one leaf are never in one find. */
function piecesIn(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((pieces[middle]?.to ?? 0) <= from) low = middle + 1
    else high = middle
  }
  const found: Piece[] = []
  for (let at = low, piece = pieces[at]; piece && piece.from < to; piece = pieces[(at += 1)])
    found.push(piece)
  return found
}
