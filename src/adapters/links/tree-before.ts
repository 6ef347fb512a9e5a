// A commit in; the fingerprints of all lines that stood in the repository then out. Kept in the cache, as it takes as long as
// reading every file.
import { writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { isPassedOver } from '../../link/patch-reader.ts'
import { printOf, type Print } from '../../link/prints.ts'
import { isProse, pushTokens } from '../../link/tokens.ts'
import { Disk } from '../apply/disk.ts'
import { Fault } from '../apply/fault.ts'
import { ConfinedReader } from '../confined.ts'
import { errnoOf } from '../errno.ts'
import { askGit } from '../git.ts'
import { offline } from '../git-offline.ts'
import { linkCache, makeCache } from './commit-cache.ts'
import { gitPieces, type GitEnd } from './git-stream.ts'

/** Bytes of one file, and of all: what is larger is no source that people write. */
const mostOfFile = 256 * 1024
const mostOfAll = 200 * 1024 * 1024

/** 32 of the 53 bits: of a million lines, one in four thousand others is taken for one of them. */
const short = (print: Print): number => print % 0x1_0000_0000

/** Null: nothing stood there before. */
export async function linesBefore(root: string, commit: string): Promise<(print: Print) => boolean> {
  const file = `${linkCache}/before-2-${commit}`
  const sorted = kept(root, file) ?? (await made(root, file, commit))
  return (print) => holds(sorted, short(print))
}

function kept(root: string, file: string): Uint32Array | null {
  const reading = new ConfinedReader(root).read(file, mostOfAll)
  if (reading.kind !== 'file' || reading.bytes.length % 4 !== 0) return null
  return new Uint32Array(Uint8Array.from(reading.bytes).buffer)
}

async function made(root: string, file: string, commit: string): Promise<Uint32Array> {
  const sorted = await readLines(root, commit)
  try {
    makeCache(root)
    const disk = new Disk(root)
    const temp = `${linkCache}/.${randomBytes(4).toString('hex')}`
    writeFileSync(disk.at(temp), sorted)
    for (const name of disk.names(linkCache))
      if (name.startsWith('before-')) disk.remove(`${linkCache}/${name}`)
    disk.rename(temp, file)
  } catch (error) {
    if (!(error instanceof Fault) && errnoOf(error) === null) throw error
  }
  return sorted
}

async function readLines(root: string, commit: string): Promise<Uint32Array> {
  const listing = await askGit(root, offline(['ls-tree', '-r', '-z', '--full-tree', '--long', commit]))
  const blobs = new Map<string, string>()
  let all = 0
  for (const entry of listing?.exit === 0 ? listing.stdout.split('\0') : []) {
    const [, blob = '', size = '', path = ''] = /^100\d+ blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(entry) ?? []
    if (blob === '' || Number(size) > mostOfFile || isPassedOver(path)) continue
    if ((all += Number(size)) > mostOfAll) break
    blobs.set(blob, path)
  }
  const prints = new Set<number>()
  for await (const { id, bytes } of blobsOf(root, [...blobs.keys()])) {
    if (bytes.includes(0)) continue
    const prose = isProse(blobs.get(id) ?? '')
    for (const line of bytes.toString('utf8').split('\n')) {
      const tokens: number[] = []
      pushTokens(tokens, line, prose)
      if (tokens.length > 1) prints.add(short(printOf(tokens)))
    }
  }
  return Uint32Array.from(prints).sort()
}

/** As `git cat-file --batch` prints them: `<id> blob <size>`, the bytes, a line end. */
async function* blobsOf(
  root: string,
  ids: readonly string[],
): AsyncGenerator<{ readonly id: string; readonly bytes: Buffer }> {
  const end: GitEnd = { failed: false }
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of gitPieces(
    root,
    ['cat-file', '--batch'],
    ids.map((id) => `${id}\n`),
    end,
  )) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    let at = 0
    for (;;) {
      const line = rest.indexOf(0x0a, at)
      if (line < 0) break
      const [id = '', kind, size] = rest.toString('latin1', at, line).split(' ')
      const length = kind === 'blob' ? Number(size) + 1 : 0
      if (rest.length < line + 1 + length) break
      if (kind === 'blob') yield { id, bytes: rest.subarray(line + 1, line + length) }
      at = line + 1 + length
    }
    rest = rest.subarray(at)
  }
}

function holds(sorted: Uint32Array, wanted: number): boolean {
  let [low, high] = [0, sorted.length - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = sorted[middle] ?? 0
    if (found === wanted) return true
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return false
}
