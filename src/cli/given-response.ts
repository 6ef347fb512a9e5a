// `--response <file|->` → the answer's text.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import { inWords, errnoOf } from '../adapters/errno.ts'
import type { Io } from './io.ts'

const largest = 50 * 1024 * 1024

/**
 * Reads the answer from a file, relative to where the person stands, or from stdin.
 *
 * @param by who gave it, where the person says so; otherwise the record names the file.
 */
export async function givenResponse(
  path: string,
  io: Pick<Io, 'cwd' | 'stdin'>,
  by?: string,
): Promise<Result<{ readonly name: string; readonly text: string }>> {
  if (path === '-') return ok({ name: by ?? 'stdin', text: await io.stdin.text() })
  const unreadable = (why: string): Result<never> =>
    fail(
      diagnostic('read-failed', `the answer ${path} cannot be read: ${why}`, {
        hint: 'name the file that holds the answer, or - for stdin',
      }),
    )
  try {
    const full = resolve(io.cwd, path)
    if (statSync(full).size > largest) return unreadable('it is larger than 50 MB')
    const text = decodeText(readFileSync(full))
    return text === null ? unreadable('it is not UTF-8 text') : ok({ name: by ?? path, text })
  } catch (thrown) {
    const errno = errnoOf(thrown)
    if (errno === null) throw thrown
    return unreadable(inWords(errno))
  }
}
