// A path that a person named and pieces of a text in; the file, whole or not changed at all, out.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { errnoOf, inWords } from './errno.ts'

/**
 * Replaces what is there, as `>` of a shell does; what is no file (a device, a pipe) is written to.
 *
 * @param file absolute.
 */
export function writeOutput(file: string, pieces: Iterable<string | Uint8Array>): Result<null> {
  const standing = fs.statSync(file, { throwIfNoEntry: false })
  const direct = standing !== undefined && !standing.isFile()
  const real = standing === undefined || direct ? file : fs.realpathSync(file)
  const written = direct ? file : path.join(path.dirname(real), `.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const fd = fs.openSync(
      written,
      direct ? 'w' : 'wx',
      standing === undefined ? 0o666 : standing.mode & 0o777,
    )
    try {
      for (const piece of pieces) writeAll(fd, typeof piece === 'string' ? Buffer.from(piece) : piece)
    } finally {
      fs.closeSync(fd)
    }
    if (!direct) fs.renameSync(written, real)
    return ok(null)
  } catch (error) {
    if (!direct) fs.rmSync(written, { force: true })
    const errno = errnoOf(error)
    if (errno === null) throw error
    return fail(
      diagnostic('write-failed', `${file} could not be written: ${inWords(errno)}`, {
        hint: 'name another file with --output',
      }),
    )
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at)
}
