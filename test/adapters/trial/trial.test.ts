// The project's own programs, run for real on a copy: vitest, node --test, ESLint, commands, and what cannot be run.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTrial } from '../../../src/adapters/trial/trial.ts'
import { defaultConfig, type Config } from '../../../src/config/config.ts'
import { readConfig } from '../../../src/config/read.ts'
import type { TrialReport } from '../../../src/verify/trial.ts'
import { repository } from '../../support/project.ts'
import { id } from '../../verify/builders.ts'

interface Tried {
  readonly report: TrialReport | null
  /** What was told to whoever waits. */
  readonly said: readonly string[]
}

interface Trying {
  readonly files: Readonly<Record<string, string | null>>
  readonly tests?: readonly string[]
  readonly settings?: Partial<Config['verify']>
  readonly signal?: AbortSignal
  readonly env?: Readonly<Record<string, string>>
}

function project(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'spec-tried-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const withPackages = (root: string): string => {
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir')
  return root
}

async function tried(
  root: string,
  { files, tests = [], settings = {}, signal, env = {} }: Trying,
): Promise<Tried> {
  const said: string[] = []
  const trial = createTrial({
    root,
    env: { PATH: process.env.PATH, HOME: root, ...env },
    settings: { ...defaultConfig.verify, ...settings },
    signal: signal ?? new AbortController().signal,
    listen: (_, what) => said.push(what),
  })
  const report = await trial.run({
    spec: id('x'),
    files: new Map(Object.entries(files)),
    tests,
    begin: () => Promise.resolve(),
  })
  return { report, said }
}

const nodeScript = JSON.stringify({ type: 'module', scripts: { test: 'node --test' } })
const nodeTest = (body: string): string =>
  `import assert from 'node:assert'\nimport { test } from 'node:test'\nimport * as a from '../src/a.js'\n${body}\n`

describe('vitest', () => {
  it('runs what is related and the acceptance tests; writes of tests stay in the copy', async () => {
    const root = withPackages(
      project({
        'package.json': '{"type":"module","scripts":{"test":"vitest run"}}',
        'vitest.config.ts': `export default { test: { include: ['test/**/*.test.ts'], coverage: { enabled: true } } }\n`,
        'data.txt': 'before',
        'test/accepted.test.ts': `import { writeFileSync } from 'node:fs'\nimport { test } from 'vitest'\ntest('writes', () => writeFileSync('data.txt', 'after'))\n`,
        'test/related.test.ts': `import { expect, test } from 'vitest'\nimport { twice } from '../src/a.ts'\ntest('twice', () => {\n  expect({ all: twice(2) }).toEqual({ all: 4 })\n})\ntest('fine', () => {})\n`,
        'test/other.test.ts': `import { test } from 'vitest'\ntest('other', () => { throw new Error('not related') })\n`,
      }),
    )
    const files = { 'src/a.ts': 'export const twice = (n: number): number => n * 3\n' }
    const { report } = await tried(root, { files, tests: ['test/accepted.test.ts', 'test/missing.test.ts'] })
    expect(report?.tests).toMatchObject({
      kind: 'ran',
      count: 3,
      faults: [
        {
          file: 'test/related.test.ts',
          name: 'twice',
          message: 'expected { all: 6 } to deeply equal { all: 4 }',
          expected: expect.stringMatching(/"all": 4/) as string,
          received: expect.stringMatching(/"all": 6/) as string,
          place: { path: 'test/related.test.ts', line: 4 },
          before: false,
        },
      ],
      left: ['test/missing.test.ts: vitest does not count it among its tests'],
    })
    expect(readFileSync(join(root, 'data.txt'), 'utf8')).toBe('before')
    expect(existsSync(join(root, 'src'))).toBe(false)
    expect(readdirSync(root).sort()).toEqual([
      'data.txt',
      'node_modules',
      'package.json',
      'test',
      'vitest.config.ts',
    ])
  })
})

describe('node --test', () => {
  it('runs acceptance tests and tests that import a target, and tells what failed all along apart', async () => {
    const root = project({
      'package.json': nodeScript,
      'src/a.js': 'export const one = 1\nexport const two = 3\n',
      'test/a.test.js': nodeTest(
        `test('one', () => assert.strictEqual(a.one, 1))\ntest('two', () => assert.strictEqual(a.two, 2))`,
      ),
      'test/other.test.js': `throw new Error('not related')\n`,
    })
    const { report, said } = await tried(root, {
      files: { 'src/a.js': 'export const one = 2\nexport const two = 3\n' },
    })
    expect(report?.tests).toMatchObject({ kind: 'ran', count: 2 })
    const faults = report?.tests.kind === 'ran' ? report.tests.faults : []
    expect(faults.map(({ name, before, expected, received }) => [name, before, expected, received])).toEqual([
      ['one', false, '1', '2'],
      ['two', true, '2', '3'],
    ])
    expect(said).toContain('running node --test without the new code, to compare')
  })

  it('tells a file that cannot be loaded any more, where before it only lacked something else', async () => {
    const root = project({ 'package.json': nodeScript, 'test/a.test.js': nodeTest(`test('x', () => a)`) })
    const { report } = await tried(root, {
      files: { 'src/a.js': `import { b } from './nowhere.js'\nexport const c = b\n` },
    })
    expect(report?.tests).toMatchObject({
      kind: 'ran',
      faults: [
        {
          file: 'test/a.test.js',
          name: '',
          before: false,
          message: expect.stringContaining('src/nowhere.js') as string,
        },
      ],
    })
  })

  it('needs no package.json where the test says what it is', async () => {
    const root = project({
      'test/a.test.mjs': `import { test } from 'node:test'\ntest('x', () => { throw new Error('boom') })\n`,
    })
    const { report } = await tried(root, { files: { 'src/a.mjs': '' }, tests: ['test/a.test.mjs'] })
    expect(report?.tests).toMatchObject({ kind: 'ran', faults: [{ message: 'boom' }] })
  })

  it('that never ends is ended, and that is told', async () => {
    const root = project({
      'package.json': nodeScript,
      'test/a.test.js': nodeTest(`test('x', () => { for (;;); })`),
    })
    const { report } = await tried(root, {
      files: { 'src/a.js': '' },
      tests: ['test/a.test.js'],
      settings: { timeoutSeconds: 1 },
    })
    expect(report?.tests).toMatchObject({
      kind: 'ran',
      faults: [{ file: null, message: expect.stringContaining('did not end within 1 s') as string }],
    })
  })
})

describe('ESLint', () => {
  it('tells errors in the new files, and which of them were there before', async () => {
    const root = withPackages(
      project({
        'eslint.config.js': `module.exports = [{ rules: { 'no-var': 'error', 'prefer-const': 'warn', eqeqeq: 'error' } }]\n`,
        'src/a.js': 'var a = 1\nif (a == 2) a = 3\n',
        'src/b.js': 'var notAsked = 1\n',
      }),
    )
    const { report } = await tried(root, {
      files: { 'src/a.js': 'let b = 1\nvar a = b\nif (a == 2) a = 3\nif (a == 3) a = 4\n' },
    })
    expect(report?.tests).toEqual({ kind: 'nothing' })
    const faults = report?.lint.kind === 'ran' ? report.lint.faults : []
    expect(faults.map(({ name, before, place }) => [name, before, place?.line])).toEqual([
      ['no-var', true, 2],
      ['eqeqeq', true, 3],
      ['eqeqeq', false, 4],
    ])
  })

  it('that cannot run, or is not installed, is not run', async () => {
    const files = { 'src/a.js': 'var a = 1\n' }
    const broken = withPackages(project({ 'eslint.config.js': 'throw new Error("no configuration")\n' }))
    expect((await tried(broken, { files })).report?.lint).toMatchObject({
      kind: 'not-run',
      reason: expect.stringContaining('no configuration') as string,
    })
    const missing = project({ 'eslint.config.js': '' })
    expect((await tried(missing, { files })).report?.lint).toEqual({
      kind: 'not-run',
      reason: 'eslint is not installed',
    })
  })
})

/** A package with one program, as npm would have put it there. */
const standIn = (name: string, command: string, program: string): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, bin: { [command]: 'program.cjs' } }),
  [`node_modules/${name}/program.cjs`]: program,
})

describe('programs that are not installed here, by stand-ins that check how they are called', () => {
  it('jest is asked for related tests and reports as jest 30 does', async () => {
    const root = project({
      'package.json': '{"scripts":{"test":"jest"}}',
      'test/a.test.js': '',
      ...standIn(
        'jest',
        'jest',
        `
const args = process.argv.slice(2)
const reporter = args.find((one) => one.startsWith('--reporters=')).slice('--reporters='.length)
const named = args.slice(args.indexOf('--findRelatedTests') + 1)
if (JSON.stringify(named) !== '["./test/a.test.js","./src/a.js"]') throw new Error(named.join())
const stack = 'Error: expect(received).toBe(expected)\\n\\nExpected: 3\\nReceived: -1\\n    at Object.toBe (' + process.cwd() + '/test/a.test.js:3:48)'
new (require(reporter))().onRunComplete(new Set(), { testResults: [
  { testFilePath: process.cwd() + '/test/a.test.js', testResults: [
    { ancestorTitles: ['add'], title: 'adds', status: 'failed', failureMessages: [stack], failureDetails: [{ matcherResult: { expected: 3, actual: -1 } }] },
    { ancestorTitles: [], title: 'later', status: 'pending', failureMessages: [] },
  ] },
  { testFilePath: process.cwd() + '/test/b.test.js', testResults: [], testExecError: { message: 'at load', stack: 'TypeError: at load' } },
] })
process.exitCode = 1
`,
      ),
    })
    const { report } = await tried(root, { files: { 'src/a.js': '' }, tests: ['test/a.test.js'] })
    const faults = report?.tests.kind === 'ran' ? report.tests.faults : []
    expect(
      faults.map(({ file, name, message, expected, received, place, before }) => [
        file,
        name,
        message,
        expected,
        received,
        place?.line,
        before,
      ]),
    ).toEqual([
      ['test/a.test.js', 'add > adds', 'Error: expect(received).toBe(expected)', '3', '-1', 3, false],
      ['test/b.test.js', '', 'at load', null, null, undefined, false],
    ])
  })

  it('mocha gets the tests by name and reports by its events', async () => {
    const root = project({
      'package.json': '{"scripts":{"test":"mocha"}}',
      'test/a.test.js': '',
      'test/b.test.js': `require('../src/a.js')\n`,
      ...standIn(
        'mocha',
        'mocha',
        `
const args = process.argv.slice(2)
if (JSON.stringify(args.slice(2)) !== '["./test/a.test.js","./test/b.test.js"]') throw new Error(args.join())
const runner = new (require('node:events'))()
new (require(args[1]))(runner, {})
const test = (title) => ({ file: process.cwd() + '/test/a.test.js', titlePath: () => ['add', title] })
runner.emit('pass', test('zero'))
runner.emit('fail', test('adds'), Object.assign(new Error('not 3'), { expected: 3, actual: { a: 1 } }))
runner.emit('end')
process.exitCode = 1
`,
      ),
    })
    const { report } = await tried(root, { files: { 'src/a.js': '' }, tests: ['test/a.test.js'] })
    expect(report?.tests).toMatchObject({
      kind: 'ran',
      count: 2,
      faults: [{ name: 'add > adds', message: 'not 3', expected: '3', received: '{ a: 1 }' }],
    })
  })

  it('Biome reports as workflow commands', async () => {
    const root = project({
      'biome.json': '{}',
      ...standIn(
        '@biomejs/biome',
        'biome',
        `
if (process.argv.slice(2).join(' ') !== 'lint --reporter=github -- src/a.ts') throw new Error(process.argv.join(' '))
console.log('::warning title=lint/style/useConst,file=src/a.ts,line=5,endLine=5,col=3,endColumn=6::a let')
console.log('::error title=lint/suspicious/noDebugger,file=' + process.cwd() + '/src/a.ts,line=3,endLine=3,col=4,endColumn=11::a debugger: statement')
process.exitCode = 1
`,
      ),
    })
    const { report } = await tried(root, { files: { 'src/a.ts': '' } })
    expect(report?.lint).toMatchObject({
      kind: 'ran',
      faults: [
        {
          file: 'src/a.ts',
          name: 'lint/suspicious/noDebugger',
          message: 'a debugger: statement',
          place: { line: 3, column: 4 },
        },
      ],
    })
  })
})

describe('commands', () => {
  const commands = [
    ['node', '-e', 'require("fs").writeFileSync("made.js", "export const made = 1\\n")'],
    ['node', 'check.js', 'two words'],
    ['no-such-program'],
  ]

  it('run in the copy, before the tests that need what they make; one that is not there is told', async () => {
    const root = project({
      'package.json': nodeScript,
      'check.js': 'console.log(process.argv[2]); console.error("last words"); process.exitCode = 3\n',
      'test/a.test.js': `import { test } from 'node:test'\nimport '../made.js'\nimport '../src/a.js'\ntest('x', () => {})\n`,
    })
    const { report } = await tried(root, { files: { 'src/a.js': '' }, settings: { commands } })
    expect(report?.tests).toMatchObject({ kind: 'ran', count: 1, faults: [] })
    expect(report?.commands).toMatchObject({
      kind: 'ran',
      count: 2,
      faults: [
        {
          name: `node check.js 'two words'`,
          message: 'it ended with exit code 3\ntwo words\nlast words',
          before: true,
        },
      ],
      left: ['no-such-program: it is not installed'],
    })
    expect(existsSync(join(root, 'made.js'))).toBe(false)
  })

  it('are lists of words: a text for a shell is a fault of the configuration', async () => {
    const read = await readConfig('{"verify":{"commands":["npm test"]}}', 'spec.config.json')
    expect(read.diagnostics).toMatchObject([
      { code: 'config-invalid', message: expect.stringContaining('verify.commands[0]') as string },
    ])
  })

  it('are told by the end of what they print', async () => {
    const root = project({
      'loud.js': 'for (let at = 0; at < 200000; at++) console.log("line " + at)\nprocess.exitCode = 1\n',
    })
    const { report } = await tried(root, {
      files: { 'a.js': '' },
      settings: { commands: [['node', 'loud.js']] },
    })
    const message = report?.commands.kind === 'ran' ? (report.commands.faults[0]?.message ?? '') : ''
    expect(message).toContain('line 199999')
    expect(message.length).toBeLessThan(1000)
  })

  it('get no secret of the environment', async () => {
    const program =
      'process.exitCode = Object.keys(process.env).some((n) => /SECRET|TOKEN|KEY|SPEC_|ANTHROPIC/.test(n)) ? 1 : 0'
    const env = {
      ANTHROPIC_BASE_URL: 'x',
      OPENAI_API_KEY: 'x',
      GITHUB_TOKEN: 'x',
      CLIENT_SECRET: 'x',
      SPEC_X: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
    const { report } = await tried(project({}), {
      files: { 'a.js': '' },
      settings: { commands: [['node', '-e', program]] },
      env,
    })
    expect(report?.commands).toMatchObject({ kind: 'ran', faults: [] })
  })
})

describe('where there is nothing to run', () => {
  it('nothing is copied', async () => {
    const { report, said } = await tried(project({ 'package.json': '{}', 'test/a.test.js': '' }), {
      files: { 'src/a.js': '' },
    })
    expect(report).toEqual({
      commands: { kind: 'nothing' },
      tests: { kind: 'nothing' },
      lint: { kind: 'nothing' },
    })
    expect(said).toEqual([])
  })

  it('an acceptance test without a runner, a runner that is not installed and a target without a test are told', async () => {
    const files = { 'src/a.js': '' }
    const without = project({ 'package.json': '{}', 'test/a.test.js': '' })
    expect((await tried(without, { files, tests: ['test/a.test.js'] })).report?.tests).toMatchObject({
      kind: 'not-run',
      reason: expect.stringContaining('no test runner was found') as string,
    })
    const uninstalled = project({ 'package.json': '{"scripts":{"test":"mocha"}}', 'test/a.test.js': '' })
    expect((await tried(uninstalled, { files, tests: ['test/a.test.js'] })).report?.tests).toMatchObject({
      kind: 'not-run',
      reason: expect.stringContaining('mocha is not installed') as string,
    })
    const untested = project({ 'package.json': nodeScript })
    expect((await tried(untested, { files })).report?.tests).toEqual({
      kind: 'not-run',
      reason: 'no test imports these files',
    })
  })
})

describe('a person who stops it', () => {
  it('gets no report', async () => {
    const controller = new AbortController()
    const root = project({ 'stop.js': 'console.log("started"); setInterval(() => {}, 1000)\n' })
    const running = tried(root, {
      files: { 'a.js': '' },
      settings: { commands: [['node', 'stop.js']] },
      signal: controller.signal,
    })
    setTimeout(() => controller.abort(), 300)
    expect((await running).report).toBe(null)
  })
})
