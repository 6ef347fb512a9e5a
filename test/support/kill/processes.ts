// Runs the driver in processes of its own, killed at a given point or left alone.
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url))

export function temporaryFolder(prefix: string): string {
  return mkdtempSync(join(tmpdir(), prefix))
}

export interface Ended {
  readonly killed: boolean
  readonly stdout: string
}

/**
 * @param kill `before:7`, `after:7`, `half:7` (see preload.cjs), or null.
 * @throws when the process ends by itself with a fault: a crash is never what a kill test is about.
 */
export function run(
  driver: string,
  args: readonly string[],
  kill: string | null,
  log?: string,
): Promise<Ended> {
  const env = { ...process.env, SPEC_KILL: kill ?? '', ...(log === undefined ? {} : { SPEC_KILL_LOG: log }) }
  return new Promise((resolve, reject) => {
    const flags = kill === null ? [] : ['-r', preload]
    execFile(process.execPath, [...flags, driver, ...args], { env }, (error, stdout, stderr) => {
      const killed = error?.signal === 'SIGKILL'
      if (error === null || killed) resolve({ killed, stdout })
      else reject(new Error(`driver ${args.join(' ')} (${String(kill)}) crashed: ${stderr}`))
    })
  })
}

/** Works through jobs, as many at a time as there are processors to run them. */
export async function inParallel<T>(
  jobs: readonly T[],
  lanes: number,
  work: (job: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (;;) {
      const job = jobs[next++]
      if (job === undefined) return
      await work(job)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
