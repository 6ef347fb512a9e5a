// Faults that a review found in building: what is asked again, what blocks, what is paid for twice.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createStore } from '../../src/adapters/store.ts'
import { listenWith } from '../../src/cli/listen.ts'
import { specId } from '../../src/spec/ids.ts'
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
import { madeUpToken } from '../support/made-up-secrets.ts'
import { buildWith, type TestProject } from '../support/project.ts'
import { answers, askedFor, asking, countAnswer, modelOf } from '../support/scripted-model.ts'

const greeting = 'specs/features/greeting.md'
const farewell = 'specs/features/farewell.md'
const reworded = greetingSpec.replace('trims white space', 'trims all white space')
const wider = namesCode.replace('cleanName(name: string)', 'cleanName(name: string, _also?: string)')
const politer = byeCode.replace('return ', '// Politely.\n  return ')
const widerAnswer = { ...greetingAnswer, files: { 'src/greet.ts': greetCode, 'src/names.ts': wider } }
const politeAnswer = { ...farewellAnswer, files: { 'src/bye.ts': politer } }

const localFiles = (project: TestProject): string =>
  project
    .files()
    .filter((path) => path.startsWith('.spec/'))
    .map(project.read)
    .join('\n')

describe('users of what changed', () => {
  it('--changed builds those that become stale, and asks nothing for those that do not', async () => {
    const project = await builtProject()
    const server = await modelOf({ ...answers, greeting: widerAnswer, farewell: politeAnswer })
    project.write(greeting, reworded)
    const ran = await asking(project, server, ['regen', '--changed'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(askedFor(server)).toEqual(['greeting', 'farewell'])
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it('--changed asks nothing for a user whose sight of it stays', async () => {
    const project = await builtProject()
    const body = namesCode.replace('name.trim()', 'name.trim().trim()')
    const files = { 'src/greet.ts': greetCode, 'src/names.ts': body }
    const server = await modelOf({ greeting: { ...greetingAnswer, files } })
    project.write(greeting, reworded)
    expect(await asking(project, server, ['regen', '--changed', '--fresh'])).toMatchObject({ exit: 0 })
    expect(askedFor(server)).toEqual(['greeting'])
  })

  it('an edit upstream stops only a user that has to be built', async () => {
    const project = await builtProject()
    project.write('src/greet.ts', greetCode.replace('Hello', 'Hi'))
    project.write(greeting, reworded)
    // The edit would be merged with a new answer, and there is none.
    const inSync = await project.spec(['regen', '--all', '--offline'])
    expect(inSync.exit).toBe(2)
    expect(inSync.stdout).toContain('greeting: failed, nothing written')
    expect(inSync.stdout).toContain('farewell: in sync')
    project.remove('src/bye.ts')
    const lost = await project.spec(['regen', '--all', '--offline'])
    expect(lost.stdout).toContain('farewell: restored')
    expect(project.read('src/bye.ts')).toBe(byeCode)
    project.write(farewell, farewellSpec.replace('"Bye, "', '"So long, "'))
    const stale = await project.spec(['regen', '--all', '--offline'])
    expect(stale.stderr).toContain('farewell was not built: it uses greeting, which failed')
  })

  it('--dry-run says who will become stale, and does not ask for them', async () => {
    const project = await builtProject()
    const server = await modelOf({ ...answers, greeting: widerAnswer })
    project.write(greeting, reworded)
    const ran = await asking(project, server, ['regen', '--all', '--dry-run'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('farewell: becomes stale')
    expect(ran.stderr).toContain('farewell sees declarations of greeting, which would change first')
    expect(ran.stdout).toContain('count: in sync')
    expect(askedFor(server)).toEqual(['greeting'])
  })

  it('--dry-run of a project that was never built asks only for what uses nothing', async () => {
    const project = greetingProject()
    const server = await modelOf(answers)
    const ran = await asking(project, server, ['regen', '--all', '--dry-run'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(askedFor(server)).toEqual(['greeting'])
  })
})

describe('a used feature that was never built', () => {
  it.each([
    ['by uses', farewellSpec],
    ['by a context file', farewellSpec.replace('uses: [greeting]', 'context: [src/names.ts]')],
  ])('%s: nothing is asked, and the prompt is not printed', async (_, text) => {
    const project = greetingProject({ [farewell]: text })
    const server = await modelOf(answers)
    for (const words of [
      ['regen', 'farewell'],
      ['prompt', 'farewell'],
    ]) {
      const ran = await asking(project, server, words)
      expect(ran.exit).toBe(1)
      expect(ran.stderr).toContain('greeting was never built')
      expect(ran.stderr).toContain('spec regen greeting')
    }
    expect(server.asked()).toEqual([])
  })

  it('and is a draft is no hindrance', async () => {
    const project = greetingProject({ [greeting]: greetingSpec.replace('---\n', '---\nstatus: draft\n') })
    expect(await project.spec(['prompt', 'farewell'])).toMatchObject({ exit: 0 })
  })
})

describe('an answer that is paid for', () => {
  const smaller = {
    files: {
      'src/count.ts': countCode.replace('names.length', '[...names].length').replace('count', 'total'),
    },
    trace: { R1: ['src/count.ts#total'] },
  }

  it.each([{ first: [] }, { first: ['--fresh'] }])(
    'and loses an export lands with --allow-removal, asked once ($first)',
    async ({ first }) => {
      const project = await builtProject()
      const server = await modelOf({ count: smaller })
      // No changed requirement explains it: a section did.
      project.write('specs/features/count.md', countSpec.replace('# Count\n', '# Count\n\nCounts.\n'))
      const refused = await asking(project, server, ['regen', 'count', '--repairs', '0', ...first])
      expect(refused.exit).toBe(1)
      expect(refused.stderr).toContain('spec regen count --allow-removal')
      const ran = await asking(project, server, ['regen', 'count', '--allow-removal'])
      expect(ran, ran.stderr).toMatchObject({ exit: 0 })
      expect(askedFor(server)).toEqual(['count'])
      expect(project.read('src/count.ts')).toContain('total')
    },
  )

  it.each([{ next: [] }, { next: ['--fresh'] }])(
    'by --fresh --dry-run is used by the next run ($next), once',
    async ({ next }) => {
      const project = await builtProject()
      const server = await modelOf({ farewell: politeAnswer })
      project.write(farewell, farewellSpec.replace('the clean name', 'the cleaned name'))
      expect(await asking(project, server, ['regen', 'farewell', '--fresh', '--dry-run'])).toMatchObject({
        exit: 0,
      })
      const ran = await asking(project, server, ['regen', 'farewell', ...next])
      expect(ran, ran.stderr).toMatchObject({ exit: 0 })
      expect(project.read('src/bye.ts')).toBe(politer)
      expect(askedFor(server)).toEqual(['farewell'])
      expect(await asking(project, server, ['regen', 'farewell', '--fresh'])).toMatchObject({ exit: 0 })
      expect(askedFor(server)).toEqual(['farewell', 'farewell'])
    },
  )

  it('with a false alarm is kept on this machine, and lands once it is allowed', async () => {
    const project = greetingProject()
    project.write('specs/features/count.md', countSpec)
    const code = `${countCode}export const sample = '${madeUpToken}'\n`
    const server = await modelOf({ count: { ...countAnswer, files: { 'src/count.ts': code } } })
    const refused = await asking(project, server, ['regen', 'count'])
    expect(refused.exit).toBe(1)
    expect(project.files().filter((path) => path.startsWith('.spec/archive/'))).toEqual([])
    expect(localFiles(project)).toContain(madeUpToken)
    const again = await asking(project, server, ['regen', 'count', '--reuse-rejected'])
    expect(again.exit).toBe(1)
    expect(project.exists('src/count.ts')).toBe(false)
    const allow = [...refused.stderr.matchAll(/"digest": "([^"]+)"/g)].map(([, digest]) => ({
      digest,
      reason: 'made up',
    }))
    project.write('spec.config.json', JSON.stringify({ secrets: { allow } }))
    const ran = await asking(project, server, ['regen', 'count', '--reuse-rejected'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(project.read('src/count.ts')).toBe(code)
    expect(askedFor(server)).toEqual(['count'])
  })

  it('with a secret of the environment is kept nowhere', async () => {
    const project = greetingProject()
    project.write('specs/features/count.md', countSpec)
    // The key that `asking` sets.
    const key = 'made-up-key-of-this-test'
    const code = `${countCode}export const sample = '${key} ${madeUpToken}'\n`
    const server = await modelOf({ count: { ...countAnswer, files: { 'src/count.ts': code } } })
    expect((await asking(project, server, ['regen', 'count'])).exit).toBe(1)
    expect(localFiles(project)).not.toContain(key)
  })
})

describe('a recorded answer that does not pass the checks any more', () => {
  const spec = 'specs/features/count.md'
  const v2 = countCode.replace('names: readonly string[]', 'names: readonly string[], _also?: boolean')
  const v3 = v2.replace('names.length', 'names.slice().length')

  /** Back to words that were answered before, where that answer breaks a file written since. */
  async function spoilt(): Promise<TestProject> {
    const project = await builtProject()
    project.write(spec, countSpec.replace('how many there are', 'their number'))
    expect(
      await buildWith(project, 'count', { ...countAnswer, files: { 'src/count.ts': v2 } }),
    ).toMatchObject({
      exit: 0,
    })
    project.write('src/user.ts', "import { count } from './count.js'\nexport const one = count([], true)\n")
    project.write(spec, countSpec)
    return project
  }

  it('is passed over, and the model is asked', async () => {
    const project = await spoilt()
    const server = await modelOf({ count: { ...countAnswer, files: { 'src/count.ts': v3 } } })
    const ran = await asking(project, server, ['regen', 'count'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(ran.stderr).toContain('a recorded answer to count does not pass the checks (types)')
    expect(askedFor(server)).toEqual(['count'])
    expect(project.read('src/count.ts')).toBe(v3)
  })

  it('gives way to the next recorded one that passes', async () => {
    const project = await spoilt()
    const server = await modelOf({ count: { ...countAnswer, files: { 'src/count.ts': v3 } } })
    expect(await asking(project, server, ['regen', 'count', '--dry-run'])).toMatchObject({ exit: 0 })
    const ran = await project.spec(['regen', 'count', '--offline'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(project.read('src/count.ts')).toBe(v3)
  })

  it('with --offline stops, and says what would help', async () => {
    const project = await spoilt()
    const before = treeOf(project.root)
    const ran = await project.spec(['regen', 'count', '--offline'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[check-types]')
    expect(ran.stderr).toContain('spec regen count --fresh')
    expectSameTree(treeOf(project.root), before)
  })
})

describe('--verify', () => {
  it('restores nothing that does not pass the checks as the project is now', async () => {
    const project = await builtProject()
    project.remove('src/count.ts')
    project.write('src/user.ts', "import { count } from './count.js'\nexport const one: string = count([])\n")
    const before = treeOf(project.root)
    const ran = await project.spec(['regen', 'count', '--verify'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[check-types]')
    expectSameTree(treeOf(project.root), before)
    project.remove('src/user.ts')
    expect(await project.spec(['regen', 'count', '--verify'])).toMatchObject({ exit: 0 })
    expect(project.read('src/count.ts')).toBe(countCode)
  })
})

describe('the wait before another try', () => {
  it.each([
    [0.791992059352638, '1 s'],
    [0.2, '1 s'],
    [12.4, '12 s'],
  ])('of %d s is told as %s', (waitSeconds, told) => {
    const notes: (string | undefined)[] = []
    const listen = listenWith({
      begin: () => {},
      update: (_, { note }) => notes.push(note),
      end: () => {},
      say: () => {},
    })
    listen(specId('greeting'), { type: 'retry', reason: 'busy', waitSeconds })
    expect(notes).toEqual([`busy; trying again in ${told}`])
  })
})

describe('the archive', () => {
  it('is read once in a run; what lands meanwhile is found', async () => {
    const project = await builtProject()
    const store = createStore(project.root)
    const before = await store.records('generation')
    const folder = '.spec/archive/records'
    const names = readdirSync(join(project.root, folder), { recursive: true, encoding: 'utf8' })
    const read = names.filter((name) => name.endsWith('.json'))
    const server = await modelOf({ farewell: politeAnswer })
    expect(await asking(project, server, ['regen', 'farewell', '--fresh'])).toMatchObject({ exit: 0 })
    // Whoever read them again would find them damaged.
    for (const name of read) project.write(`${folder}/${name}`, 'damaged')
    const after = await store.records('generation')
    expect(before.ok && after.ok && after.value.length - before.value.length).toBe(1)
    expect(after.diagnostics).toEqual([])
    expect((await createStore(project.root).records('generation')).diagnostics).toHaveLength(read.length)
  })
})
