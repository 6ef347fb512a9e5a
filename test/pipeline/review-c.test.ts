// What checking and accepting say where something is damaged, half merged, or tied together by broad patterns.
import { describe, expect, it } from 'vitest'
import { circlesOf } from '../../src/pipeline/circles.ts'
import type { SpecHead, SpecId } from '../../src/spec/spec.ts'
import {
  farewellSpec,
  greetingAnswer,
  greetingProject,
  greetingSpec,
  namesCode,
} from '../support/greeting.ts'
import { builtProject, states } from '../support/lifecycle.ts'
import { buildWith, type TestProject } from '../support/project.ts'

const greeting = 'specs/features/greeting.md'
const greetingLock = '.spec/lock/greeting.json'
const markers = '<<<<<<< HEAD\nexport const a = 1\n=======\nexport const a = 2\n>>>>>>> other\n'
const conflicted = (text: string): string => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> other\n`

interface Document {
  readonly clean: boolean
  readonly counts: Readonly<Record<string, number>>
  readonly specs: readonly { readonly spec: string; readonly next: string | null }[]
}

async function drift(project: TestProject, ...ids: readonly string[]) {
  const ran = await project.spec(['drift', ...ids, '--json'])
  return { exit: ran.exit, stderr: ran.stderr, told: ran.json() as unknown as Document }
}

it('a hint of several lines is printed as lines, each indented', async () => {
  const { stderr, exit } = await greetingProject().spec(['regen', 'greeting'])
  expect(exit).toBe(2)
  expect(stderr).not.toContain('\\n')
  expect(stderr).toMatch(/^ {4}hint: there are three ways to get an answer for greeting:$/m)
  expect(stderr).toMatch(/^ +3\. spec prompt greeting > p\.md/m)
})

describe('what cannot be read is not clean', () => {
  it('a lock with conflict markers: its targets are unreadable, and the command that settles it is told', async () => {
    const project = await builtProject()
    project.write(greetingLock, conflicted(project.read(greetingLock)))
    const { exit, told } = await drift(project)
    expect({ exit, clean: told.clean, counts: told.counts }).toEqual({
      exit: 2,
      clean: false,
      counts: { unreadable: 2, 'in-sync': 1 },
    })
    expect(told.specs.find(({ spec }) => spec === 'greeting')?.next).toBe(
      'spec accept greeting --because "merged"',
    )
    const shown = await project.spec(['drift'])
    expect(shown.stdout).toContain('drift: 2 unreadable, 1 in sync')
    expect(shown.stderr).toContain('spec accept greeting --because')
    expect(shown.stdout + shown.stderr).not.toContain('<id>')
  })

  it('front matter that is no YAML, in a spec that was built and in one that never was', async () => {
    const project = await builtProject({ 'specs/features/new.md': '---\ntargets: [\n---\n# New\n' })
    project.write(greeting, greetingSpec.replace('uses: [style]', 'uses: [style'))
    const { exit, told } = await drift(project)
    expect({ exit, clean: told.clean, counts: told.counts }).toEqual({
      exit: 2,
      clean: false,
      counts: { unreadable: 3, 'in-sync': 1 },
    })
  })

  it('an architecture spec, with the feature that uses it', async () => {
    const project = await builtProject()
    project.write('specs/architecture/style.md', '---\ntitle: [\n---\n# Style\n')
    const { exit, told } = await drift(project)
    expect({ exit, clean: told.clean }).toEqual({ exit: 2, clean: false })
    expect(told.counts).toEqual({ unreadable: 3, 'in-sync': 1 })
  })

  it('is not held against a spec that was named and has nothing to do with it', async () => {
    const project = await builtProject({ 'specs/features/broken.md': '---\ntargets: [\n---\n# Broken\n' })
    expect(await drift(project)).toMatchObject({ exit: 2, told: { clean: false } })
    expect(await drift(project, 'farewell')).toMatchObject({ exit: 0, stderr: '', told: { clean: true } })
    expect(await project.spec(['diff', 'farewell'])).toMatchObject({ exit: 0, stderr: '' })
    expect(await drift(project, 'broken')).toMatchObject({ exit: 2, told: { clean: false } })
    expect(await project.spec(['diff', 'broken'])).toMatchObject({ exit: 2 })
  })

  it('is held against one that uses it', async () => {
    const project = await builtProject()
    project.write('specs/architecture/style.md', '---\ntitle: [\n---\n# Style\n')
    expect((await drift(project, 'greeting')).exit).toBe(2)
    expect(await drift(project, 'farewell')).toMatchObject({ exit: 0, stderr: '' })
  })
})

describe('merge markers are never accepted', () => {
  it('in a file that no lock knows', async () => {
    const project = greetingProject({ 'src/greet.ts': markers, 'src/names.ts': namesCode })
    expect((await states(project))['src/greet.ts']).toBe('unresolved')
    const ran = await project.spec(['accept', 'greeting', '--because', 'mine', '--yes'])
    expect(ran).toMatchObject({ exit: 1 })
    expect(ran.stderr).toContain('src/greet.ts still holds merge markers')
    expect(project.exists(greetingLock)).toBe(false)
  })

  it('in the target of a draft', async () => {
    const project = await builtProject()
    const before = project.read(greetingLock)
    project.write(greeting, greetingSpec.replace('title: Greeting', 'title: Greeting\nstatus: draft'))
    project.write('src/names.ts', markers)
    const ran = await project.spec(['accept', 'greeting', '--because', 'mine', '--yes'])
    expect(ran).toMatchObject({ exit: 1 })
    expect(ran.stderr).toContain('src/names.ts still holds merge markers')
    expect(project.read(greetingLock)).toBe(before)
  })
})

it('a type that one spec passes on: an error in the users of its users does not stop the build', async () => {
  const project = greetingProject({
    'specs/features/a.md': '---\ntargets: [src/a.ts]\n---\n# A\n\n- R1: `A` is exported.\n',
    'specs/features/b.md': '---\ntargets: [src/b.ts]\nuses: [a]\n---\n# B\n\n- R1: `b` is an `A`.\n',
    'specs/features/c.md': '---\ntargets: [src/c.ts]\nuses: [b]\n---\n# C\n\n- R1: `c` reads `b`.\n',
  })
  const files = {
    a: { 'src/a.ts': 'export interface A {\n  n: number\n}\n' },
    b: {
      'src/b.ts': "import type { A } from './a.js'\n\nexport function b(): A | null {\n  return null\n}\n",
    },
    c: { 'src/c.ts': "import { b } from './b.js'\n\nexport const c: number | undefined = b()?.n\n" },
  }
  const traces = { a: { R1: ['src/a.ts#A'] }, b: { R1: ['src/b.ts#b'] }, c: { R1: ['src/c.ts#c'] } }
  for (const id of ['a', 'b', 'c'] as const) {
    const built = await buildWith(project, id, { files: files[id], trace: traces[id] })
    expect(built, built.stderr).toMatchObject({ exit: 0 })
  }
  project.write(
    'specs/features/a.md',
    project.read('specs/features/a.md').replace('exported', 'exported, with `m`'),
  )
  const built = await buildWith(project, 'a', {
    files: { 'src/a.ts': 'export interface A {\n  m: number\n}\n' },
    trace: traces.a,
  })
  expect(built, built.stderr).toMatchObject({ exit: 0 })
  expect(built.stderr).toContain('c becomes stale')
})

describe('an apply that was cut short is told by reading commands', () => {
  const committed = '.spec/local/apply/committed.json'

  it('whose journal is damaged', async () => {
    const project = await builtProject({ [committed]: '{}' })
    const { exit, stderr, told } = await drift(project)
    expect({ exit, clean: told.clean }).toEqual({ exit: 2, clean: false })
    expect(stderr + JSON.stringify(told)).toContain('.spec/local/apply')
    expect((await project.spec(['drift', 'farewell'])).exit).toBe(2)
  })

  it('on a spec that is gone', async () => {
    const project = await builtProject({
      [committed]: JSON.stringify({ journalVersion: 1, spec: 'gone', folders: [], entries: [] }),
    })
    const { exit, told } = await drift(project)
    expect({ exit, clean: told.clean }).toEqual({ exit: 1, clean: false })
    expect((await project.spec(['drift'])).stderr).toContain(
      'a command that wrote the files of gone was cut short',
    )
  })
})

describe('circles by `context`', () => {
  const wide = (spec: string, entry: string): string =>
    spec.replace('title:', `context: ['${entry}']\ntitle:`)

  it('two broad patterns are no circle, and what they show is tracked', async () => {
    const project = greetingProject({
      'specs/features/one.md':
        '---\ntargets: [src/one.ts]\ncontext: ["src/**/*.ts"]\n---\n# One\n\n- R1: `one`.\n',
      'specs/features/two.md':
        '---\ntargets: [src/two.ts]\ncontext: ["src/**/*.ts"]\n---\n# Two\n\n- R1: `two`.\n',
    })
    project.remove('specs/features/farewell.md')
    project.remove(greeting)
    for (const id of ['one', 'two', 'one']) {
      const answer = {
        files: { [`src/${id}.ts`]: `export const ${id} = 1\n` },
        trace: { R1: [`src/${id}.ts#${id}`] },
      }
      const built = await buildWith(project, id, answer)
      expect(built, built.stderr).toMatchObject({ exit: 0 })
    }
    expect(await states(project)).toMatchObject({ 'src/one.ts': 'in-sync', 'src/two.ts': 'in-sync' })
    project.write('src/two.ts', 'export const two = 1\nexport const more = 2\n')
    expect((await project.spec(['drift', 'two'])).stdout).toContain('accepting it will make one stale')
    await project.spec(['accept', 'two', '--because', 'more', '--yes'])
    expect(await states(project)).toMatchObject({ 'src/one.ts': 'stale', 'src/two.ts': 'accepted' })
  })

  it('a plain path still is one, told as context with the path', async () => {
    const project = greetingProject({ 'specs/features/greeting.md': wide(greetingSpec, 'src/bye.ts') })
    const { stderr, exit } = await project.spec(['drift'])
    expect(exit).toBe(1)
    expect(stderr).toContain('`context` of greeting names `src/bye.ts`, a file of farewell')
    expect(stderr).toContain('`uses` or `context` entries')
    expect((await project.spec(['check'])).stderr).toContain('`context` of greeting names')
  })

  it('a pattern against a `uses` gives way', async () => {
    const project = greetingProject({ 'specs/features/greeting.md': wide(greetingSpec, 'src/*.ts') })
    const { stderr } = await project.spec(['drift'])
    expect(stderr).not.toContain('circle')
  })

  it('ten thousand specs with one pattern are one circle; a chain of as many has none', () => {
    const count = 10_000
    const ids = Array.from({ length: count }, (_, index) => `s${index}` as SpecId)
    const head = (id: SpecId, context: readonly string[]) => ({ id, context }) as unknown as SpecHead
    const together = circlesOf(
      ids.map((id) => head(id, ['src/**'])),
      new Map(),
      new Map([['src/**', { ids }]]),
    )
    expect(new Set(ids.map((id) => together.get(id))).size).toBe(1)
    const chain = new Map(ids.map((id, index) => [id, new Set(ids.slice(index + 1, index + 2))]))
    const apart = circlesOf(
      ids.map((id) => head(id, [])),
      chain,
      new Map(),
    )
    expect(new Set(ids.map((id) => apart.get(id))).size).toBe(count)
  })
})

describe('accepting it will make others stale', () => {
  it('an added export too', async () => {
    const project = await builtProject()
    project.write('src/names.ts', `${namesCode}\nexport const longest = 80\n`)
    expect((await project.spec(['drift', 'greeting'])).stdout).toContain(
      'accepting it will make farewell stale',
    )
    await project.spec(['accept', 'greeting', '--because', 'needed', '--yes'])
    expect((await states(project))['src/bye.ts']).toBe('stale')
  })

  it('not where the dependent uses a requirement that is not traced to it', async () => {
    const project = greetingProject({
      'specs/features/farewell.md': farewellSpec.replace('[greeting]', '["greeting#R2"]'),
    })
    await buildWith(project, 'greeting', greetingAnswer)
    const bye =
      "import { cleanName } from './names.js'\n\nexport const bye = (name: string): string => cleanName(name)\n"
    expect(
      await buildWith(project, 'farewell', {
        files: { 'src/bye.ts': bye },
        trace: { R1: ['src/bye.ts#bye'] },
      }),
    ).toMatchObject({ exit: 0 })
    project.write('src/names.ts', `${namesCode}\nexport const longest = 80\n`)
    expect((await project.spec(['drift', 'greeting'])).stdout).not.toContain('will make')
    await project.spec(['accept', 'greeting', '--because', 'needed', '--yes'])
    expect((await states(project))['src/bye.ts']).toBe('in-sync')
  })
})
