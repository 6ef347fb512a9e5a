// Faults that a review found in deciding what a build does, and in what drift names next.
import { describe, expect, it, test } from 'vitest'
import { driftOf as driftReport } from '../support/scripted-model.ts'
import {
  byeCode,
  farewellSpec,
  greetCode,
  greetingAnswer,
  greetingSpec,
  namesCode,
} from '../support/greeting.ts'
import { builtProject, dropTarget } from '../support/lifecycle.ts'
import { buildWith, testProject, type TestProject } from '../support/project.ts'

const greeting = 'specs/features/greeting.md'
const farewell = 'specs/features/farewell.md'
const lockOf = (id: string): string => `.spec/lock/${id}.json`

interface Told {
  readonly body: { readonly reason?: string; readonly files?: Readonly<Record<string, unknown>> }
  readonly kind: string
}

/** Reasons of the records of overwritten bytes. */
function overwritten(project: TestProject): string[] {
  return project
    .files()
    .filter((path) => /^\.spec\/archive\/.*\.json$/.test(path))
    .map((path) => JSON.parse(project.read(path)) as Told) // The archive's own shape.
    .filter(({ kind }) => kind === 'overwritten')
    .map(({ body }) => body.reason ?? '')
}

async function next(project: TestProject, id: string): Promise<string | null> {
  const { specs } = (await project.spec(['drift', '--json'])).json() as unknown as {
    specs: { spec: string; next: string | null }[]
  }
  return specs.find(({ spec }) => spec === id)?.next ?? null
}

describe('a target that another spec names now', () => {
  /** farewell takes over src/names.ts. */
  async function handedOver(): Promise<TestProject> {
    const project = await builtProject()
    dropTarget(project, greeting, '  - src/names.ts\n')
    project.write(farewell, farewellSpec.replace('[src/bye.ts]', '[src/bye.ts, src/names.ts]'))
    return project
  }

  it('is let go by its old spec, and its file stays', async () => {
    const project = await handedOver()
    expect(await next(project, 'greeting')).toBe('spec regen greeting')
    const ran = await project.spec(['regen', 'greeting', '--offline'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain(
      'src/names.ts  (it belongs to farewell now: the lock of greeting lets go of it)',
    )
    expect(project.read('src/names.ts')).toBe(namesCode)
    expect(project.read(lockOf('greeting'))).not.toContain('names.ts')
    expect(await next(project, 'greeting')).toBe(null)
  })

  it('is let go with its edits, also when the words changed, and --force does not delete it', async () => {
    const project = await handedOver()
    const edited = `${namesCode}export const more = 1\n`
    project.write('src/names.ts', edited)
    project.write(greeting, project.read(greeting).replace('"Hello, "', '"Welcome, "'))
    const files = { 'src/greet.ts': 'export const greet = (name: string): string => `Welcome, ${name}`\n' }
    const answer = { files, trace: { R1: ['src/greet.ts#greet'] } }
    const ran = await buildWith(project, 'greeting', answer, ['--force', '--allow-removal'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(edited)
    expect(project.read(lockOf('greeting'))).not.toContain('names.ts')
  })

  it('that is gone from the disk is let go by the command that drift names', async () => {
    const project = await handedOver()
    project.remove('src/names.ts')
    expect(await next(project, 'greeting')).toBe('spec forget src/names.ts')
    expect(await project.spec(['forget', 'src/names.ts'])).toMatchObject({ exit: 0 })
    expect(project.read(lockOf('greeting'))).not.toContain('names.ts')
  })

  it('is not deleted while the spec that may name it cannot be read', async () => {
    const project = await handedOver()
    project.write(farewell, '---\ntargets: [src/names.ts\n---\n# Farewell\n')
    const ran = await project.spec(['regen', 'greeting', '--offline', '--force'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('src/names.ts was not deleted')
    expect(project.read('src/names.ts')).toBe(namesCode)
  })
})

describe('--only', () => {
  const styled = greetingSpec.replace('Greets people.', 'Greets people with warmth.')

  test.each(['src/greet.ts', 'R1'])('%s, and only prose changed: told, nothing is built', async (only) => {
    const project = await builtProject()
    project.write(greeting, styled)
    const ran = await project.spec(['regen', 'greeting', '--only', only])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[only-unchanged]')
    expect(ran.stderr).toContain('section')
    expect(ran.stdout).not.toContain('built')
    // Who asks anew gets an answer.
    const files = { 'src/greet.ts': greetCode }
    const trace = { R1: ['src/greet.ts#greet'] }
    const fresh = await buildWith(project, 'greeting', { files, trace }, ['--only', only, '--fresh'])
    expect(fresh, fresh.stderr).toMatchObject({ exit: 0 })
  })

  it('brings a lost target back whatever else changed', async () => {
    const project = await builtProject()
    project.write(greeting, styled)
    project.remove('src/greet.ts')
    const ran = await project.spec(['regen', 'greeting', '--only', 'src/greet.ts', '--offline'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(project.read('src/greet.ts')).toBe(greetCode)
  })

  describe('with a requirement that is traced to a whole file', () => {
    const dataSpec = `---
targets: [src/data.json, src/count.ts]
---
# Data

## Requirements

- R1: The count is exported.
- R2: The data hold the number 1.
`
    async function dataProject(): Promise<TestProject> {
      const project = testProject({
        'package.json': '{"type":"module"}',
        'specs/features/data.md': dataSpec,
      })
      const files = { 'src/data.json': '{ "n": 1 }', 'src/count.ts': 'export const count = 1\n' }
      const trace = { R1: ['src/count.ts#count'], R2: ['src/data.json'] }
      const built = await buildWith(project, 'data', { files, trace })
      expect(built, built.stderr).toMatchObject({ exit: 0 })
      project.write(
        'specs/features/data.md',
        dataSpec.replace('number 1', 'number 2').replace('count is', 'sum is'),
      )
      return project
    }

    test.each(['R2', 'src/data.json'])('%s asks for that file alone, with its change', async (only) => {
      const project = await dataProject()
      const prompt = await project.spec(['prompt', 'data', '--only', only, '--json'])
      expect(prompt.json()).toMatchObject({ asked: ['src/data.json'] })
      const answer = { files: { 'src/data.json': '{ "n": 2 }' }, trace: { R2: ['src/data.json'] } }
      const ran = await buildWith(project, 'data', answer, ['--only', only])
      expect(ran, ran.stderr).toMatchObject({ exit: 0 })
      expect((await driftReport(project)).causes.data).toEqual(['requirement R1'])
    })
  })
})

describe('what a build replaces', () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
  const welcome = {
    ...greetingAnswer,
    files: { 'src/greet.ts': greetCode.replace('Hello', 'Welcome'), 'src/names.ts': namesCode },
  }

  async function stale(change: (project: TestProject) => void): Promise<TestProject> {
    const project = await builtProject()
    project.write(greeting, greetingSpec.replace('"Hello, "', '"Welcome, "'))
    change(project)
    return project
  }

  it('in the line ends of the checkout is in the archive already: no record', async () => {
    const project = await stale((one) => one.write('src/greet.ts', crlf(greetCode)))
    expect(await buildWith(project, 'greeting', welcome)).toMatchObject({ exit: 0 })
    expect(project.read('src/greet.ts')).toBe(crlf(welcome.files['src/greet.ts']))
    expect(overwritten(project)).toEqual([])
  })

  it('formatted is kept, and not said to be forced; an edit is', async () => {
    const formatted = greetCode.replace('  return', '      return')
    const project = await stale((one) => one.write('src/greet.ts', formatted))
    expect(await buildWith(project, 'greeting', welcome)).toMatchObject({ exit: 0 })
    expect(overwritten(project)).toEqual(['regen (only the form differed)'])
    const forced = await stale((one) => one.write('src/greet.ts', `${greetCode}export const mine = 1\n`))
    expect(await buildWith(forced, 'greeting', welcome, ['--force', '--allow-removal'])).toMatchObject({
      exit: 0,
    })
    expect(overwritten(forced)).toEqual(['regen --force'])
  })

  it('or restores is told as what it is', async () => {
    const project = await builtProject()
    project.remove('src/names.ts')
    project.write('src/greet.ts', `${greetCode}export const mine = 1\n`)
    const ran = await project.spec(['regen', 'greeting', '--force', '--offline'])
    expect(ran.stdout).toContain('src/names.ts  (lost; the lock names its bytes)')
    expect(ran.stdout).toContain(
      'src/greet.ts  (edited by hand, replaced by --force; the edit is stored first)',
    )
    project.write('src/greet.ts', `${greetCode}export const mine = 2\n`)
    expect(await project.spec(['restore', 'src/greet.ts', '--force'])).toMatchObject({ exit: 0 })
    expect(overwritten(project).sort()).toEqual(['regen --force', 'restore --force'])
  })
})

describe('restore', () => {
  test.each([
    ['is not valid YAML', (project: TestProject) => project.write(farewell, '---\ntargets: [\n---\n# x\n')],
    ['is gone', (project: TestProject) => project.remove(farewell)],
    [
      'names a spec that is not there',
      (project: TestProject) => project.write(farewell, farewellSpec.replace('[greeting]', '[nobody]')),
    ],
  ])('brings a target back though its spec %s', async (_, spoil) => {
    const project = await builtProject()
    const lock = project.read(lockOf('farewell'))
    spoil(project)
    project.remove('src/bye.ts')
    const ran = await project.spec(['restore', 'src/bye.ts'])
    expect(ran.stdout, ran.stderr).toContain('create  src/bye.ts')
    expect(project.read('src/bye.ts')).toBe(byeCode)
    expect(project.read(lockOf('farewell'))).toBe(lock)
    // An edit is still nobody's to drop.
    project.write('src/bye.ts', `${byeCode}export const mine = 1\n`)
    const refused = await project.spec(['restore', 'src/bye.ts'])
    expect(refused.stderr).toContain('[target-edited]')
    expect(project.read('src/bye.ts')).toContain('mine')
  })
})

describe('the trace', () => {
  it('drops symbols of files that left the lock', async () => {
    const project = await builtProject()
    dropTarget(project, greeting, '  - src/names.ts\n')
    expect(project.read(lockOf('greeting'))).toContain('src/names.ts#cleanName')
    expect(await project.spec(['regen', 'greeting', '--offline'])).toMatchObject({ exit: 0 })
    expect(project.read(lockOf('greeting'))).not.toContain('src/names.ts')
  })

  it('drops symbols that a new answer says nothing of and no longer has', async () => {
    const project = await builtProject()
    project.write(greeting, greetingSpec.replace('trims white space', 'is gone'))
    const files = {
      'src/greet.ts': greetCode.replaceAll('cleanName', 'tidyName'),
      'src/names.ts': namesCode.replaceAll('cleanName', 'tidyName'),
    }
    project.remove(farewell)
    project.remove('src/bye.ts')
    const answer = { files, trace: { R2: ['src/names.ts#tidyName'] } }
    const ran = await buildWith(project, 'greeting', answer, ['--allow-removal'])
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ exit: 0 })
    const { trace } = JSON.parse(project.read(lockOf('greeting'))) as { trace: unknown } // A lock's own shape.
    expect(trace).not.toHaveProperty('R3')
    expect(trace).toMatchObject({ R1: ['src/greet.ts#greet'], R2: ['src/names.ts#tidyName'] })
  })
})
