// Parsed records in, one after another; which of them the rules have to look at, and which of their texts go on from which, out.
import { isLeftAlone, isNamedSecret, keyKind, type KeyKind } from './redact-keys.ts'
import { reach, type Gate } from './redact-gate.ts'

/** What is known of a record after one fast pass over its strings. */
export interface Watched {
  /** Counted from 0 over all records. */
  readonly number: number
  /** Set later too, where a text in a following record completes a mark. */
  awake: boolean
  /** Stream → number of the record that has the text before its first one here; null for none. */
  readonly before: ReadonlyMap<string, number | null>
}

export interface Watch {
  /** `wake` is called with the numbers of earlier records that have to be looked at after all. */
  readonly json: (value: unknown, wake: (number: number) => void) => Watched
  readonly text: (text: string, wake: (number: number) => void) => Watched
}

/** Where lines of plain text stand after one another. */
export const lineStream = 'lines'

interface Stream {
  /** The last characters said. */
  tail: string
  /** Records that these characters came from, and how many from each. */
  recent: readonly { readonly number: number; readonly length: number }[]
  /** Characters still to be looked at because a mark stood before them. */
  open: number
  last: number
}

/** A way to members of this name; arrays add nothing to it. */
interface Node {
  readonly name: string
  readonly kind: KeyKind
  readonly members: Map<string, Node>
  /** The stream that a text of this name belonged to last, and its message. */
  latest: { readonly message: string; readonly stream: Stream } | null
}

/** Long enough for every mark in two halves. */
export const seam = 40
/** A private key of 16,384 bits and its lines' ends. */
export const longestKey = 16_384
const mostStreams = 256
const mostNodes = 20_000
const deepest = 200
/** Of shorter texts, no rule finds any. */
const shortest = 4
/** Longer texts without a mark are remembered, so many of them: what a tool gave often stands in two places of a record. */
const remembered = { characters: 256, texts: 4 }

export function watch(gate: Gate): Watch {
  const streams = new Map<string, Stream>()
  const top: Node = { name: '', kind: 'plain', members: new Map(), latest: null }
  const lines: Node = { name: lineStream, kind: 'text', members: new Map(), latest: null }
  let nodes = 0
  let records = 0
  const unmarked: string[] = []

  const isMarked = (text: string): boolean => {
    if (text.length < remembered.characters) return gate.first(text) >= 0
    // Texts of different length differ at once, and equal ones are compared far faster than looked at.
    if (unmarked.includes(text)) return false
    if (gate.first(text) >= 0) return true
    unmarked.push(text)
    if (unmarked.length > remembered.texts) unmarked.shift()
    return false
  }
  const member = (node: Node, key: string): Node => {
    const fresh = nodeFor(node, key)
    if (nodes < mostNodes && key.length <= 100) {
      node.members.set(key, fresh)
      nodes += 1
    }
    return fresh
  }
  const streamFor = (name: string): Stream => {
    const known = streams.get(name)
    if (known) return known
    const [oldest] = streams.keys()
    if (streams.size >= mostStreams && oldest !== undefined) streams.delete(oldest)
    const fresh: Stream = { tail: '', recent: [], open: 0, last: -1 }
    streams.set(name, fresh)
    return fresh
  }

  const begin = (wake: (number: number) => void, message: string) => {
    const number = records
    records += 1
    const before = new Map<string, number | null>()
    const watched = { number, awake: false, before }
    const wakeUp = (one: number): void => {
      if (one === number) watched.awake = true
      else wake(one)
    }

    const goesOn = (node: Node, text: string): void => {
      if (node.latest?.message !== message)
        node.latest = { message, stream: streamFor(`${node.name}|${message}`) }
      const { stream } = node.latest
      if (stream.last !== number) before.set(node.name, stream.last < 0 ? null : stream.last)
      stream.last = number
      const joint = stream.tail === '' ? '' : stream.tail + text.slice(0, seam)
      const crossing = joint !== '' && gate.first(joint) >= 0
      if (crossing) for (const one of stream.recent) wakeUp(one.number)
      const marked = isMarked(text)
      if (marked || crossing || stream.open > 0) watched.awake = true
      stream.open = Math.max(0, stream.open - text.length)
      if (crossing) stream.open = Math.max(stream.open, joint.includes('PRIVATE KEY') ? longestKey : reach)
      if (marked && gate.opens(text))
        stream.open = Math.max(stream.open, text.includes('PRIVATE KEY') ? longestKey : reach)
      stream.tail = text.length >= seam ? text.slice(-seam) : (stream.tail + text).slice(-seam)
      if (text.length >= seam) stream.recent = [{ number, length: text.length }]
      else if (text !== '') stream.recent = lastOnes([...stream.recent, { number, length: text.length }])
    }
    const look = (text: string, node: Node): void => {
      const { kind } = node
      if (kind === 'text' && !isLeftAlone(kind, text)) goesOn(node, text)
      else if (watched.awake || text.length < shortest) return
      else if (kind === 'secret' && isNamedSecret(text)) watched.awake = true
      else if ((kind === 'id' || kind === 'opaque') && isLeftAlone(kind, text)) return
      else if (isMarked(text) && !isLeftAlone(kind, text)) watched.awake = true
    }
    const walk = (value: unknown, node: Node, depth: number): void => {
      if (typeof value === 'string') look(value, node)
      else if (typeof value !== 'object' || value === null) return
      else if (depth > deepest) watched.awake = true
      else if (Array.isArray(value)) {
        // Lines of a patch: one text, and one look at it.
        if (node.kind === 'text' && value.length > 1 && value.every(isString)) goesOn(node, value.join(''))
        else for (const one of value) walk(one, node, depth + 1)
      } else
        for (const key in value) {
          // `in` over an object of JSON gives its own names only.
          const one = (value as Readonly<Record<string, unknown>>)[key]
          const known = node.members.get(key)
          if (!known && key.length >= shortest && gate.first(key) >= 0) {
            watched.awake = true
            walk(one, nodeFor(node, key), depth + 1)
          } else walk(one, known ?? member(node, key), depth + 1)
        }
    }
    return { watched, walk, goesOn }
  }

  return {
    json: (value, wake) => {
      const { watched, walk } = begin(wake, messageOf(value))
      walk(value, top, 0)
      return watched
    },
    text: (text, wake) => {
      const { watched, goesOn } = begin(wake, '')
      goesOn(lines, `${text}\n`)
      return watched
    },
  }
}

/** As many as the tail is made of. */
function lastOnes(recent: Stream['recent']): Stream['recent'] {
  let covered = 0
  let first = recent.length
  while (first > 0 && covered < seam) covered += recent[(first -= 1)]?.length ?? 0
  return recent.slice(first)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function nodeFor(node: Node, key: string): Node {
  return { name: `${node.name}/${key}`, kind: keyKind(key), members: new Map(), latest: null }
}

const messageIds = [
  'messageId',
  'message_id',
  'messageID',
  'item_id',
  'itemId',
  'call_id',
  'toolCallId',
  'tool_call_id',
]

/** The message that a record is a part of, where it says so: texts of two messages never go on from one another. */
function messageOf(value: unknown): string {
  const message = field(value, 'message')
  const id = message === undefined ? null : field(message, 'id')
  if (typeof id === 'string') return id.slice(0, 100)
  for (const part of [value, message, field(value, 'data'), field(value, 'payload')]) {
    if (typeof part !== 'object' || part === null) continue
    for (const name of messageIds) {
      const found = field(part, name)
      if (typeof found === 'string') return found.slice(0, 100)
    }
  }
  // What a person says comes whole: the next record of a person is another message.
  const own = field(message, 'role') === 'user' ? field(value, 'uuid') : undefined
  return typeof own === 'string' ? own.slice(0, 100) : ''
}

function field(value: unknown, name: string): unknown {
  // Whatever it is, a member of it is unknown.
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
