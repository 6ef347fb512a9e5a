// A temporary folder for one trial, gone when it is over, when the process ends, or with the next run after a kill.
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, ownIdentity } from '../apply/process-identity.ts'

/** Its name says whose it is, so that whoever comes later sees whether that process still lives. */
const prefix = 'spec-trial-'
const named = /^spec-trial-([0-9a-f]+)-([0-9a-f]+)-(\d+)-(\d+)-[^-]+$/

const open = new Set<string>()

export interface TrialFolder {
  /** Absolute, with links resolved: programs print it so. */
  readonly path: string
  readonly remove: () => void
}

/**
 * Outside the project: what stands inside is found by tools that look upwards for their configuration, and watched by
 * others. `TMPDIR` may name a disk that can share blocks with the project's.
 */
export function trialFolder(): TrialFolder {
  sweep()
  const { boot, machine, pid, start } = ownIdentity()
  const path = realpathSync.native(
    mkdtempSync(join(tmpdir(), `${prefix}${boot}-${machine}-${pid}-${start}-`)),
  )
  if (open.size === 0) process.once('exit', removeAll)
  open.add(path)
  return {
    path,
    remove: () => {
      open.delete(path)
      if (open.size === 0) process.removeListener('exit', removeAll)
      removeFolder(path)
    },
  }
}

/** Removes what killed runs of this user left. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, boot = '', machine = '', pid, start = ''] = named.exec(name) ?? []
    if (pid === undefined) continue
    const path = join(tmpdir(), name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || (process.getuid !== undefined && stat.uid !== process.getuid())) continue
    if (!isAlive({ boot, machine, pid: Number(pid), start }, stat.mtimeMs)) removeFolder(path)
  }
}

function removeAll(): void {
  for (const path of open) removeFolder(path)
}

/** Links are removed, never followed. */
function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // A test took away the rights on a folder of its own: it stays in the temporary folder, which the system clears.
  }
}
