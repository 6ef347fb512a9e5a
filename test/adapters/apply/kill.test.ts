// Killed at any instant, the next command finds the old state or the new one, and what a person wrote in between
// (invariant 4, rule 25). Real processes, real SIGKILL, before, after and in the middle of every call that writes.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byTurns } from '../../runs.ts'
import { inParallel, run, temporaryFolder } from '../../support/kill/processes.ts'
import {
  bundleDriver,
  harvest,
  leftovers,
  plant,
  scenes,
  type Scene,
  type Tree,
} from '../../support/kill/scene.ts'

/** Without SPEC_TEST_FULL every so manieth point, so that `npm test` stays short. Prime: no rhythm of calls hides from it. */
const stride = process.env.SPEC_TEST_FULL ? 1 : 61
const lanes = 2
const edit = 'written by a person, after the crash\n'

let folder = ''
let driver = ''
let points = 0
let runs = 0

beforeAll(() => {
  folder = temporaryFolder('spec-kill-')
  driver = join(folder, 'driver.mjs')
  bundleDriver(driver)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  console.log(`kill points: ${points} runs: ${runs}`)
})

/** Every call that writes, and for each the three ways to die of it. */
function killsOf(names: readonly string[]): string[] {
  return names.flatMap((name, at) => [
    `before:${at}`,
    ...(name === 'writeSync' ? [`half:${at}`] : []),
    `after:${at}`,
  ])
}

/** Runs the driver to its end; the root is its last argument. */
async function countCalls(
  args: readonly string[],
): Promise<{ readonly calls: readonly string[]; readonly stdout: string; readonly root: string }> {
  const log = join(folder, `calls-${args.join('-').replaceAll('/', '_')}`)
  runs++
  const { stdout } = await run(driver, args, 'count', log)
  return { calls: readFileSync(log, 'utf8').split('\n'), stdout, root: args.at(-1) ?? '' }
}

let fresh = 0
const newRoot = (): string => join(folder, `root-${fresh++}`)

function plantScene(scene: Scene): string {
  const root = newRoot()
  plant(root, scene.before)
  return root
}

function copyOf(root: string): string {
  const copy = newRoot()
  cpSync(root, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

/** A root in which something was killed, a copy of it in which a person then wrote a target, and what to call it. */
interface Killed {
  readonly root: string
  readonly edited: string
  readonly file: string
  readonly point: string
}

function afterKill(scene: Scene, root: string, point: string, turn: number): Killed {
  const edited = copyOf(root)
  const file = scene.targets[turn % scene.targets.length] ?? ''
  mkdirSync(join(edited, dirname(file)), { recursive: true })
  writeFileSync(join(edited, file), edit)
  return { root, edited, file, point }
}

/** A fresh process recovers both: each must be the old or the new state in whole, and the same one, and keep the edit. */
async function expectWhole(scene: Scene, killed: readonly Killed[]): Promise<void> {
  const roots = killed.flatMap(({ root, edited }) => [root, edited])
  points += killed.length
  runs += roots.length
  const { stdout } = await run(driver, ['recover', ...roots], null)
  const answers = stdout.trim().split('\n')
  expect(answers).toHaveLength(roots.length)
  for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ ok: true })

  for (const { root, edited, file, point } of killed) {
    const found = harvest(root)
    expect([asLines(scene.before), asLines(scene.after)], `${scene.name}, ${point}`).toContainEqual(
      asLines(found),
    )
    expect(leftovers(root), point).toEqual([])

    const isNew = asLines(found).join() === asLines(scene.after).join()
    const kept = new Map([...(isNew ? scene.after : scene.before), [file, edit]])
    expect(asLines(harvest(edited)), `${scene.name}, ${point}, ${file} edited`).toEqual(asLines(kept))
    expect(leftovers(edited), point).toEqual([])
    for (const one of [root, edited]) rmSync(one, { recursive: true })
  }
}

/** Kills a process at each point, some points at a time, and has one fresh process recover what they left. */
async function killAtEach(
  scene: Scene,
  names: readonly string[],
  offset: number,
  kill: (point: string) => Promise<{ readonly root: string; readonly killed: boolean }>,
  told: string,
): Promise<void> {
  const all = killsOf(names).map((point, turn) => ({ point, turn }))
  const chosen = all.filter(({ turn }) => (turn + offset) % stride === 0)
  const groups = Array.from({ length: Math.ceil(chosen.length / 20) }, (_, at) =>
    chosen.slice(at * 20, at * 20 + 20),
  )
  await inParallel(groups, lanes, async (group) => {
    const killed: Killed[] = []
    for (const { point, turn } of group) {
      runs++
      const one = await kill(point)
      expect(one.killed, point).toBe(true)
      killed.push(afterKill(scene, one.root, `${told} ${point}`, turn))
    }
    await expectWhole(scene, killed)
  })
}

const asLines = (tree: Tree): string[] => [...tree].map(([path, content]) => `${path}: ${content}`).sort()

describe.each(scenes.map((scene, index) => ({ scene, index, name: scene.name })))(
  '$name',
  ({ scene, index }) => {
    let counted: ReturnType<typeof countCalls> | undefined
    /** One apply that is not killed, and the calls that it makes. */
    const notKilled = (): ReturnType<typeof countCalls> =>
      (counted ??= countCalls(['apply', String(index), plantScene(scene)]))

    test('an apply that is not killed ends in the new state', async () => {
      const { stdout, root } = await notKilled()
      expect(JSON.parse(stdout)).toMatchObject({ ok: true })
      expect(asLines(harvest(root))).toEqual(asLines(scene.after))
      expect(leftovers(root)).toEqual([])
    })

    test('an apply that is killed leaves the old or the new state', { timeout: 600_000 }, async () => {
      const { calls } = await notKilled()
      expect(calls.length).toBeGreaterThan(40)
      const kill = async (point: string): Promise<{ root: string; killed: boolean }> => {
        const root = plantScene(scene)
        return { root, killed: (await run(driver, ['apply', String(index), root], point)).killed }
      }
      await killAtEach(scene, calls, index, kill, 'apply')
    })

    test('a recovery that is killed leaves the old or the new state', { timeout: 600_000 }, async () => {
      const { calls } = await notKilled()
      const mark = markOf(calls)
      // With half of the temporary files, with all of them, just after the mark, in the middle of the renames.
      const stages = [Math.floor(mark * 0.6), mark, mark + 1, Math.floor((mark + calls.length) / 2)]
      for (const stage of byTurns(stages, index)) {
        const interrupted = plantScene(scene)
        runs++
        await run(driver, ['apply', String(index), interrupted], `before:${stage}`)
        const kill = async (point: string): Promise<{ root: string; killed: boolean }> => {
          const root = copyOf(interrupted)
          return { root, killed: (await run(driver, ['recover', root], point)).killed }
        }
        const recovery = (await countCalls(['recover', copyOf(interrupted)])).calls
        await killAtEach(scene, recovery, stage, kill, `apply before:${stage}, recovery`)
      }
    })
  },
)

/** The commit mark is the second rename: the first puts the journal in place. */
function markOf(calls: readonly string[]): number {
  const renames = calls.flatMap((name, at) => (name === 'renameSync' ? [at] : []))
  return renames[1] ?? Number.NaN
}
