// `spec coverage`: which source files no spec owns, and how much that leaves.
import { describe, expect, test } from 'vitest'
import { runGit } from '../../support/git.ts'
import { builtProject } from '../../support/lifecycle.ts'
import { testProject, type TestProject } from '../../support/project.ts'

interface Covered {
  readonly files: unknown
  readonly lines: unknown
  readonly unowned: readonly { readonly path: string; readonly lines: number }[]
}
const covered = async (project: TestProject): Promise<Covered> =>
  (await project.spec(['coverage', '--json'])).json() as unknown as Covered
const unowned = async (project: TestProject): Promise<string[]> =>
  (await covered(project)).unowned.map(({ path }) => path)

const config = (coverage: object): string => JSON.stringify({ coverage })

describe('spec coverage', () => {
  test('lists what no spec owns in order of path, and the shares of files and of lines', async () => {
    const project = await builtProject({
      'src/z.ts': 'export const z = 1\n\n  \n// counts\n',
      'src/a.tsx': 'export const a = 1\r\n\r\nexport const b = 1',
      'src/empty.ts': '',
    })
    const { exit, stdout } = await project.spec(['coverage'])
    // The three targets have four lines each with something on them.
    expect(stdout).toBe(
      [
        'owned by no spec, with lines:',
        '  2  src/a.tsx',
        '  0  src/empty.ts',
        '  2  src/z.ts',
        '',
        'coverage: 3 of 6 files (50 %), 12 of 16 lines (75 %)',
        '',
      ].join('\n'),
    )
    expect(exit).toBe(0)
  })

  test('as a document', async () => {
    const project = await builtProject({ 'src/z.ts': 'export const z = 1\n' })
    expect((await project.spec(['coverage', '--json'])).json()).toEqual({
      schema: 'spec.coverage/1',
      diagnostics: [],
      clean: true,
      files: { owned: 3, total: 4, percent: 75 },
      lines: { owned: 12, total: 13, percent: 92.3 },
      unowned: [{ path: 'src/z.ts', lines: 1 }],
      include: expect.arrayContaining([expect.stringContaining('tsx')]) as unknown,
      exclude: expect.arrayContaining(['**/*.config.*']) as unknown,
    })
  })

  test('everything owned is said in one line', async () => {
    expect((await (await builtProject()).spec(['coverage'])).stdout).toBe(
      'coverage: 3 of 3 files (100 %), 12 of 12 lines (100 %)\n',
    )
  })

  test('a share is rounded down, so that 100 means all', async () => {
    const project = await builtProject({ 'src/z.ts': 'x\n', 'src/names.ts': 'x\n'.repeat(4000) })
    expect(await covered(project)).toMatchObject({ lines: { owned: 4008, total: 4009, percent: 99.9 } })
  })

  test('--min fails where specs own a smaller share of the lines', async () => {
    const project = await builtProject({ 'src/z.ts': 'x\n'.repeat(4) })
    const low = await project.spec(['coverage', '--min', '76'])
    expect(low).toMatchObject({ exit: 1 })
    expect(low.stderr).toContain(
      'specs own 75 % of the lines, and at least 76 % are asked for  [coverage-low]',
    )
    expect(await project.spec(['coverage', '--min', '75'])).toMatchObject({ exit: 0 })
    expect(await project.spec(['coverage', '--min', '101'])).toMatchObject({ exit: 2 })
  })

  test('a project without source is told, and is not what --min asks for', async () => {
    const project = testProject({
      'specs/features/a.md': '---\ntargets: [src/a.ts]\n---\n# A\n\n- R1: It is.\n',
    })
    const { exit, stdout, stderr } = await project.spec(['coverage'])
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'coverage: 0 of 0 files, 0 of 0 lines\n' })
    expect(stderr).toContain('no file of the project counts as source  [coverage-empty]')
    expect(await project.spec(['coverage', '--min', '0'])).toMatchObject({ exit: 1 })
  })
})

describe('what counts as source', () => {
  test('is TypeScript and JavaScript, without tests, settings, declarations and generated files', async () => {
    const counts = [
      'lib/a.mts',
      'lib/b.cts',
      'lib/c.jsx',
      'lib/d.mjs',
      'lib/e.cjs',
      'scripts/f.js',
      'app/g.vue',
    ]
    const not = [
      'src/a.test.ts',
      'src/a.spec.tsx',
      'test/support.ts',
      'src/__tests__/b.ts',
      'src/__mocks__/b.ts',
      'vite.config.ts',
      'src/types.d.ts',
      'src/api.gen.ts',
      'src/generated/api.ts',
      'public/lib.min.js',
      'dist/out.js',
      '.eslintrc.cjs',
      '.storybook/main.ts',
      'README.md',
      'data.json',
      'packages/p/node_modules/x/index.js',
    ]
    const project = await builtProject(Object.fromEntries([...counts, ...not].map((path) => [path, 'x\n'])))
    expect(await unowned(project)).toEqual([...counts].sort())
  })

  test('ignored files never count', async () => {
    const project = await builtProject({ 'out/a.ts': 'x\n', 'src/b.ts': 'x\n', '.gitignore': 'out/\n' })
    expect(await unowned(project)).toEqual(['src/b.ts'])
    runGit(project.root, 'init', '-q')
    expect(await unowned(project)).toEqual(['src/b.ts'])
  })

  test('is what the configuration says: each list takes the place of its default', async () => {
    const project = await builtProject({
      'src/a.test.ts': 'x\n',
      'src/b.ts': 'x\n',
      'lib/c.py': 'x\n',
      'lib/old/d.py': 'x\n',
    })
    project.write(
      'spec.config.json',
      config({ include: ['src/**/*.ts', 'lib/**/*.py'], exclude: ['lib/old/**'] }),
    )
    expect(await unowned(project)).toEqual(['lib/c.py', 'src/a.test.ts', 'src/b.ts'])
    project.write('spec.config.json', config({ exclude: ['src/b.ts'] }))
    expect(await unowned(project)).toEqual(['src/a.test.ts'])
  })

  test('never reaches out of the project or into what is hidden, whatever the configuration says', async () => {
    const project = await builtProject({ '.hidden/a.ts': 'x\n' })
    project.write(
      'spec.config.json',
      config({ include: ['../**/*.ts', '/**/*.ts', '.hidden/*', 'specs/**', '**/*'], exclude: ['*.json'] }),
    )
    expect(await unowned(project)).toEqual([])
  })

  test('a pattern that could run for ever is refused', async () => {
    const project = await builtProject()
    project.write('spec.config.json', config({ exclude: ['+(a|aa)+b'] }))
    const { exit, stderr } = await project.spec(['coverage'])
    expect(exit).toBe(2)
    expect(stderr).toContain('`coverage.exclude[0]` in the configuration is wrong')
  })
})

describe('who owns', () => {
  test('a draft does, and a spec that cannot be read still has what its lock names', async () => {
    const project = await builtProject({
      'specs/features/later.md': '---\nstatus: draft\ntargets: [src/later.ts]\n---\n# Later\n',
      'src/later.ts': 'x\n',
    })
    project.write('specs/features/farewell.md', '---\ntargets: [\n---\n')
    const { exit, stdout } = await project.spec(['coverage'])
    expect(stdout).toBe('coverage: 4 of 4 files (100 %), 13 of 13 lines (100 %)\n')
    expect(exit).toBe(2)
  })

  test('nobody owns what is left of a spec that is gone', async () => {
    const project = await builtProject()
    project.remove('specs/features/farewell.md')
    expect(await unowned(project)).toEqual(['src/bye.ts'])
  })

  test('names are escaped for the terminal', async () => {
    const project = await builtProject({ 'src/\u001b[31mred.ts': 'x\n' })
    const { stdout } = await project.spec(['coverage'])
    expect(stdout).toContain('src/\\x1b[31mred.ts')
    expect(stdout).not.toContain('\u001b')
  })
})
