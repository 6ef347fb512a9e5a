// Something thrown that nobody expected → the diagnostic for it, and the lines a person can report.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { escapeLines } from '../report/escape.ts'
import type { Io } from './io.ts'
import { knownSecrets } from './known-secrets.ts'
import { toolVersion } from './version.ts'

/** Faults of the machine that any call may meet; no defect of the tool. */
const machineFaults = new Set(
  'EACCES EPERM EROFS ENOSPC EDQUOT EIO EMFILE ENFILE ENAMETOOLONG ETXTBSY EBUSY'.split(' '),
)
const writing = new Set(
  'write writev rename mkdir unlink rmdir rm copyfile chmod fsync ftruncate link'.split(' '),
)

export interface Unexpected {
  readonly diagnostic: Diagnostic
  /** Stack, version and where to report it; null where it is no defect. Escaped, free of the environment's secrets. */
  readonly details: string | null
}

export function describeUnexpected(error: unknown, env: Io['env']): Unexpected {
  const fault = machineFault(error)
  if (fault !== null) return { diagnostic: fault, details: null }
  const message = withoutSecrets(error instanceof Error ? error.message : String(error), env)
  const stack = withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error), env)
  return {
    diagnostic: diagnostic('unexpected', `spec failed in a way nobody expected: ${message}`, {
      hint: 'this is a defect of spec, not of your project; npm bugs spec-regen says where to report it',
    }),
    details: [
      escapeLines(stack),
      `spec ${toolVersion}, node ${process.version}, ${process.platform} ${process.arch}`,
      'This is a defect of spec, not of your project. Please report it with the lines above: npm bugs spec-regen',
      '',
    ].join('\n'),
  }
}

function machineFault(error: unknown): Diagnostic | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  if (typeof error.code !== 'string' || !machineFaults.has(error.code)) return null
  const isWrite = 'syscall' in error && typeof error.syscall === 'string' && writing.has(error.syscall)
  return diagnostic(isWrite ? 'write-failed' : 'read-failed', error.message, {
    hint: 'the system said so; see that the disk has room and the files are yours',
  })
}

/** An error of a library may quote what it was given. */
function withoutSecrets(text: string, env: Io['env']): string {
  return knownSecrets(env).reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text)
}
