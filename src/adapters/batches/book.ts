// The root of a project in; what is known on this machine of its batches out: one file a submission, and its answers.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Arrival, Submission } from '../../batch/batch.ts'
import { decodeArrivals, decodeSubmission, encodeArrivals, encodeSubmission } from '../../batch/encode.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { decodeText } from '../../digest/text.ts'
import type { BatchBook } from '../../ports.ts'
import { hold } from '../apply/claims.ts'
import { Disk } from '../apply/disk.ts'
import { attempt, Fault, writeFailed } from '../apply/fault.ts'
import { localFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'

/** Submissions, relative to the root. */
export const batchFolder = `${localFolder}/batches`
/** Those that a person put aside. */
const asideFolder = `${batchFolder}/aside`

/** How long a rival is given to finish its few writes; no submission is waited for. Milliseconds. */
const patienceMs = 250

/** @param root absolute, as `findRoot` gives it. */
export function openBatchBook(root: string): BatchBook {
  const disk = new Disk(root)
  return {
    read: () => readAll(disk),
    save: (submission) =>
      written(() => write(disk, `${batchFolder}/${submission.token}.json`, encodeSubmission(submission))),
    arrivals: (token) => arrivalsOf(disk, token),
    saveArrivals: (token, arrivals) =>
      written(() => write(disk, resultsPath(token), encodeArrivals(arrivals))),
    putAside: (token) => written(() => putAside(disk, token)),
    hold: () => hold(disk, 'batches', 'the batches of this project', patienceMs),
    token: () => randomBytes(8).toString('hex'),
  }
}

const resultsPath = (token: string): string => `${batchFolder}/${token}.results.jsonl`

function readAll(disk: Disk): Result<readonly Submission[]> {
  const submissions: Submission[] = []
  const diagnostics: Diagnostic[] = []
  try {
    confine(disk)
    for (const name of [...disk.names(batchFolder)].sort()) {
      if (!/^[0-9a-f]{16}\.json$/.test(name)) continue
      const file = `${batchFolder}/${name}`
      const text = textAt(disk, file)
      const submission = text === null ? null : decodeSubmission(text)
      if (submission === null || `${submission.token}.json` !== name) diagnostics.push(damaged(file))
      else submissions.push(submission)
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return fail(diagnostic('read-failed', `${error.path} cannot be read`, { place: { path: error.path } }))
  }
  submissions.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.token < b.token ? -1 : 1))
  return ok(submissions, diagnostics)
}

function damaged(file: string): Diagnostic {
  return diagnostic('batch-damaged', `${file} is no submission that can be read`, {
    place: { path: file },
    hint: 'what it held may have been asked already: look at the batches in the console, then move the file away',
  })
}

function arrivalsOf(disk: Disk, token: string): readonly Arrival[] | null {
  try {
    const text = textAt(disk, resultsPath(token))
    return text === null ? null : decodeArrivals(text)
  } catch (error) {
    if (error instanceof Fault) return null // They are downloaded again.
    throw error
  }
}

/** A repository may hold the folder as a link, to have files written elsewhere. */
function confine(disk: Disk): void {
  const found = attempt(batchFolder, () => new ConfinedReader(disk.root).locate(batchFolder))
  if (found.kind === 'other') throw new Fault(batchFolder, 'ENOTDIR')
}

/** Thousands of answers are more than files of a project may hold elsewhere. Null: there is no such file. */
function textAt(disk: Disk, file: string): string | null {
  if (!disk.exists(file)) return null
  return attempt(file, () =>
    fs.lstatSync(disk.at(file)).isFile() ? decodeText(fs.readFileSync(disk.at(file))) : null,
  )
}

/** The old file or the new one, whenever it is cut short. */
function write(disk: Disk, file: string, text: string): void {
  ensureLocalFolders(disk)
  confine(disk)
  disk.makeFolder(batchFolder)
  const folder = path.posix.dirname(file)
  const temp = `${folder}/.${process.pid}.tmp`
  disk.write(temp, new TextEncoder().encode(text), null, 'w')
  disk.rename(temp, file)
  disk.syncFolder(folder)
}

function putAside(disk: Disk, token: string): void {
  disk.makeFolder(asideFolder)
  for (const file of [resultsPath(token), `${batchFolder}/${token}.json`]) {
    if (disk.exists(file)) disk.rename(file, `${asideFolder}/${path.posix.basename(file)}`)
  }
}

function written(run: () => void): Result<null> {
  try {
    run()
    return ok(null)
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, 'the state of the batch is as it was'))
    throw error
  }
}
