// A place in a lock's text where blocks of one kind begin in, what a check for changes needs of them out. A pattern says
// that an entry is spelt as this tool spells it; then its parts stand at places that can be counted.
import type { Digest } from '../digest/digest.ts'
import type { LockFacts } from './facts.ts'
import type { LockedBytes } from './lock.ts'
import { isRelativePath, areNames } from './quick-shape.ts'
import { isPlainName, type Cursor } from './skim-cursor.ts'
import { vouchedLines, type VouchedLines } from './vouch.ts'

// JSON has no line feed inside a text, so that a line feed is always one between values. A plain text has nothing that
// is escaped in JSON.
const plain = String.raw`[ !#-\[\]-\uffff]*`
const text = String.raw`${plain}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})${plain})*`
// Spelled out: a repetition that is counted takes half as long again.
const digest = `sha256:${'[0-9a-f]'.repeat(64)}`
const digestLength = 71
const digests = (indent: string): string =>
  String.raw`\{(?:\n${indent}  "${text}": "${digest}"(?:,\n${indent}  "${text}": "${digest}")*\n${indent})?\}`
const texts = (indent: string): string =>
  String.raw`\[(?:\n${indent}  "${text}"(?:,\n${indent}  "${text}")*\n${indent})?\]`

const section = new RegExp(
  String.raw`\n      "${plain}": \{\n        "heading": "${text}",\n        "digest": "${digest}"\n      \},`,
  'y',
)
const requirement = new RegExp(
  String.raw`\n      "${plain}": \{\n        "section": "${plain}",\n        "digest": "${digest}",\n        "text": "${text}"\n      \},`,
  'y',
)
const usedSpec = new RegExp(
  String.raw`\n      "${plain}": \{\n        "path": "${plain}",\n        "parts": ${digests('        ')}\n      \},`,
  'y',
)
const input = new RegExp(String.raw`\n    "${plain}": \{\n      "raw": "${digest}"\n    \},`, 'y')
const traced = new RegExp(String.raw`\n    "${text}": ${texts('    ')},`, 'y')
const bytes = String.raw`\{\n        "digest": "${digest}",\n        "blob": "${digest}",\n        "git": "${plain}"\n      \}`
const target = new RegExp(
  String.raw`\n    "${plain}": \{\n      "generated": (?:null|${bytes}),\n      "written": ${bytes},` +
    String.raw`\n      "form": "${digest}",\n      "declarations": ${digests('      ')},` +
    String.raw`\n      "vouch": (?:null|"${digest}"),\n      "record": "${digest}",` +
    String.raw`\n      "accepted": (?:null|\{\n        "because": "${text}",\n        "record": "${digest}"\n      \})\n    \},`,
  'y',
)

const outerEnd = '\n    "~": null\n  }'
const innerEnd = '\n      "~": null\n    }'

export const readSections = (cursor: Cursor): readonly VouchedLines[] | null =>
  readLines(cursor, section, '        "heading": ')
export const readRequirements = (cursor: Cursor): readonly VouchedLines[] | null =>
  readLines(cursor, requirement, '        "section": ')

/** Entries of a name, a text and a digest, each on its line. */
function readLines(cursor: Cursor, pattern: RegExp, second: string): readonly VouchedLines[] | null {
  if (!cursor.skip('{')) return null
  const { text: lock } = cursor
  const found: VouchedLines[] = []
  for (let start = cursor.at; cursor.matches(pattern); start = cursor.at) {
    const key = nameAt(lock, start + '\n      "'.length)
    if (!isPlainName(key) || found.some((one) => one.key === key)) return null
    const from = start + '\n      "": {\n'.length + key.length + second.length
    const to = lock.indexOf('\n', from)
    const quoted = lock.slice(from, to - 1)
    const digestFrom = to + '\n        "digest": "'.length
    const of = lock.slice(digestFrom, digestFrom + digestLength)
    // A text may be spelt in more than one way where it has escapes.
    const spelt = quoted.includes('\\') ? JSON.stringify(JSON.parse(quoted)) : quoted
    found.push(vouchedLines(key, spelt, of))
  }
  return cursor.skip(innerEnd) ? found : null
}

export function readSpecs(cursor: Cursor): LockFacts['question']['specs'] | null {
  if (!cursor.skip('{')) return null
  const { text: lock } = cursor
  const found: Record<string, { readonly path: string }> = dictionary()
  for (let start = cursor.at; cursor.matches(usedSpec); start = cursor.at) {
    const id = nameAt(lock, start + '\n      "'.length)
    const path = nameAt(lock, start + '\n      "": {\n        "path": "'.length + id.length)
    if (!isPlainName(id) || Object.hasOwn(found, id) || !isRelativePath(path)) return null
    found[id] = { path }
  }
  return cursor.skip(innerEnd) ? found : null
}

export function readInputs(cursor: Cursor): Record<string, Digest> | null {
  if (!cursor.skip('{')) return null
  const { text: lock } = cursor
  const found: Record<string, Digest> = dictionary()
  for (let start = cursor.at; cursor.matches(input); start = cursor.at) {
    const path = nameAt(lock, start + '\n    "'.length)
    if (!isPlainName(path) || Object.hasOwn(found, path)) return null
    found[path] = digestAt(lock, start + '\n    "": {\n      "raw": "'.length + path.length)
  }
  return cursor.skip(outerEnd) ? found : null
}

/** Whether it is one: a check needs nothing of it. */
export function readTrace(cursor: Cursor): boolean {
  if (!cursor.skip('{')) return false
  while (cursor.matches(traced)) continue
  return cursor.skip(outerEnd)
}

interface Targets {
  readonly facts: LockFacts['targets']
  readonly written: Readonly<Record<string, LockedBytes>>
  readonly vouches: readonly string[]
}

const writtenBegins = '\n      "written": {\n        "digest": "'
const vouchBegins = '\n      "vouch": "'
const recordBegins = '",\n      "record": "'
const becauseBegins = '\n      "accepted": {\n        "because": '
const unacceptedEnd = '",\n      "accepted": null\n    },'

export function readTargets(cursor: Cursor): Targets | null {
  if (!cursor.skip('{')) return null
  const { text: lock } = cursor
  const facts: Record<string, LockFacts['targets'][string]> = dictionary()
  const written: Record<string, LockedBytes> = dictionary()
  const vouches: string[] = []
  for (let start = cursor.at; cursor.matches(target); start = cursor.at) {
    const path = nameAt(lock, start + '\n    "'.length)
    if (!isPlainName(path) || Object.hasOwn(written, path)) return null
    const of = lock.indexOf(writtenBegins, start) + writtenBegins.length
    const blob = of + digestLength + '",\n        "blob": "'.length
    const git = nameAt(lock, blob + digestLength + '",\n        "git": "'.length)
    written[path] = { digest: digestAt(lock, of), blob: digestAt(lock, blob), git }
    const isAccepted = !lock.endsWith(unacceptedEnd, cursor.at)
    facts[path] = isAccepted ? { accepted: { because: becauseAfter(lock, start) } } : unaccepted
    // Behind it everything but a reason has a known length.
    const vouch = isAccepted
      ? lock.indexOf(vouchBegins, start)
      : cursor.at - unacceptedEnd.length - 2 * digestLength - recordBegins.length - vouchBegins.length
    if (vouch >= start && vouch < cursor.at && lock.startsWith(vouchBegins, vouch))
      vouches.push(digestAt(lock, vouch + vouchBegins.length))
  }
  return areNames(written) && cursor.skip(outerEnd) ? { facts, written, vouches } : null
}

const unaccepted = { accepted: null }

function becauseAfter(lock: string, start: number): string {
  const from = lock.indexOf(becauseBegins, start) + becauseBegins.length
  return JSON.parse(lock.slice(from, lock.indexOf('\n', from) - 1)) as string // The pattern says that it is a text.
}

/** A plain text that ends with the next quote. */
const nameAt = (lock: string, from: number): string => lock.slice(from, lock.indexOf('"', from))

/** The cast says what a pattern has said. */
const digestAt = (lock: string, from: number): Digest => lock.slice(from, from + digestLength) as Digest

/** Without a hidden class, of which every new name would make another: names differ from lock to lock. */
function dictionary<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T> // Empty, so it holds nothing else.
}
