// `spec init --hook` in real repositories: commits that bring drift really fail, and everything else commits.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { builtProject } from '../../support/built.ts'
import { repositoryIn, testFolder } from '../../support/git.ts'
import type { TestProject } from '../../support/project.ts'
import { builtBin } from '../../support/spawned.ts'

interface Tried {
  readonly exit: number | null
  readonly stderr: string
}

interface Hooked {
  readonly project: TestProject
  readonly root: string
  readonly git: (...args: readonly string[]) => string
  /** Runs git as a person would, with `spec` on the path and no settings of the machine. */
  readonly tryGit: (args: readonly string[], cwd?: string) => Tried
}

/** A built and committed project in a repository. */
async function hooked(): Promise<Hooked> {
  const project = await builtProject()
  const { root } = project
  project.write('.gitignore', 'node_modules\n.spec/local/\n.spec/cache/\n')
  const { git, commit } = repositoryIn(root)
  git('init', '-q', '-b', 'main')
  commit()
  const bin = testFolder()
  symlinkSync(builtBin, join(bin, 'spec'))
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    HOME: testFolder(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  }
  const tryGit: Hooked['tryGit'] = (args, cwd = root) => {
    const { status, stderr } = spawnSync('git', args, { cwd, env, encoding: 'utf8' })
    return { exit: status, stderr }
  }
  return { project, root, git, tryGit }
}

const drifting = 'export const count = (): number => 7\n'
const put = (file: string, text: string, mode = 0o755): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode })
  chmodSync(file, mode)
}

describe('a plain git hook', () => {
  test('lets a good commit pass and stops a bad one', async () => {
    const { project, root, tryGit } = await hooked()
    const { exit, stdout } = await project.spec(['init', '--hook'])
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'created  .git/hooks/pre-commit\n' })
    expect(statSync(join(root, '.git/hooks/pre-commit')).mode & 0o111).not.toBe(0)
    project.write('notes.txt', 'mine')
    expect(tryGit(['add', '-A']).exit).toBe(0)
    expect(tryGit(['commit', '-qm', 'good'])).toEqual({ exit: 0, stderr: '' })

    project.write('src/count.ts', drifting)
    const stopped = tryGit(['commit', '-qam', 'bad'])
    expect(stopped.exit).toBe(1)
    expect(stopped.stderr).toContain('commit stopped: 1 edited')
    expect(tryGit(['commit', '-qam', 'bad', '--no-verify']).exit).toBe(0)
  })

  test('sees what the commit holds: a part of the files, from a folder below, in a linked worktree', async () => {
    const { project, root, git, tryGit } = await hooked()
    await project.spec(['init', '--hook'])
    project.write('src/count.ts', drifting)
    project.write('src/notes.txt', 'a')
    git('add', 'src/notes.txt')
    // Only this path, by an index of its own.
    expect(tryGit(['commit', '-qm', 'part', '--', 'notes.txt'], join(root, 'src')).exit).toBe(0)
    expect(tryGit(['commit', '-qm', 'part', '--', 'src/count.ts']).exit).toBe(1)

    const other = join(testFolder(), 'linked tree')
    git('worktree', 'add', '-q', other, '-b', 'other')
    writeFileSync(join(other, 'notes.txt'), 'b')
    tryGit(['add', '-A'], other)
    expect(tryGit(['commit', '-qm', 'good'], other)).toMatchObject({ exit: 0 })
    writeFileSync(join(other, 'src/count.ts'), drifting)
    expect(tryGit(['commit', '-qam', 'bad'], other).exit).toBe(1)
  })

  test('looks at a merge that a person finishes, with both sides in it', async () => {
    const { project, git, tryGit } = await hooked()
    await project.spec(['init', '--hook'])
    project.write('notes.txt', 'one\n')
    git('add', '-A')
    git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'one')
    git('checkout', '-qb', 'other', 'HEAD~1')
    project.write('notes.txt', 'two\n')
    project.write('src/count.ts', drifting)
    git('add', '-A')
    git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'two')
    git('checkout', '-q', 'main')
    expect(tryGit(['merge', 'other']).exit).toBe(1)
    project.write('notes.txt', 'both\n')
    git('add', '-A')
    const merged = tryGit(['commit', '-qm', 'merged'])
    expect(merged.exit).toBe(1)
    expect(merged.stderr).toMatch(/edited +src\/count\.ts/)
  })

  test('extends the hook that is there, which still runs, and is taken out of it again', async () => {
    const { project, root, tryGit } = await hooked()
    const file = join(root, '.git/hooks/pre-commit')
    const mine = '#!/bin/sh\necho mine >&2\nexec true\n'
    put(file, mine, 0o700)
    expect((await project.spec(['init', '--hook'])).stdout).toBe('changed  .git/hooks/pre-commit\n')
    expect(statSync(file).mode & 0o777).toBe(0o700)
    project.write('notes.txt', 'mine')
    tryGit(['add', '-A'])
    expect(tryGit(['commit', '-qm', 'good'])).toEqual({ exit: 0, stderr: 'mine\n' })
    project.write('src/count.ts', drifting)
    expect(tryGit(['commit', '-qam', 'bad']).exit).toBe(1)

    expect((await project.spec(['init', '--hook'])).stdout).toContain('Nothing to do')
    expect((await project.spec(['init', '--hook', '--remove'])).exit).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(mine)
    expect((await project.spec(['init', '--hook', '--remove'])).stdout).toContain('Nothing to do')
  })

  test('that it made goes when it is taken out', async () => {
    const { project } = await hooked()
    await project.spec(['init', '--hook'])
    expect((await project.spec(['init', '--hook', '--remove'])).stdout).toContain(
      'removed  .git/hooks/pre-commit',
    )
    expect(project.exists('.git/hooks/pre-commit')).toBe(false)
  })

  test('says so and commits where spec is not installed', async () => {
    const { project, root } = await hooked()
    await project.spec(['init', '--hook'])
    project.write('src/count.ts', drifting)
    const { status, stderr } = spawnSync('git', ['commit', '-qam', 'bad'], {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: root,
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    })
    expect(status).toBe(0)
    expect(stderr).toContain('spec is not installed here: what is staged was not checked')
  })

  test('prefers the version that the project has installed', async () => {
    const { project, root, tryGit } = await hooked()
    await project.spec(['init', '--hook'])
    rmSync(join(root, 'node_modules'))
    put(join(root, 'node_modules/.bin/spec'), '#!/bin/sh\necho "local $*" >&2\nexit 3\n')
    project.write('notes.txt', 'x')
    tryGit(['add', 'notes.txt'])
    expect(tryGit(['commit', '-qm', 'x'])).toEqual({ exit: 1, stderr: 'local hook pre-commit\n' })
  })

  test('stands where core.hooksPath says', async () => {
    const { project, git, tryGit } = await hooked()
    git('config', 'core.hooksPath', 'tools/git hooks')
    expect((await project.spec(['init', '--hook'])).stdout).toBe('created  tools/git hooks/pre-commit\n')
    project.write('src/count.ts', drifting)
    expect(tryGit(['commit', '-qam', 'bad']).exit).toBe(1)
  })

  test.each([
    ['of another language', '#!/usr/bin/env python3\nprint(1)\n', 0o755, 'names no shell'],
    ['that is switched off', '#!/bin/sh\ntrue\n', 0o644, 'not executable'],
  ])('%s is left to its owner, with the lines to add', async (_, text, mode, why) => {
    const { project, root } = await hooked()
    const file = join(root, '.git/hooks/pre-commit')
    put(file, text, mode)
    const { exit, stdout } = await project.spec(['init', '--hook'])
    expect(exit).toBe(1)
    expect(stdout).toContain(why)
    expect(stdout).toContain('    # >>> spec >>>')
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('shared by repositories is never touched', async () => {
    const { project, git } = await hooked()
    const shared = testFolder()
    git('config', 'core.hooksPath', shared)
    put(join(shared, 'pre-commit'), '#!/bin/sh\n')
    const { exit, stdout } = await project.spec(['init', '--hook'])
    expect(exit).toBe(1)
    expect(stdout).toContain('leads out of this repository')
    expect(readFileSync(join(shared, 'pre-commit'), 'utf8')).toBe('#!/bin/sh\n')
  })

  test('of a project in a folder checks that folder', async () => {
    const { project, tryGit } = await hooked()
    const outer = repositoryIn(testFolder())
    outer.git('init', '-q')
    for (const path of project.files()) {
      if (/^(?:specs|src|\.spec\/(?:lock|archive))\//.test(path))
        outer.write(`it's/${path}`, readFileSync(join(project.root, path)))
    }
    outer.git('add', '-A')
    const inner = join(outer.root, "it's")
    expect((await project.spec(['init', '--hook'], { cwd: inner })).exit).toBe(0)
    expect(tryGit(['commit', '-qm', 'all'], outer.root)).toEqual({ exit: 0, stderr: '' })
    outer.write("it's/src/count.ts", drifting)
    expect(tryGit(['commit', '-qam', 'bad'], inner).stderr).toContain('commit stopped')
  })

  test('needs a repository', async () => {
    const project = await builtProject()
    const { exit, stderr } = await project.spec(['init', '--hook'])
    expect(exit).toBe(2)
    expect(stderr).toContain('git init')
  })

  test('--dry-run makes none, and --remove alone means nothing', async () => {
    const { project } = await hooked()
    expect((await project.spec(['init', '--hook', '--dry-run'])).stdout).toBe(
      'would create .git/hooks/pre-commit\n',
    )
    expect(project.exists('.git/hooks/pre-commit')).toBe(false)
    expect((await project.spec(['init', '--remove'])).exit).toBe(2)
  })
})

describe('husky', () => {
  /** What husky 9 leaves behind: git is sent to `_`, whose hooks run the file of their name above with `sh -e`. */
  function husky9({ project, root, git }: Hooked): void {
    project.write('.husky/pre-commit', 'echo husky >&2\n')
    put(join(root, '.husky/_/pre-commit'), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"')
    put(
      join(root, '.husky/_/h'),
      '#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\nexit $?\n',
    )
    project.write('.husky/_/.gitignore', '*')
    git('config', 'core.hooksPath', '.husky/_')
  }

  test('runs the check in its own file', async () => {
    const all = await hooked()
    const { project, tryGit } = all
    husky9(all)
    expect((await project.spec(['init', '--hook'])).stdout).toBe('changed  .husky/pre-commit\n')
    tryGit(['add', '-A'])
    expect(tryGit(['commit', '-qm', 'good'])).toEqual({ exit: 0, stderr: 'husky\n' })
    project.write('src/count.ts', drifting)
    expect(tryGit(['commit', '-qam', 'bad']).exit).toBe(1)
  })

  test('is recognised by its folder before it is installed', async () => {
    const { project } = await hooked()
    project.write('.husky/commit-msg', 'true\n')
    expect((await project.spec(['init', '--hook'])).stdout).toBe('created  .husky/pre-commit\n')
  })
})

describe('lefthook', () => {
  test('gets one more command, which runs and fails as git would run it', async () => {
    const { project, root, tryGit } = await hooked()
    project.write('lefthook.yml', '# mine\npre-commit:\n  commands:\n    lint:\n      run: "true"\n')
    expect((await project.spec(['init', '--hook'])).stdout).toBe('changed  lefthook.yml\n')
    const { commands } = parse(project.read('lefthook.yml'))['pre-commit']
    expect(Object.keys(commands)).toEqual(['spec', 'lint'])
    // lefthook hands `run` to the shell, in the repository's root.
    put(join(root, '.git/hooks/pre-commit'), `#!/bin/sh\nsh -c '${commands.spec.run}'\n`)
    project.write('src/count.ts', drifting)
    expect(tryGit(['commit', '-qam', 'bad']).exit).toBe(1)
    expect((await project.spec(['init', '--hook'])).stdout).toContain('Nothing to do')
    await project.spec(['init', '--hook', '--remove'])
    expect(Object.keys(parse(project.read('lefthook.yml'))['pre-commit'].commands)).toEqual(['lint'])
  })

  test('in another format is left to its writer, with the lines to add', async () => {
    const { project } = await hooked()
    project.write('lefthook.toml', '')
    const { exit, stdout } = await project.spec(['init', '--hook'])
    expect(exit).toBe(1)
    expect(stdout).toContain('run: "spec hook pre-commit"')
    expect(project.read('lefthook.toml')).toBe('')
  })
})
