// A project's root in, a glance at every lock with its spec and targets out; files that did not change are not read.
import type { CleanProject, Glance, Still, Survey } from '../../ports.ts'
import { addressOf } from '../../spec/ids.ts'
import { lockPath } from '../../lock/path.ts'
import { ConfinedReader } from '../confined.ts'
import { listLocks, listSpecs, specSizeLimit } from '../workspace.ts'
import { findGitFolder } from './git-folder.ts'
import { gitSource } from './git-source.ts'
import { openIndex } from './git-witness.ts'
import { keptFile } from './kept-file.ts'
import { filesOf, type Job } from './look.ts'
import { listedDigest, writeSeal } from './seal.ts'
import {
  absentSignature,
  isSigned,
  signatureOf,
  signatureWords,
  unknownSignature,
  wordsOf,
  type Signature,
  type Stamp,
} from './signature.ts'
import { readGlances, writeGlances, type Kept } from './stat-cache.ts'
import { lookAtAll, startThreads } from './threads.ts'
import { vouchersOf, type Env } from './vouchers.ts'

/** @param root absolute, as `findRoot` gives it. */
export async function surveyProject(root: string, env: Env): Promise<Survey> {
  const vouchers = vouchersOf(env)
  const folder = vouchers.cache || vouchers.git ? findGitFolder(root) : null
  const cache = vouchers.cache && folder !== null ? keptFile('glances', root, folder) : null
  // Taken before anything is read: what is older than it cannot change unnoticed.
  const stamp = cache?.stamp() ?? null
  const known = cache === null ? new Map<string, Kept>() : readGlances(cache)
  const askGit = remember(() => (vouchers.git && folder !== null ? gitSource(root, folder, env) : null))
  // Everything has to be looked at: git may answer while folders are listed.
  if (known.size === 0) void askGit()
  const locks = listLocks(root)
  const early = known.size === 0 ? startThreads(locks.paths.length) : null
  const specs = listSpecs(root)
  const jobs = jobsOf(specs.paths, locks.paths)

  const reader = new ConfinedReader(root)
  const kept = new Map<string, Kept>()
  let written = Promise.resolve()
  const open: Job[] = []
  for (const job of jobs) {
    const before = known.get(job.lock)
    if (before !== undefined && isCurrent(before, job, reader)) kept.set(job.lock, before)
    else open.push(job)
  }
  if (open.length > 0) {
    const threads = early ?? startThreads(open.length)
    const source = await askGit()
    const index = source === null ? null : openIndex(source)
    const git = source === null || index === null ? null : { source, index }
    const task = { root, stamp: stamp ?? nobodysStamp, git, specLimit: specSizeLimit }
    for (const one of await lookAtAll(open, task, threads)) kept.set(one.lock, one)
    if (cache !== null && stamp !== null) written = writeGlances(cache, kept.values())
  }

  const glances = remember(() => {
    const all = new Map<string, Glance>()
    for (const { lock } of jobs) {
      const one = kept.get(lock)
      if (one !== undefined) all.set(lock, one.glance)
    }
    return all
  })
  const stills = remember(() => {
    const all: Still[] = []
    for (const { lock } of jobs) {
      const still = kept.get(lock)?.still ?? null
      if (still === null) return null
      all.push(still)
    }
    return all
  })
  const listed = listedDigest(specs, locks)
  const seal = async (clean: CleanProject): Promise<void> => {
    if (folder === null || stamp === null || listed === null) return
    const words = clean.specs.map(({ lock }) => kept.get(lock)?.words ?? new BigUint64Array())
    const others = clean.others.map((file) => wordsOf([signatureNow(reader, file, stamp)]))
    await writeSeal(keptFile('clean', root, folder), clean, listed, [...words, ...others])
  }
  return {
    specs: specs.paths,
    get glances() {
      return glances()
    },
    get stills() {
      return stills()
    },
    specFaults: specs.diagnostics,
    lockFaults: locks.diagnostics,
    written,
    seal: cache === null || stamp === null ? null : seal,
  }
}

function remember<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: compute() }).value
}

/** Of a file that was read meanwhile. Had it been written since, it would be younger than the stamp. */
function signatureNow(reader: ConfinedReader, file: string, stamp: Stamp): Signature {
  const stats = reader.stats(file)
  if (stats === 'absent') return absentSignature
  return stats === null ? unknownSignature : signatureOf(stats, stamp)
}

/** Nothing is older than this, so nothing is signed. */
const nobodysStamp: Stamp = { device: 0n, ns: 0n }

/** A lock and the one spec file whose id it bears. */
function jobsOf(specs: readonly string[], locks: readonly string[]): readonly Job[] {
  const specOf = new Map<string, string | null>()
  for (const path of specs) {
    const address = addressOf(path)
    if (address === null) continue
    const lock = lockPath(address.id)
    specOf.set(lock, specOf.has(lock) ? null : path)
  }
  return locks.map((lock) => ({ lock, spec: specOf.get(lock.normalize('NFC')) ?? null }))
}

/** Is every file that a glance rests on still as it was? */
function isCurrent({ glance, words }: Kept, job: Job, reader: ConfinedReader): boolean {
  if (glance.spec !== job.spec) return false
  const files = filesOf(glance)
  if (words.length !== files.length * signatureWords) return false
  return files.every((file, at) => {
    const stats = reader.stats(file)
    return stats !== null && isSigned(words, at * signatureWords, stats === 'absent' ? null : stats)
  })
}
