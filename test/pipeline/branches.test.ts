// Branches that build, merged by git itself.
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import {
  farewellAnswer,
  farewellSpec,
  greetingAnswer,
  greetingProject,
  greetingSpec,
} from '../support/greeting.ts'
import { buildWith, type ScriptedAnswer, type TestProject } from '../support/project.ts'

const greeting = 'specs/features/greeting.md'

/** A built project under git, on `main`. */
async function repository(): Promise<{ project: TestProject; git: (...args: readonly string[]) => string }> {
  const project = greetingProject({
    '.gitignore': 'node_modules\n.spec/local/\n.spec/cache/\n',
    '.gitattributes': '.spec/** -text\n',
  })
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
      cwd: project.root,
      encoding: 'utf8',
    })
  git('init', '-q', '-b', 'main')
  expect(await buildWith(project, 'greeting', greetingAnswer)).toMatchObject({ exit: 0 })
  expect(await buildWith(project, 'farewell', farewellAnswer)).toMatchObject({ exit: 0 })
  git('add', '-A')
  git('commit', '-qm', 'start')
  return { project, git }
}

/** Changes one file of an answer. */
function changed(path: string, from: string, to: string): ScriptedAnswer {
  const files = { ...greetingAnswer.files, [path]: (greetingAnswer.files[path] ?? '').replace(from, to) }
  return { ...greetingAnswer, files }
}

it('two branches that build neighbouring targets of one spec merge cleanly, and nothing is stale after', async () => {
  const { project, git } = await repository()
  git('checkout', '-qb', 'welcome')
  project.write(greeting, greetingSpec.replace('"Hello, "', '"Welcome, "'))
  expect(await buildWith(project, 'greeting', changed('src/greet.ts', 'Hello', 'Welcome'))).toMatchObject({
    exit: 0,
  })
  git('add', '-A')
  git('commit', '-qm', 'welcome')
  git('checkout', '-q', 'main')
  git('checkout', '-qb', 'friend')
  project.write(greeting, greetingSpec.replace('"stranger"', '"friend"'))
  expect(await buildWith(project, 'greeting', changed('src/names.ts', 'stranger', 'friend'))).toMatchObject({
    exit: 0,
  })
  git('add', '-A')
  git('commit', '-qm', 'friend')

  git('merge', '-q', '--no-edit', 'welcome')
  expect(git('status', '--porcelain')).toBe('')
  expect(await project.spec(['drift'])).toMatchObject({ exit: 0, stdout: 'clean: 3 in sync\n' })
  // The merged lock stands on both: what it names is all there, and lost code comes back as merged.
  project.remove('src')
  expect(await project.spec(['regen', '--all', '--offline'])).toMatchObject({ exit: 0 })
  expect(project.read('src/greet.ts') + project.read('src/names.ts')).toMatch(/Welcome[\s\S]*friend/)
  expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
})

it('two branches that build different specs merge cleanly', async () => {
  const { project, git } = await repository()
  git('checkout', '-qb', 'one')
  project.write(greeting, greetingSpec.replace('"Hello, "', '"Welcome, "'))
  await buildWith(project, 'greeting', changed('src/greet.ts', 'Hello', 'Welcome'))
  git('add', '-A')
  git('commit', '-qm', 'one')
  git('checkout', '-q', 'main')
  git('checkout', '-qb', 'two')
  project.write('specs/features/farewell.md', farewellSpec.replace('"Bye, "', '"Goodbye, "'))
  const files = { 'src/bye.ts': (farewellAnswer.files['src/bye.ts'] ?? '').replace('Bye', 'Goodbye') }
  await buildWith(project, 'farewell', { ...farewellAnswer, files })
  git('add', '-A')
  git('commit', '-qm', 'two')
  git('merge', '-q', '--no-edit', 'one')
  expect(await project.spec(['drift'])).toMatchObject({ exit: 0, stdout: 'clean: 3 in sync\n' })
})

it('a merge that brings back words without their lock is noticed: nothing vouches for parts put together', async () => {
  const { project, git } = await repository()
  project.write(greeting, greetingSpec.replace('"Hello, "', '"Welcome, "'))
  await buildWith(project, 'greeting', changed('src/greet.ts', 'Hello', 'Welcome'))
  git('add', '-A')
  git('commit', '-qm', 'welcome')
  project.write(greeting, greetingSpec)
  expect((await project.spec(['drift'])).stdout).toContain('because requirement R1 changed')
})

it('a lock that git could not merge is settled by accept, from the side that equals the file', async () => {
  const { project, git } = await repository()
  for (const [branch, word] of [
    ['a', 'Welcome'],
    ['b', 'Salut'],
  ] as const) {
    git('checkout', '-q', 'main')
    git('checkout', '-qb', branch)
    project.write(greeting, greetingSpec.replace('"Hello, "', `"${word}, "`))
    await buildWith(project, 'greeting', changed('src/greet.ts', 'Hello', word))
    git('add', '-A')
    git('commit', '-qm', branch)
  }
  expect(() => git('merge', '-q', '--no-edit', 'a')).toThrow()
  // The person takes branch a for spec and code; the lock still holds both sides.
  git('checkout', '--theirs', '--', greeting, 'src/greet.ts')
  const drift = await project.spec(['drift'])
  expect(drift.exit).toBe(2)
  expect(drift.stderr).toContain('[lock-conflict]')
  expect(await project.spec(['accept', 'greeting', '--because', 'merged', '--yes'])).toMatchObject({
    exit: 0,
  })
  const after = await project.spec(['drift'])
  expect(after.exit).toBe(0)
  expect(project.read('.spec/lock/greeting.json')).not.toContain('<<<<<<<')
})
