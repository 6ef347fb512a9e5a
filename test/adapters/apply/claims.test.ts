// One command at a time on a spec, one apply at a time on a project; a dead holder is in nobody's way (rule 26).
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApplier } from '../../../src/adapters/apply/applier.ts'
import { isAlive, ownIdentity } from '../../../src/adapters/apply/process-identity.ts'
import { specId } from '../../lock/sample.ts'
import { run, temporaryFolder } from '../../support/kill/processes.ts'
import { bundleDriver, harvest, leftovers, plant, scenes } from '../../support/kill/scene.ts'

let folder = ''
let driver = ''
let root = ''
let fresh = 0
const children: ChildProcess[] = []

beforeAll(() => {
  folder = temporaryFolder('spec-claims-')
  driver = join(folder, 'driver.mjs')
  bundleDriver(driver)
})
beforeEach(() => {
  root = join(folder, `root-${fresh++}`)
  mkdirSync(root)
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [auth, billing, orders] = ['auth', 'billing', 'orders'].map(specId) as [never, never, never]

/** A process that claims a spec and holds it until its stdin ends; resolves with its answer. */
async function claimElsewhere(id: string): Promise<{ child: ChildProcess; answer: { ok: boolean } }> {
  const child = spawn(process.execPath, [driver, 'claim', id, root], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return { child, answer: JSON.parse(text) }
}

const ended = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('close', resolve))
const claims = (): readonly string[] => readdirSync(join(root, '.spec/local/claims'))

describe('a claim', () => {
  test('holds its specs, and no others, until it is let go', async () => {
    const one = createApplier(root)
    const two = createApplier(root)
    const held = await one.claim([auth, billing])
    expect(held.ok).toBe(true)
    expect(await two.claim([orders])).toMatchObject({ ok: true })
    expect(await two.claim([billing])).toMatchObject({ ok: false, diagnostics: [{ code: 'claim-held' }] })
    if (held.ok) held.value()
    expect(await two.claim([billing, auth])).toMatchObject({ ok: true })
  })

  test('of which one spec is held elsewhere holds none', async () => {
    await createApplier(root).claim([billing])
    const two = createApplier(root)
    expect(await two.claim([auth, billing, orders])).toMatchObject({ ok: false })
    expect(await two.claim([auth, orders])).toMatchObject({ ok: true })
  })

  test('of another process names that process', async () => {
    const { child, answer } = await claimElsewhere('auth')
    expect(answer.ok).toBe(true)
    const refused = await createApplier(root).claim([auth])
    expect(refused).toMatchObject({ ok: false, diagnostics: [{ code: 'claim-held', severity: 'trouble' }] })
    expect(refused.diagnostics[0]?.message).toContain(`process ${String(child.pid)}`)
    child.stdin?.end()
    await ended(child)
    expect(await createApplier(root).claim([auth])).toMatchObject({ ok: true })
  })

  test('of a process that was killed is free at once, and its file is removed', async () => {
    const { child } = await claimElsewhere('auth')
    child.kill('SIGKILL')
    await ended(child)
    expect(claims()).toHaveLength(1)
    expect(await createApplier(root).claim([auth])).toMatchObject({ ok: true })
    expect(claims()).toHaveLength(1)
    expect(claims()[0]).toContain(`-${process.pid}-`)
  })

  test('of a dead process, wanted by several at the same moment, goes to exactly one', async () => {
    const { child } = await claimElsewhere('auth')
    child.kill('SIGKILL')
    await ended(child)
    const rivals = await Promise.all(Array.from({ length: 4 }, () => claimElsewhere('auth')))
    expect(rivals.filter(({ answer }) => answer.ok)).toHaveLength(1)
  })

  test('wanted by many in one process at the same moment goes to exactly one', async () => {
    for (let round = 0; round < 5; round++) {
      const results = await Promise.all(Array.from({ length: 8 }, () => createApplier(root).claim([auth])))
      const winners = results.filter((result) => result.ok)
      expect(winners).toHaveLength(1)
      for (const winner of winners) winner.value()
    }
  })

  test('does not tell apart ids that differ in case only', async () => {
    await createApplier(root).claim([specId('Auth')])
    expect(await createApplier(root).claim([specId('auth')])).toMatchObject({ ok: false })
  })
})

describe('a holder', () => {
  const here = ownIdentity()

  test('is alive while its process is, and dead when the number belongs to a younger process', () => {
    expect(isAlive(here, 0)).toBe(true)
    expect(isAlive({ ...here, pid: 2 ** 30 }, Date.now())).toBe(false)
    if (here.start !== '0') expect(isAlive({ ...here, start: '1' }, Date.now())).toBe(false)
  })

  test('is dead after the machine was started anew', () => {
    expect(isAlive({ ...here, boot: 'abc' }, Date.now())).toBe(false)
  })

  test('that cannot be seen from here is alive while it gives signs', () => {
    const elsewhere = { ...here, machine: 'abc', boot: 'def' }
    expect(isAlive(elsewhere, Date.now() - 10_000)).toBe(true)
    expect(isAlive(elsewhere, Date.now() - 600_000)).toBe(false)
  })
})

describe('two applies at the same moment', () => {
  test('in two processes: one plan lands in whole, the other is refused because the tree moved on', async () => {
    for (const [index, scene] of scenes.entries()) {
      const tree = join(folder, `two-${index}`)
      plant(tree, scene.before)
      const both = await Promise.all([0, 1].map(() => run(driver, ['apply', String(index), tree], null)))
      const answers = both.map(({ stdout }) => JSON.parse(stdout))
      expect(answers.map((answer) => answer.ok).sort()).toEqual([false, true])
      expect(answers.flatMap((answer) => answer.diagnostics)).toContainEqual(
        expect.objectContaining({ code: 'target-moved-on' }),
      )
      expect(harvest(tree)).toEqual(new Map([...scene.after].sort(([a], [b]) => (a < b ? -1 : 1))))
      expect(leftovers(tree)).toEqual([])
    }
  })

  test('an apply of a living process is not interrupted, one of a dead process is', async () => {
    const { createWorkspace } = await import('../../../src/adapters/workspace.ts')
    const scene = scenes[3]
    if (scene === undefined) throw new Error('a scene')
    plant(root, scene.before)
    await run(driver, ['apply', '3', root], 'before:60')
    expect(createWorkspace(root).interrupted()).toEqual(['auth-flow'])
    const { boot, machine, pid, start } = ownIdentity()
    const { createHash } = await import('node:crypto')
    const key = createHash('sha256').update('apply').digest('hex').slice(0, 16)
    writeFileSync(
      join(root, '.spec/local/claims', [key, '00000000', boot, machine, pid, start].join('-')),
      '',
    )
    expect(createWorkspace(root).interrupted()).toEqual([])
  })
})
