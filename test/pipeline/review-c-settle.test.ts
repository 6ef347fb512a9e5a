// Locks that two branches wrote, merged by git with a conflict, and what accepting makes of them.
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { greetingAnswer, greetingProject, greetingSpec, namesCode } from '../support/greeting.ts'
import { states } from '../support/lifecycle.ts'
import { buildWith, type TestProject } from '../support/project.ts'

const greeting = 'specs/features/greeting.md'
const greetingLock = '.spec/lock/greeting.json'

describe('a conflicted lock is settled by the spec that was taken', () => {
  /** Two branches that reword the same requirements and build, merged with a conflict. */
  async function conflict(): Promise<{ project: TestProject; git: (...args: readonly string[]) => void }> {
    const project = greetingProject({ '.gitignore': 'node_modules\n.spec/local/\n.spec/cache/\n' })
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
        cwd: project.root,
        stdio: 'ignore',
      })
    }
    const land = async (word: string): Promise<void> => {
      project.write(greeting, greetingSpec.replaceAll('"stranger"', `"${word}"`))
      const names = namesCode.replace('stranger', word)
      const files = { ...greetingAnswer.files, 'src/names.ts': names }
      const built = await buildWith(project, 'greeting', { ...greetingAnswer, files })
      expect(built, built.stderr).toMatchObject({ exit: 0 })
      git('add', '-A')
      git('commit', '-qm', word)
    }
    git('init', '-q', '-b', 'main')
    await land('stranger')
    git('checkout', '-qb', 'theirs')
    await land('friend')
    git('checkout', '-q', 'main')
    await land('guest')
    expect(() => git('merge', '-q', 'theirs')).toThrow()
    return { project, git }
  }

  it.each(['--theirs', '--ours'])(
    'spec and code taken whole, %s: in sync, no accepted edit',
    async (side) => {
      const { project, git } = await conflict()
      git('checkout', side, '--', greeting, 'src/names.ts')
      expect(project.read(greetingLock)).toContain('<<<<<<<')
      const ran = await project.spec(['accept', 'greeting', '--because', 'merged', '--yes'])
      expect(ran, ran.stderr).toMatchObject({ exit: 0 })
      expect(await states(project)).toMatchObject({ 'src/greet.ts': 'in-sync', 'src/names.ts': 'in-sync' })
    },
  )

  it('words that neither side has are told as a change', async () => {
    const { project, git } = await conflict()
    git('checkout', '--theirs', '--', greeting, 'src/names.ts')
    project.write(greeting, project.read(greeting).replace('"friend"', '"visitor"'))
    const ran = await project.spec(['accept', 'greeting', '--because', 'merged', '--yes'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('requirement R3 changed')
    expect((await states(project))['src/names.ts']).toBe('accepted')
  })
})
