// Locks that cannot be read: told with their place, nothing built on them, their users not blamed; and git's conflicts,
// which `accept` settles.
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { decodeLock } from '../../../src/lock/decode.ts'
import { sampled } from '../../runs.ts'
import { builtProject, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { greetCode, greetingAnswer, greetingSpec, namesCode } from '../../support/greeting.ts'
import { buildWith, type TestProject } from '../../support/project.ts'

const lock = '.spec/lock/greeting.json'
const greeting = 'specs/features/greeting.md'

interface Case {
  readonly name: string
  readonly spoil: (text: string) => string
  readonly code: string
  readonly says: readonly string[]
}

const cases: readonly Case[] = [
  {
    name: 'cut off',
    spoil: (text) => text.slice(0, text.length / 2),
    code: 'lock-damaged',
    says: ['is not JSON', `git checkout HEAD -- ${lock}`],
  },
  {
    name: 'empty',
    spoil: () => '',
    code: 'lock-damaged',
    says: ['is not JSON', `git checkout HEAD -- ${lock}`],
  },
  {
    name: 'of another shape',
    spoil: () => '{ "lockVersion": 1, "digestVersion": 1, "spec": [] }',
    code: 'lock-damaged',
    says: ['is not a lock', 'spec', `git checkout HEAD -- ${lock}`],
  },
  {
    name: 'with a target outside the project',
    spoil: (text) => text.replaceAll('"src/greet.ts"', '"../greet.ts"'),
    code: 'lock-damaged',
    says: ['expected a path inside the project'],
  },
  {
    name: 'of a newer version',
    spoil: (text) => text.replace('"lockVersion": 1', '"lockVersion": 2'),
    code: 'lock-newer',
    says: ['written by a newer version of spec', 'update spec'],
  },
  {
    name: 'with conflict markers',
    spoil: (text) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`,
    code: 'lock-conflict',
    says: ['holds conflict markers', 'spec accept'],
  },
  {
    name: 'with conflict markers around nothing that can be read',
    spoil: (text) => `<<<<<<< ours\n${text.slice(9)}=======\n{\n>>>>>>> theirs\n`,
    code: 'lock-damaged',
    says: ['neither side can be read', `git checkout --ours -- ${lock}`],
  },
  {
    name: 'of another spec',
    spoil: (text) => text.replace('"id": "greeting"', '"id": "count"'),
    code: 'lock-damaged',
    says: ['is of count, whose lock is .spec/lock/count.json'],
  },
]

describe.each(cases)('a lock $name', ({ spoil, code, says }) => {
  async function spoilt(): Promise<TestProject> {
    const project = await builtProject()
    project.write(lock, spoil(project.read(lock)))
    return project
  }

  test('drift ends with 2, tells it once, and tells the others', async () => {
    const project = await spoilt()
    project.remove('src/count.ts')
    const before = treeOf(project.root)
    const ran = await project.spec(['drift'])
    expect(ran.exit).toBe(2)
    expectPlain(ran)
    expect(ran.stderr.match(/^\S+ {2}(?:trouble|finding) {2}/gm)).toEqual([`${lock}  trouble  `])
    for (const words of [`[${code}]`, ...says, 'hint: ']) expect(ran.stderr).toContain(words)
    expect(ran.stdout).toContain('lost        src/count.ts')
    // It uses greeting, and nothing of what it saw of it is known to have moved.
    expect(ran.stdout).not.toContain('farewell')
    expectSameTree(treeOf(project.root), before)
  })

  test('nothing is built or accepted on it', async () => {
    const project = await spoilt()
    const before = treeOf(project.root)
    const refused = [
      ['regen', 'greeting', '--offline', '--force'],
      ['regen', '--all', '--offline'],
      ['prompt', 'greeting'],
      // Its prompt would have to say what greeting declares.
      ['prompt', 'farewell'],
      ['regen', 'farewell', '--fresh', '--model-command', 'false'],
      ...(code === 'lock-conflict'
        ? []
        : [
            ['accept', 'greeting', '--because', 'tried', '--yes'],
            ['accept', '--all', '--because', 'tried', '--yes'],
          ]),
    ]
    for (const words of refused) {
      const ran = await project.spec(words)
      expect(ran.exit, words.join(' ')).toBe(2)
      expectPlain(ran)
      expect(ran.stderr.match(new RegExp(`\\[${code}\\]`, 'g'))).toHaveLength(1)
      expectSameTree(treeOf(project.root), before)
    }
  })

  test('code of others comes back all the same', async () => {
    const project = await spoilt()
    const before = treeOf(project.root)
    for (const path of ['src/count.ts', 'src/bye.ts']) project.remove(path)
    const ran = await project.spec(['regen', 'count', 'farewell', '--offline'])
    expect(ran.exit).toBe(0)
    expectSameTree(treeOf(project.root), before)
  })
})

test('a copy of a lock under another name is told, and answers for nobody', async () => {
  const project = await builtProject()
  project.write('.spec/lock/other.json', project.read(lock))
  const ran = await project.spec(['drift'])
  expect(ran.exit).toBe(2)
  expect(ran.stderr).toContain('.spec/lock/other.json is of greeting, whose lock is .spec/lock/greeting.json')
  expect(ran.stdout).toContain('drift: 1 unreadable, 4 in sync')
})

describe('a conflict that git left', () => {
  const welcomeSpec = greetingSpec.replace('"Hello, "', '"Welcome, "')
  const goodDaySpec = greetingSpec.replace('"Hello, "', '"Good day, "')
  const saying = (word: string): string => greetCode.replace('Hello', word)

  function git(project: TestProject, ...args: readonly string[]): string {
    const settings = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
    return execFileSync('git', [...settings, ...args], { cwd: project.root, encoding: 'utf8', stdio: 'pipe' })
  }

  /** Two branches that each reword R1 and build it; the second is merged into the first, which conflicts. */
  async function merged(style: string): Promise<TestProject> {
    const project = await builtProject()
    project.write('.gitignore', 'node_modules\n.spec/local/\n.spec/cache/\n')
    project.write('.gitattributes', '.spec/** -text\n')
    git(project, 'init', '-q', '-b', 'main')
    git(project, 'config', 'merge.conflictStyle', style)
    git(project, 'add', '-A')
    git(project, 'commit', '-qm', 'built')
    for (const [branch, spec, word] of [
      ['theirs', goodDaySpec, 'Good day'],
      ['ours', welcomeSpec, 'Welcome'],
    ] as const) {
      git(project, 'checkout', '-q', '-b', branch, 'main')
      project.write(greeting, spec)
      const files = { 'src/greet.ts': saying(word), 'src/names.ts': namesCode }
      expect(await buildWith(project, 'greeting', { ...greetingAnswer, files })).toMatchObject({ exit: 0 })
      git(project, 'add', '-A')
      git(project, 'commit', '-qm', branch)
    }
    expect(() => git(project, 'merge', '-q', 'theirs')).toThrow()
    expect(git(project, 'diff', '--name-only', '--diff-filter=U').trim().split('\n')).toEqual([
      lock,
      greeting,
      'src/greet.ts',
    ])
    return project
  }

  const because = ['accept', 'greeting', '--because', 'merged', '--yes']

  test.each(sampled(['merge', 'diff3', 'zdiff3'], 2))(
    '%s: resolved to one side, accept settles the lock',
    async (style) => {
      const project = await merged(style)
      // With both sides in it, the spec says R1 twice; the lock and the code are told as well.
      const told = await project.spec(['drift'])
      expect(told.exit).toBe(2)
      expect(told.stderr).toContain(`${lock}  trouble`)
      expect(told.stderr).toContain(`${greeting}:`)
      expectPlain(told)

      project.write(greeting, goodDaySpec)
      project.write('src/greet.ts', saying('Good day'))
      const accepted = await project.spec(because)
      expect(accepted).toMatchObject({ exit: 0 })
      const drift = await project.spec(['drift'])
      expect(drift).toMatchObject({ exit: 0, stderr: '' })
      expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
      // What stands there is the model's own output of one side, and the lock still says so.
      const settled = decodeLock(project.read(lock), lock)
      expect(settled.ok && settled.value.targets['src/greet.ts']?.generated?.digest).toBe(
        settled.ok && settled.value.targets['src/greet.ts']?.written.digest,
      )
      project.remove('src')
      expect(await project.spec(['regen', '--all', '--offline'])).toMatchObject({ exit: 0 })
      expect(project.read('src/greet.ts')).toBe(saying('Good day'))
    },
  )

  test('resolved by hand: the merged code is an accepted edit, and is listed', async () => {
    const project = await merged('merge')
    project.write(greeting, welcomeSpec)
    project.write('src/greet.ts', saying('Welcome, good day'))
    const accepted = await project.spec(because)
    expect(accepted.exit).toBe(0)
    expect(accepted.stderr).toContain('src/greet.ts equals neither side of the merged lock')
    const drift = await project.spec(['drift'])
    expect(drift).toMatchObject({ exit: 0, stderr: '' })
    expect(drift.stdout).toContain('accepted    src/greet.ts  (merged)')
  })

  test('markers that are still in the code: nothing is accepted', async () => {
    const project = await merged('merge')
    project.write(greeting, welcomeSpec)
    const before = treeOf(project.root)
    const ran = await project.spec(because)
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('src/greet.ts still holds merge markers')
    expectPlain(ran)
    expectSameTree(treeOf(project.root), before)
  })
})
