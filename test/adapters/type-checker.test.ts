// The type checker on real trees in a temporary folder: what a new file breaks is told, what was broken before is not.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { createTypeChecker } from '../../src/adapters/type-checker.ts'
import type { TypeReport } from '../../src/verify/verify.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A tree of files in a temporary folder; `types` links the repository's own types of Node into it. */
function tree(files: Readonly<Record<string, string>>, types = true): string {
  const root = mkdtempSync(join(tmpdir(), 'spec-types-'))
  made.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  if (types) {
    mkdirSync(join(root, 'node_modules/@types'), { recursive: true })
    symlinkSync(join(repository, 'node_modules/@types/node'), join(root, 'node_modules/@types/node'))
  }
  return root
}

const options = { target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', strict: true, types: ['node'] }

const config = (more: object = {}, compilerOptions: object = options): string =>
  JSON.stringify({ compilerOptions, include: ['src', 'test'], ...more })

const check = (root: string, overlay: Readonly<Record<string, string | null>>): Promise<TypeReport> =>
  createTypeChecker(root).check(new Map(Object.entries(overlay)))

/** `path:line number` of each fault, or why nothing was checked. */
const told = (report: TypeReport): readonly string[] | string =>
  report.kind === 'not-run'
    ? report.reason
    : report.faults.map(({ path, line, number }) => `${path}:${line} ${number}`)

test('a new file that fits its project has no faults', async () => {
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': config(),
    'src/user.ts': 'export interface User { readonly name: string }\n',
  })
  const text = `import { readFileSync } from 'node:fs'
import type { User } from './user.js'
export const load = (path: string): User => ({ name: readFileSync(path, 'utf8') })
`
  expect(told(await check(root, { 'src/load.ts': text }))).toEqual([])
})

test('a type error in a new file is told with line, column and number', async () => {
  const root = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config() })
  const report = await check(root, { 'src/a.ts': 'export const a: string = 1\n' })
  expect(report).toEqual({
    kind: 'checked',
    faults: [
      {
        path: 'src/a.ts',
        line: 1,
        column: 14,
        number: 2322,
        message: "Type 'number' is not assignable to type 'string'.",
      },
    ],
  })
})

test('the strictness of the project counts', async () => {
  const text = 'export const first = (list: string[]): string => list[0]\n'
  const strict = { ...options, noUncheckedIndexedAccess: true }
  const loose = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config() })
  const tight = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config({}, strict) })
  expect(told(await check(loose, { 'src/a.ts': text }))).toEqual([])
  expect(told(await check(tight, { 'src/a.ts': text }))).toEqual(['src/a.ts:1 2322'])
})

test('errors that the tree has without the new files are left out, those they bring to other files are told', async () => {
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': config(),
    'src/login.ts': 'export const login = (name: string): string => name\n',
    'src/app.ts': `import { login } from './login.js'\nexport const old: string = 1\nexport const user = login('x')\n`,
  })
  const changed = 'export const login = (name: string, code: number): string => name + code\n'
  expect(told(await check(root, { 'src/login.ts': changed }))).toEqual(['src/app.ts:3 2554'])
})

test('an error that the file on disk has on the same line of text is no new one, wherever the line moved', async () => {
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': config(),
    'src/a.ts': 'export const a: string = 1\n',
  })
  const moved = '// A comment.\nexport const a: string = 1\n'
  expect(told(await check(root, { 'src/a.ts': moved }))).toEqual([])
  const twice = `${moved}export const b: string = 1\n`
  expect(told(await check(root, { 'src/a.ts': twice }))).toEqual(['src/a.ts:3 2322'])
})

test('a deleted file is gone for those who import it', async () => {
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': config(),
    'src/a.ts': 'export const a = 1\n',
    'src/b.ts': `export { a } from './a.js'\n`,
  })
  expect(told(await check(root, { 'src/a.ts': null }))).toEqual(['src/b.ts:1 2307'])
})

test('two new files see each other', async () => {
  const root = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config() })
  const overlay = {
    'src/deep/er/a.ts': 'export const a = 1\n',
    'src/b.ts': `import { a } from './deep/er/a.js'\nexport const b: string = a\n`,
  }
  expect(told(await check(root, overlay))).toEqual(['src/b.ts:2 2322'])
})

test('the nearest tsconfig counts, and the projects it refers to', async () => {
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: false }, files: [] }),
    'packages/a/tsconfig.json': JSON.stringify({
      files: [],
      references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.test.json' }],
    }),
    'packages/a/tsconfig.app.json': config({ include: ['src'] }),
    'packages/a/tsconfig.test.json': config({ include: ['test'] }),
    'packages/a/src/a.ts': 'export const a = 1\n',
    'packages/a/test/a.test.ts': `import { a } from '../src/a.js'\nexport const n: number = a\n`,
  })
  const overlay = { 'packages/a/src/a.ts': `export const a = 'one'\nexport const b = (x) => x\n` }
  expect(told(await check(root, overlay))).toEqual([
    'packages/a/src/a.ts:2 7006',
    'packages/a/test/a.test.ts:2 2322',
  ])
})

test('a file that no project lists is checked by the nearest options', async () => {
  const root = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config() })
  expect(told(await check(root, { 'tools/a.ts': 'export const a: string = 1\n' }))).toEqual([
    'tools/a.ts:1 2322',
  ])
})

test('without a tsconfig the code is checked strictly', async () => {
  const root = tree({ 'package.json': '{"type":"module"}' })
  const text = `import { sep } from 'node:path'\nexport const f = (x) => x + sep\n`
  expect(told(await check(root, { 'a.ts': text }))).toEqual(['a.ts:2 7006'])
})

test('types in node_modules/@types are there without being listed', async () => {
  const { types: _, ...unlisted } = options
  const root = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config({}, unlisted) })
  expect(told(await check(root, { 'src/a.ts': 'export const cwd: string = process.cwd()\n' }))).toEqual([])
})

test('a project that builds with TypeScript 5 has the defaults of that version', async () => {
  const loose = { target: 'ES2023', module: 'NodeNext' }
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': config({}, loose),
    'node_modules/typescript/package.json': '{"name":"typescript","version":"5.9.3"}',
  })
  expect(told(await check(root, { 'src/a.ts': 'export const f = (x) => x\n' }))).toEqual([])
})

test('a package that is declared but not installed makes the check not run', async () => {
  const manifest = JSON.stringify({ type: 'module', dependencies: { fastify: '5', '@scope/x': '1' } })
  const root = tree({ 'package.json': manifest, 'tsconfig.json': config() })
  const overlay = {
    'src/a.ts': `import fastify from 'fastify'\nimport '@scope/x/deep'\nfastify().get('/', (request) => request)\n`,
  }
  expect(told(await check(root, overlay))).toBe('not installed, so types are unknown: @scope/x, fastify')
})

test('a package that nobody declares is a fault of the code', async () => {
  const root = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config() })
  const overlay = { 'src/a.ts': `import fastify from 'fastify'\nexport default fastify\n` }
  expect(told(await check(root, overlay))).toEqual(['src/a.ts:1 2307'])
})

// A node_modules above the temporary folder would lend its types to the tree.
const lent = existsSync(join(tmpdir(), 'node_modules/@types/node'))

test.skipIf(lent)('missing types of Node make the check not run', async () => {
  const root = tree({ 'package.json': '{"type":"module"}', 'tsconfig.json': config() }, false)
  const overlay = { 'src/a.ts': `import { sep } from 'node:path'\nexport const a = sep + process.cwd()\n` }
  expect(told(await check(root, overlay))).toBe('not installed, so types are unknown: @types/node')
})

test('a tsconfig that extends a file which is not there makes the check not run', async () => {
  const root = tree({
    'package.json': '{}',
    'tsconfig.json': config({ extends: '@tsconfig/node20/tsconfig.json' }),
  })
  expect(told(await check(root, { 'src/a.ts': 'export {}\n' }))).toMatch(/^tsconfig\.json cannot be used: /)
})

test('JavaScript is checked where the project asks for it, and not run elsewhere', async () => {
  const files = { 'package.json': '{"type":"module"}', 'tsconfig.json': config() }
  const overlay = { 'src/a.js': '/** @type {string} */\nexport const a = 1\n' }
  expect(told(await check(tree(files), overlay))).toBe(
    'JavaScript is not type-checked in this project (no checkJs)',
  )
  const asked = { ...files, 'tsconfig.json': config({}, { ...options, allowJs: true, checkJs: true }) }
  expect(told(await check(tree(asked), overlay))).toEqual(['src/a.js:2 2322'])
})

test('texts without code have no types', async () => {
  expect(told(await check(tree({}), { 'README.md': '# x\n', 'data.json': '{}' }))).toEqual([])
})

test('a package that stands outside of the project counts as it is now, for every project that links it', async () => {
  const files = {
    'package.json': '{"name":"given","version":"1.0.0","types":"index.d.ts"}',
    'index.d.ts': 'export declare const given: number\n',
  }
  const outside = tree(files, false)
  const linking = (strict: boolean): string => {
    const root = tree({
      'package.json': '{"type":"module","dependencies":{"given":"*"}}',
      'tsconfig.json': config({}, { ...options, strict }),
    })
    symlinkSync(outside, join(root, 'node_modules/given'))
    return root
  }
  const [strict, lax] = [linking(true), linking(false)]
  const user = { 'src/b.ts': `import { given } from 'given'\nexport const b: string = given\n` }
  expect(told(await check(strict, user))).toEqual(['src/b.ts:2 2322'])
  expect(told(await check(lax, user))).toEqual(['src/b.ts:2 2322'])
  writeFileSync(join(outside, 'index.d.ts'), 'export declare const given: string | undefined\n')
  expect(told(await check(strict, user))).toEqual(['src/b.ts:2 2322'])
  expect(told(await check(lax, user))).toEqual([])
})

test('one checker may be asked again after the tree has changed', async () => {
  const root = tree({
    'package.json': '{"type":"module"}',
    'tsconfig.json': config(),
    'src/a.ts': 'export const a = 1\n',
  })
  const checker = createTypeChecker(root)
  const user = new Map([['src/b.ts', `import { a } from './a.js'\nexport const b: number = a\n`]])
  expect(told(await checker.check(user))).toEqual([])
  writeFileSync(join(root, 'src/a.ts'), `export const a = 'text'\n`)
  expect(told(await checker.check(user))).toEqual(['src/b.ts:2 2322'])
})
