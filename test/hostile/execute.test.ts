// A stranger's repository that tries to have something run: by front matter, configuration, packages, git's settings.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sampled } from '../runs.ts'
import { startNode } from '../support/spawned.ts'
import { checking, formats, hostileRepository, patience, watcher, type Hostile } from './hostile.ts'
import { tmpdir } from 'node:os'

const greeting = 'specs/features/greeting.md'

/** Runs every checking command; gives the text of each by its words. */
async function checkAll(hostile: Hostile, cwd?: string): Promise<Readonly<Record<string, string>>> {
  const said: Record<string, string> = {}
  for (const words of sampled(checking, 5)) {
    const { stdout, stderr, exit } = await hostile.check(words, cwd)
    said[words.join(' ')] = `${stdout}${stderr}exit ${exit}`
  }
  return said
}

test('the watch sees programs, connections and look-ups, whichever function starts them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spec-watch-'))
  const log = join(folder, 'log')
  const lines = [
    `import { execFile, execFileSync, spawn } from 'node:child_process'`,
    `import { lookup } from 'node:dns'`,
    `import { connect } from 'node:net'`,
    `execFileSync('git', ['--version']); spawn('git', ['version']); execFile('git', ['--version'], () => {})`,
    `lookup('localhost', () => {}); connect(9, '127.0.0.1').on('error', () => {})`,
    `await fetch('http://127.0.0.1:65001/').catch(() => {})`,
  ]
  writeFileSync(join(folder, 'all.mjs'), lines.join('\n'))
  try {
    const { exit } = await startNode(folder, ['--import', watcher, 'all.mjs'], {
      env: { SPEC_TEST_WATCH: log },
    }).ended
    const seen = readFileSync(log, 'utf8')
    expect(exit).toBe(0)
    expect(seen.match(/"kind":"program"/g)).toHaveLength(3)
    expect(seen.match(/"kind":"socket"/g)?.length).toBeGreaterThanOrEqual(3)
    expect(seen).toContain('lookup')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a repository without a trap is clean, and only git is started', async () => {
  const hostile = await hostileRepository()
  expect((await hostile.check(['drift'])).exit).toBe(0)
  expect((await hostile.check(['check'])).exit).toBe(0)
})

describe('front matter', { timeout: patience }, () => {
  const body = '# Greeting\n\n- R1: x\n'
  const code = (canaryModule: string): string => `require('fs')\n${canaryModule}`
  test.each(
    sampled(['js', 'javascript', 'coffee', 'coffeescript', 'cson', 'json', 'json5', 'toml', 'ts', 'node'], 4),
  )('with the engine %s is refused and not run', async (engine) => {
    const hostile = await hostileRepository()
    const text = engine === 'json' ? '{ "targets": ["src/greet.ts"] }' : code(hostile.canaryModule)
    hostile.project.write(greeting, `---${engine}\n${text}\n---\n${body}`)
    const { exit, stderr } = await hostile.check(['drift'])
    expect(exit).toBe(2)
    expect(stderr).toContain('[spec-engine]')
  })

  test.each([
    ['a function', 'targets: !!js/function "function () { return 1 }"'],
    ['a regular expression', 'targets: !!js/regexp /x/'],
    ['undefined', 'targets: !!js/undefined ""'],
    ['a Python object', 'targets: !!python/object/apply:os.system ["id"]'],
    ['the prototype', '__proto__: { targets: [src/greet.ts] }\ntargets: [src/greet.ts]'],
    ['a constructor', 'constructor: { prototype: { polluted: true } }\ntargets: [src/greet.ts]'],
  ])('that holds %s comes to nothing', async (_what, yaml) => {
    const hostile = await hostileRepository()
    hostile.project.write(greeting, `---\n${yaml}\n---\n${body}`)
    for (const words of checking) await hostile.check(words)
  })
})

describe('configuration', { timeout: patience }, () => {
  test('that defines commands as models is only data', async () => {
    const hostile = await hostileRepository()
    const run = { kind: 'command', command: [hostile.canary] }
    hostile.project.write('spec.config.json', JSON.stringify({ model: 'mine', models: { mine: run } }))
    hostile.project.write(greeting, hostile.project.read(greeting).replace('title:', 'model: mine\ntitle:'))
    await checkAll(hostile)
  })

  test('in code, and every file that a tool might load, is left alone', async () => {
    const hostile = await hostileRepository()
    const { project, canary, canaryModule } = hostile
    for (const name of ['spec', 'eslint', 'prettier', 'vite', 'vitest', 'babel'])
      for (const ending of ['js', 'mjs', 'cjs', 'ts', 'mts'])
        project.write(`${name}.config.${ending}`, canaryModule)
    for (const name of [
      '.specrc',
      '.specrc.js',
      '.prettierrc.js',
      '.pnp.cjs',
      'index.js',
      'spec.js',
      '.pnp.loader.mjs',
    ])
      project.write(name, canaryModule)
    project.write(
      'package.json',
      JSON.stringify({
        name: 'greeting',
        type: 'module',
        main: 'index.js',
        spec: { model: 'mine', models: { mine: { kind: 'command', command: [canary] } } },
        prettier: './prettier.config.js',
        scripts: { prepare: canary, preinstall: canary, postinstall: canary, drift: canary, spec: canary },
      }),
    )
    project.write(
      '.npmrc',
      `script-shell=${canary}\nnode-options=--require ./index.js\nignore-scripts=false\n`,
    )
    project.write('.node-version', '0\n')
    project.write('.env', 'NODE_OPTIONS=--require ./index.js\nANTHROPIC_BASE_URL=http://127.0.0.1:9\n')
    project.write('.claude/settings.json', JSON.stringify({ hooks: { SessionStart: [{ command: canary }] } }))
    // A folder of that name would be found before the tool's own packages.
    project.write('specs/node_modules/yaml/index.js', canaryModule)
    project.write('src/node_modules/typescript/index.js', canaryModule)
    const edited = project.read('src/greet.ts')
    project.write('src/greet.ts', `${edited}export const more = 1\n`)
    await checkAll(hostile)
  })

  test('of TypeScript with plugins and extensions from elsewhere runs none of them', async () => {
    const hostile = await hostileRepository()
    const { project, canaryModule } = hostile
    project.write('plugin/index.js', canaryModule)
    project.write('plugin/tsconfig.json', '{}')
    project.write(
      'tsconfig.json',
      JSON.stringify({
        extends: './plugin/tsconfig.json',
        compilerOptions: { plugins: [{ name: './plugin' }] },
      }),
    )
    project.write(
      'src/greet.ts',
      `/// <reference path="../plugin/index.js" />\n${project.read('src/greet.ts')}//x\n`,
    )
    await checkAll(hostile)
  })
})

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
      ['drift', 'greeting'],
      ['diff', 'greeting', '--summary'],
      ['drift', '--shard', '1/2'],
    ]
    for (const words of [...formats, ...more]) await hostile.check(words)
    // They are no blanks: git as it comes runs them.
    provoke('diff', 'HEAD')
    expect(hostile.traces()).toContain('canary')
  })

  test('a revision that looks like a flag or a path is none', async () => {
    const hostile = await hostileRepository()
    for (const revision of [
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
    ]) {
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
