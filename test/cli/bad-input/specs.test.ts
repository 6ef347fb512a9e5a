// Specs that nobody can work with: each is told with its place and what to do, nothing is written for it, and the others
// are still looked at.
import { mkdirSync, symlinkSync, mkdtempSync, writeFileSync, rmSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProject, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { farewellSpec, greetingSpec, styleSpec } from '../../support/greeting.ts'
import { testProject, type Ran, type TestProject } from '../../support/project.ts'

const greeting = 'specs/features/greeting.md'

interface Case {
  readonly name: string
  readonly spoil: (project: TestProject) => void
  readonly exit: 1 | 2
  /** The one message that says it. */
  readonly code: string
  readonly place: string
  readonly says: readonly string[]
  /** Does `spec check`, which looks at no lock, tell it in the same words? */
  readonly check?: boolean
}

const respelt =
  (from: string, to: string | ((found: string) => string)) =>
  (project: TestProject): void =>
    project.write(greeting, typeof to === 'string' ? greetingSpec.replace(from, () => to) : to(greetingSpec))

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))))

/** In place of a target. */
function instead(project: TestProject, put: (path: string) => void): void {
  project.remove('src/names.ts')
  put(join(project.root, 'src/names.ts'))
}

/** A folder outside any project, with a file in it. */
function elsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spec-elsewhere-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'names.ts'), 'export const outside = true\n')
  return folder
}

const cases: readonly Case[] = [
  {
    name: 'broken YAML',
    spoil: respelt('uses: [style]', 'uses: [style'),
    exit: 2,
    code: 'spec-yaml',
    place: `${greeting}:6:13`,
    says: ['not valid YAML', 'correct the YAML'],
  },
  {
    name: 'front matter in JavaScript',
    spoil: respelt('---\ntitle', '---js\nglobalThis.ran = true\n---\n---\ntitle'),
    exit: 2,
    code: 'spec-engine',
    place: `${greeting}:1:4`,
    says: ['marked as `js`', 'nothing is run'],
  },
  {
    name: 'bytes that are not UTF-8',
    spoil: (project) => project.write(greeting, bytes(greetingSpec, 0xe9, '\n')),
    exit: 2,
    code: 'spec-unreadable',
    place: `${greeting}:21`,
    says: ['not UTF-8', 'save the file as UTF-8'],
  },
  {
    name: 'NUL bytes',
    spoil: respelt('Greets', 'Gre\0ets'),
    exit: 2,
    code: 'spec-unreadable',
    place: `${greeting}:10`,
    says: ['NUL byte'],
  },
  {
    name: '50 MB',
    spoil: (project) => project.write(greeting, Buffer.alloc(50 * 1024 * 1024, greetingSpec)),
    exit: 2,
    code: 'spec-unreadable',
    place: greeting,
    says: ['has 50 MB', 'at most 1 MB', 'split it'],
  },
  {
    name: '10,000 targets',
    spoil: respelt('  - src/names.ts\n', '  - src/names.ts\n' + manyTargets(10_000)),
    exit: 1,
    code: 'spec-too-many-targets',
    place: `${greeting}:3:1`,
    says: ['10002 files', 'at most 200', 'split it'],
  },
  {
    name: 'nothing at all',
    spoil: (project) => project.write(greeting, ''),
    exit: 1,
    code: 'spec-empty',
    place: greeting,
    says: ['the spec is empty', 'write what the code shall do'],
  },
  {
    name: 'a file of two owners',
    spoil: (project) =>
      project.write(
        'specs/features/farewell.md',
        farewellSpec.replace('[src/bye.ts]', '[src/bye.ts, src/names.ts]'),
      ),
    exit: 1,
    code: 'target-two-owners',
    place: `${greeting}:5:5`,
    says: ['farewell and by greeting', 'see specs/features/farewell.md:3:23', 'keep it in one of them'],
  },
  {
    name: 'specs that use each other in a circle',
    spoil: (project) => {
      project.write(greeting, greetingSpec.replace('[style]', '[style, welcome]'))
      project.write(
        'specs/features/welcome.md',
        '---\ntargets: [src/hi.ts]\nuses: [farewell]\n---\n# W\n\n- R1: x\n',
      )
    },
    exit: 1,
    code: 'uses-cycle',
    place: 'specs/features/farewell.md:4:8',
    says: [
      'farewell → greeting → welcome → farewell',
      `see ${greeting}:6:15`,
      'see specs/features/welcome.md:3:8',
      'take one of these `uses` out',
    ],
  },
  {
    name: 'a use of what is not there',
    spoil: respelt('[style]', '[stile]'),
    exit: 1,
    code: 'uses-missing',
    place: `${greeting}:6:8`,
    says: ['no such spec', 'did you mean `style`?'],
  },
  {
    name: 'a target that is a folder',
    spoil: (project) =>
      instead(project, (path) => {
        mkdirSync(path)
        writeFileSync(join(path, 'inside.txt'), 'mine')
      }),
    exit: 1,
    code: 'target-not-a-file',
    place: `${greeting}:5:5`,
    says: ['`src/names.ts` is a folder', 'name a file, or move away what stands there'],
  },
  {
    name: 'a target that is a link out of the project',
    spoil: (project) => instead(project, (path) => symlinkSync(join(elsewhere(), 'names.ts'), path)),
    exit: 1,
    code: 'target-not-a-file',
    place: `${greeting}:5:5`,
    says: ['`src/names.ts` is a link that leaves the project'],
  },
  {
    name: 'a shared spec with broken YAML',
    spoil: (project) =>
      project.write('specs/architecture/style.md', styleSpec.replace('title: Style', 'title: [')),
    exit: 2,
    code: 'spec-yaml',
    place: 'specs/architecture/style.md:2:9',
    says: ['not valid YAML'],
  },
  {
    name: 'a shared spec that is a folder by a link',
    spoil: (project) => {
      project.remove('specs/architecture/style.md')
      symlinkSync(elsewhere(), join(project.root, 'specs/architecture/style.md'))
    },
    exit: 2,
    code: 'spec-unreadable',
    place: 'specs/architecture/style.md',
    says: ['a link that leaves the project', 'put the file itself there'],
  },
]

function manyTargets(count: number): string {
  return Array.from({ length: count }, (_, at) => `  - src/target-${at}.ts\n`).join('')
}

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
