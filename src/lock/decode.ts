// The text of a lock file in, the lock out, checked in full. By hand and not by a schema library: every command reads
// every lock, ten thousand of them in well under a second.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import { digest, isObject, list, map, nullable, object, oneOf, string, type Shape } from '../digest/shape.ts'
import { specId } from '../spec/ids.ts'
import { decodeText } from '../digest/text.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Lock } from './lock.ts'
import { lockFolder } from './path.ts'
import { isRelativePath, isSurelyLock } from './quick-shape.ts'
import { endMark, readName, type Blocks, type WrittenLock } from './written.ts'

const newestLockVersion = 1
const newestDigestVersion = 1

/**
 * The lock that `text` holds. Versions that were ever written stay readable.
 *
 * @param path of the lock file, for the place of a diagnostic: `lock-damaged`, `lock-newer` or `lock-conflict`.
 */
export function decodeLock(text: string, path: string): Result<Lock> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (hasConflictMarkers(text)) {
      return fail(
        diagnostic('lock-conflict', `the lock ${path} holds conflict markers of a merge`, {
          place: { path },
          hint: `resolve the targets first, then run: spec accept ${specOfLock(path)} --because "merged"`,
        }),
      )
    }
    // JSON.parse throws nothing but SyntaxError, whose message names the spot.
    return damaged(path, `is not JSON: ${error instanceof Error ? error.message : 'it ends too early'}`)
  }
  const newer = newerVersion(parsed)
  if (newer !== null) {
    return fail(
      diagnostic('lock-newer', `the lock ${path} was written by a newer version of spec (${newer})`, {
        place: { path },
        hint: 'update spec to the version that the other people of this project use',
      }),
    )
  }
  const problem = isSurelyLock(parsed) ? null : lockShape(parsed)
  if (problem !== null) return damaged(path, `is not a lock: ${problem.replace(/^[.:] ?/, '')}`)
  // The shape has just been checked member by member.
  return ok(lockOf(parsed as WrittenLock))
}

/** The text of a lock file; one that is not UTF-8 gives a text that is no lock. */
export function lockTextOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  // Only a text with the replacement character can hide bytes that are not UTF-8.
  return text.includes('\ufffd') ? (decodeText(bytes) ?? '\ufffd') : text
}

/** A lock that cannot be read has only its name to go by. */
export function specOfLock(path: string): SpecId {
  return specId(
    path
      .slice(lockFolder.length + 1, -'.json'.length)
      .replaceAll('%3A', ':')
      .replaceAll('%25', '%'),
  )
}

/** Does a text hold the markers that git leaves in a file that it could not merge? */
export function hasConflictMarkers(text: string): boolean {
  return /^<{7}( |\r?$)/m.test(text) && /^={7}\r?$/m.test(text) && /^>{7}( |\r?$)/m.test(text)
}

function damaged(path: string, what: string): Result<never> {
  return fail(
    diagnostic('lock-damaged', `the lock ${path} ${what}`, {
      place: { path },
      hint: `take the last good version back, for instance: git checkout HEAD -- ${path}`,
    }),
  )
}

function newerVersion(parsed: unknown): string | null {
  if (!isObject(parsed)) return null
  const { lockVersion, digestVersion } = parsed
  if (typeof lockVersion === 'number' && lockVersion > newestLockVersion) return `lock version ${lockVersion}`
  if (typeof digestVersion === 'number' && digestVersion > newestDigestVersion) {
    return `digest version ${digestVersion}`
  }
  return null
}

const relativePath: Shape = (value) => (isRelativePath(value) ? null : ': expected a path inside the project')

const name: Shape = (value) =>
  typeof value === 'string' && readName(value) === '' ? null : relativePath(value)

/** A map whose end mark may hold anything. */
function blocks(shape: Shape, names: Shape | null = null): Shape {
  const entries = map((value) => (value === null ? null : shape(value)), names)
  return (value) => {
    const problem = entries(value)
    if (problem !== null || !isObject(value)) return problem
    for (const key in value) {
      if (value[key] === null && key !== endMark)
        return `[${JSON.stringify(key)}]: expected an entry, found null`
    }
    return null
  }
}

const bytes = object({ digest, blob: digest, git: string })
const lockShape = object({
  lockVersion: oneOf(1),
  digestVersion: oneOf(1),
  spec: object({
    id: string,
    path: relativePath,
    title: nullable(string),
    status: oneOf('draft', 'active'),
    model: nullable(string),
    uses: list(string),
    context: list(string),
    tests: list(string),
  }),
  question: object({
    sections: blocks(object({ heading: string, digest })),
    requirements: blocks(object({ section: string, digest, text: string })),
    specs: blocks(object({ path: relativePath, parts: map(digest) })),
    declarations: blocks(map(digest)),
    tests: blocks(object({ digest })),
  }),
  specUses: blocks(list(string)),
  inputs: blocks(object({ raw: digest }), name),
  trace: blocks(list(string)),
  targets: blocks(
    object({
      generated: nullable(bytes),
      written: bytes,
      form: digest,
      declarations: map(digest),
      vouch: nullable(digest),
      record: digest,
      accepted: nullable(object({ because: string, record: digest })),
    }),
    name,
  ),
})

const same = <T>(value: T): T => value

function lockOf(written: WrittenLock): Lock {
  const { question } = written
  return {
    lockVersion: written.lockVersion,
    digestVersion: written.digestVersion,
    spec: written.spec,
    question: {
      sections: unmarked(question.sections),
      requirements: unmarked(question.requirements),
      specs: unmarked(question.specs),
      declarations: unmarked(question.declarations),
      tests: entriesOf(question.tests, (test): Digest => test.digest),
    },
    specUses: unmarked(written.specUses),
    inputs: entriesOf(written.inputs, (input): Digest => input.raw),
    trace: unmarked(written.trace),
    targets: unmarked(written.targets),
  }
}

/** The entries themselves, without the end mark: in place where it stands where it is always written, at the end. */
function unmarked<T>(blocks: Blocks<T>): Readonly<Record<string, T>> {
  const names = Object.keys(blocks)
  const isPlain =
    names.pop() === endMark && blocks[endMark] === null && !names.some((one) => one.startsWith('~'))
  if (!isPlain) return entriesOf(blocks, same)
  // Nobody else has this value yet, and taking out what was put in last costs nothing.
  const entries = blocks as Record<string, T>
  delete entries[endMark]
  return entries
}

function entriesOf<W, T>(blocks: Blocks<W>, read: (written: W) => T): Record<string, T> {
  const entries: Record<string, T> = {}
  for (const key in blocks) {
    const value = blocks[key]
    if (value === null || value === undefined) continue
    if (key === '__proto__') {
      // An assignment would set the prototype instead.
      Object.defineProperty(entries, key, {
        value: read(value),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    } else entries[readName(key)] = read(value)
  }
  return entries
}
