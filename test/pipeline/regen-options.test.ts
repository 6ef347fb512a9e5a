// What `regen` builds with each of its options, and what it leaves alone.
import { describe, expect, it } from 'vitest'
import { builtProject, countCode, countSpec, expectSameTree, treeOf } from '../support/built.ts'
import {
  byeCode,
  farewellAnswer,
  farewellSpec,
  greetCode,
  greetingAnswer,
  greetingProject,
  greetingSpec,
  namesCode,
} from '../support/greeting.ts'
import { buildWith, type ScriptedAnswer, type TestProject } from '../support/project.ts'
import { answers, askedFor, asking, countAnswer, driftOf, modelOf } from '../support/scripted-model.ts'

const greeting = 'specs/features/greeting.md'
const farewell = 'specs/features/farewell.md'

describe('--only', () => {
  const reworded = greetingSpec
    .replace('"Hello, "', '"Welcome, "')
    .replace('trims white space', 'trims all space')
  const cleaner = namesCode.replace('name.trim()', "name.split(' ').join('')")
  const onlyNames: ScriptedAnswer = {
    files: { 'src/names.ts': cleaner },
    trace: { R2: ['src/names.ts#cleanName'], R3: ['src/names.ts#cleanName'] },
  }

  it.each(['R2', 'src/names.ts'])(
    '%s: the rest stays byte for byte, and what else changed stays stale',
    async (only) => {
      const project = await builtProject()
      project.write(greeting, reworded)
      expect((await driftOf(project)).causes.greeting).toEqual(['requirement R1', 'requirement R2'])
      const prompt = await project.spec(['prompt', 'greeting', '--only', only, '--json'])
      expect(prompt.json()).toMatchObject({ asked: ['src/names.ts'] })
      const before = treeOf(project.root)
      const ran = await buildWith(project, 'greeting', onlyNames, ['--only', only])
      expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 0 })
      expect(project.read('src/names.ts')).toBe(cleaner)
      expect(project.read('src/greet.ts')).toBe(greetCode)
      const changed = Object.entries(treeOf(project.root)).filter(([path, text]) => before[path] !== text)
      expect(changed.map(([path]) => path).filter((path) => !path.startsWith('.spec/archive/'))).toEqual([
        '.spec/lock/greeting.json',
        'src/names.ts',
      ])
      const { causes, states } = await driftOf(project)
      expect(causes.greeting).toEqual(['requirement R1'])
      expect(states).toMatchObject({ 'src/greet.ts': 'stale', 'src/names.ts': 'stale' })

      // The rest of the change is built as ever, from the code that is there now.
      const files = { 'src/greet.ts': greetCode.replace('Hello', 'Welcome'), 'src/names.ts': cleaner }
      expect(await buildWith(project, 'greeting', { ...greetingAnswer, files })).toMatchObject({ exit: 0 })
      expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
    },
  )

  it('with an answer that holds more than was asked writes nothing', async () => {
    const project = await builtProject()
    project.write(greeting, reworded)
    const before = treeOf(project.root)
    const ran = await buildWith(project, 'greeting', greetingAnswer, ['--only', 'R2'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('src/greet.ts')
    expectSameTree(treeOf(project.root), before)
  })
})

describe('--changed', () => {
  it('builds what is not in sync, and asks for nothing else', async () => {
    const project = await builtProject()
    const server = await modelOf({
      ...answers,
      count: {
        ...countAnswer,
        files: { 'src/count.ts': countCode.replace('names.length', '[...names].length') },
      },
    })
    project.write('specs/features/count.md', countSpec.replace('how many there are', 'their number'))
    project.remove('src/bye.ts')
    const ran = await asking(project, server, ['regen', '--changed'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(askedFor(server)).toEqual(['count'])
    expect(ran.stdout).toContain('farewell: restored from the archive')
    expect(ran.stdout).not.toContain('greeting')
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it('has nothing to do where all is in sync', async () => {
    const project = await builtProject()
    const before = treeOf(project.root)
    expect(await project.spec(['regen', '--changed'])).toMatchObject({ exit: 0 })
    expectSameTree(treeOf(project.root), before)
  })
})

describe('a draft', () => {
  it('is built only when it is named', async () => {
    const project = greetingProject({
      'specs/features/count.md': countSpec.replace('---\n', '---\nstatus: draft\n'),
    })
    const server = await modelOf(answers)
    expect(await asking(project, server, ['regen', '--all'])).toMatchObject({ exit: 0 })
    expect(await asking(project, server, ['regen', '--changed'])).toMatchObject({ exit: 0 })
    expect(project.exists('src/count.ts')).toBe(false)
    expect((await project.spec(['drift'])).exit).toBe(0)
    expect((await project.spec(['list'])).stdout).toContain('draft')
    expect(await asking(project, server, ['regen', 'count'])).toMatchObject({ exit: 0 })
    expect(project.read('src/count.ts')).toBe(countCode)
  })
})

describe('a target that the spec drops', () => {
  const smaller = farewellSpec.replace('[src/bye.ts]', '[src/bye.ts, src/late.ts]')
  const late = 'export const late = true\n'

  async function dropped(): Promise<TestProject> {
    const project = await builtProject()
    project.write(farewell, smaller)
    const both = { files: { 'src/bye.ts': byeCode, 'src/late.ts': late }, trace: farewellAnswer.trace ?? {} }
    expect(await buildWith(project, 'farewell', both)).toMatchObject({ exit: 0 })
    project.write(farewell, farewellSpec)
    return project
  }

  it('is orphaned, and goes with the next build', async () => {
    const project = await dropped()
    expect((await driftOf(project)).states).toMatchObject({
      'src/bye.ts': 'in-sync',
      'src/late.ts': 'orphaned',
    })
    const ran = await project.spec(['regen', 'farewell', '--offline'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain(`delete    src/late.ts  (${farewell} no longer names it)`)
    expect(project.exists('src/late.ts')).toBe(false)
    expect(project.read('.spec/lock/farewell.json')).not.toContain('late')
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it.each([
    ['and nothing else changed', (text: string) => text],
    ['and the words changed as well', (text: string) => text.replace('"Bye, "', '"So long, "')],
  ])('with a hand edit in it stays, %s, unless --force', async (_, reword) => {
    const project = await dropped()
    project.write(farewell, reword(farewellSpec))
    const edited = `${late}export const mine = true\n`
    project.write('src/late.ts', edited)
    const before = treeOf(project.root)
    const files = { 'src/bye.ts': byeCode.replace('Bye, ', 'So long, ') }
    const server = await modelOf({ farewell: { ...farewellAnswer, files } })
    const ran = await asking(project, server, ['regen', 'farewell'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('src/late.ts was edited by hand')
    expect(ran.stderr).toContain('spec forget src/late.ts')
    expect(ran.stdout).toContain('+export const mine')
    expect(server.asked()).toEqual([])
    expectSameTree(treeOf(project.root), before)
    const forced = await asking(project, server, ['regen', 'farewell', '--force'])
    expect(forced, forced.stderr).toMatchObject({ exit: 0 })
    expect(project.exists('src/late.ts')).toBe(false)
    expect(
      project
        .files()
        .filter((path) => path.startsWith('.spec/archive/blobs/'))
        .map(project.read),
    ).toContain(edited)
  })
})

describe('lost code of a spec that changed', () => {
  it('offline: the message names restore, which brings back what was written', async () => {
    const project = await builtProject()
    project.write(greeting, greetingSpec.replace('"Hello, "', '"Welcome, "'))
    project.remove('src/names.ts')
    const before = treeOf(project.root)
    const ran = await project.spec(['regen', 'greeting', '--offline'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('spec restore src/names.ts')
    expectSameTree(treeOf(project.root), before)
    expect(await project.spec(['restore', 'src/names.ts'])).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(namesCode)
  })
})

describe('a file that is in the place of a target', () => {
  it('and was never built stops the build; --force stores it first', async () => {
    const mine = 'const mine = 1\nvoid mine\n'
    const project = greetingProject({ 'src/greet.ts': mine })
    const server = await modelOf(answers)
    const before = treeOf(project.root)
    const ran = await asking(project, server, ['regen', 'greeting'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[target-unmanaged]')
    expect(ran.stderr).toContain('spec accept greeting')
    expect(server.asked()).toEqual([])
    expectSameTree(treeOf(project.root), before)
    const forced = await asking(project, server, ['regen', 'greeting', '--force'])
    expect(forced, forced.stderr).toMatchObject({ exit: 0 })
    expect(project.read('src/greet.ts')).toBe(greetCode)
    expect(
      project
        .files()
        .filter((path) => path.startsWith('.spec/archive/blobs/'))
        .map(project.read),
    ).toContain(mine)
  })
})

describe('--fresh', () => {
  it('asks anew, from nothing, what was answered before', async () => {
    const project = await builtProject()
    const politer = greetCode.replace('return ', '// Politely.\n  return ')
    const server = await modelOf({
      greeting: { ...greetingAnswer, files: { 'src/greet.ts': politer, 'src/names.ts': namesCode } },
    })
    const ran = await asking(project, server, ['regen', 'greeting', '--fresh'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(server.asked()).toHaveLength(1)
    expect(JSON.stringify(server.asked()[0]?.body)).not.toContain("stranger' : clean")
    expect(project.read('src/greet.ts')).toBe(politer)
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it('does not overwrite a hand edit either', async () => {
    const project = await builtProject()
    project.write('src/greet.ts', greetCode.replace('Hello', 'Hi'))
    const server = await modelOf(answers)
    const ran = await asking(project, server, ['regen', 'greeting', '--fresh'])
    expect(ran.exit).toBe(1)
    expect(server.asked()).toEqual([])
    expect(project.read('src/greet.ts')).toContain('Hi')
  })
})

describe('line ends of the checkout', () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n')

  it('stay CRLF through a build, and are no drift', async () => {
    const project = await builtProject()
    for (const path of ['src/greet.ts', 'src/names.ts', greeting])
      project.write(path, crlf(project.read(path)))
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
    project.write(greeting, crlf(greetingSpec.replace('"Hello, "', '"Welcome, "')))
    const files = { 'src/greet.ts': greetCode.replace('Hello', 'Welcome'), 'src/names.ts': namesCode }
    const ran = await buildWith(project, 'greeting', { ...greetingAnswer, files })
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 0 })
    expect(project.read('src/greet.ts')).toBe(crlf(files['src/greet.ts']))
    expect(project.read('src/names.ts')).toBe(crlf(namesCode))
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
    // The archive keeps what the model wrote, whatever this checkout does with it.
    const kept = project
      .files()
      .filter((path) => path.startsWith('.spec/archive/blobs/'))
      .map(project.read)
    expect(kept).toContain(files['src/greet.ts'])
    expect(kept).not.toContain(crlf(files['src/greet.ts']))
  })
})
