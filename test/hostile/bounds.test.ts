// A stranger's repository that tries to use up time or memory: large files, bombs, and deep nesting. Every command ends
// by itself, with a message.
import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { greetCode, greetingSpec } from '../support/greeting.ts'
import { sampled } from '../runs.ts'
import { checkMost, hostileRepository, patience, type Hostile, type Watched } from './hostile.ts'

const greeting = 'specs/features/greeting.md'
const megabyte = 1024 * 1024

/** A process that holds a compiler and a whole project needs a few hundred MB. */
const mostMegabytes = 900

/** A file that takes no room on the disk, as git can carry it in a few KB. */
function sparse({ project }: Hostile, path: string, size: number): void {
  project.write(path, '')
  const file = openSync(join(project.root, path), 'r+')
  ftruncateSync(file, size)
  closeSync(file)
}

async function expectBounded(hostile: Hostile): Promise<Watched> {
  const { drift, all } = await checkMost(hostile)
  for (const { megabytes } of all) expect(megabytes).toBeLessThan(mostMegabytes)
  return drift
}

describe('a file of 200 MB', { timeout: patience }, () => {
  test.each(
    sampled(
      [
        ['a target', 'src/greet.ts'],
        ['a spec', greeting],
        ['a lock', '.spec/lock/greeting.json'],
        ['the configuration', 'spec.config.json'],
        ['the list of ignored files', '.gitignore'],
        ['the package', 'package.json'],
      ],
      15,
    ),
  )('in the place of %s', async (_what, path) => {
    const hostile = await hostileRepository()
    sparse(hostile, path, 200 * megabyte)
    await expectBounded(hostile)
  })

  test('that a spec names as context and as test', async () => {
    const hostile = await hostileRepository()
    const { project } = hostile
    sparse(hostile, 'big.ts', 200 * megabyte)
    const lists = 'context: [big.ts]\ntests: [big.ts]'
    project.write(greeting, greetingSpec.replace('uses: [style]', `uses: [style]\n${lists}`))
    await expectBounded(hostile)
  })

  test('that was never built', async () => {
    const hostile = await hostileRepository()
    sparse(hostile, 'src/new.ts', 200 * megabyte)
    hostile.project.write('specs/features/new.md', '---\ntargets: [src/new.ts]\n---\n# New\n\n- R1: x\n')
    await expectBounded(hostile)
  })
})

test('a file of 8 GB in the place of a target and of a lock', async () => {
  const hostile = await hostileRepository()
  sparse(hostile, 'src/greet.ts', 8192 * megabyte)
  sparse(hostile, '.spec/lock/count.json', 8192 * megabyte)
  await expectBounded(hostile)
})

test('a spec of 5 MB is told with its size', async () => {
  const hostile = await hostileRepository()
  hostile.project.write(greeting, `${greetingSpec}${'word '.repeat(megabyte)}\n`)
  const { exit, stderr } = await expectBounded(hostile)
  expect(exit).toBe(2)
  expect(stderr).toContain('at most 1 MB')
})

/** Ten names, each standing for ten of the one before. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let at = 1; at < 10; at++)
    lines.push(`a${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(', ')}]`)
  return [...lines, 'targets: *a9'].join('\n')
}

describe('front matter', { timeout: patience }, () => {
  test.each(
    sampled(
      [
        ['of names that stand for names', bomb()],
        ['of merged names', `a: &a { b: 1 }\n${'<<: *a\n'.repeat(20_000)}targets: [src/greet.ts]`],
        ['of a name that stands for itself', 'targets: &a [*a]'],
        ['of lists in lists', `targets: ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
        ['of maps in maps', `targets: ${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`],
        ['of indented maps', Array.from({ length: 1000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
        [
          'of 50,000 targets',
          `targets: [${Array.from({ length: 50_000 }, (_, at) => `src/${at}.ts`).join(', ')}]`,
        ],
        ['of blanks', `targets:${' '.repeat(200_000)}[src/greet.ts]`],
        [
          'of a long pattern',
          `targets: [src/greet.ts]\ncontext: ["${'{a,b}'.repeat(2000)}.ts", "${'*a'.repeat(5000)}.ts"]`,
        ],
        [
          'of stars',
          `targets: [src/greet.ts]\ncontext: ["${'**/'.repeat(3000)}x.ts", "${'+(a|'.repeat(500)}"]`,
        ],
      ],
      15,
    ),
  )('%s', async (_what, yaml) => {
    const hostile = await hostileRepository()
    hostile.project.write(greeting, `---\n${yaml}\n---\n# G\n\n- R1: x\n`)
    await expectBounded(hostile)
  })
})

describe('Markdown', { timeout: patience }, () => {
  test.each(
    sampled(
      [
        ['of quotes in quotes', '> '.repeat(50_000)],
        ['of lists in lists', Array.from({ length: 400 }, (_, at) => `${'  '.repeat(at)}- a`).join('\n')],
        ['of brackets', '['.repeat(100_000)],
        ['of images in links', '[![a]('.repeat(20_000)],
        ['of stars', '*a_ '.repeat(100_000)],
        ['of backticks', Array.from({ length: 300 }, (_, at) => '`'.repeat(at)).join(' ')],
        ['of tables', `|${'a|'.repeat(5000)}\n|${'-|'.repeat(5000)}\n${'|a\n'.repeat(2000)}`],
        ['of notes', '[^a]: '.repeat(20_000)],
        ['of references', Array.from({ length: 20_000 }, (_, at) => `[a${at}]: x`).join('\n')],
        ['of tags', '<a '.repeat(100_000)],
        ['of comments', '<!--'.repeat(100_000)],
        ['of addresses', 'http://a.b?'.repeat(50_000)],
      ],
      15,
    ),
  )('%s', async (_what, body) => {
    const hostile = await hostileRepository()
    hostile.project.write(greeting, `${greetingSpec}\n\n## More\n\n${body}\n`)
    await expectBounded(hostile)
  })
})

describe('an edited target', { timeout: patience }, () => {
  const deep = (open: string, middle: string, close: string, times = 20_000): string =>
    `${open.repeat(times)}${middle}${close.repeat(times)}`
  test.each(
    sampled(
      [
        ['of brackets in brackets', `export const a = ${deep('(', '1', ')')}\n`],
        ['of lists in lists', `export const a = ${deep('[', '1', ']')}\n`],
        ['of objects in objects', `export const a = ${deep('{a:', '1', '}')}\n`],
        ['of functions in functions', `export const a = ${deep('()=>(', '1', ')')}\n`],
        ['of blocks in blocks', `export function a() ${deep('{', '', '}')}\n`],
        ['of templates in templates', `export const a = ${deep('`${', '1', '}`')}\n`],
        ['of types in types', `export type A = ${deep('Array<', 'string', '>')}\n`],
        ['of conditions', `export type A<T> = ${deep('T extends string ? (', '1', ') : 2')}\n`],
        ['of elements in elements', `export const a = ${deep('<a>', '', '</a>')}\n`],
        ['of a long sum', `export const a = 1${'+1'.repeat(100_000)}\n`],
        ['of a long chain', `export const a = x${'.a()'.repeat(50_000)}\n`],
        [
          'of a long union',
          `export type A = 1${Array.from({ length: 50_000 }, (_, at) => `|${at}`).join('')}\n`,
        ],
        ['of else if', `export function a() { if (1) {}${' else if (1) {}'.repeat(20_000)} }\n`],
        ['of open brackets', '('.repeat(200_000)],
        ['of an open template', '`${'.repeat(50_000)],
        [
          'of types that grow',
          `export type G<T> = { a: G<G<T>> }\nexport const g = null as unknown as G<1>\n`,
        ],
        [
          'of 20,000 exports',
          Array.from({ length: 20_000 }, (_, at) => `export const a${at} = ${at}\n`).join(''),
        ],
        ['of 15 MB of statements', 'x\n'.repeat(7_500_000)],
        [
          'of types that multiply',
          `type D = ${Array.from({ length: 30 }, (_, at) => `'${at}'`).join('|')}\n${Array.from({ length: 20 }, (_, at) => `export const t${at} = null as unknown as \`\${D}\${D}\${D}${at}\`\n`).join('')}`,
        ],
        [
          'of types that count',
          `type B<N extends number, A extends 0[] = []> = A['length'] extends N ? A : B<N, [...A, 0]>\n${Array.from({ length: 20 }, (_, at) => `export const c${at} = null as unknown as B<${at + 900}>\n`).join('')}`,
        ],
        ['of one long line', `export const a = "${'x'.repeat(5_000_000)}"\n`],
        [
          'of names of the prototype',
          'export const __proto__ = 1\nexport function constructor() {}\nexport class toString {}\n',
        ],
      ],
      13,
    ),
  )('%s', async (_what, code) => {
    const hostile = await hostileRepository()
    hostile.project.write('src/greet.ts', `${greetCode}${code}`)
    // Nothing hides an edit.
    expect((await expectBounded(hostile)).exit).not.toBe(0)
  })
})

describe('a target of data', { timeout: patience }, () => {
  test.each(
    sampled(
      [
        ['deep.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
        ['keys.json', '{"__proto__": {"a": 1}, "a": 1, "a": 2}'],
        ['numbers.json', `[${'1e999999999,'.repeat(1000)}-0]`],
        ['deep.yaml', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
        ['bomb.yaml', bomb()],
        ['deep.md', '> '.repeat(20_000)],
      ],
      15,
    ),
  )('%s', async (name, text) => {
    const hostile = await hostileRepository()
    const { project } = hostile
    const lock = project.read('.spec/lock/count.json').replaceAll('src/count.ts', `src/${name}`)
    project.write('.spec/lock/count.json', lock)
    const spec = project.read('specs/features/count.md').replace('src/count.ts', `src/${name}`)
    project.write('specs/features/count.md', spec)
    project.write(`src/${name}`, text)
    await expectBounded(hostile)
  })
})

describe('a lock', { timeout: patience }, () => {
  test.each(
    sampled(
      [
        ['of lists in lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
        ['of objects in objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
        [
          'with the prototype as key',
          '{"__proto__": {"lockVersion": 1}, "lockVersion": 1, "digestVersion": 1}',
        ],
      ],
      15,
    ),
  )('%s', async (_what, text) => {
    const hostile = await hostileRepository()
    hostile.project.write('.spec/lock/greeting.json', text)
    expect((await expectBounded(hostile)).exit).toBe(2)
  })
})
