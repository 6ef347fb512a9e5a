// A clean project with the signatures of all its files in, a kept file out; back only while every file is as it was.
import { digestBytes, type Digest } from '../../digest/digest.ts'
import type { CleanProject, CleanSpec } from '../../ports.ts'
import { ConfinedReader } from '../confined.ts'
import type { Listing } from '../listing.ts'
import { listLocks, listSpecs } from '../workspace.ts'
import { findGitFolder } from './git-folder.ts'
import { keptFile, type KeptFile } from './kept-file.ts'
import { isSigned, signatureWords } from './signature.ts'
import { vouchersOf, type Env } from './vouchers.ts'

interface Sealed extends CleanProject {
  /** Digest of the paths of all specs and locks. */
  readonly listed: Digest
}

/**
 * What was sealed of the project at `root`; null where anything may have changed since. Reads nothing but the folders and
 * the metadata of files.
 */
export function readSeal(root: string, key: Digest, env: Env): CleanProject | null {
  const folder = vouchersOf(env).cache ? findGitFolder(root) : null
  const content = folder === null ? null : keptFile('clean', root, folder).read()
  if (content === null) return null
  // Written below, and its sum was compared.
  const sealed = JSON.parse(content.text) as Sealed
  if (sealed.key !== key || sealed.listed !== listedDigest(listSpecs(root), listLocks(root))) return null
  const reader = new ConfinedReader(root)
  let at = 0
  const isSame = (file: string): boolean => {
    const stats = reader.stats(file)
    at += signatureWords
    return stats !== null && isSigned(content.words, at - signatureWords, stats === 'absent' ? null : stats)
  }
  const isCurrent =
    sealed.specs.every((spec) => sealedFiles(spec).every(isSame)) && sealed.others.every(isSame)
  return isCurrent ? sealed : null
}

/** @param words of the files of every spec, then of the others. */
export function writeSeal(
  file: KeptFile,
  clean: CleanProject,
  listed: Digest,
  words: readonly BigUint64Array[],
): Promise<void> {
  const sealed: Sealed = { ...clean, listed }
  return file.write(words, JSON.stringify(sealed))
}

/** In the order of `filesOf` a glance. */
function sealedFiles({ lock, path, targets, inputs }: CleanSpec): readonly string[] {
  return [lock, path, ...targets, ...inputs]
}

/** Null where a folder cannot be read. */
export function listedDigest(specs: Listing, locks: Listing): Digest | null {
  if (specs.diagnostics.length > 0 || locks.diagnostics.length > 0) return null
  return digestBytes(Buffer.from(`${specs.paths.join('\0')}\0\0${locks.paths.join('\0')}`))
}
