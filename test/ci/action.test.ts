// The composite action: its steps run as a runner would run them, in clones of real repositories.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { spawn, spawnSync } from 'node:child_process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { byTurns, sampled } from '../runs.ts'
import { builtProject } from '../support/built.ts'
import { repositoryIn, runGit, testFolder, type Repository } from '../support/git.ts'
import { repository } from '../support/project.ts'
import { builtBin } from '../support/spawned.ts'
import {
  actionFolder,
  readAction,
  readOutputs,
  runAction,
  type ActionOptions,
  type ActionRun,
} from './composite.ts'

const drifting = 'export const count = (): number => 7\n'

/** The built project as a repository. */
async function upstream(): Promise<Repository> {
  const project = await builtProject()
  project.write('.gitignore', 'node_modules\n')
  const made = repositoryIn(project.root)
  made.git('init', '-q', '-b', 'main')
  made.commit('base')
  return made
}

function cloneOf({ root }: Repository, ...options: readonly string[]): string {
  const clone = join(testFolder(), 'clone')
  runGit(testFolder(), 'clone', '-q', ...options, `file://${root}`, clone)
  return clone
}

const act = (workspace: string, { inputs = {}, ...options }: ActionOptions = {}): ActionRun =>
  runAction(workspace, { ...options, inputs: { bin: builtBin, ...inputs } })

const pullRequest = (sha: string): NonNullable<ActionOptions['event']> => ({
  name: 'pull_request',
  payload: { pull_request: { base: { sha } } },
})

test('no expression stands in a script, and every input reaches one', () => {
  const { runs, inputs } = readAction()
  expect(runs.using).toBe('composite')
  const passed = runs.steps.flatMap((step) => Object.values(step.env ?? {})).join(' ')
  for (const step of runs.steps) {
    expect(step.run).not.toContain('${{')
    expect(step.shell).toBe('bash')
  }
  for (const name of Object.keys(inputs)) expect(passed).toContain(`\${{ inputs.${name} }}`)
})

test('the version it installs is this one', () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    version: string
  }
  expect(readAction().inputs['version']?.default).toBe(version)
})

test('a clean project passes, with its reports', async () => {
  const { exit, outputs, summary } = act(cloneOf(await upstream()), {
    inputs: { sarif: 'true', junit: 'true' },
  })
  expect(exit).toBe(0)
  expect(outputs).toMatchObject({ clean: 'true', 'exit-code': '0', drifted: '0', since: '' })
  expect(JSON.parse(outputs['counts'] ?? '')).toEqual({ 'in-sync': 4 })
  expect(JSON.parse(readFileSync(outputs['json'] ?? '', 'utf8'))).toMatchObject({
    schema: 'spec.drift/1',
    clean: true,
  })
  expect(JSON.parse(readFileSync(outputs['sarif'] ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' })
  expect(readFileSync(outputs['junit'] ?? '', 'utf8')).toContain('<testsuite')
  expect(readFileSync(outputs['markdown'] ?? '', 'utf8')).not.toBe('')
  expect(summary).not.toBe('')
})

test('a drifted one fails after its outputs are set, with annotations and a summary', async () => {
  const clone = cloneOf(await upstream())
  writeFileSync(join(clone, 'src/count.ts'), drifting)
  const { exit, outputs, log, summary } = act(clone)
  expect(exit).toBe(1)
  expect(outputs).toMatchObject({ clean: 'false', 'exit-code': '1', drifted: '1', sarif: '', junit: '' })
  expect(log).toMatch(/^::error [^\n]*file=src\/count\.ts/m)
  expect(summary).toContain('src/count.ts')
})

test('what cannot be read fails with 2', async () => {
  const clone = cloneOf(await upstream())
  writeFileSync(join(clone, 'spec.config.json'), '{')
  expect(act(clone)).toMatchObject({ exit: 2, outputs: { clean: 'false', 'exit-code': '2' } })
})

test('fail-on and working-directory reach the check', async () => {
  const outer = repositoryIn(testFolder())
  outer.git('init', '-q')
  const inner = await upstream()
  inner.git('checkout-index', '-a', `--prefix=${outer.root}/packages/a b/`)
  outer.write(
    'packages/a b/src/names.ts',
    readFileSync(join(inner.root, 'src/names.ts'), 'utf8').replace("'stranger'", "'you'"),
  )
  const inputs = { 'working-directory': 'packages/a b', annotations: 'false' }
  expect(act(outer.root, { inputs }).exit).toBe(1)
  expect(act(outer.root, { inputs: { ...inputs, 'fail-on': 'api' } }).exit).toBe(0)
})

describe('a pull request', () => {
  /** A base with drift of its own, and a branch that touches another spec; as actions/checkout leaves it. */
  async function merged(depth: string): Promise<{ readonly clone: string; readonly base: string }> {
    const made = await upstream()
    made.git('rm', '-q', 'src/count.ts')
    const base = made.commit('drift of the base')
    made.git('checkout', '-qb', 'topic')
    made.write('src/notes.txt', 'x')
    made.commit('topic')
    made.git('checkout', '-q', 'main')
    made.git('merge', '-q', '--no-ff', '-m', 'merge', 'topic')
    return { clone: cloneOf(made, `--depth=${depth}`), base }
  }

  test('answers for what it changes, in a checkout of depth 2', async () => {
    const { clone, base } = await merged('2')
    const { exit, outputs } = act(clone, { event: pullRequest(base) })
    expect({ exit, since: outputs['since'] }).toEqual({ exit: 0, since: base })
    const whole = act(clone, {
      event: pullRequest(base),
      inputs: { since: 'none', annotations: 'false' },
    })
    expect(whole.exit).toBe(1)
    expect(whole.log).not.toContain('::error')
  })

  test('answers for everything where the checkout is too shallow to know its base, and is told so', async () => {
    const { clone, base } = await merged('1')
    const { exit, outputs, log } = act(clone, { event: pullRequest(base) })
    expect({ exit, since: outputs['since'] }).toEqual({ exit: 1, since: '' })
    expect(log).toContain('::notice title=spec drift::the checkout does not reach back')
  })
})

describe('inputs that try to be more', () => {
  const marks = [
    '$(touch pwned)`touch pwned`"; touch pwned; "\'; touch pwned; \'',
    '--output=pwned',
    'a\nclean=true',
  ]
  const names = [
    'since',
    'fail-on',
    'working-directory',
    'shard',
    'report-directory',
    'version',
    'sarif',
    'bin',
  ]

  const turns = names.map((name, turn) => [name, turn] as const)
  test.each(sampled(turns, 2))('%s runs nothing and sets no output', async (name, turn) => {
    const clone = cloneOf(await upstream())
    rmSync(join(clone, 'src/count.ts'))
    for (const mark of byTurns(marks, turn / 2 + 1)) {
      const inputs = name === 'version' ? { bin: '', version: mark } : { [name]: mark }
      const { outputs, exit } = act(clone, { inputs })
      expect(outputs['clean'], mark).not.toBe('true')
      expect(exit, mark).not.toBe(0)
    }
    expect(
      spawnSync('git', ['status', '--porcelain', '-uall', '--', '*pwned*'], { cwd: clone, encoding: 'utf8' })
        .stdout,
    ).not.toMatch(/^\?\? (?:.*\/)?pwned$/m)
  })
})

test('a path that is spelled like a command to the runner is shown as text', async () => {
  const made = await upstream()
  made.write('specs/features/::warning::x.md', '---\ntargets: [src/::error::y.ts]\n---\n# A\n\n- R1: Is 1.\n')
  made.commit()
  const { log } = act(cloneOf(made), { inputs: { annotations: 'false' } })
  const told = log.replace(/^::stop-commands::(\S+)\n[^]*?^::\1::$/gm, '')
  expect(log).toContain('::warning::x')
  expect(told).not.toContain('::')
})

test('installs the exact version from the registry that the runner knows, not from the one that the repository names', async () => {
  const packed = await packedPackage('9.8.7')
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const { port } = server.address() as AddressInfo // It listens on a port.
    if (request.url?.endsWith('.tgz') === true) return void response.end(packed)
    const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`
    const tarball = `http://127.0.0.1:${port}/spec-regen.tgz`
    const version = { name: 'spec-regen', version: '9.8.7', dist: { tarball, integrity } }
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        name: 'spec-regen',
        'dist-tags': { latest: '9.8.7' },
        versions: { '9.8.7': version },
      }),
    )
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // It listens on a port.

  const workspace = testFolder()
  writeFileSync(join(workspace, '.npmrc'), 'registry=http://127.0.0.1:1/\n')
  const temp = testFolder()
  const output = join(temp, 'output')
  const child = spawn(process.execPath, [join(actionFolder, 'install.mjs')], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH,
      HOME: temp,
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: output,
      SPEC_VERSION: '9.8.7',
      npm_config_registry: `http://127.0.0.1:${port}/`,
    },
    stdio: 'inherit',
  })
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
  const { bin = '' } = readOutputs(readFileSync(output, 'utf8'))
  expect(bin.startsWith(temp)).toBe(true)
  expect(readFileSync(bin, 'utf8')).toBe('// 9.8.7\n')
  expect(asked.some((url) => url.includes('spec-regen.tgz'))).toBe(true)
})

/** A package as a registry has it, whose install script would leave a mark. */
async function packedPackage(version: string): Promise<Buffer> {
  const { git: _git, write, root } = repositoryIn(testFolder())
  const scripts = { postinstall: 'exit 1' }
  write('package/package.json', JSON.stringify({ name: 'spec-regen', version, scripts }))
  write('package/dist/bin.js', `// ${version}\n`)
  spawnSync('tar', ['-czf', 'packed.tgz', 'package'], { cwd: root })
  return Promise.resolve(readFileSync(join(root, 'packed.tgz')))
}
