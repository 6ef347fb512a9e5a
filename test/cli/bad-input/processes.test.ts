// Real processes: two builds at once, Ctrl-C while a model answers and while files are written, and nobody who reads.
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sampled } from '../../runs.ts'
import { builtProject, countSpec, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { greetingAnswer, greetingProject } from '../../support/greeting.ts'
import { brokenOff } from '../../support/messages-reply.ts'
import { startMessagesServer } from '../../support/messages-server.ts'
import { answerTo, buildWith, testProject, type TestProject } from '../../support/project.ts'
import { builtBin, faultPreload, startSpec, type Ended } from '../../support/spawned.ts'

const key = 'sk-ant-made-up-for-this-test-0123456789'

/** An answer that greeting's prompt would get. */
async function greetingText(project: TestProject): Promise<string> {
  return answerTo((await project.spec(['prompt', 'greeting'])).stdout, greetingAnswer)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10)
}

/** No interrupted apply, no claim, and lock, code and archive agree. */
async function expectWhole(project: TestProject, id = 'greeting'): Promise<void> {
  const drift = await project.spec(['drift', id])
  expect(drift, drift.stdout + drift.stderr).toMatchObject({ exit: 0 })
  expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
}

describe('two builds at once', () => {
  test('of one spec: the first goes on, the second says who is at it', async () => {
    const project = greetingProject({ 'specs/features/count.md': countSpec })
    project.write('answer.md', await greetingText(project))
    // Answers when it is let go.
    project.write(
      'model.mjs',
      `import { existsSync, readFileSync, writeFileSync } from 'node:fs'
       const root = ${JSON.stringify(project.root)}
       writeFileSync(root + '/asked', '')
       while (!existsSync(root + '/go')) await new Promise((resolve) => setTimeout(resolve, 10))
       process.stdout.write(readFileSync(root + '/answer.md'))`,
    )
    const command = ['regen', 'greeting', '--model-command', `${process.execPath} ${project.root}/model.mjs`]
    const first = startSpec(project.root, command)
    await until(() => project.exists('asked'))
    const before = treeOf(project.root)
    const second = await startSpec(project.root, ['regen', 'greeting', '--response', 'answer.md']).ended
    expect(second.exit).toBe(2)
    expect(second.stderr).toContain(`another command (process ${first.child.pid}) works on greeting`)
    expect(second.stderr).toContain('hint: wait until it is done')
    expectPlain(second)
    expectSameTree(treeOf(project.root), before)
    // Another spec is nobody's yet.
    const other = await startSpec(project.root, ['regen', 'count', '--offline']).ended
    expect(other.stderr).toContain('the archive holds no answer to count')

    project.write('go', '')
    expect(await first.ended).toMatchObject({ exit: 0 })
    await expectWhole(project)
  })

  test('many of one spec: each is whole, and so is what they leave', async () => {
    const project = greetingProject()
    project.write('answer.md', await greetingText(project))
    const runs = await Promise.all(
      Array.from(
        { length: process.env['SPEC_TEST_FULL'] ? 4 : 2 },
        () => startSpec(project.root, ['regen', 'greeting', '--response', 'answer.md']).ended,
      ),
    )
    expect(runs.map(({ exit }) => exit)).toContain(0)
    for (const ran of runs) {
      expectPlain(ran)
      // Held by another, or built by another in the meantime, so that this answer is to an older question.
      if (ran.exit !== 0) expect(ran.stderr).toMatch(/\[(?:claim-held|answer-stale)\]/)
    }
    await expectWhole(project)
  })

  test('bringing lost code back: all of it is there', async () => {
    const project = await builtProject()
    const before = treeOf(project.root)
    project.remove('src')
    const runs = await Promise.all(
      Array.from({ length: 3 }, () => startSpec(project.root, ['regen', '--all', '--offline']).ended),
    )
    expect(runs.map(({ exit }) => exit)).toContain(0)
    for (const ran of runs) if (ran.exit !== 0) expect(ran.stderr).toContain('[claim-held]')
    expectSameTree(treeOf(project.root), before)
  })
})

describe('Ctrl-C', () => {
  /** Stops a build so many milliseconds after the model was asked. */
  async function stopped(project: TestProject, wait: number): Promise<Ended> {
    const text = await greetingText(project)
    const server = await startMessagesServer({
      models: null,
      count: null,
      otherwise: brokenOff(text.slice(0, text.indexOf('src/names.ts')), 'pings'),
    })
    onTestFinished(() => server.close())
    const run = startSpec(project.root, ['regen', 'greeting'], {
      env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key },
    })
    await until(() => server.asked().length > 0)
    await sleep(wait)
    run.child.kill('SIGINT')
    const ended = await run.ended
    expect(server.connections()).toBe(0)
    return ended
  }

  test('while a model answers: 130, nothing written, what had come is kept', async () => {
    const project = greetingProject()
    const before = treeOf(project.root)
    const kept = (): string[] => project.files().filter((path) => path.startsWith('.spec/local/answers/'))
    // On a busy machine the first words may take their time to arrive; stopping is right either way.
    for (const wait of [300, 3000, 10_000]) {
      const ended = await stopped(project, wait)
      expect(ended).toMatchObject({ exit: 130, signal: null })
      expectPlain(ended)
      expect(ended.stdout + ended.stderr).not.toContain(key)
      expectSameTree(treeOf(project.root), before)
      if (kept().length > 0) break
    }
    const blobs = project.files().filter((path) => path.startsWith('.spec/local/blobs/'))
    expect(kept()).not.toEqual([])
    expect(blobs.map(project.read).some((text) => text.includes('export function greet('))).toBe(true)
    for (const path of project.files()) expect(project.read(path)).not.toContain(key)
    // Nobody holds it any more, and nothing cut is taken for an answer.
    const again = await project.spec(['regen', 'greeting', '--offline'])
    expect(again.exit).toBe(2)
    expect(again.stderr).toContain('the archive holds no answer to greeting')
  }, 60_000)

  test('while a program answers: it is stopped too', async () => {
    const project = greetingProject()
    const before = treeOf(project.root)
    project.write(
      'model.mjs',
      `import { writeFileSync } from 'node:fs'
       writeFileSync(${JSON.stringify(project.root)} + '/pid', String(process.pid))
       setTimeout(() => process.exit(9), 120_000)`,
    )
    const command = `${process.execPath} ${project.root}/model.mjs`
    const run = startSpec(project.root, ['regen', 'greeting', '--model-command', command])
    await until(() => project.exists('pid') && project.read('pid') !== '')
    run.child.kill('SIGINT')
    expect(await run.ended).toMatchObject({ exit: 130 })
    const pid = Number(project.read('pid'))
    await until(() => !isAlive(pid))
    expectSameTree(treeOf(project.root), before, ['model.mjs', 'pid'])
  })

  interface Scene {
    readonly id: string
    readonly make: () => Promise<TestProject>
  }
  const code: Readonly<Record<'regen' | 'accept', Scene>> = {
    regen: {
      id: 'greeting',
      make: async () => {
        const project = greetingProject()
        project.write('answer.md', await greetingText(project))
        return project
      },
    },
    accept: {
      id: 'greeting',
      make: async () => {
        const project = await builtProject()
        project.write('src/names.ts', 'export const cleanName = String\n')
        return project
      },
    },
  }

  // What is checked here is writing; a type check takes most of the time.
  const palette =
    '---\ntargets: [docs/a.txt, docs/new/b.txt]\n---\n# Palette\n\n- R1: The files name a colour.\n'
  const paletteAnswer = { files: { 'docs/a.txt': 'red\n', 'docs/new/b.txt': 'red\n' } }
  const text: typeof code = {
    regen: {
      id: 'palette',
      make: async () => {
        const project = testProject({ 'specs/features/palette.md': palette })
        const prompt = await project.spec(['prompt', 'palette'])
        project.write('answer.md', answerTo(prompt.stdout, paletteAnswer))
        return project
      },
    },
    accept: {
      id: 'palette',
      make: async () => {
        const project = testProject({ 'specs/features/palette.md': palette })
        expect(await buildWith(project, 'palette', paletteAnswer)).toMatchObject({ exit: 0 })
        project.write('docs/a.txt', 'green\n')
        return project
      },
    },
  }

  describe.each([
    ['regen', ['--response', 'answer.md']],
    ['accept', ['--because', 'nicer', '--yes']],
  ] as const)('while %s writes', (name, flags) => {
    const scenes = sampled([text[name], code[name]], 2)

    test.each(scenes)('$id: old or new in whole, never half; nothing is left over', async ({ id, make }) => {
      const words = [name, id, ...flags]
      const counted = await make()
      const log = join(counted.root, 'calls.log')
      await startSpec(counted.root, words, {
        nodeFlags: ['-r', faultPreload],
        env: { SPEC_FAULT: 'count', SPEC_FAULT_LOG: log },
      }).ended
      const calls = readFileSync(log, 'utf8').split('\n').length
      const stride = process.env['SPEC_TEST_FULL'] ? 1 : Math.ceil(calls / 3)
      for (let at = 0; at < calls; at += stride) {
        const project = await make()
        const before = treeOf(project.root)
        const ended = await startSpec(project.root, words, {
          nodeFlags: ['-r', faultPreload],
          env: { SPEC_FAULT: `interrupt:${at}` },
        }).ended
        // Before anything is at stake the system ends it.
        if (ended.exit === null) expect(ended.signal).toBe('SIGINT')
        else expect(ended.exit).toBe(130)
        expectPlain(ended)
        const drift = await project.spec(['drift', id])
        expect(drift.stdout, `${at}`).not.toContain('interrupted')
        if (drift.exit === 0) await expectWhole(project, id)
        else expectSameTree(treeOf(project.root), before)
      }
    })
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie that nobody has waited for yet runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('the built executable reads a configuration, patterns and answers as the sources do', async () => {
  const project = await builtProject()
  project.write('spec.config.json', JSON.stringify({ concurrency: 2, colour: 'red' }))
  project.write('lib/own.ts', 'export const own = 1\n')
  project.write('specs/features/count.md', countSpec.replace('---\n', '---\ncontext: ["lib/**/*.ts"]\n'))
  const commands = [['drift'], ['check'], ['prompt', 'count'], ['list'], ['regen', '--changed', '--offline']]
  for (const words of sampled(commands, 2)) {
    const spawned = await startSpec(project.root, words).ended
    expect(spawned.stderr).toContain('spec.config.json:1:27  warning  the key `colour` means nothing')
    const { exit, stdout, stderr } = await project.spec(words)
    expect(spawned).toMatchObject({ exit, stdout, stderr })
  }
})

describe('nobody reads stdout', () => {
  test.each(sampled([[['drift']], [['drift', '--json']], [['prompt', 'greeting']], [['list']]], 2))(
    '%s ends quietly, and its exit code stays true',
    async (words) => {
      const project = await builtProject()
      project.remove('src/count.ts')
      const expected = (await project.spec(words)).exit
      const run = startSpec(project.root, words)
      run.child.stdout?.destroy()
      const ended = await run.ended
      expect(ended.exit).toBe(expected)
      expectPlain(ended)
      expect(ended.stderr).not.toContain('EPIPE')
    },
  )

  test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout is trouble', async () => {
    const project = await builtProject()
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [builtBin, 'drift'], {
      cwd: project.root,
      stdio: ['ignore', full, 'pipe'],
    })
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const exit = await new Promise((resolve) => child.on('close', resolve))
    closeSync(full)
    expect(exit).toBe(2)
    expect(stderr).toContain('cannot write to stdout: ENOSPC')
  })
})
