// Real processes, killed while they submit: whatever the moment, the questions are asked exactly once, and another process
// collects the answers.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { recordFolder } from '../../../src/archive/paths.ts'
import { sampled } from '../../runs.ts'
import { startSpec } from '../../support/spawned.ts'
import { age, scene, submissionsOf, type Scene } from './asked.ts'

const preload = fileURLToPath(new URL('../../support/kill/preload.cjs', import.meta.url))

type More = Readonly<Record<string, string>>

const starting = (here: Scene, words: readonly string[], more: More) =>
  startSpec(here.project.root, words, { env: { ...here.env, ...more }, nodeFlags: ['-r', preload] })

const submitting = (here: Scene, more: More = {}) => starting(here, ['regen', 'alpha', '--batch'], more)
const collecting = (here: Scene, more: More) => starting(here, ['batch', 'collect', '--no-tests'], more)

/** Names of the calls that write, in order, of a run that is left alone. */
async function callsOf(run: (more: More) => ReturnType<typeof startSpec>): Promise<readonly string[]> {
  const log = join(mkdtempSync(join(tmpdir(), 'spec-batch-')), 'calls')
  expect(await run({ SPEC_KILL: 'count', SPEC_KILL_LOG: log }).ended).toMatchObject({ exit: 0 })
  return readFileSync(log, 'utf8').split('\n')
}

/** Asks again in another process, a minute later, and collects. */
async function comeBack({ project, spec, batches }: Scene): Promise<void> {
  if (project.exists('.spec/local/batches')) age(project, 61)
  expect(await spec('regen', 'alpha', '--batch')).toMatchObject({ exit: 0 })
  expect(batches.batches).toHaveLength(1)
  batches.end()
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  expect(submissionsOf(project)).toHaveLength(1)
}

test('killed at any write of a submission, it is submitted once and collected by another process', async () => {
  const whole = await scene()
  const calls = await callsOf((more) => submitting(whole, more))
  // Before it is sent it is on disk, down to the metal.
  expect(calls.filter((name) => name === 'fsyncSync').length).toBeGreaterThanOrEqual(4)
  for (const at of sampled([...calls.keys()], 20)) {
    const here = await scene()
    const ended = await submitting(here, { SPEC_KILL: `before:${at}` }).ended
    expect(ended.signal).toBe('SIGKILL')
    await comeBack(here)
  }
}, 600_000)

// Minutes; what is landed and not written down is looked at in process every time (collect.test.ts).
test.runIf(process.env['SPEC_TEST_FULL'])(
  'killed at any write of collecting, the answer lands once',
  async () => {
    const asked = async (): Promise<Scene> => {
      const here = await scene()
      await here.spec('regen', 'alpha', '--batch')
      here.batches.end()
      return here
    }
    const whole = await asked()
    const calls = await callsOf((more) => collecting(whole, more))
    for (const at of sampled(
      [...calls.keys()].filter((at) => at % 3 === 0),
      17,
    )) {
      const here = await asked()
      expect((await collecting(here, { SPEC_KILL: `before:${at}` }).ended).signal).toBe('SIGKILL')
      expect(await here.spec('batch', 'collect', '--no-tests')).toMatchObject({ exit: 0 })
      expect(here.project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
      expect(here.project.files().filter((path) => path.startsWith(`${recordFolder}/`))).toHaveLength(1)
      expect(Object.values(submissionsOf(here.project)[0]?.settled ?? {})).toMatchObject([
        { standing: 'landed' },
      ])
    }
  },
  600_000,
)

test('while one process submits no other does; killed then, it is found in the list', async () => {
  const here = await scene()
  here.batches.loseReplies = 1
  here.batches.lostReply = { steps: [], then: 'stall' }
  const { child, ended } = submitting(here)
  await expect.poll(() => here.batches.batches.length, { timeout: 60_000 }).toBe(1)
  const other = await here.spec('regen', 'gamma', '--batch')
  expect(other.exit).not.toBe(0)
  expect(other.stderr).toContain('works on the batches of this project')
  child.kill('SIGKILL')
  await ended
  await comeBack(here)
})
