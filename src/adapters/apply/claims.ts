// What is to be held in, a hold on it out: one process at a time, and a dead one's is free at once (rule 26).
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { diagnostic, fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import type { SpecId } from '../../spec/spec.ts'
import type { Disk } from './disk.ts'
import { attempt, Fault, writeFailed } from './fault.ts'
import { claimFolder } from './folders.ts'
import { ensureLocalFolders } from './local.ts'
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** How long a rival that has not seen us yet is given to step back; no holder is waited for longer. */
const patienceMilliseconds = 250
/** How often a hold shows that it lives, for those who cannot see the process. */
const signMilliseconds = 20_000

/** What an apply holds while it writes: the project as a whole. */
export const applySubject = 'apply'

/**
 * Holds specs for a whole run, all or none; `claim-held` names the process that has one of them.
 */
export async function claimSpecs(disk: Disk, ids: readonly SpecId[]): Promise<Result<() => void>> {
  const held: (() => void)[] = []
  const release = (): void => {
    for (const letGo of held.splice(0)) letGo()
  }
  // In one order, so that two commands never wait for each other crosswise.
  for (const id of [...new Set(ids)].sort()) {
    const claim = await hold(disk, `spec ${id.toLowerCase()}`, id, patienceMilliseconds)
    if (!claim.ok) {
      release()
      return claim
    }
    held.push(claim.value)
  }
  return ok(release)
}

/**
 * Announce, then look: every process makes a file of its own, whose name says who it is, and holds when it then sees
 * no other living one. Of two that see each other the one whose name is behind steps back. Nothing is ever taken over,
 * so there is no moment at which two recover the same dead claim: a dead one's file is simply removed, by anybody.
 *
 * @param what is held, as a message names it.
 */
export async function hold(
  disk: Disk,
  subject: string,
  what: string,
  patience: number,
): Promise<Result<() => void>> {
  const deadline = performance.now() + patience
  let mine: string | null = null
  try {
    ensureLocalFolders(disk)
    disk.makeFolder(claimFolder)
    for (;;) {
      mine = nameOf(subject)
      announce(disk, mine)
      let first: Rival | undefined
      for (;;) {
        first = rivalsOf(disk, subject, mine)[0]
        if (first === undefined) return ok(holding(disk, mine))
        if (first.name < mine || performance.now() > deadline) break
        await sleep(5)
      }
      letGo(disk, mine)
      if (performance.now() > deadline) return heldBy(first, what)
      await sleep(5 + Math.random() * 25)
    }
  } catch (error) {
    if (mine !== null) letGo(disk, mine)
    if (error instanceof Fault) return fail(writeFailed(error, 'nothing was changed'))
    throw error
  }
}

/** Is it held by anybody alive? Only looks. */
export function isHeld(disk: Disk, subject: string): boolean {
  return claimsOn(disk, subject).some((claim) => claim.alive)
}

/** Removes what dead processes left. */
export function sweepClaims(disk: Disk): void {
  for (const claim of claimsOn(disk, null)) if (!claim.alive) disk.remove(`${claimFolder}/${claim.name}`)
}

interface Rival {
  readonly name: string
  readonly identity: ProcessIdentity
  readonly alive: boolean
}

function nameOf(subject: string): string {
  const { boot, machine, pid, start } = ownIdentity()
  return [keyOf(subject), randomBytes(4).toString('hex'), boot, machine, pid, start].join('-')
}

function announce(disk: Disk, name: string): void {
  const file = `${claimFolder}/${name}`
  attempt(file, () => fs.closeSync(fs.openSync(disk.at(file), 'wx')))
}

/** Claims of this process that it gave up while the disk refused to remove their files. They hold nothing. */
const givenUp = new Set<string>()

function letGo(disk: Disk, name: string): void {
  try {
    disk.remove(`${claimFolder}/${name}`)
  } catch {
    // Others see it as free as soon as this process ends, and this process does at once.
    givenUp.add(name)
  }
}

/** Living claims of others on the same subject, in order of name. */
function rivalsOf(disk: Disk, subject: string, mine: string): readonly Rival[] {
  const others = claimsOn(disk, subject).filter((claim) => claim.name !== mine)
  for (const claim of others) if (!claim.alive) disk.remove(`${claimFolder}/${claim.name}`)
  return others.filter((claim) => claim.alive)
}

function claimsOn(disk: Disk, subject: string | null): readonly Rival[] {
  const key = subject === null ? null : keyOf(subject)
  const found: Rival[] = []
  for (const name of [...disk.names(claimFolder)].sort()) {
    const match = /^([0-9a-f]{16})-[0-9a-f]{8}-([0-9a-f]+)-([0-9a-f]+)-(\d+)-(\d+)$/.exec(name)
    if (match === null || (key !== null && match[1] !== key)) continue
    const [, , boot = '', machine = '', pid, start = ''] = match
    const lastSign = disk.changedAt(`${claimFolder}/${name}`)
    if (lastSign === null) continue
    const identity = { boot, machine, pid: Number(pid), start }
    found.push({ name, identity, alive: !givenUp.has(name) && isAlive(identity, lastSign) })
  }
  return found
}

function holding(disk: Disk, name: string): () => void {
  const file = disk.at(`${claimFolder}/${name}`)
  const sign = setInterval(() => {
    const now = new Date()
    // A failed sign changes nothing for processes of this machine, which look for the process itself.
    fs.utimes(file, now, now, () => {})
  }, signMilliseconds)
  sign.unref()
  return () => {
    clearInterval(sign)
    letGo(disk, name)
  }
}

function heldBy(rival: Rival, what: string): Result<never> {
  const file = `${claimFolder}/${rival.name}`
  return fail(
    diagnostic('claim-held', `another command (process ${rival.identity.pid}) works on ${what}`, {
      hint:
        rival.identity.machine === ownIdentity().machine
          ? 'wait until it is done, or stop it'
          : `it runs in another container or on another machine; if it is gone, delete ${file}`,
    }),
  )
}

function keyOf(subject: string): string {
  return createHash('sha256').update(subject).digest('hex').slice(0, 16)
}
