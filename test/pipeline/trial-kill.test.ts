// `kill -9` while an answer is tried: the tree is as it was, nothing is left running or lying about, and the next run
// goes on with what was paid for.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answer, startMessagesServer, type MessagesServer, type Reply } from '../support/messages-server.ts'
import { answerTo, testProject, type Ran, type TestProject } from '../support/project.ts'
import { startSpec, type Running } from '../support/spawned.ts'
import { snapshot } from '../support/lifecycle.ts'
import { answerWith, rightCode, tallyProject, tallySpec, tallyTest, wrongCode } from '../support/tally.ts'

/** The rarer moments of a kill. */
const full = process.env.SPEC_TEST_FULL !== undefined

const textOf = (body: unknown): string => JSON.stringify(body).replaceAll('\\n', '\n')

async function answering(reply: (prompt: string, call: number) => Reply): Promise<MessagesServer> {
  let call = 0
  const started = await startMessagesServer({
    models: null,
    count: null,
    otherwise: (request) => reply(textOf(request.body), call++),
  })
  onTestFinished(() => started.close())
  return started
}

/** Its trials stand in a folder of its own, so that what is left of them can be seen. */
function temporaryOf(): { readonly folder: string; readonly left: () => readonly string[] } {
  const { root: folder } = testProject()
  return { folder, left: () => readdirSync(folder).filter((name) => name.startsWith('spec-trial-')) }
}

const envOf = (at: MessagesServer): Readonly<Record<string, string>> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: 'sk-ant-made-up-for-this-test-0123456789',
})

/** As a process of its own, to be killed. */
function start(
  project: TestProject,
  at: MessagesServer,
  temporary: string,
  {
    words = ['tally'],
    nodeFlags = [],
  }: { readonly words?: readonly string[]; readonly nodeFlags?: readonly string[] } = {},
): Running {
  return startSpec(project.root, ['regen', ...words], { env: { ...envOf(at), TMPDIR: temporary }, nodeFlags })
}

/** The next run, in process, with the same temporary folder. */
async function again(
  project: TestProject,
  at: MessagesServer,
  temporary: string,
  words = ['tally'],
): Promise<Ran> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  try {
    return await project.spec(['regen', ...words], { env: envOf(at) })
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Waits; a run that ends before is a failure, not a reason to wait for ever. */
async function until(isSo: () => boolean, run?: Running): Promise<void> {
  let over = false
  void run?.ended.then(() => (over = true))
  while (!isSo()) {
    if (over) throw new Error(JSON.stringify(await run?.ended))
    await sleep(20)
  }
}

/** While the file `hang` is in the project, the test says its process id and never ends. */
const hangingTest = `${tallyTest}
import { existsSync, writeFileSync } from 'node:fs'
test('hangs', () => {
  const home = process.env.HOME
  if (!existsSync(home + '/hang')) return
  writeFileSync(home + '/running', String(process.pid))
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
})
`

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('killed', () => {
  it('while the tests run: nothing runs on, and the next run uses the answer that was paid for', async () => {
    const project = tallyProject({ 'test/tally.test.js': hangingTest })
    const before = snapshot(project)
    const temporary = temporaryOf()
    const at = await answering((prompt) => answer(answerTo(prompt, answerWith(rightCode))))
    project.write('hang', '')
    const run = start(project, at, temporary.folder)
    await until(() => project.exists('running') && project.read('running') !== '', run)
    run.child.kill('SIGKILL')
    await run.ended
    const pid = Number(project.read('running'))
    await until(() => !isRunning(pid))
    project.remove('hang')
    project.remove('running')
    expect(snapshot(project)).toEqual(before)
    expect(temporary.left()).toHaveLength(1)
    expect(await again(project, at, temporary.folder)).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(1)
    expect(project.read('src/tally.js')).toBe(rightCode)
    expect(temporary.left()).toEqual([])
  })

  it.runIf(full)('while the project is copied', async () => {
    const project = tallyProject()
    const before = snapshot(project)
    const temporary = temporaryOf()
    const preload = join(temporary.folder, 'die.cjs')
    writeFileSync(
      preload,
      `require('node:fs/promises').copyFile = () => process.kill(process.pid, 'SIGKILL')\nrequire('node:module').syncBuiltinESMExports()\n`,
    )
    const at = await answering((prompt) => answer(answerTo(prompt, answerWith(rightCode))))
    expect(await start(project, at, temporary.folder, { nodeFlags: ['-r', preload] }).ended).toMatchObject({
      signal: 'SIGKILL',
    })
    expect(snapshot(project)).toEqual(before)
    expect(await again(project, at, temporary.folder)).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(1)
    expect(temporary.left()).toEqual([])
  })

  it.runIf(full)('while a model mends its answer', async () => {
    const project = tallyProject()
    const before = snapshot(project)
    const temporary = temporaryOf()
    const at = await answering((prompt, call) =>
      call === 1
        ? { steps: [], then: 'pings' }
        : answer(answerTo(prompt, answerWith(call === 0 ? wrongCode : rightCode))),
    )
    const run = start(project, at, temporary.folder)
    await until(() => at.asked().length === 2, run)
    run.child.kill('SIGKILL')
    await run.ended
    expect(snapshot(project)).toEqual(before)
    expect(await again(project, at, temporary.folder)).toMatchObject({ exit: 0 })
    expect(project.read('src/tally.js')).toBe(rightCode)
  })
})

describe('--all', () => {
  it('keeps what landed before it was killed, and asks only for the rest', async () => {
    const later = tallySpec
      .replace('targets: [src/tally.js]', 'targets: [src/later.js]\nuses: [tally]')
      .replace('tests: [test/tally.test.js]\n', '')
    const project = tallyProject({ 'specs/features/later.md': later })
    const temporary = temporaryOf()
    const laterCode = {
      files: { 'src/later.js': rightCode },
      trace: { R1: ['src/later.js#tally'], R2: ['src/later.js#tally'] },
    }
    const at = await answering((prompt, call) => {
      if (prompt.includes('FILE') && call === 0) return answer(answerTo(prompt, answerWith(rightCode)))
      return call === 1 ? { steps: [], then: 'pings' } : answer(answerTo(prompt, laterCode))
    })
    const run = start(project, at, temporary.folder, { words: ['--all'] })
    await until(() => at.asked().length === 2, run)
    run.child.kill('SIGKILL')
    await run.ended
    expect((await project.spec(['drift', 'tally'])).exit).toBe(0)
    expect(project.exists('src/later.js')).toBe(false)
    expect(await again(project, at, temporary.folder, ['--all'])).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(3)
    expect((await project.spec(['drift'])).exit).toBe(0)
  })
})

describe('Ctrl-C', () => {
  it('while the tests run ends them, lands nothing, and keeps the answer', async () => {
    const project = tallyProject({ 'test/tally.test.js': hangingTest })
    const before = snapshot(project)
    const temporary = temporaryOf()
    const at = await answering((prompt) => answer(answerTo(prompt, answerWith(rightCode))))
    project.write('hang', '')
    const run = start(project, at, temporary.folder)
    await until(() => project.exists('running') && project.read('running') !== '', run)
    run.child.kill('SIGINT')
    expect((await run.ended).exit).toBe(130)
    await until(() => !isRunning(Number(project.read('running'))))
    project.remove('hang')
    project.remove('running')
    expect(snapshot(project)).toEqual(before)
    expect(temporary.left()).toEqual([])
    expect(existsSync(join(project.root, 'src'))).toBe(false)
    expect(await again(project, at, temporary.folder)).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(1)
  })
})
