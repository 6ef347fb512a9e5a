// Specs that nobody can work with: each is told with its place and what to do, nothing is written for it, and the others
// are still looked at.
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtProject, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { greetingSpec } from '../../support/greeting.ts'
import { testProject, type Ran } from '../../support/project.ts'
import { cases, elsewhere, greeting, manyTargets, respelt, type Case } from './spec-cases.ts'

/** The message with its code, place and hint stands in `ran` once, nothing else is blamed, and nothing crashed. */
function expectTold(ran: Ran, { code, place, says }: Case): void {
  expectPlain(ran)
  const errors = ran.stderr
    .split(/\n(?! )/)
    .filter((block) => /^(?:\S+ {2})?(?:finding|trouble) {2}/.test(block))
    // Who uses what failed is not built, and told so: that is no second fault.
    .filter((block) => !block.includes('[upstream-failed]'))
  expect(errors).toHaveLength(1)
  expect(errors[0]?.slice(0, place.length + 2)).toBe(`${place}  `)
  for (const words of [`[${code}]`, ...says, 'hint: ']) expect(errors[0]).toContain(words)
}

describe.each(cases)('$name', (bad) => {
  test('drift tells it, and the others as well', async () => {
    const project = await builtProject()
    bad.spoil(project)
    project.remove('src/count.ts')
    const before = treeOf(project.root)
    const ran = await project.spec(['drift'])
    expect(ran.exit).toBe(bad.exit)
    expectTold(ran, bad)
    expect(ran.stdout).toContain('lost        src/count.ts')
    const json = await project.spec(['drift', '--json'])
    expect(json.exit).toBe(bad.exit)
    expect(json.json()).toMatchObject({ schema: 'spec.drift/1', clean: false })
    expect(json.json().diagnostics).toContainEqual(expect.objectContaining({ code: bad.code }))
    expectSameTree(treeOf(project.root), before)
  })

  test('check tells it', async () => {
    const project = await builtProject()
    bad.spoil(project)
    const ran = await project.spec(['check'])
    expect(ran.exit).toBe(bad.exit)
    expectTold(ran, bad)
  })

  test('nothing is built from it, by name neither; the others are', async () => {
    const project = await builtProject()
    bad.spoil(project)
    project.remove('src/count.ts')
    const before = treeOf(project.root)
    for (const words of [
      ['regen', 'greeting', '--offline'],
      ['regen', 'greeting', '--offline', '--force'],
      ['prompt', 'greeting'],
      ['accept', 'greeting', '--because', 'tried', '--yes'],
    ]) {
      const ran = await project.spec(words)
      expect(ran.exit).toBe(bad.exit)
      expectTold(ran, bad)
      expectSameTree(treeOf(project.root), before)
    }
    const all = await project.spec(['regen', '--all', '--offline'])
    expect(all.exit).toBe(bad.exit)
    expectTold(all, bad)
    expect(all.stdout).toContain('count: restored from the archive')
    expectSameTree(treeOf(project.root), before, ['src/count.ts'])
  })
})

test('accept --all leaves what cannot be read alone, and fails for it', async () => {
  const project = await builtProject()
  project.write(greeting, greetingSpec.replace('uses: [style]', 'uses: [style'))
  const before = treeOf(project.root)
  const ran = await project.spec(['accept', '--all', '--because', 'tried', '--yes'])
  expect(ran.exit).toBe(2)
  expect(ran.stdout).toContain('nothing to accept')
  expectSameTree(treeOf(project.root), before)
})

test('JavaScript in front matter was not run', async () => {
  const project = await builtProject()
  respelt('---\ntitle', '---js\nglobalThis.ran = true\n---\n---\ntitle')(project)
  for (const words of [['drift'], ['check'], ['regen', '--all', '--offline']]) await project.spec(words)
  expect(Object.hasOwn(globalThis, 'ran')).toBe(false)
})

test('a byte order mark is fine', async () => {
  const project = await builtProject()
  project.write(greeting, `\uFEFF${greetingSpec}`)
  expect(await project.spec(['drift'])).toMatchObject({ exit: 0, stderr: '' })
  expect(await project.spec(['check'])).toMatchObject({ exit: 0, stderr: '' })
})

test('200 targets are as many as a spec may have', async () => {
  const project = await builtProject()
  respelt('  - src/names.ts\n', '  - src/names.ts\n' + manyTargets(198))(project)
  const ran = await project.spec(['drift', 'greeting'])
  expect(ran).toMatchObject({ exit: 1, stderr: '' })
  expect(ran.stdout).toContain('198 never built')
})

test('two specs with one id are both left alone; the others are looked at', async () => {
  const project = await builtProject()
  project.write('specs/architecture/greeting.md', '# Greeting\n\nAlso.\n')
  project.remove('src/count.ts')
  const before = treeOf(project.root)
  const ran = await project.spec(['regen', '--all', '--offline'])
  expect(ran.exit).toBe(1)
  expect(ran.stderr).toContain(
    'two specs are called `greeting`: specs/architecture/greeting.md and specs/features/greeting.md',
  )
  expectPlain(ran)
  expect(ran.stdout).toContain('count: restored')
  expectSameTree(treeOf(project.root), before, ['src/count.ts'])
})

test('a folder that is a link out: no target below it is read or written', async () => {
  const project = await builtProject()
  const outside = elsewhere()
  project.remove('src')
  symlinkSync(outside, join(project.root, 'src'))
  const before = treeOf(project.root)
  for (const words of [
    ['regen', '--all', '--offline', '--force'],
    ['accept', '--all', '--because', 'tried', '--yes'],
    ['restore', 'src/names.ts', '--force'],
  ]) {
    const ran = await project.spec(words)
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('a link that leaves the project')
    expectPlain(ran)
  }
  expectSameTree(treeOf(project.root), before)
  expect(readFileSync(join(outside, 'names.ts'), 'utf8')).toBe('export const outside = true\n')
})

test.each(['specs/features', '.spec/lock'])(
  '%s that is no folder: nothing can be known, nothing is done',
  async (path) => {
    const project = await builtProject()
    project.remove(path)
    project.write(path, 'a file')
    const before = treeOf(project.root)
    for (const words of [
      ['drift'],
      ['regen', '--all', '--force', '--offline'],
      ['accept', '--all', '--because', 'tried', '--yes'],
    ]) {
      const ran = await project.spec(words)
      expect(ran).toMatchObject({ exit: 2, stdout: '' })
      expect(ran.stderr).toContain(`${path}  trouble  the folder ${path} cannot be read`)
      expectPlain(ran)
      expectSameTree(treeOf(project.root), before)
    }
  },
)

describe('a project without any spec', () => {
  test.each([[['drift']], [['drift', 'auth']], [['regen', '--all']], [['regen', '--changed']]])(
    '%s: not a clean one',
    async (words) => {
      const project = testProject({ '.git/HEAD': 'ref: refs/heads/main\n', 'spec.config.json': '{}' })
      const ran = await project.spec(words)
      expect(ran).toMatchObject({ exit: 2, stdout: '' })
      expect(ran.stderr).toContain('the project has no spec')
      expect(ran.stderr).toContain('hint: run: spec init, or spec new feature')
    },
  )
})

describe('no specs folder', () => {
  test.each([
    ['drift'],
    ['check'],
    ['list'],
    ['regen', '--all'],
    ['prompt', 'greeting'],
    ['accept', '--all', '--because', 'x', '--yes'],
    ['restore', 'src/a.ts'],
    ['diff'],
    ['log'],
    ['archive', 'verify'],
  ])('%s: one message names spec init', async (...words) => {
    // A repository of its own: nobody looks above it.
    const project = testProject({ '.git/HEAD': 'ref: refs/heads/main\n' })
    const ran = await project.spec(words)
    expect(ran).toMatchObject({ exit: 2, stdout: '' })
    expect(ran.stderr).toContain('[no-project]')
    expect(ran.stderr).toContain('hint: run: spec init')
    expectPlain(ran)
    expect(project.files()).toEqual(['.git/HEAD'])
  })
})
