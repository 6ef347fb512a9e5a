// Types that are not written down: 100 pairs and more, each told apart as labelled, and each label checked with the compiler.
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { compareMany } from '../../src/diff/compare-many.ts'
import { compareSources } from '../../src/diff/compare.ts'

interface Case {
  readonly level: string
  readonly title: string
  readonly before: string
  readonly after: string
}

const text = readFileSync(new URL('../fixtures/inferred/pairs.txt', import.meta.url), 'utf8')
const cases = text
  .split(/^==== /m)
  .slice(1)
  .map((part): Case => {
    const [head = '', ...rest] = part.split('\n')
    const [level = '', title = ''] = head.split(/: (.*)/)
    const [before = '', after = ''] = rest.join('\n').trim().split('\n----\n')
    return { level, title, before: `${before}\n`, after: `${after}\n` }
  })

test('there are at least a hundred, of both kinds', () => {
  expect(cases.length).toBeGreaterThanOrEqual(100)
  expect(cases.filter(({ level }) => level === 'api').length).toBeGreaterThan(40)
  expect(cases.filter(({ level }) => level !== 'api').length).toBeGreaterThan(40)
})

test.each(cases)('$level: $title', ({ level, before, after }) => {
  const compared = compareSources(before, after, { path: 'a.ts' })
  expect(compared.level).toBe(level)
  // An importer who sees a difference is told which export it is.
  expect(compared.changes.some(({ exported, kind }) => exported && kind !== 'body')).toBe(level === 'api')
})

test('all of them at once give what each gives alone', () => {
  const pairs = cases.map(({ before, after }) => ({ path: 'a.ts', before, after }))
  expect(compareMany(pairs)).toEqual(
    pairs.map(({ path, before, after }) => compareSources(before, after, { path })),
  )
})

test('the labels are what TypeScript itself would publish', () => {
  const files = new Map(
    cases.flatMap(({ before, after }, index) => [
      [`/case/${index}/before/a.ts`, before],
      [`/case/${index}/after/a.ts`, after],
    ]),
  )
  const published = publishedBy(files)
  const labels = cases.map(({ title }, index) => {
    const same =
      published.get(`/case/${index}/before/a.d.ts`) === published.get(`/case/${index}/after/a.d.ts`)
    return `${same ? 'below api' : 'api'}: ${title}`
  })
  expect(labels).toEqual(
    cases.map(({ level, title }) => `${level === 'api' ? 'api' : 'below api'}: ${title}`),
  )
})

/** The declaration files of the installed compiler, with its own library; private members left out. */
function publishedBy(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict: true,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, ...rest) => {
    const file = files.get(name)
    return file === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, file, ts.ScriptTarget.ES2023)
  }
  host.fileExists = (name) => files.has(name) || (!name.startsWith('/case/') && fileExists(name))
  const written = new Map<string, string>()
  host.writeFile = (name, output) => {
    const lines = output.split('\n').filter((line) => !/^\s*(?:private |#private)/.test(line))
    written.set(name, lines.join('\n'))
  }
  ts.createProgram([...files.keys()], options, host).emit()
  return written
}
