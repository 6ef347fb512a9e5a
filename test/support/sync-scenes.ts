// What has to hold at every target, acted out: killed half-way and run again, two at once, a file damaged there. What is killed,
// or runs beside another one, is the built command in a process of its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parseName } from '../../src/sync/names.ts'
import { verifyObject } from '../../src/sync/verify.ts'
import { archiveOf, putSession } from './kept-sessions.ts'
import { testProject, type Ran, type TestProject } from './project.ts'
import { startSpec, type Running } from './spawned.ts'

/** A target as the command takes it, and what stands there. */
export interface Scene {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** How many files there are, quickly. */
  readonly count: () => Promise<number>
  /** Name below the target → bytes. */
  readonly files: () => Promise<ReadonlyMap<string, Uint8Array>>
  readonly replace: (name: string, bytes: Uint8Array) => Promise<void>
  readonly remove: (name: string) => Promise<void>
}

export const startSync = (at: TestProject, { args, env }: Pick<Scene, 'args' | 'env'>): Running =>
  startSpec(at.root, ['archive', 'sync', ...args], { env })

/** In this process, which shows the same and is quicker. */
export const sync = (at: TestProject, { args, env }: Pick<Scene, 'args' | 'env'>): Promise<Ran> =>
  at.spec(['archive', 'sync', ...args], { env: { PATH: process.env.PATH ?? '', HOME: at.root, ...env } })

export const machine = (): TestProject => testProject({ 'specs/features/.keep': '' })

/** Sessions of two chunks each, which compress badly. */
export function fill(at: TestProject, name: string, sessions: number, bytes = 200): void {
  for (let session = 0; session < sessions; session++) {
    const text = (part: number): string =>
      Array.from(
        { length: Math.ceil(bytes / 40) },
        (_, line) => `{"n":"${noise(session * 1e6 + part * 1e5 + line)}"}\n`,
      ).join('')
    putSession(at.root, `${name}${session}`, [text(1), text(2)])
  }
}

function noise(seed: number): string {
  let state = (seed * 2654435761 + 1) >>> 0
  return Array.from({ length: 4 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state.toString(36)
  }).join('')
}

/** Everything that has its final name is whole, and no head stands where a chunk of it does not. */
export function expectWhole(files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, bytes] of files) {
    const verified = verifyObject(name, bytes)
    expect(verified, name).toHaveProperty('sound')
    if (!('sound' in verified) || verified.sound.kind !== 'head') continue
    const chunks = new Set([...files.keys()].map((other) => parseName(other)).map((one) => one?.digest))
    for (const chunk of verified.sound.head.chunks) expect(chunks, name).toContain(chunk)
  }
}

export const filesHere = (at: TestProject): ReadonlyMap<string, Uint8Array> =>
  new Map(Object.entries(archiveOf(at.root)).map(([name, hex]) => [name, Buffer.from(hex, 'hex')]))

/** @param apart in two processes, not in this one: what the full run does. */
export async function twoAtOnce(
  scene: Scene,
  sessions: number,
  apart = Boolean(process.env.SPEC_TEST_FULL),
): Promise<void> {
  const [one, two, three] = [machine(), machine(), machine()]
  fill(one, 'one', sessions)
  fill(two, 'two', sessions)
  for (const at of [one, two]) fill(at, 'both', sessions)
  const ends = await Promise.all(
    [one, two].map((at) => (apart ? startSync(at, scene).ended : sync(at, scene))),
  )
  for (const end of ends) expect(end).toMatchObject({ exit: 0 })
  expectWhole(await scene.files())
  for (const at of [one, two, three]) expect(await sync(at, scene)).toMatchObject({ exit: 0 })
  expect(filesHere(two)).toEqual(filesHere(three))
  expect(filesHere(one)).toEqual(filesHere(three))
}

export async function damagedThere(scene: Scene): Promise<void> {
  const [one, two] = [machine(), machine()]
  fill(one, 'damaged', 2)
  expect(await sync(one, scene)).toMatchObject({ exit: 0 })
  const mine = filesHere(one)
  const [chunk = ''] = [...mine.keys()].filter((name) => /damaged0\/.*\.br$/.test(name))
  await scene.replace(chunk, Buffer.from(mine.get(chunk)?.map((byte) => byte ^ 1) ?? []))
  const ran = await sync(two, scene)
  expect(ran).toMatchObject({ exit: 2 })
  expect(ran.stderr).toContain(`${chunk} does not have the digest of its name`)
  expect(existsSync(join(two.root, '.spec/archive', chunk))).toBe(false)
  expect([...filesHere(two).keys()].filter((name) => name.includes('damaged1/'))).toHaveLength(3)
  await scene.remove(chunk)
  for (const at of [one, two]) expect(await sync(at, scene)).toMatchObject({ exit: 0 })
  expect(filesHere(two)).toEqual(mine)
}

/**
 * Killed while it sends, and while it fetches, each time until that was half-way; then run to its end.
 *
 * @param renew a target with nothing in it, for another try: some programs are fast.
 */
export async function killedHalfWay(
  renew: () => Promise<Scene>,
  sessions: number,
  bytes: number,
): Promise<Figures> {
  const [one, two] = [machine(), machine()]
  fill(one, 'killed', sessions, bytes)
  const mine = filesHere(one)
  let scene = await renew()
  const tries = await killed(
    one,
    () => scene,
    mine.size,
    async () => {
      scene = await renew()
    },
  )
  const sent = [...(await scene.files())].filter(([name, there]) => there.length === mine.get(name)?.length)
  expect(await sync(one, scene)).toMatchObject({ exit: 0 })
  expect(new Map(await scene.files())).toEqual(mine)
  const fetching = await killed(
    two,
    () => scene,
    mine.size,
    () => Promise.resolve(two.remove('.spec')),
    two,
  )
  expectWhole(filesHere(two))
  expect(await sync(two, scene)).toMatchObject({ exit: 0 })
  expect(filesHere(two)).toEqual(mine)
  return { files: mine.size, sentWhenKilled: sent.length, fetchedWhenKilled: fetching, tries }
}

export interface Figures {
  readonly files: number
  readonly sentWhenKilled: number
  readonly fetchedWhenKilled: number
  readonly tries: number
}

const mostTries = 8

/** Gives how many files were there when it was killed: some, and not all. */
async function killed(
  at: TestProject,
  scene: () => Scene,
  all: number,
  again: () => Promise<void>,
  fetcher: TestProject | null = null,
): Promise<number> {
  for (let tries = 1; ; tries++) {
    const run = startSync(at, scene())
    const countNow = async (): Promise<number> =>
      fetcher === null ? scene().count() : stagedOrLanded(fetcher)
    let isOver = false
    void run.ended.then(() => (isOver = true))
    while (!isOver && (await countNow()) < 2) await new Promise((resolve) => setTimeout(resolve, 2))
    killTree(run.child.pid ?? 0)
    await run.ended
    const count = await countNow()
    if (count > 0 && count < all) return fetcher === null ? tries : count
    if (tries >= mostTries) throw new Error(`${mostTries} times it was done before it could be killed`)
    await again()
  }
}

const stagedOrLanded = (at: TestProject): number =>
  countFiles(join(at.root, '.spec/local/sync')) + countFiles(join(at.root, '.spec/archive'))

/** Hidden ones left out: programs write into such before a file has its name. */
export function countFiles(folder: string): number {
  if (!existsSync(folder)) return 0
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).length
}

/** The process and those that it started. */
function killTree(pid: number): void {
  for (const child of childrenOf(pid)) killTree(child)
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return []
  }
}
