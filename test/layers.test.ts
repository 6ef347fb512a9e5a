// Every import in src/ is in the table of specs/architecture/layers.md; the outside world is reached from
// adapters/ and cli/ only; no import goes round in a circle.

import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const tablePath = 'specs/architecture/layers.md'

/** Rooms that are not a stage of the pipeline; every other folder of the table is one. */
const notStages = new Set(['pipeline', 'adapters', 'cli'])

/** Rooms that may reach the outside world themselves. */
const outsideRooms = new Set(['adapters', 'cli'])

/** Node modules that reach files, processes, sockets, the machine, or time. */
const outsideModules = new Set(
  (
    'fs child_process net http https http2 dns tls dgram os worker_threads cluster process ' +
    'readline repl timers inspector'
  ).split(' '),
)

interface Room {
  readonly values: ReadonlySet<string>
  readonly types: ReadonlySet<string>
}

type Rooms = ReadonlyMap<string, Room>

interface Import {
  readonly specifier: string
  readonly line: number
  /** `dynamic` is a value too, but cannot close a circle while modules load. */
  readonly kind: 'value' | 'dynamic' | 'type'
}

/** `digest/` and `ports.ts` to `digest` and `ports`. */
const roomName = (cell: string): string =>
  cell
    .replace(/[`*]/g, '')
    .trim()
    .replace(/(\/|\.ts)$/, '')

/** The Markdown table with the columns `folder`, `imports` and `types only from`; other columns are left alone. */
function readLayers(markdown: string): Rooms {
  const rows = markdown.split(/\r?\n/).map((line) =>
    line.trim().startsWith('|')
      ? line
          .trim()
          .replace(/^\||\|$/g, '')
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim())
      : undefined,
  )
  const start = rows.findIndex((row) => row?.some((cell) => roomName(cell).toLowerCase() === 'folder'))
  const header = rows[start]?.map((cell) => roomName(cell).toLowerCase()) ?? []
  const [folderAt, valuesAt, typesAt] = ['folder', 'imports', 'types only from'].map((name) => {
    const at = header.indexOf(name)
    if (at < 0) throw new Error(`${tablePath}: no table with a column "${name}"`)
    return at
  }) as [number, number, number]

  const body: string[][] = []
  for (const row of rows.slice(start + 2)) {
    if (!row) break
    body.push(row)
  }
  const named = body.flatMap((row) =>
    (row[folderAt] ?? '')
      .split(',')
      .map((cell) => ({ name: roomName(cell), folder: cell.includes('/'), row })),
  )
  const all = named.map(({ name }) => name)
  const stages = named.filter(({ name, folder }) => folder && !notStages.has(name)).map(({ name }) => name)

  const expand = (cell: string, owner: string): string[] =>
    cell.split(/[,;]/).flatMap((entry) => {
      const word = roomName(entry)
      if (/^(|-|–|—|none|nothing)$/.test(word)) return []
      if (word === 'everything') return all
      if (word === 'all stages') return stages
      if (all.includes(word)) return [word]
      throw new Error(
        `${tablePath}: the row of "${owner}" names "${word}", which no row of the table is about`,
      )
    })

  const rooms = new Map<string, Room>()
  for (const { name, row } of named) {
    if (rooms.has(name)) throw new Error(`${tablePath}: two rows for "${name}"`)
    const values = new Set(expand(row[valuesAt] ?? '', name))
    rooms.set(name, { values, types: new Set([...values, ...expand(row[typesAt] ?? '', name)]) })
  }
  return rooms
}

/** The room of a path below src/, or undefined when the table has none for it. */
function roomOf(path: string, rooms: Rooms): string | undefined {
  if (path === 'bin.ts' || path === 'main.ts') return 'cli'
  for (let name = roomName(path); name !== '.'; name = posix.dirname(name)) if (rooms.has(name)) return name
  return undefined
}

/**
 * Imports of one file, in order. Only a whole `import type` is a type import: `import { type A }` stays in the output
 * as `import {}`, and loads the module.
 */
function readImports(path: string, source: string): Import[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest)
  const found: Import[] = []
  const add = (node: ts.Expression | ts.TypeNode | undefined, kind: Import['kind']): void => {
    const literal = node && ts.isLiteralTypeNode(node) ? node.literal : node
    if (!literal || !ts.isStringLiteralLike(literal)) return
    const line = file.getLineAndCharacterOfPosition(literal.getStart(file)).line + 1
    found.push({ specifier: literal.text, line, kind })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      add(node.moduleSpecifier, typeOnly ? 'type' : 'value')
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value')
    else if (ts.isImportTypeNode(node)) add(node.argument, 'type')
    else if (ts.isCallExpression(node)) {
      const callee = node.expression
      const loads = callee.kind === ts.SyntaxKind.ImportKeyword
      if (loads || (ts.isIdentifier(callee) && /require$/i.test(callee.text)))
        add(node.arguments[0], 'dynamic')
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The file below src/ that a relative specifier names, or undefined for a package. */
const resolved = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined

const list = (names: Iterable<string>): string => [...names].sort().join(', ') || 'nothing'

/** One line for each import that the table does not allow. `files` maps paths below src/ to their source. */
function forbiddenImports(files: ReadonlyMap<string, string>, rooms: Rooms): string[] {
  const problems: string[] = []
  for (const [path, source] of files) {
    const name = roomOf(path, rooms)
    const room = name === undefined ? undefined : rooms.get(name)
    if (name === undefined || !room) {
      problems.push(`src/${path}: no row of ${tablePath} is about this file; rows: ${list(rooms.keys())}`)
      continue
    }
    for (const { specifier, line, kind } of readImports(path, source)) {
      const place = `src/${path}:${line}`
      const target = resolved(path, specifier)
      if (target === undefined) {
        const builtin = specifier.replace(/^node:/, '')
        const known = specifier.startsWith('node:') || builtinModules.includes(builtin)
        if (known && outsideModules.has(builtin.split('/')[0] ?? '') && !outsideRooms.has(name))
          problems.push(
            `${place}: imports '${specifier}', which reaches the outside world; allowed in: ${list(outsideRooms)}`,
          )
        continue
      }
      const other = target.startsWith('../') ? undefined : roomOf(target, rooms)
      if (other === undefined)
        problems.push(`${place}: imports '${specifier}', which is in no room of the table`)
      else if (other !== name && !(kind === 'type' ? room.types : room.values).has(other))
        problems.push(
          kind !== 'type' && room.types.has(other)
            ? `${place}: ${name} may import '${specifier}' by \`import type\` only; values from: ${list(room.values)}`
            : `${place}: ${name} may not import '${specifier}'; allowed: ${list(kind === 'type' ? room.types : room.values)}`,
        )
    }
  }
  return problems
}

/** Circles of value imports, each once, as `a.ts → b.ts → a.ts`. */
function importCycles(files: ReadonlyMap<string, string>): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): void => {
    const at = trail.indexOf(path)
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    trail.push(path)
    for (const { specifier, kind } of readImports(path, files.get(path) ?? '')) {
      const target = kind === 'value' ? resolved(path, specifier) : undefined
      if (target !== undefined && files.has(target)) visit(target)
    }
    trail.pop()
    done.add(path)
  }
  for (const path of files.keys()) visit(path)
  return cycles
}

describe('src/', () => {
  const paths = globSync('**/*.ts', { cwd: `${root}/src` }).sort()
  const files = new Map(paths.map((path) => [path, readFileSync(`${root}/src/${path}`, 'utf8')]))

  test(`imports what ${tablePath} allows`, () => {
    expect(existsSync(root + tablePath), `${tablePath} is missing`).toBe(true)
    const rooms = readLayers(readFileSync(root + tablePath, 'utf8'))
    expect(forbiddenImports(files, rooms)).toEqual([])
  })

  test('has no circle of imports', () => {
    expect(importCycles(files)).toEqual([])
  })
})

describe('the check of the layers', () => {
  const rooms = readLayers(
    [
      '# Layers',
      '',
      '| folder | owns | imports | types only from | note |',
      '| --- | --- | --- | --- | --- |',
      '| `digest/` | a \\| b | | | |',
      '| `spec/` | specs | `digest/` | `ports.ts` | first |',
      '| `ports.ts` | ports | | all stages | |',
      '| `pipeline/` | order | all stages | ports | |',
      '| `adapters/` | outside | digest | ports, all stages | |',
      '| `cli/` | flags | everything | | |',
    ].join('\n'),
  )
  const problems = (path: string, source: string): string[] =>
    forbiddenImports(new Map([[path, source]]), rooms)

  test.each([
    ['spec/a.ts', `import { a } from '../digest/a.ts'`],
    [
      'spec/a.ts',
      `import { b } from './deep/b.ts'; import { c } from 'package'; import path from 'node:path'`,
    ],
    ['spec/a.ts', `import type { Clock } from '../ports.ts'`],
    ['ports.ts', `import type { Spec } from './spec/spec.ts'`],
    ['pipeline/a.ts', `export { a } from '../spec/a.ts'; import type { Clock } from '../ports.ts'`],
    ['adapters/disk/a.ts', `import { readFile } from 'node:fs/promises'`],
    ['cli/a.ts', `import { a } from '../pipeline/a.ts'`],
    ['main.ts', `import { a } from './cli/a.ts'; import os from 'node:os'`],
    ['bin.ts', `await import('./main.ts')`],
  ])('lets %s say %s', (path, source) => {
    expect(problems(path, source)).toEqual([])
  })

  test.each([
    [
      'digest/a.ts',
      `import { a } from '../spec/a.ts'`,
      `src/digest/a.ts:1: digest may not import '../spec/a.ts'`,
    ],
    ['digest/a.ts', `import type { A } from '../spec/a.ts'`, `may not import`],
    ['digest/a.ts', `const a: import('../spec/a.ts').A = 1`, `may not import`],
    [
      'spec/a.ts',
      `\nimport { type Clock } from '../ports.ts'`,
      `src/spec/a.ts:2: spec may import '../ports.ts' by`,
    ],
    ['spec/a.ts', `export * from '../pipeline/a.ts'`, `allowed: digest`],
    ['pipeline/a.ts', `const a = await import('../adapters/a.ts')`, `allowed: digest, spec`],
    ['pipeline/a.ts', `import { spawn } from 'child_process'`, `reaches the outside world`],
    ['spec/a.ts', `const fs = require('node:fs/promises')`, `reaches the outside world`],
    ['attic/a.ts', ``, `src/attic/a.ts: no row`],
    ['spec/a.ts', `import a from '../../package.json'`, `in no room`],
  ])('stops %s from saying %s', (path, source, message) => {
    expect(problems(path, source)).toEqual([expect.stringContaining(message)])
  })

  test('names a word of the table that is no room', () => {
    const table = '| folder | imports | types only from |\n|---|---|---|\n| `spec/` | digset | |'
    expect(() => readLayers(table)).toThrow('the row of "spec" names "digset"')
  })

  test('finds a circle, but not through a type or a dynamic import', () => {
    const files = (first: string): Map<string, string> =>
      new Map([
        ['spec/a.ts', first],
        ['spec/b.ts', `import './c.ts'`],
        ['spec/c.ts', `export * from './a.ts'`],
      ])
    expect(importCycles(files(`import { b } from './b.ts'`))).toEqual([
      'spec/a.ts → spec/b.ts → spec/c.ts → spec/a.ts',
    ])
    expect(importCycles(files(`import type { B } from './b.ts'; await import('./b.ts')`))).toEqual([])
  })
})
