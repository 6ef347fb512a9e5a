// A disk that refuses, at each call in turn: full, read-only, faulty, forbidden. The tree is the old one or the new one,
// and what happened is told in words. Injected from outside, into the fs object.
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApplier } from '../../../src/adapters/apply/applier.ts'
import type { Result } from '../../../src/diagnostic/diagnostic.ts'
import type { ApplyOutcome } from '../../../src/plan/plan.ts'
import { temporaryFolder } from '../../support/kill/processes.ts'
import { harvest, leftovers, plant, scenes, type Scene } from '../../support/kill/scene.ts'

type Around = (name: string, call: () => unknown, args: readonly unknown[]) => unknown
const { watch } = createRequire(import.meta.url)('../../support/kill/preload.cjs') as {
  watch: (around: Around, alsoReads: boolean) => () => void
}

const faults: readonly (readonly [string, string])[] = [
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EIO', 'the disk reports a fault'],
  ['EACCES', 'permission denied'],
]
const errnos = faults.map((fault, turn) => [...fault, turn] as const)

let folder = ''
let fresh = 0
beforeEach(() => {
  folder = temporaryFolder('spec-errno-')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function planted(scene: Scene): string {
  const root = join(folder, String(fresh++))
  plant(root, scene.before)
  return root
}

/** Applies while calls of the tree fail for which `fails` says so; counts all of them. */
async function applyWith(
  scene: Scene,
  root: string,
  code: string,
  fails: (at: number) => boolean,
): Promise<{ readonly result: Result<ApplyOutcome>; readonly calls: number }> {
  let calls = 0
  const stop = watch((name, call, [first]) => {
    // The test's own tree: whatever else the process does meanwhile is left alone.
    const isOurs = typeof first === 'number' || String(first).startsWith(root)
    if (!isOurs || !fails(calls++)) return call()
    if (name === 'closeSync') call()
    throw Object.assign(new Error(`${code}: injected`), { code, syscall: name })
  }, true)
  try {
    return { result: await createApplier(root).apply(scene.plan), calls }
  } finally {
    stop()
  }
}

/** Empty folders apart: where one cannot be removed, it stays, and that is worth no message. */
const isIn = (root: string, tree: Scene['before']): boolean =>
  JSON.stringify([...harvest(root)].filter(([path]) => !path.endsWith('/'))) ===
  JSON.stringify([...tree].sort(([a], [b]) => (a < b ? -1 : 1)))

/**
 * Every call of every scene in the full run. Otherwise, with each fault beginning at another, every sixth call of the smallest
 * and every thirteenth of the mixed one.
 */
const wanted = scenes
  .map((scene, index) => ({
    scene,
    name: scene.name,
    step: process.env.SPEC_TEST_FULL ? 1 : index === 0 ? 6 : 13,
  }))
  .filter((_, index) => index === 0 || index === 3 || process.env.SPEC_TEST_FULL)

describe.each(wanted)('$name', ({ scene, step }) => {
  test.each(errnos)(
    'one call fails with %s: all or nothing, and nothing is left over',
    async (code, words, turn) => {
      const { calls } = await applyWith(scene, planted(scene), code, () => false)
      expect(calls).toBeGreaterThan(100)
      const outcomes = { done: 0, refused: 0 }
      for (let at = turn % step; at < calls; at += step) {
        const root = planted(scene)
        const { result } = await applyWith(scene, root, code, (call) => call === at)
        const told = `call ${at}: ${result.diagnostics.map((one) => one.message).join()}`
        if (result.ok) {
          outcomes.done++
          expect(isIn(root, scene.after), told).toBe(true)
        } else {
          outcomes.refused++
          expect(isIn(root, scene.before), told).toBe(true)
          expect(result.diagnostics[0]?.severity, told).toBe('trouble')
          expect(result.diagnostics[0]?.message, told).toContain(`${words} (${code})`)
        }
        expect(await createApplier(root).recover(), told).toMatchObject({ ok: true })
        expect(leftovers(root), told).toEqual([])
      }
      // Both sides of the commit mark are in the table.
      expect(outcomes.done).toBeGreaterThan(10)
      expect(outcomes.refused).toBeGreaterThan(10)
    },
  )

  test.each(errnos)(
    'from one call on all fail with %s: the next command finds all or nothing',
    async (code, _words, turn) => {
      const { calls } = await applyWith(scene, planted(scene), code, () => false)
      for (let at = turn % step; at < calls; at += step) {
        const root = planted(scene)
        const { result } = await applyWith(scene, root, code, (call) => call >= at)
        const told = `call ${at}: ${result.diagnostics.map((one) => one.message).join()}`
        if (result.ok) expect(isIn(root, scene.after), told).toBe(true)
        else expect(result.diagnostics[0]?.severity, told).toBe('trouble')
        expect(await createApplier(root).recover(), told).toMatchObject({ ok: true })
        expect(isIn(root, scene.before) || isIn(root, scene.after), told).toBe(true)
        expect(leftovers(root), told).toEqual([])
      }
    },
  )
})
