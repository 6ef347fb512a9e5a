// This process in, a name for it that no other process ever has out; and such a name in, whether its process lives.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'

/** Letters and digits only, so that it fits in a file name. */
export interface ProcessIdentity {
  /** This start of the machine; `0` where the system does not tell. */
  readonly boot: string
  /** Host and process namespace: within one, process ids mean the same. */
  readonly machine: string
  readonly pid: number
  /** Clock ticks from boot to the start of the process, so that a reused pid is told apart; `0` where unknown. */
  readonly start: string
}

/** How long a holder that cannot be seen from here (another container or machine) counts as alive without a sign. */
const unseenMilliseconds = 120_000

export function ownIdentity(): ProcessIdentity {
  own ??= {
    boot: short(readOrEmpty('/proc/sys/kernel/random/boot_id')),
    machine: short(`${os.hostname()}\0${linkOrEmpty('/proc/self/ns/pid')}`),
    pid: process.pid,
    start: statusOf(process.pid)?.start ?? '0',
  }
  return own
}
let own: ProcessIdentity | undefined

/** @param lastSign when the holder last showed itself, in milliseconds since 1970; counts only for one that cannot be seen. */
export function isAlive(holder: ProcessIdentity, lastSign: number): boolean {
  const here = ownIdentity()
  if (holder.machine !== here.machine) return Date.now() - lastSign < unseenMilliseconds
  if (holder.boot !== here.boot) return false
  if (!exists(holder.pid)) return false
  const status = statusOf(holder.pid)
  if (status === null) return true
  return status.running && (holder.start === '0' || holder.start === status.start)
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** From `/proc/<pid>/stat` (proc(5)): field 3 is the state, field 22 the start time. Null without `/proc`. */
function statusOf(pid: number): { readonly running: boolean; readonly start: string } | null {
  const text = readOrEmpty(`/proc/${pid}/stat`)
  // Field 2 is the program's name in parentheses, and may hold any character.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, start] = [fields[0], fields[19]]
  if (state === undefined || start === undefined) return null
  return { running: !'ZX'.includes(state), start }
}

function short(text: string): string {
  return text === '' ? '0' : createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function readOrEmpty(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return '' // Not Linux, or the process has just ended: both mean "unknown".
  }
}

function linkOrEmpty(path: string): string {
  try {
    return fs.readlinkSync(path)
  } catch {
    return ''
  }
}
