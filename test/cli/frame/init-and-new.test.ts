// `spec init` and `spec new` in real folders.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { defaultConfig } from '../../../src/config/config.ts'
import { parseSpec } from '../../../src/spec/parse.ts'
import { run, type Recorded } from './recorded.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spec-init-'))
  mkdirSync(join(root, '.git'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const tree = (): string[] => globSync('**', { cwd: root, dot: true, ignore: ['.git/**'] }).sort()
const spec = (...words: string[]): Promise<Recorded> => run(words, { cwd: root })

/** Ids of the requirements that the spec parser finds; it must find nothing to complain about. */
function requirementsOf(path: string): string[] {
  const parsed = parseSpec({ path, bytes: readFileSync(join(root, path)) }, defaultConfig)
  expect(parsed.diagnostics).toEqual([])
  return parsed.ok ? parsed.value.requirements.map(({ id }) => id) : []
}

const everything = [
  '.gitattributes',
  '.github/workflows/spec.yml',
  '.gitignore',
  'specs/architecture/code-style.md',
  'specs/features/greeting.md',
]

describe('init', () => {
  test('in an empty folder makes everything and says so', async () => {
    const { exit, stdout, stderr } = await spec('init')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(tree()).toEqual(everything)
    for (const path of everything) expect(stdout).toContain(`created  ${path}\n`)
    expect(stdout).toContain('Next: spec regen greeting')
    expect(read('.gitignore')).toBe('.spec/local/\n.spec/cache/\n')
    expect(read('.gitattributes')).toBe('.spec/** -text\n')
  })

  test('the example is a spec of three requirements that uses the other one', async () => {
    await spec('init')
    const text = read('specs/features/greeting.md')
    const head: unknown = parse(text.split('---\n')[1] ?? '')
    expect(head).toEqual({ title: 'Greeting', targets: ['src/greeting.ts'], uses: ['code-style'] })
    expect(requirementsOf('specs/features/greeting.md')).toEqual(['R1', 'R2', 'R3'])
    expect(requirementsOf('specs/architecture/code-style.md')).toEqual(['R1', 'R2', 'R3'])
  })

  test('the workflow reads only and runs nothing of the project', async () => {
    await spec('init')
    const workflow = read('.github/workflows/spec.yml')
    expect(parse(workflow)).toMatchObject({ permissions: { contents: 'read' } })
    expect(workflow).toMatch(/npx --yes --package spec-regen@\d+\.\d+\.\d+ spec drift/)
    expect(workflow).not.toContain('npm ci')
  })

  test('the workflow of a project with a package takes the version that it locks', async () => {
    write('package.json', '{}')
    await spec('init')
    expect(read('.github/workflows/spec.yml')).toContain(
      'npm ci --ignore-scripts\n      - run: npx --no spec drift',
    )
  })

  test('a second time keeps everything, byte for byte', async () => {
    await spec('init')
    write('specs/features/greeting.md', 'mine')
    const before = everything.map(read)
    const { exit, stdout } = await spec('init')
    expect(exit).toBe(0)
    expect(stdout).toContain('Nothing to do')
    expect(everything.map(read)).toEqual(before)
  })

  test('adds only the missing lines to files that are there, in their own line ends', async () => {
    write('.gitignore', 'node_modules\r\n/.spec/cache')
    write('.gitattributes', '*.png binary\n.spec/**   -text\n')
    write('.github/workflows/spec.yml', 'mine')
    const { stdout } = await spec('init')
    expect(read('.gitignore')).toBe('node_modules\r\n/.spec/cache\r\n.spec/local/\r\n')
    expect(read('.gitattributes')).toBe('*.png binary\n.spec/**   -text\n')
    expect(read('.github/workflows/spec.yml')).toBe('mine')
    expect(stdout).toContain('added to .gitignore (.spec/local/)')
    expect(stdout).toContain('kept     .github/workflows/spec.yml')
  })

  test('puts no example beside specs that are there', async () => {
    write('specs/features/mine.md', '# Mine\n')
    await spec('init')
    expect(tree().filter((path) => path.startsWith('specs/'))).toEqual(['specs/features/mine.md'])
  })

  test('--dry-run makes nothing', async () => {
    const { exit, stdout } = await spec('init', '--dry-run')
    expect(exit).toBe(0)
    expect(stdout).toContain('would create specs/features/greeting.md')
    expect(tree()).toEqual([])
  })

  test('--json names each file and what happened to it', async () => {
    write('.gitignore', '')
    const { stdout } = await spec('init', '--json')
    expect(JSON.parse(stdout)).toEqual({
      schema: 'spec.init/1',
      dryRun: false,
      files: [
        { path: 'specs/features/greeting.md', action: 'create' },
        { path: 'specs/architecture/code-style.md', action: 'create' },
        { path: '.gitignore', action: 'append', lines: ['.spec/local/', '.spec/cache/'] },
        { path: '.gitattributes', action: 'create' },
        { path: '.github/workflows/spec.yml', action: 'create' },
      ],
      diagnostics: [],
    })
  })

  test.each([
    ['a file stands in the place of a folder', () => write('specs', ''), 'specs/features/greeting.md'],
    ['a folder stands in the place of a file', () => mkdirSync(join(root, '.gitignore')), '.gitignore'],
    ['a link leads nowhere', () => symlinkSync('nowhere', join(root, '.gitignore')), '.gitignore'],
  ])('where %s, one line names it', async (_, prepare, path) => {
    prepare()
    const { exit, stderr } = await spec('init')
    expect(exit).toBe(2)
    expect(stderr).toMatch(
      new RegExp(`^${path} {2}trouble {2}the system refuses: .*\\[write-failed\\]\n    hint: .*\n$`),
    )
  })
})

describe('new', () => {
  beforeEach(() => mkdirSync(join(root, 'specs/features'), { recursive: true }))

  test('writes a draft feature whose target follows from its id', async () => {
    const { exit, stdout, stderr } = await spec('new', 'feature', 'billing/late-fees')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(stdout).toContain('created  specs/features/billing/late-fees.md\n')
    const text = read('specs/features/billing/late-fees.md')
    expect(parse(text.split('---\n')[1] ?? '')).toEqual({
      title: 'Late fees',
      status: 'draft',
      targets: ['src/billing/late-fees.ts'],
      uses: [],
    })
    expect(text).toContain('# Late fees\n')
    expect(requirementsOf('specs/features/billing/late-fees.md')).toEqual(['R1', 'R2', 'R3'])
  })

  test('writes an architecture spec, which owns nothing', async () => {
    const { stdout } = await spec('new', 'architecture', 'data-model', '--json')
    expect(JSON.parse(stdout)).toEqual({
      schema: 'spec.new-architecture/1',
      id: 'data-model',
      kind: 'architecture',
      path: 'specs/architecture/data-model.md',
      diagnostics: [],
    })
    expect(requirementsOf('specs/architecture/data-model.md')).toEqual(['R1', 'R2'])
    const text = read('specs/architecture/data-model.md')
    expect(parse(text.split('---\n')[1] ?? '')).toEqual({ title: 'Data model' })
  })

  test('finds the project from a folder below it', async () => {
    mkdirSync(join(root, 'src/deep'), { recursive: true })
    await run(['new', 'feature', 'a'], { cwd: join(root, 'src/deep') })
    expect(tree()).toEqual(['specs/features/a.md'])
  })

  test.each([
    ['Auth', 'lower-case'],
    ['auth flow', 'lower-case'],
    ['../outside', 'lower-case'],
    ['/etc/passwd', 'empty part'],
    ['a//b', 'empty part'],
    ['a.', 'lower-case'],
    ['.hidden', 'lower-case'],
    ['con', 'device on Windows'],
    ['a/nul.x', 'device on Windows'],
    ['auth-flow.md', 'without it'],
    ['specs/features/auth', 'below it'],
    ['a'.repeat(101), '100 characters'],
    ['a\x1b[2Jb', 'lower-case'],
  ])('refuses the id %j', async (id, why) => {
    const { exit, stdout, stderr } = await spec('new', 'feature', id)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toMatch(/^spec: the id .*\n {2}hint: /)
    expect(stderr).toContain(why)
    expect(tree()).toEqual([])
  })

  test('refuses an id that a spec of either kind has, whatever the case', async () => {
    write('specs/architecture/Data-Model.md', '# Data\n')
    const { exit, stderr } = await spec('new', 'feature', 'data-model')
    expect(exit).toBe(2)
    expect(stderr).toContain(
      'specs/architecture/Data-Model.md  trouble  there is a spec with the id data-model',
    )
    expect(tree()).toEqual(['specs/architecture/Data-Model.md'])
  })

  test('outside a project says how to get one', async () => {
    rmSync(join(root, 'specs'), { recursive: true })
    const { exit, stderr } = await spec('new', 'feature', 'a')
    expect(exit).toBe(2)
    expect(stderr).toContain('spec init')
  })
})
