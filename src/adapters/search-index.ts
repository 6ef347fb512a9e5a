// The root of a project in; the index of `spec search` below `.spec/cache/search/`, out. One set of files for each thing that
// is searched, named by its digest: what is there is never out of date, and what is lost or damaged is made again.
import fs from 'node:fs'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { digestBytes, digestText, hexOf } from '../digest/digest.ts'
import { isObject } from '../digest/shape.ts'
import { isText, readSource } from '../search/kept-part.ts'
import {
  encodeLine,
  type LineHead,
  type Searchable,
  type SearchDocument,
  type SearchIndex,
  type SearchPart,
  type SearchSource,
} from '../search/document.ts'
import { wordLine } from '../search/words.ts'
import { Disk } from './apply/disk.ts'
import { Fault } from './apply/fault.ts'
import { cacheFolder } from './apply/folders.ts'
import { ensureLocalFolders } from './apply/local.ts'
import { errnoOf } from './errno.ts'

/** Relative to the root. */
export const searchFolder = `${cacheFolder}/search`

/** Changes with what is kept or how words are taken from a text. */
const format = 1

/** Text of one file, about, in UTF-16 units: what is in memory at a time. */
const usualPartSize = 2_000_000

/** @param tool version of this program: another one may read transcripts otherwise. */
export function createSearchIndex(root: string, tool: string, partSize = usualPartSize): SearchIndex {
  const folder = new Folder(root)
  const nameOf = (key: string): string => hexOf(digestText(`${format}\n${tool}\n${key}`)).slice(0, 40)
  return {
    async *parts(what) {
      const name = nameOf(what.key)
      let given = 0
      for await (const part of kept(folder, name)) {
        given += 1
        yield part
        if (part.last) return
      }
      // Nothing is kept, or not all of it; what was given already is the same again.
      let at = 0
      for await (const part of made(folder, name, what, partSize)) if (at++ >= given) yield part
    },
    forget: (key) => folder.remove((file) => file.startsWith(nameOf(key))),
    keepOnly: (keys) => {
      const names = new Set([...keys].map(nameOf))
      folder.remove((file) => !names.has(file.split('-')[0] ?? ''))
    },
  }
}

interface KeptPart extends SearchPart {
  readonly last: boolean
}

/** The parts that are whole, in order, up to the first that is not. */
function* kept(folder: Folder, name: string): Generator<KeptPart> {
  for (let at = 0; ; at++) {
    const part = readPart(folder, `${name}-${at}`)
    if (part === null) return
    yield part
    if (part.last) return
  }
}

/**
 * A file: one line of JSON (`sum` of the lines, their length in bytes, the source), the lines of words, the documents as
 * JSON one after the other.
 */
function readPart(folder: Folder, file: string): KeptPart | null {
  const begin = folder.read(file, 0, 0)
  if (begin === null) return null
  const end = begin.indexOf(0x0a)
  const header = end < 0 ? null : parsed(begin.toString('utf8', 0, end))
  const source = isObject(header) ? readSource(header.source) : null
  if (!isObject(header) || source === null || typeof header.size !== 'number') return null
  const lines = begin.subarray(end + 1, end + 1 + header.size)
  if (lines.length !== header.size || digestBytes(lines) !== header.sum) return null
  const base = end + 1 + header.size
  return {
    source,
    lines: lines.toString('utf8'),
    last: header.last === true,
    document: ({ offset, length }) => {
      const bytes = folder.read(file, base + offset, length)
      return bytes?.length === length ? documentIn(bytes.toString('utf8')) : null
    },
  }
}

function documentIn(text: string): SearchDocument | null {
  const [sum, title, place, body] = asList(parsed(text))
  if (!isText(title) || !isText(body) || sum !== shortSum(title, body)) return null
  return {
    role: null,
    at: null,
    weight: 1,
    title,
    place: typeof place === 'number' ? place : null,
    text: body,
  }
}

const shortSum = (title: string, text: string): string => digestText(`${title}\n${text}`).slice(7, 23)

/** Makes the parts and keeps each: the last one only when nothing was missing, so that a cut index is not taken for whole. */
async function* made(
  folder: Folder,
  name: string,
  what: Searchable,
  partSize: number,
): AsyncGenerator<SearchPart> {
  const { sources, whole } = await what.load()
  let pending: MadePart | null = null
  let at = 0
  const keep = (part: MadePart, last: boolean): void => {
    if (whole) folder.write(`${name}-${at++}`, part.bytes(last))
  }
  for (const { source, documents } of sources) {
    let part = new MadePart(source)
    for (const document of documents) {
      if (part.size > partSize) {
        if (pending !== null) keep(pending, false)
        pending = part
        yield part.part()
        part = new MadePart(source)
      }
      part.add(document)
    }
    if (pending !== null) keep(pending, false)
    pending = part
    yield part.part()
  }
  // Something stands for what holds nothing, too.
  keep(pending ?? new MadePart(nothing), true)
}

const nothing: SearchSource = { kind: 'spec', id: '', title: '', agent: null, spec: null, files: [] }

class MadePart {
  readonly #source: SearchSource
  readonly #documents: SearchDocument[] = []
  readonly #heads: { readonly head: LineHead; readonly words: string }[] = []
  readonly #texts: string[] = []
  #bytes = 0
  size = 0

  constructor(source: SearchSource) {
    this.#source = source
  }

  add(document: SearchDocument): void {
    const { title, place, text, weight, role, at } = document
    const kept = JSON.stringify([shortSum(title, text), title, place, text])
    const length = Buffer.byteLength(kept)
    const { line, count } = wordLine(text)
    this.#heads.push({ head: { count, weight, role, at, offset: this.#bytes, length }, words: line })
    this.#texts.push(kept)
    this.#documents.push(document)
    this.#bytes += length
    this.size += text.length
  }

  part(): SearchPart {
    const byOffset = new Map(this.#heads.map(({ head }, at) => [head.offset, this.#documents[at]]))
    return {
      source: this.#source,
      lines: this.#lines(),
      document: ({ offset }) => byOffset.get(offset) ?? null,
    }
  }

  bytes(last: boolean): Uint8Array {
    const lines = Buffer.from(this.#lines())
    const header = { last, sum: digestBytes(lines), size: lines.length, source: this.#source }
    return Buffer.concat([
      Buffer.from(`${JSON.stringify(header)}\n`),
      lines,
      Buffer.from(this.#texts.join('')),
    ])
  }

  #lines(): string {
    return this.#heads.map(({ head, words }) => encodeLine(head, words)).join('\n')
  }
}

/** Files of one folder. Whatever fails is as if it were not there: what is searched is made from its source then. */
class Folder {
  readonly #root: string
  readonly #path: string
  #ready: boolean | null = null

  constructor(root: string) {
    this.#root = root
    this.#path = path.join(root, searchFolder)
  }

  /** @param length in bytes; 0 for all that is there. */
  read(file: string, from: number, length: number): Buffer | null {
    if (!this.#usable()) return null
    return quietly(null, () => {
      if (from === 0 && length === 0) return fs.readFileSync(path.join(this.#path, file))
      const fd = fs.openSync(path.join(this.#path, file), 'r')
      try {
        const bytes = Buffer.alloc(Math.min(length, fs.fstatSync(fd).size))
        return bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, from))
      } finally {
        fs.closeSync(fd)
      }
    })
  }

  /** Whole or not there, also where two searches write it at once. */
  write(file: string, bytes: Uint8Array): void {
    if (!this.#usable()) return
    const temporary = path.join(this.#path, `.${randomBytes(6).toString('hex')}.tmp`)
    quietly(undefined, () => {
      try {
        fs.writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 })
        fs.renameSync(temporary, path.join(this.#path, file))
      } catch (error) {
        fs.rmSync(temporary, { force: true })
        throw error
      }
    })
  }

  remove(goes: (file: string) => boolean): void {
    if (!this.#usable()) return
    for (const file of quietly<string[]>([], () => fs.readdirSync(this.#path)))
      if (goes(file)) quietly(undefined, () => fs.rmSync(path.join(this.#path, file), { force: true }))
  }

  /** A repository may hold a link in its place, to have files written or deleted elsewhere. */
  #usable(): boolean {
    this.#ready ??= quietly(false, () => {
      const disk = new Disk(this.#root)
      ensureLocalFolders(disk)
      disk.makeFolder(searchFolder)
      return (
        fs.realpathSync.native(this.#path) === path.join(fs.realpathSync.native(this.#root), searchFolder)
      )
    })
    return this.#ready
  }
}

function quietly<T>(otherwise: T, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (error instanceof Fault || errnoOf(error) !== null) return otherwise
    throw error
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
