// 1,000 edited files of 200 lines in; what comparing them costs beside a bare TypeScript parse of both sides, out: once where
// what changed is annotated, once where every file needs inference. Ratios, in one process. SPEC_BENCH_FILES sets how many.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const count = Number(process.env.SPEC_BENCH_FILES ?? 1000)
const { ts } = createRequire(import.meta.url)('ts-morph')
const { compareMany } = await bundled()

const annotated = Array.from({ length: count }, (_, index) => pair(index, annotatedFile, editAnnotated))
const inferred = Array.from({ length: count }, (_, index) => pair(index, inferredFile, editInferred))

// The machine's code is warm and the library read before anything is measured: a process does both once.
for (const pairs of [annotated.slice(0, 50), inferred.slice(0, 50)]) {
  parseBoth(pairs)
  compareMany(pairs)
}
report('annotated', annotated, 1.5)
report('inferred', inferred, 30)

function report(name, pairs, limit) {
  const lines = pairs[0].before.split('\n').length
  const rounds = Array.from({ length: 5 }, () => [
    time(() => parseBoth(pairs)),
    time(() => compareMany(pairs)),
  ])
  const [parse, compare] = [0, 1].map((side) => median(rounds.map((round) => round[side])))
  const levels = new Set(compareMany(pairs).map(({ level }) => level))
  const ratio = compare / parse
  console.log(
    `compare ${name}: ${count} pairs of ${lines} lines (${[...levels].join(', ')}): ${compare.toFixed(0)} ms, ` +
      `bare parse of both sides ${parse.toFixed(0)} ms, ratio ${ratio.toFixed(2)}, at most ${limit}`,
  )
  if (ratio > limit) process.exitCode = 1
}

function parseBoth(pairs) {
  for (const { path, before, after } of pairs) {
    ts.createSourceFile(path, before, ts.ScriptTarget.ESNext)
    ts.createSourceFile(path, after, ts.ScriptTarget.ESNext)
  }
}

/** Processor time in ms: other programs on the machine do not count, and the collector's threads do. */
function time(run) {
  globalThis.gc?.()
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function median(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
}

function pair(index, file, edit) {
  const before = file(index)
  return { path: `src/file-${index}.ts`, before, after: edit(before, index) }
}

/** About 200 lines as people write them: an interface, functions with bodies, a class; every signature written down. */
function annotatedFile(index) {
  const parts = Array.from(
    { length: 11 },
    (_, n) => `/** Reads part ${n} of a record. */
export function read${n}(record: Entry, limit: number = ${n + 1}): readonly string[] {
  const found: string[] = []
  for (const [key, value] of Object.entries(record.values)) {
    if (found.length >= limit) break
    const text = typeof value === 'number' ? value.toFixed(${n}) : String(value)
    // Empty values are left out: nobody can tell them apart.
    if (text !== '' && key !== 'part-${n}') {
      found.push(\`\${key}=\${text.trim()}\`)
    } else if (record.strict === true) {
      throw new Error(\`part ${n} of \${record.name} is empty: \${JSON.stringify({ key, value, index: ${index} })}\`)
    }
  }
  return found.sort((a, b) => a.length - b.length || a.localeCompare(b))
}
`,
  )
  return `import { open, type Handle } from './handle-${index}.ts'

export interface Entry {
  readonly name: string
  readonly values: Readonly<Record<string, unknown>>
  readonly strict?: boolean
}

${parts.join('\n')}
export class Store {
  readonly #handle: Handle
  constructor(private readonly path: string) {
    this.#handle = open(path)
  }
  list(): readonly string[] {
    return this.#handle.names.filter((name: string) => name.startsWith(this.path))
  }
}
`
}

function editAnnotated(text, index) {
  const body = text.replace(`value.toFixed(${index % 11})`, `value.toPrecision(${(index % 11) + 1})`)
  // Every second file changes a signature too.
  return index % 2 === 0 ? body : body.replace('read3(record: Entry,', 'read3(record: Entry | undefined,')
}

/** The same file with every result and default left to be inferred. */
function inferredFile(index) {
  const text = annotatedFile(index)
  return text.replaceAll('): readonly string[] {', ') {').replaceAll('limit: number = ', 'limit = ')
}

function editInferred(text, index) {
  if (index % 2 === 0) return editAnnotated(text, index)
  return text.replace('return found.sort(', `return { at: ${index}, found }\n  void found.sort(`)
}

/** The comparison, bundled from its source: this Node may not run TypeScript. */
async function bundled() {
  const outfile = join(root, '.bench', 'compare', 'compare.mjs')
  mkdirSync(dirname(outfile), { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['src/diff/compare-many.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['ts-morph'],
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    logLevel: 'error',
  })
  return import(pathToFileURL(outfile).href)
}
