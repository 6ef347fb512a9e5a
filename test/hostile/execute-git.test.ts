// A stranger's repository that tries to have something run by git: settings, hooks, filters, submodules, other repositories.
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { byTurns, sampled } from '../runs.ts'
import { checkAll, formats, hostileRepository, patience } from './hostile.ts'

const greeting = 'specs/features/greeting.md'

/** Every setting of git that names a program. */
function settings(canary: string): string {
  return `
[core]
	fsmonitor = ${canary}
	hooksPath = hooks
	sshCommand = ${canary}
	pager = ${canary}
	editor = ${canary}
	askPass = ${canary}
	gitProxy = ${canary}
	alternateRefsCommand = ${canary}
	untrackedCache = true
[alias]
	status = !${canary}
	check-ignore = !${canary}
	ls-files = !${canary}
	diff = !${canary}
	merge-base = !${canary}
	rev-parse = !${canary}
[filter "trap"]
	clean = ${canary}
	smudge = ${canary}
	process = ${canary}
	required = true
[diff "trap"]
	textconv = ${canary}
	command = ${canary}
[diff]
	external = ${canary}
[merge "trap"]
	driver = ${canary}
[pager]
	diff = ${canary}
	status = ${canary}
	ls-files = ${canary}
[interactive]
	diffFilter = ${canary}
[credential]
	helper = !${canary}
[gpg]
	program = ${canary}
[log]
	showSignature = true
[uploadpack]
	packObjectsHook = ${canary}
[status]
	submoduleSummary = true
[diff]
	ignoreSubmodules = none
[url "ext::${canary}"]
	insteadOf = https://
[protocol]
	allow = always
[trace2]
	eventTarget = ${canary}.trace
`
}

const attributes = '* filter=trap diff=trap merge=trap text\n'

const hooks = [
  'post-index-change',
  'fsmonitor-watchman',
  'post-checkout',
  'pre-commit',
  'reference-transaction',
  'update',
]

describe('git', { timeout: patience }, () => {
  test('hooks, monitors, filters, drivers and aliases of the repository stay silent', async () => {
    const hostile = await hostileRepository()
    const { project, git, provoke, canary } = hostile
    git('add', '-A')
    project.write('evil.gitconfig', settings(canary))
    project.write('.gitattributes', attributes)
    const config = project.read('.git/config')
    project.write('.git/config', `${config}${settings(canary)}[include]\n\tpath = ../evil.gitconfig\n`)
    for (const folder of ['.git/hooks', 'hooks', '.husky', '.githooks'])
      for (const hook of hooks) project.write(`${folder}/${hook}`, readFileSync(canary))
    for (const folder of ['.git/hooks', 'hooks', '.husky', '.githooks'])
      for (const hook of hooks) chmodSync(join(project.root, folder, hook), 0o755)
    // Git looks closer at a file whose times are not those of its index.
    project.write('src/greet.ts', `${project.read('src/greet.ts')}export const more = 1\n`)
    project.write('src/names.ts', project.read('src/names.ts'))
    project.write(
      greeting,
      project.read(greeting).replace('uses: [style]', 'uses: [style]\ncontext: ["src/*.ts"]'),
    )
    await checkAll(hostile)
    const more = [
      ['diff', 'greeting', '--summary'],
      ['drift', 'greeting'],
      ['drift', '--shard', '1/2'],
      ['why', 'src/greet.ts'],
      ['log', 'greeting'],
    ]
    // What is measured from a commit on asks git most.
    for (const words of [...byTurns(formats, 6), ...sampled(more, 3)]) await hostile.check(words)
    // They are no blanks: git as it comes runs them.
    provoke('diff', 'HEAD', '--', 'src/greet.ts')
    expect(hostile.traces()).toContain('canary')
  })

  test('a revision that looks like a flag or a path is none', async () => {
    const hostile = await hostileRepository()
    const revisions = [
      '--upload-pack=' + hostile.canary,
      '--output=canary',
      '-O/etc/passwd',
      'HEAD:spec',
      ':/.',
      '@{u}',
      '..',
      '../outside',
      `ext::${hostile.canary}`,
      'nothing',
    ]
    for (const revision of sampled(revisions, 4)) {
      const { exit } = await hostile.check(['drift', `--since=${revision}`])
      expect([revision, exit]).not.toEqual([revision, 0])
    }
    expect((await hostile.check(['drift', '--since', 'main'])).exit).toBe(0)
  })

  test.each(['evil', 'specs/features/evil', '.'])(
    'a committed bare repository at %s is not taken for one',
    async (folder) => {
      const hostile = await hostileRepository()
      const { project, provoke, canary } = hostile
      const at = (path: string): string => (folder === '.' ? path : `${folder}/${path}`)
      project.write(at('HEAD'), 'ref: refs/heads/main\n')
      project.write(
        at('config'),
        `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n${settings(canary)}`,
      )
      project.write(at('objects/info/x'), '')
      project.write(at('refs/heads/x'), '')
      project.write(at('.gitattributes'), attributes)
      project.write(at('src/inner.ts'), 'export const inner = 1\n')
      // A project of its own, so that git is asked from within.
      if (folder !== '.')
        project.write(
          at('specs/features/inner.md'),
          '---\ntargets: [src/inner.ts]\ncontext: ["src/*.ts"]\n---\n# Inner\n\n- R1: x\n',
        )
      await checkAll(hostile)
      await checkAll(hostile, join(project.root, folder))
      if (folder === '.') return
      // Git as it comes does take it for one.
      provoke('-C', folder, 'status')
      expect(hostile.traces()).toContain('canary')
    },
  )

  test('a submodule with settings of its own is not looked into', async () => {
    const hostile = await hostileRepository()
    const { project, git, provoke, canary } = hostile
    mkdirSync(join(project.root, 'sub'))
    git('-C', 'sub', 'init', '-q')
    project.write('sub/a.ts', 'export const a = 1\n')
    git('-C', 'sub', 'add', '-A')
    git('-C', 'sub', 'commit', '-q', '-m', 'sub')
    project.write(
      '.gitmodules',
      `[submodule "sub"]\n\tpath = sub\n\turl = ext::${canary}\n\tupdate = !${canary}\n`,
    )
    git('add', '-A')
    git('commit', '-q', '-m', 'with a submodule')
    project.write('sub/.git/config', `${project.read('sub/.git/config')}${settings(canary)}`)
    project.write('sub/.gitattributes', attributes)
    project.write('sub/a.ts', 'export const a = 2\n')
    project.write('sub/specs/features/a.md', '---\ntargets: [a.ts]\ncontext: ["*.ts"]\n---\n# A\n\n- R1: x\n')
    project.write(
      'specs/features/reach.md',
      '---\ntargets: [src/reach.ts]\ncontext: ["sub/**/*.ts"]\n---\n# Reach\n\n- R1: x\n',
    )
    await checkAll(hostile)
    await checkAll(hostile, join(project.root, 'sub'))
    provoke('-C', 'sub', 'status')
    expect(hostile.traces()).toContain('canary')
  })

  test('a file in the place of `.git` that leads elsewhere is git’s to judge', async () => {
    const hostile = await hostileRepository()
    const { project, canary } = hostile
    project.write('nested/.git', 'gitdir: ../stolen\n')
    project.write('stolen/HEAD', 'ref: refs/heads/main\n')
    project.write('stolen/config', `[core]\n\tbare = false\n\tworktree = ../nested\n${settings(canary)}`)
    project.write('stolen/objects/info/x', '')
    project.write('stolen/refs/heads/x', '')
    project.write('nested/src/a.ts', 'export const a = 1\n')
    project.write('nested/.gitattributes', attributes)
    project.write(
      'nested/specs/features/a.md',
      '---\ntargets: [src/a.ts]\ncontext: ["src/*.ts"]\n---\n# A\n\n- R1: x\n',
    )
    await checkAll(hostile, join(project.root, 'nested'))
  })
})
