// A stranger's repository that tries to have something run: by front matter, configuration, packages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { byTurns, sampled } from '../runs.ts'
import { startNode } from '../support/spawned.ts'
import { checkAll, checking, hostileRepository, patience, watcher } from './hostile.ts'

const greeting = 'specs/features/greeting.md'

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

  const values = [
    ['a function', 'targets: !!js/function "function () { return 1 }"'],
    ['a regular expression', 'targets: !!js/regexp /x/'],
    ['undefined', 'targets: !!js/undefined ""'],
    ['a Python object', 'targets: !!python/object/apply:os.system ["id"]'],
    ['the prototype', '__proto__: { targets: [src/greet.ts] }\ntargets: [src/greet.ts]'],
    ['a constructor', 'constructor: { prototype: { polluted: true } }\ntargets: [src/greet.ts]'],
  ] as const
  test.each(values.map((value, turn) => [...value, turn] as const))(
    'that holds %s comes to nothing',
    async (_what, yaml, turn) => {
      const hostile = await hostileRepository()
      hostile.project.write(greeting, `---\n${yaml}\n---\n${body}`)
      for (const words of byTurns(checking, turn)) await hostile.check(words)
    },
  )
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
