// A folder in memory, where the system has one that will do: the tests make and remove tens of thousands of small files, and
// on a disk that costs as much processor time as all the rest.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const inMemory = '/dev/shm'
/** Bytes. All that the tests need at a time is far less; containers often give 64 MB. */
const least = 1024 * 1024 * 1024

/** Made anew, for the caller to remove; null where there is no room in memory, or programs there cannot be run. */
export function memoryFolder(): string | null {
  let folder: string | null = null
  try {
    accessSync(inMemory, constants.W_OK)
    const { bavail, bsize } = statfsSync(inMemory)
    if (bavail * bsize < least) return null
    folder = mkdtempSync(join(inMemory, 'spec-tests-'))
    // Mounted `noexec`, no trap of a hostile repository would ever be sprung.
    const probe = join(folder, 'probe')
    writeFileSync(probe, '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    execFileSync(probe)
    rmSync(probe)
    return folder
  } catch {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
    return null
  }
}
