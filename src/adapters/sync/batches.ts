// Files for a program that copies many at a time in; batches of them, each in a folder of its own that is gone afterwards, out.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { SyncOutgoing } from '../../ports.ts'
import { mostBytesOf, parseName } from '../../sync/names.ts'

/** One run of the program: what was copied by then is not copied again after a kill. */
const mostFiles = 2000
const mostBytes = 64 * 1024 * 1024

/** In a folder that only this user sees. */
export async function inRoom<T>(run: (room: string) => Promise<T>): Promise<T> {
  const room = fs.mkdtempSync(path.join(os.tmpdir(), 'spec-sync-'))
  try {
    return await run(room)
  } finally {
    fs.rmSync(room, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** @param wanted name → size. */
export function* batchesOf(wanted: ReadonlyMap<string, number>): Generator<readonly string[]> {
  let [names, bytes] = [[] as string[], 0]
  for (const [name, size] of wanted) {
    if (names.length > 0 && (names.length >= mostFiles || bytes + size > mostBytes)) {
      yield names
      ;[names, bytes] = [[], 0]
    }
    names.push(name)
    bytes += size
  }
  if (names.length > 0) yield names
}

/** A file that a program put there: null where it is none, or a link, or too large. */
export function arrivedIn(room: string, name: string): Uint8Array | null {
  const parsed = parseName(name)
  const file = path.join(room, name)
  const stats = fs.lstatSync(file, { throwIfNoEntry: false })
  if (parsed === null || stats?.isFile() !== true || stats.size > mostBytesOf(parsed)) return null
  const parts = name.split('/')
  const folders = parts.slice(0, -1).map((_, at) => path.join(room, ...parts.slice(0, at + 1)))
  return folders.every((folder) => fs.lstatSync(folder).isDirectory()) ? fs.readFileSync(file) : null
}

export interface Loaded {
  /** Name → size of what lies in the folder. */
  readonly sizes: ReadonlyMap<string, number>
  /** How many of the files were looked at. */
  readonly looked: number
}

/** Puts the next files into a folder, until it holds enough for a run. */
export async function loadBatch(room: string, files: readonly SyncOutgoing[]): Promise<Loaded> {
  const sizes = new Map<string, number>()
  let [looked, bytes] = [0, 0]
  for (const { name, load } of files) {
    if (sizes.size >= mostFiles || bytes >= mostBytes) break
    looked++
    const content = await load()
    if (content === null) continue
    fs.mkdirSync(path.dirname(path.join(room, name)), { recursive: true })
    fs.writeFileSync(path.join(room, name), content)
    sizes.set(name, content.length)
    bytes += content.length
  }
  return { sizes, looked }
}
