// A system call that failed while writing, with the path it was about; and the diagnostic that tells it.
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { errnoOf, inWords } from '../errno.ts'

/** Thrown between files of `apply/`, and never out of it: a write is many calls, and any of them may be refused. */
export class Fault extends Error {
  readonly path: string
  readonly errno: string

  constructor(path: string, errno: string) {
    super(`${path}: ${errno}`)
    this.path = path
    this.errno = errno
  }
}

/** Runs one call; a failed system call becomes a `Fault` about `path`, anything else is a bug and stays one. */
export function attempt<T>(path: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === null) throw error
    throw new Fault(path, errno)
  }
}

/** @param after what is true of the tree now. */
export function writeFailed(
  fault: Fault,
  after: string,
  hint = 'run the command again when the cause is gone',
): Diagnostic {
  return diagnostic('write-failed', `${fault.path} could not be written: ${inWords(fault.errno)}; ${after}`, {
    place: { path: fault.path },
    hint,
  })
}
