// `spec hooks`: what agents and git run of spec, installed, shown and taken out again.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runGit, testFolder } from '../../support/git.ts'
import { testProject, type TestProject } from '../../support/project.ts'

const settings = '.claude/settings.json'

function project(files: Readonly<Record<string, string>> = {}): TestProject {
  return testProject({ 'specs/features/.keep': '', ...files })
}

describe('the hooks of Claude Code', () => {
  test('are installed once, shown, and taken out with nothing left behind', async () => {
    const { spec, read, exists, files } = project()
    const before = files()
    expect((await spec(['hooks', 'install', '--dry-run'])).stdout).toBe(`would create ${settings}\n`)
    expect(files()).toEqual(before)
    expect(await spec(['hooks', 'install'])).toMatchObject({ exit: 0, stdout: `created  ${settings}\n` })
    expect(Object.keys((JSON.parse(read(settings)) as { hooks: object }).hooks)).toEqual([
      'SessionEnd',
      'PreCompact',
      'Stop',
    ])
    expect((await spec(['hooks', 'install', '--agent', 'claude-code'])).stdout).toContain('Nothing to do')
    expect((await spec(['hooks', 'status', '--json'])).json()).toMatchObject({
      agents: [{ path: settings, events: { SessionEnd: 'current', PreCompact: 'current', Stop: 'current' } }],
      git: [],
    })
    expect((await spec(['hooks', 'remove'])).stdout).toBe(`removed  ${settings}\n`)
    expect(exists('.claude')).toBe(false)
    expect(files()).toEqual(before)
    expect((await spec(['hooks', 'remove'])).stdout).toContain('Nothing to do: nothing of it is there.')
    expect((await spec(['hooks', 'status'])).stdout).toMatch(
      /^Stop +\.claude\/settings\.json +not installed$/m,
    )
  })

  test('settings that are no JSON are told with their place, and nothing is written', async () => {
    const text = '{\n  "model": "opus",\n  // mine\n}\n'
    const { spec, read, exists } = project({ [settings]: text })
    const ran = await spec(['hooks', 'install'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('.claude/settings.json:3:3')
    expect(ran.stderr).toContain('it is not valid JSON')
    expect((await spec(['init', '--archive'])).exit).toBe(2)
    expect(read(settings)).toBe(text)
    expect(exists('.gitignore')).toBe(false)
  })

  test('no link leads the writing out of the project', async () => {
    const { root, spec } = project()
    const elsewhere = testFolder()
    writeFileSync(join(elsewhere, 'settings.json'), '{}\n')
    symlinkSync(elsewhere, join(root, '.claude'))
    const ran = await spec(['hooks', 'install'])
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.stderr).toContain('a link that leaves the project')
    expect(readFileSync(join(elsewhere, 'settings.json'), 'utf8')).toBe('{}\n')
  })

  test('outside of a project there are none', async () => {
    const { root, spec } = testProject()
    mkdirSync(join(root, '.git'))
    expect(await spec(['hooks', 'install'])).toMatchObject({ exit: 2 })
  })
})

describe('the hooks of git', () => {
  const mine = '#!/bin/sh\nnpm test\n'

  test('go into what is there, behind the check, and come out of it', async () => {
    const { root, spec, write, read, exists } = project()
    runGit(root, 'init', '-q')
    write('.git/hooks/prepare-commit-msg', mine)
    runGit(root, 'config', 'core.fileMode', 'true')
    const { chmodSync } = await import('node:fs')
    chmodSync(join(root, '.git/hooks/prepare-commit-msg'), 0o755)
    await spec(['init', '--hook'])
    const check = read('.git/hooks/pre-commit')
    expect(await spec(['hooks', 'install', '--git'])).toMatchObject({ exit: 0 })
    const [first, second] = [...read('.git/hooks/pre-commit').matchAll(/^ {2}spec (.*)$/gm)].map(
      ([, call]) => call,
    )
    expect([first, second]).toEqual(['hook pre-commit || exit $?', 'hook conversations || :'])
    expect(read('.git/hooks/prepare-commit-msg')).toMatch(/hook message "\$@" \|\| :[^]*\nnpm test\n$/)
    expect(read('.git/hooks/commit-msg')).toContain('hook message-written "$1" || :')
    expect((await spec(['hooks', 'install', '--git'])).stdout).toContain('Nothing to do')
    expect((await spec(['hooks', 'status', '--json'])).json()).toMatchObject({
      git: [{ state: 'current' }, { state: 'current' }, { state: 'current' }],
    })
    expect((await spec(['hooks', 'remove', '--git'])).exit).toBe(0)
    expect(read('.git/hooks/pre-commit')).toBe(check)
    expect(read('.git/hooks/prepare-commit-msg')).toBe(mine)
    expect(exists('.git/hooks/commit-msg')).toBe(false)
    expect(exists(settings)).toBe(true)
  })

  test('of a project in a folder call spec for that folder', async () => {
    const top = testFolder()
    runGit(top, 'init', '-q')
    const { spec } = project()
    mkdirSync(join(top, 'packages/api/specs/features'), { recursive: true })
    const ran = await spec(['hooks', 'install', '--git', '--cwd', join(top, 'packages/api')])
    expect(ran.exit).toBe(0)
    const hook = readFileSync(join(top, '.git/hooks/pre-commit'), 'utf8')
    expect(hook).toContain("hook conversations --cwd 'packages/api' || :")
    const { hooks } = JSON.parse(readFileSync(join(top, 'packages/api', settings), 'utf8')) as {
      hooks: { Stop: { hooks: { command: string }[] }[] }
    }
    expect(hooks.Stop[0]?.hooks[0]?.command).toContain('[ -x ../../node_modules/.bin/spec ]')
  })

  test('are husky’s and lefthook’s where the project uses one', async () => {
    const { root, spec, write, read, exists } = project({ '.husky/pre-commit': 'npm test\n' })
    runGit(root, 'init', '-q')
    expect((await spec(['hooks', 'install', '--git'])).exit).toBe(0)
    expect(read('.husky/pre-commit')).toMatch(/hook conversations \|\| :[^]*npm test\n$/)
    expect(exists('.husky/prepare-commit-msg')).toBe(true)
    expect((await spec(['hooks', 'remove'])).exit).toBe(0)
    expect(read('.husky/pre-commit')).toBe('npm test\n')
    expect(existsSync(join(root, '.husky/commit-msg'))).toBe(false)

    const { rmSync } = await import('node:fs')
    rmSync(join(root, '.husky'), { recursive: true })
    const lefthook = 'pre-commit:\n  commands:\n    lint:\n      run: eslint\n'
    write('lefthook.yml', lefthook)
    expect((await spec(['hooks', 'install', '--git'])).exit).toBe(0)
    expect(read('lefthook.yml')).toContain('      run: "spec hook conversations"\n')
    expect(read('lefthook.yml')).toContain('      run: "spec hook message {0}"\n')
    expect((await spec(['hooks', 'remove'])).exit).toBe(0)
    expect(read('lefthook.yml')).toBe(lefthook)
  })

  test('need a repository', async () => {
    expect(await project().spec(['hooks', 'install', '--git'])).toMatchObject({ exit: 2 })
  })
})

test('spec init --archive makes a folder keep conversations, and says what runs', async () => {
  const { spec, read, files } = testProject({ '.gitignore': 'dist\n' })
  const ran = await spec(['init', '--archive'])
  expect(ran).toMatchObject({ exit: 0 })
  expect(ran.stdout).toContain('at the end of a session')
  expect(files()).toEqual([
    '.claude/settings.json',
    '.gitattributes',
    '.gitignore',
    '.spec/archive/README.md',
  ])
  expect(read('.gitignore')).toBe('dist\n.spec/local/\n.spec/cache/\n')
  expect((await spec(['archive', 'verify'])).exit).toBe(0)
  expect((await spec(['init', '--archive'])).stdout).toContain('Nothing to do')
})

test('spec init --archive --branch has them kept on a branch', async () => {
  const { spec, read, files } = testProject()
  expect((await spec(['init', '--branch', 'spec-archive'])).exit).toBe(2)
  expect((await spec(['init', '--archive', '--branch', '../x'])).exit).toBe(2)
  expect(files()).toEqual([])
  const ran = await spec(['init', '--archive', '--branch', 'spec-archive'])
  expect(ran).toMatchObject({ exit: 0 })
  expect(ran.stdout).toContain('kept on the branch spec-archive')
  expect(JSON.parse(read('spec.config.json'))).toEqual({ archive: { sessions: 'branch:spec-archive' } })
  expect(files()).toEqual(['.claude/settings.json', '.gitattributes', '.gitignore', 'spec.config.json'])
})
