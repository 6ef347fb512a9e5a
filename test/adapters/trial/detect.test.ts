// Which runner a test file is written for, and which test files are about a target.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findRunner } from '../../../src/adapters/trial/detect.ts'
import { findLinters } from '../../../src/adapters/trial/lint.ts'
import { relatedTests } from '../../../src/adapters/trial/related.ts'

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'spec-detect-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const manifest = (value: object): string => JSON.stringify(value)
const script = (test: string): Readonly<Record<string, string>> => ({
  'package.json': manifest({ scripts: { test } }),
})

describe('the runner of a test file', () => {
  it.each([
    ['vitest run', 'vitest'],
    ['npx vitest --coverage', 'vitest'],
    ['NODE_ENV=test jest --ci', 'jest'],
    ['node --experimental-vm-modules node_modules/jest/bin/jest.js', 'jest'],
    ['react-scripts test', 'jest'],
    ['nyc mocha "test/**/*.js"', 'mocha'],
    ['tsc && node --test', 'node'],
    ['node --import tsx --test test/*.test.ts', 'node'],
    ['tsx --test', 'node'],
  ])('is told by the script "%s": %s', (test, name) => {
    const root = folder(script(test))
    expect(findRunner(join(root, 'test/a.test.ts'), root)?.name).toBe(name)
  })

  it.each([
    ['echo "no test specified" && exit 1'],
    ['node test.js'],
    ['node build.js && node check.js'],
    ['tap'],
    ['node --testing'],
  ])('is not told by the script "%s"', (test) => {
    const root = folder(script(test))
    expect(findRunner(join(root, 'a.test.js'), root)).toBe(null)
  })

  it.each([
    ['vitest.config.mts', 'vitest'],
    ['vitest.workspace.ts', 'vitest'],
    ['jest.config.cjs', 'jest'],
    ['.mocharc.yml', 'mocha'],
  ])('is told by the file %s', (file, name) => {
    const root = folder({ [file]: '' })
    expect(findRunner(join(root, 'a.test.js'), root)?.name).toBe(name)
  })

  it('is told by what is installed where nothing else tells, and by the script where both do', () => {
    const packages = { devDependencies: { jest: '30' } }
    const root = folder({ 'package.json': manifest(packages) })
    expect(findRunner(join(root, 'a.test.js'), root)?.name).toBe('jest')
    const both = folder({ 'package.json': manifest({ ...packages, scripts: { 'test:unit': 'vitest' } }) })
    expect(findRunner(join(both, 'a.test.js'), both)?.name).toBe('vitest')
  })

  it('is that of the nearest package; nothing above the base is asked', () => {
    const root = folder({
      ...script('jest'),
      'packages/a/package.json': manifest({ scripts: { test: 'vitest' } }),
      'packages/b/package.json': manifest({ name: 'b' }),
    })
    expect(findRunner(join(root, 'packages/a/test/x.test.ts'), root)).toMatchObject({
      name: 'vitest',
      folder: join(root, 'packages/a'),
    })
    expect(findRunner(join(root, 'packages/b/x.test.ts'), root)).toMatchObject({ name: 'jest', folder: root })
    expect(findRunner(join(root, 'packages/b/x.test.ts'), join(root, 'packages/b'))).toBe(null)
  })

  it('keeps the options that say how files are loaded', () => {
    const root = folder(
      script('node --enable-source-maps --import tsx -r ./setup.cjs --conditions=dev --test "test/**"'),
    )
    expect(findRunner(join(root, 'a.test.ts'), root)?.nodeOptions).toEqual([
      '--import',
      'tsx',
      '-r',
      './setup.cjs',
      '--conditions=dev',
    ])
  })

  it('is none where package.json is no JSON', () => {
    const root = folder({ 'package.json': '{ scripts' })
    expect(findRunner(join(root, 'a.test.ts'), root)).toBe(null)
  })
})

describe('tests of a target', () => {
  it('are those that import it, directly or through others, however they spell it', async () => {
    const files = {
      'src/target.ts': '',
      'src/uses.ts': `export * from './target.js'`,
      'src/index.ts': `export * from './uses'`,
      'src/alone.ts': '',
      'test/direct.test.ts': `import { a } from '../src/target.ts'`,
      'test/through.test.ts': `const x = await import('../src')`,
      'test/required.test.cjs': `require('../src/uses')`,
      'test/other.test.ts': `import '../src/alone.ts'`,
      'src/target.spec.ts': `import './target'`,
      'scripts/report.ts': `import '../src/target.ts'`,
    }
    const found = await relatedTests(folder(files), Object.keys(files), ['src/target.ts'])
    expect(found.sort()).toEqual([
      'src/target.spec.ts',
      'test/direct.test.ts',
      'test/required.test.cjs',
      'test/through.test.ts',
    ])
  })

  it('are found once where files import each other in a circle', async () => {
    const files = {
      'a.ts': `import './b.ts'`,
      'b.ts': `import './a.ts'`,
      'a.test.ts': `import './a.ts'`,
    }
    const root = folder(files)
    expect(await relatedTests(root, Object.keys(files), ['b.ts'])).toEqual(['a.test.ts'])
    expect(await relatedTests(root, Object.keys(files), ['c.ts'])).toEqual([])
  })
})

describe('the linters of a file', () => {
  it('are those with a configuration in its folder or above, up to the base', () => {
    const root = folder({
      'eslint.config.js': '',
      'packages/a/biome.json': '{}',
      'old/package.json': manifest({ eslintConfig: {} }),
    })
    const names = (path: string, base = root): string[] =>
      findLinters(join(root, path), base).map(({ name }) => name)
    expect(names('src/a.ts')).toEqual(['eslint'])
    expect(names('packages/a/b.ts').sort()).toEqual(['biome', 'eslint'])
    expect(names('packages/a/b.ts', join(root, 'packages'))).toEqual(['biome'])
    expect(findLinters(join(root, 'old/a.js'), root)[0]?.folder).toBe(join(root, 'old'))
    expect(names('src/data.json')).toEqual([])
  })
})
