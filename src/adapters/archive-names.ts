// The root of a project in; which records and blobs its archive has, by the names of their files, and their sizes, out.
import fs from 'node:fs'
import path from 'node:path'
import { blobFolder, digestOfShard, recordFolder } from '../archive/paths.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import { listFiles } from './listing.ts'

export interface StoredNames {
  readonly digests: readonly Digest[]
  /** Folders that cannot be read. */
  readonly diagnostics: readonly Diagnostic[]
}

export const blobsOfArchive = (root: string): StoredNames => namesBelow(root, blobFolder, '')

export const recordsOfArchive = (root: string): StoredNames => namesBelow(root, recordFolder, '.json')

/** Names that are no digest are left out: `spec archive verify` tells them. */
export function namesBelow(root: string, folder: string, ending: string): StoredNames {
  const { paths, diagnostics } = listFiles(root, folder, ending)
  const digests = paths.flatMap((file) => digestOfShard(file.slice(folder.length + 1)) ?? [])
  return { digests, diagnostics }
}

/** In bytes; 0 where nothing stands. */
export function sizeAt(root: string, relative: string): number {
  return fs.lstatSync(path.join(root, relative), { throwIfNoEntry: false })?.size ?? 0
}
