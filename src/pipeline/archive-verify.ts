// The use case `archive verify`: every digest derived again, every name followed.
import { hasErrors, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { ok } from '../diagnostic/diagnostic.ts'
import { decodeLock } from '../lock/decode.ts'
import type { Store, Workspace } from '../ports.ts'

export interface ArchiveVerdict {
  readonly records: number
  readonly blobs: number
  readonly locks: number
  /** Nothing is damaged or missing. */
  readonly whole: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** Locks that cannot be read are told: nobody knows what they name. */
export async function verifyAll(workspace: Workspace, store: Store): Promise<Result<ArchiveVerdict>> {
  const files = await workspace.readLocks()
  if (!files.ok) return files
  const diagnostics: Diagnostic[] = [...files.diagnostics]
  const locks = files.value.flatMap(({ path, text }) => {
    const lock = decodeLock(text, path)
    diagnostics.push(...lock.diagnostics)
    return lock.ok ? [{ path, lock: lock.value }] : []
  })
  const report = await store.verify(locks)
  diagnostics.push(...report.diagnostics)
  const { records, blobs } = report
  return ok({ records, blobs, locks: files.value.length, whole: !hasErrors(diagnostics), diagnostics })
}
