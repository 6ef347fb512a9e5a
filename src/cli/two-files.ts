// Two paths as they were typed → what stands there, for a comparison outside of any project.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { errnoOf, inWords } from '../adapters/errno.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Sides } from '../pipeline/diff.ts'
import type { Io } from './io.ts'
import { usageError } from './usage-error.ts'

const megabyte = 1024 * 1024

/** Nobody reviews a larger source, and comparing one by symbols takes minutes. Bytes. */
const largest = 5 * megabyte

/** `-` is stdin, `/dev/null` is a file that is not there. Both sides are told where both cannot be read. */
export async function readTwoFiles(
  before: string,
  after: string,
  io: Pick<Io, 'cwd' | 'stdin'>,
): Promise<Result<Sides>> {
  if (before === '-' && after === '-')
    return fail(usageError('only one of the two files can be stdin', 'spec diff --no-index old.ts - <new.ts'))
  const [old, now] = [await readOne(before, io), await readOne(after, io)]
  if (!old.ok || !now.ok) return fail(...(old.ok ? [] : old.diagnostics), ...(now.ok ? [] : now.diagnostics))
  return ok({ before: old.value, after: now.value, path: isFile(after) ? after : before })
}

const isFile = (path: string): boolean => path !== '-' && path !== '/dev/null'

async function readOne(path: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<Result<Sides['before']>> {
  if (path === '/dev/null') return ok(null)
  if (path === '-') {
    const bytes = new TextEncoder().encode(await io.stdin.text())
    return bytes.length > largest ? fail(tooLarge('stdin', bytes.length)) : ok({ name: path, bytes })
  }
  try {
    const full = resolve(io.cwd, path)
    const stat = statSync(full)
    if (stat.isDirectory()) return fail(unreadable(path, 'it is a folder', 'name the file in it'))
    // Reading a pipe or a device may never end.
    if (!stat.isFile()) return fail(unreadable(path, 'it is no file', 'give its content with -'))
    if (stat.size > largest) return fail(tooLarge(path, stat.size))
    return ok({ name: path, bytes: readFileSync(full) })
  } catch (thrown) {
    const errno = errnoOf(thrown)
    if (errno === null) throw thrown
    return fail(unreadable(path, inWords(errno), 'name a file that exists, relative to where you stand'))
  }
}

function tooLarge(path: string, size: number): Diagnostic {
  const found = Math.ceil(size / megabyte)
  return unreadable(
    path,
    `it has ${found} MB; at most ${largest / megabyte} MB are compared`,
    'git diff --no-index compares by lines alone',
  )
}

function unreadable(path: string, why: string, hint: string): Diagnostic {
  return diagnostic('read-failed', `${path} cannot be compared: ${why}`, { hint })
}
