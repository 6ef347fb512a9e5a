// The text of a lock in, what a check for changes needs of it out. A lock as this tool writes it is read line by line
// without making objects of its texts and digests, twice as fast as decoding it; any other spelling is left to `decode.ts`.
import { isObject } from '../digest/shape.ts'
import type { Digest } from '../digest/digest.ts'
import { factsOf, fingerprint, type LockFacts } from './facts.ts'
import type { Lock, LockedBytes } from './lock.ts'
import {
  areBlocks,
  areDigests,
  areNames,
  areTexts,
  isHead,
  isInput,
  isSection,
  isTest,
  isUsedSpec,
} from './quick-shape.ts'
import { vouchFor, type VouchedParts } from './vouch.ts'
import { endMark } from './written.ts'

export interface Skimmed {
  readonly facts: LockFacts
  /** What the targets were written as. */
  readonly written: Readonly<Record<string, LockedBytes>>
  /** Does this lock answer for a spec file of these bytes? As `isVouched`. */
  readonly vouchesFor: (raw: Digest) => boolean
}

export function skimmed(lock: Lock): Skimmed {
  const written = Object.entries(lock.targets).map(([path, target]) => [path, target.written] as const)
  const vouches = Object.values(lock.targets).map(({ vouch }) => vouch)
  return {
    facts: factsOf(lock),
    written: Object.fromEntries(written),
    vouchesFor: vouching(vouches, Object.keys(lock.targets), lock),
  }
}

function vouching(
  vouches: readonly (string | null)[],
  targets: readonly string[],
  parts: VouchedParts,
): (raw: Digest) => boolean {
  return (raw) => vouches.includes(vouchFor(raw, targets, parts))
}

// JSON has no line feed inside a text, so that a line feed is always one between values.
const plain = String.raw`[ !#-\[\]-\uffff]*`
const text = String.raw`${plain}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})${plain})*`
const digest = 'sha256:[0-9a-f]{64}'
const bytes = (capture: string): string =>
  String.raw`\{\n        "digest": "${capture}${digest})",\n        "blob": "${capture}${digest})",\n        "git": "${capture}${text})"\n      \}`

/** Groups: id, section, digest. */
const requirement = new RegExp(
  String.raw`\n      "(${plain})": \{\n        "section": "(${plain})",\n        "digest": "(${digest})",\n        "text": "${text}"\n      \},`,
  'y',
)
/** Groups: path, digest, blob and git of what was written, vouch, reason. */
const target = new RegExp(
  String.raw`\n    "(${plain})": \{\n      "generated": (?:null|${bytes('(?:')}),\n      "written": ${bytes('(')},` +
    String.raw`\n      "form": "${digest}",\n      "declarations": \{(?:\n        "${text}": "${digest}"(?:,\n        "${text}": "${digest}")*\n      )?\},` +
    String.raw`\n      "vouch": (?:null|"(${digest})"),\n      "record": "${digest}",` +
    String.raw`\n      "accepted": (?:null|\{\n        "because": ("${text}"),\n        "record": "${digest}"\n      \})\n    \},`,
  'y',
)

/** Null for what is no lock, and for one that is not spelt as this version spells it. */
export function skimLock(lock: string): Skimmed | null {
  try {
    return skim(new Cursor(lock))
  } catch {
    return null // A part that is no JSON, or too long for a pattern.
  }
}

function skim(cursor: Cursor): Skimmed | null {
  if (!cursor.skip('{\n  "lockVersion": 1,\n  "digestVersion": 1,\n  "spec": ')) return null
  const spec = cursor.value(',\n  "question": {\n    "sections": ')
  const sections = cursor.value(',\n    "requirements": ')
  const requirements = readRequirements(cursor)
  if (requirements === null || !cursor.skip(',\n    "specs": ')) return null
  const specs = cursor.value(',\n    "declarations": ')
  const declarations = cursor.value(',\n    "tests": ')
  const tests = cursor.value('\n  },\n  "specUses": ')
  const specUses = cursor.value(',\n  "inputs": ')
  const inputs = cursor.value(',\n  "trace": ')
  const trace = cursor.value(',\n  "targets": ')
  const targets = readTargets(cursor)
  const fits =
    isHead(spec) &&
    isSound(sections, isSection) &&
    isSound(specs, isUsedSpec) &&
    isSound(declarations, areDigests) &&
    isSound(tests, isTest) &&
    isSound(specUses, areTexts) &&
    isSound(inputs, isInput) &&
    areNames(inputs) &&
    isSound(trace, areTexts)
  if (!fits || targets === null || !cursor.isAtEnd('\n}\n')) return null
  // Each part has just been checked, and has the shape of its part of `Lock` but for the end marks.
  const parts = { spec, question: { sections: entries(sections), requirements } } as unknown as VouchedParts
  const facts = {
    spec,
    question: {
      specs: mapped(specs, ({ path }: { readonly path: string }) => ({ path })),
      declarations: mapped(declarations, fingerprint),
      tests: Object.keys(entries(tests)),
    },
    specUses: entries(specUses),
    inputs: mapped(inputs, ({ raw }: { readonly raw: Digest }) => raw),
    targets: targets.facts,
  } as unknown as LockFacts
  const { written, vouches } = targets
  return { facts, written, vouchesFor: vouching(vouches, Object.keys(written), parts) }
}

/** Blocks of plain names: of others, decoding knows what they mean. */
function isSound(blocks: unknown, check: (value: unknown) => boolean): blocks is Record<string, unknown> {
  if (!isObject(blocks) || !areBlocks(blocks, check)) return false
  const names = Object.keys(blocks)
  return names.pop() === endMark && blocks[endMark] === null && names.every(isPlainName)
}

/** Not an end mark, not a number (which an object puts first), not what an assignment would take for something else. */
function isPlainName(name: string): boolean {
  return !name.startsWith('~') && name !== '__proto__' && !/^\d+$/.test(name)
}

function entries(blocks: unknown): Record<string, unknown> {
  const { [endMark]: _, ...rest } = blocks as Record<string, unknown> // Blocks, as the caller has checked.
  return rest
}

function mapped<T>(blocks: unknown, one: (value: T) => unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  // As above; every entry has been checked.
  for (const [name, value] of Object.entries(entries(blocks))) result[name] = one(value as T)
  return result
}

type Requirements = Record<string, { readonly section: string; readonly digest: Digest }>

function readRequirements(cursor: Cursor): Requirements | null {
  if (!cursor.skip('{')) return null
  const found: Requirements = {}
  for (let match = cursor.match(requirement); match !== null; match = cursor.match(requirement)) {
    const [, id = '', section = '', of = ''] = match
    if (!isPlainName(id) || Object.hasOwn(found, id)) return null
    found[id] = { section, digest: of as Digest } // The pattern says so.
  }
  return cursor.skip('\n      "~": null\n    }') ? found : null
}

interface Targets {
  readonly facts: LockFacts['targets']
  readonly written: Readonly<Record<string, LockedBytes>>
  readonly vouches: readonly string[]
}

function readTargets(cursor: Cursor): Targets | null {
  if (!cursor.skip('{')) return null
  const facts: Record<string, LockFacts['targets'][string]> = {}
  const written: Record<string, LockedBytes> = {}
  const vouches: string[] = []
  for (let match = cursor.match(target); match !== null; match = cursor.match(target)) {
    const [, path = '', of = '', blob = '', git = '', vouch, because] = match
    if (!isPlainName(path) || Object.hasOwn(written, path) || git.includes('\\')) return null
    // The pattern says that both are digests, and that the reason is a text in JSON.
    written[path] = { digest: of as Digest, blob: blob as Digest, git }
    facts[path] =
      because === undefined ? unaccepted : { accepted: { because: JSON.parse(because) as string } }
    if (vouch !== undefined) vouches.push(vouch)
  }
  return areNames(written) && cursor.skip('\n    "~": null\n  }') ? { facts, written, vouches } : null
}

const unaccepted = { accepted: null }

/** A place in a text that only moves forward. */
class Cursor {
  readonly #text: string
  #at = 0

  constructor(lock: string) {
    this.#text = lock
  }

  skip(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false
    this.#at += expected.length
    return true
  }

  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found !== null) this.#at = pattern.lastIndex
    return found
  }

  /** The JSON up to a text that holds a line feed; moves behind that. Throws where it is none. */
  value(end: string): unknown {
    const to = this.#text.indexOf(end, this.#at)
    const value: unknown = JSON.parse(to < 0 ? '' : this.#text.slice(this.#at, to))
    this.#at = to + end.length
    return value
  }

  isAtEnd(rest: string): boolean {
    return this.#at + rest.length === this.#text.length && this.#text.endsWith(rest)
  }
}
