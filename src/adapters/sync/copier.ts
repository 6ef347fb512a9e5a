// A program that lists and copies files (rclone, rsync) in; it as the other end of a sync out.
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { SyncTarget } from '../../ports.ts'
import type { Environment } from '../models/environment.ts'
import { findProgram } from '../models/find-program.ts'
import { realTiming } from '../models/patience.ts'
import { lastLines } from '../models/printable.ts'
import { runProgram } from '../models/program.ts'
import { arrivedIn, batchesOf, inRoom, loadBatch } from './batches.ts'

export interface Copier {
  readonly program: string
  readonly list: {
    readonly args: (prefix: string) => readonly string[]
    /** Null where it is nothing that the program prints. */
    readonly read: (stdout: string) => ReadonlyMap<string, number> | null
    /** The folder is not there yet: it holds nothing. */
    readonly isAbsent: (code: number | null, stderr: string) => boolean
  }
  /** @param names a file with a name a line. @param isNew nothing was listed: folders have to be made. */
  readonly copyTo: (room: string, names: string, isNew: boolean) => readonly string[]
  readonly copyFrom: (room: string, names: string) => readonly string[]
  /** `team/shop/`: what names begin with where files are copied from, and then here; '' for nothing. */
  readonly below: string
  /** Exit codes of a line that broke: another try may help. */
  readonly passing: ReadonlySet<number>
}

export interface CopierOptions {
  readonly shown: string
  readonly env: Environment
  /** The project's: a program in it is not run. */
  readonly root: string
  readonly signal: AbortSignal
}

const longestListing = 256 * 1024 * 1024
const tries = 3

export function openCopierTarget(copier: Copier, options: CopierOptions): Result<SyncTarget> {
  const { shown, env, root, signal } = options
  const found = findProgram(copier.program, env, root)
  if (found.kind === 'absent')
    return fail(
      diagnostic('sync-target', `${copier.program} is not installed, or not on PATH`, {
        hint: `install ${copier.program}, or sync with a folder or s3://bucket/prefix`,
      }),
    )
  let isNew = false
  const run = (args: readonly string[]) => runCopier(found.path, args, copier, options)
  const told = (what: string, { stderr }: Ran, name = ''): Diagnostic =>
    diagnostic('sync-failed', `${shown}${name === '' ? '' : `: ${name}`} ${what}: ${lastLines(stderr, 3)}`, {
      hint: 'run the command again when the cause is gone: it goes on where it was',
    })
  return ok({
    shown,
    async list(prefix) {
      const ran = await run(copier.list.args(prefix))
      if (ran.code !== 0 && copier.list.isAbsent(ran.code, ran.stderr)) {
        isNew ||= prefix === ''
        return ok(new Map())
      }
      const names = ran.code === 0 ? copier.list.read(ran.stdout) : null
      if (names === null) return fail(told('could not be listed', ran))
      return ok(new Map([...names].map(([name, size]) => [`${prefix}${name}`, size])))
    },
    async fetch(wanted, take) {
      const faults: Diagnostic[] = []
      for (const names of batchesOf(wanted)) {
        if (signal.aborted || faults.length > 0) break
        await inRoom(async (room) => {
          const files = path.join(room, 'files')
          fs.mkdirSync(files)
          const ran = await run(
            copier.copyFrom(
              files,
              namesFile(
                room,
                names.map((name) => copier.below + name),
              ),
            ),
          )
          if (signal.aborted) return
          let lacking = 0
          for (const name of names) {
            const bytes = arrivedIn(path.join(files, copier.below), name)
            if (bytes !== null) await take(name, bytes)
            else if (lacking++ === 0) faults.push(told('did not come', ran, name))
          }
          if (lacking > 1) faults.push(told(`and ${lacking - 1} more files did not come`, ran))
        })
      }
      return faults
    },
    async send(files, sent) {
      const faults: Diagnostic[] = []
      for (let rest = files; rest.length > 0 && !signal.aborted && faults.length === 0;) {
        rest = await inRoom(async (room) => {
          const folder = path.join(room, 'files')
          fs.mkdirSync(folder)
          const { sizes, looked } = await loadBatch(folder, rest)
          if (sizes.size > 0) {
            const ran = await run(copier.copyTo(folder, namesFile(room, [...sizes.keys()]), isNew))
            if (ran.code === 0) {
              isNew = false
              for (const [name, size] of sizes) sent(name, size)
            } else if (!signal.aborted) faults.push(told('could not be sent to', ran))
          }
          return rest.slice(looked)
        })
      }
      return faults
    },
  })
}

function namesFile(room: string, names: readonly string[]): string {
  const file = path.join(room, 'names')
  fs.writeFileSync(file, `${names.join('\n')}\n`)
  return file
}

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs without a shell and without a terminal: a program that would ask for a password fails instead. */
async function runCopier(
  program: string,
  args: readonly string[],
  copier: Copier,
  { env, root, signal }: CopierOptions,
): Promise<Ran> {
  for (let at = 1; ; at++) {
    const chunks: Uint8Array[] = []
    const { end, stderr } = await runProgram({
      argv: [program, ...args],
      stdin: '',
      base: root,
      folder: root,
      // Messages are read: they are to be in one language.
      env: { ...env, LC_ALL: 'C' },
      outputLimitBytes: longestListing,
      listen: (chunk) => chunks.push(chunk) > 0,
      signal,
    })
    const stdout = Buffer.concat(chunks).toString('utf8')
    const code = end.kind === 'exited' ? end.code : null
    const why =
      end.kind === 'not-started'
        ? `it does not start (${end.code})`
        : end.kind === 'too-much'
          ? 'too much'
          : ''
    const isPassing = code !== null && copier.passing.has(code)
    if (!isPassing || at >= tries || signal.aborted)
      return { code, stdout, stderr: stderr === '' ? why : stderr }
    await realTiming.sleep(1000 * 2 ** (at - 1), signal)
  }
}
