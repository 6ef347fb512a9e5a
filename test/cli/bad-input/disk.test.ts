// A disk that is full, read-only, not ours or broken: each call that writes fails in turn, in a real process, by a patched
// node:fs. Nothing is half done, nothing is lost, one message says so, and the same command ends it when the disk is well.
// SPEC_TEST_FULL=1 tries every second call; otherwise a sample.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { inParallel } from '../../support/kill/processes.ts'
import { answerTo, buildWith, testProject, type TestProject } from '../../support/project.ts'
import { faultPreload, startSpec, type Ended } from '../../support/spawned.ts'

const faults = ['ENOSPC', 'EROFS', 'EACCES', 'EIO'] as const
const words: Readonly<Record<(typeof faults)[number], string>> = {
  ENOSPC: 'the disk is full (ENOSPC)',
  EROFS: 'the disk is read-only (EROFS)',
  EACCES: 'permission denied (EACCES)',
  EIO: 'the disk reports a fault (EIO)',
}
const isFull = Boolean(process.env['SPEC_TEST_FULL'])

// Targets that are no code: what is checked here is writing, and a type check would take most of the time.
const spec = (color: string): string => `---
targets: [docs/a.txt, docs/b.txt, docs/new/c.txt]
---
# Palette

## Requirements

- R1: The files name the colour ${color}.
`
const answerOf = (color: string, paths: readonly string[]) => ({
  files: Object.fromEntries(paths.map((path) => [path, `${path} is ${color}\n`])),
  trace: {},
})
const all = ['docs/a.txt', 'docs/b.txt', 'docs/new/c.txt']

type Files = Readonly<Record<string, Uint8Array>>
const filesOf = (project: TestProject): Files =>
  Object.fromEntries(
    project
      .files()
      .filter((path) => !/^\.spec\/(?:local|cache)\//.test(path))
      .map((path) => [path, readFileSync(join(project.root, path))]),
  )

interface Scene {
  readonly name: string
  readonly before: Files
  readonly command: readonly string[]
  /** What the files say when it is done. */
  readonly after: string
}

async function builtRed(): Promise<TestProject> {
  const project = testProject({ 'specs/features/palette.md': spec('red') })
  expect(await buildWith(project, 'palette', answerOf('red', all))).toMatchObject({ exit: 0 })
  return project
}

const scenes: Record<'regen --response' | 'accept' | 'restore', () => Promise<Scene>> = {
  'regen --response': async () => {
    const project = await builtRed()
    project.write('specs/features/palette.md', spec('blue'))
    const prompt = await project.spec(['prompt', 'palette'])
    project.write('answer.md', answerTo(prompt.stdout, answerOf('blue', all)))
    const command = ['regen', 'palette', '--response', 'answer.md']
    return { name: 'regen', before: filesOf(project), command, after: 'docs/a.txt is blue\n' }
  },
  accept: async () => {
    const project = await builtRed()
    project.write('docs/a.txt', 'docs/a.txt is green\n')
    const command = ['accept', 'palette', '--because', 'nicer', '--yes']
    return { name: 'accept', before: filesOf(project), command, after: 'docs/a.txt is green\n' }
  },
  restore: async () => {
    const project = await builtRed()
    project.write('docs/a.txt', 'docs/a.txt is green\n')
    const command = ['restore', 'docs/a.txt', '--force']
    return { name: 'restore', before: filesOf(project), command, after: 'docs/a.txt is red\n' }
  },
}

/** Runs the command with a fault; without one where `fault` is empty. */
function run(project: TestProject, command: readonly string[], env: Record<string, string>): Promise<Ended> {
  return startSpec(project.root, command, { nodeFlags: ['-r', faultPreload], env }).ended
}

async function callsOf(scene: Scene): Promise<readonly string[]> {
  const project = testProject(scene.before)
  const log = join(project.root, 'calls.log')
  const ended = await run(project, scene.command, { SPEC_FAULT: 'count', SPEC_FAULT_LOG: log })
  expect(ended).toMatchObject({ exit: 0 })
  return readFileSync(log, 'utf8').split('\n')
}

/** The new state in whole: drift and archive agree with it. */
async function expectDone(project: TestProject, scene: Scene, point: string): Promise<void> {
  expect(project.read('docs/a.txt'), point).toBe(scene.after)
  const drift = await project.spec(['drift'])
  expect(drift, `${point}\n${drift.stdout}${drift.stderr}`).toMatchObject({ exit: 0 })
  expect(await project.spec(['archive', 'verify']), point).toMatchObject({ exit: 0 })
}

async function expectSurvives(scene: Scene, point: string): Promise<void> {
  const project = testProject(scene.before)
  const before = treeOf(project.root)
  const ended = await run(project, scene.command, { SPEC_FAULT: point })
  expectPlain(ended)
  if (ended.exit === 0) {
    // A call that may fail: what it was for is done all the same.
    await expectDone(project, scene, point)
    return
  }
  expect(ended.exit, `${point}\n${ended.stderr}`).toBe(2)
  expect(ended.stderr, point).toContain('[write-failed]')
  expect(ended.stderr, point).toContain('hint: ')
  const code = point.split(':')[2] as (typeof faults)[number] // As `pointsOf` has made it.
  expect(ended.stderr, point).toContain(words[code])

  const left = treeOf(project.root)
  if (ended.stderr.includes('some of the files are already written')) {
    const drift = await project.spec(['drift'])
    expect(drift.exit, point).toBe(1)
    expect(drift.stdout, point).toContain('interrupted')
    // Whatever command writes next finishes it.
    expect(await project.spec(['regen', 'palette', '--offline']), point).toMatchObject({ exit: 0 })
  } else {
    // Where the disk does not even take files away, what waited to be put in place stays, and the message says so.
    const waiting = Object.keys(left).filter(
      (path) => !(path in before) && /\/$|\.spec-[0-9a-f]{8}-\d+\.tmp$/.test(path),
    )
    const isTold = ended.stderr.includes('nothing was changed, but temporary files remain')
    expectSameTree(left, before, isTold ? waiting : [])
    expect(await project.spec(scene.command), point).toMatchObject({ exit: 0 })
  }
  await expectDone(project, scene, point)
}

describe.each(Object.keys(scenes) as (keyof typeof scenes)[])('%s', (name) => {
  let scene: Scene | undefined
  let calls: readonly string[] = []

  test('makes more than twenty calls that write', async () => {
    scene = await scenes[name]()
    calls = await callsOf(scene)
    expect(calls.length).toBeGreaterThan(20)
  })

  test.each(['once', 'from'] as const)('a fault %s', { timeout: 1_200_000 }, async (mode) => {
    const chosen = pointsOf(mode, calls.length)
    expect(chosen.length).toBeGreaterThan(3)
    await inParallel(chosen, 2, async (point) => {
      if (scene !== undefined) await expectSurvives(scene, point)
    })
  })
})

/** Calls and the faults they fail with, one after the other; every call with every fault is the applier's own test. */
function pointsOf(mode: 'once' | 'from', calls: number): string[] {
  const stride = isFull ? 2 : 13
  const points: string[] = []
  for (let at = mode === 'once' ? 0 : 4; at < calls; at += stride) {
    const tried = faults.filter((_, turn) => turn === Math.floor(at / stride) % faults.length)
    points.push(...tried.map((fault) => `${mode}:${at}:${fault}`))
  }
  return points
}
