// `npm run bench`: times and memory of the commands that have to be fast, beside what they are measured against, in one run.
// Ratios, since machines differ. SPEC_BENCH_SPECS sets the size (10,000 specs with 5 targets each); SPEC_BENCH_BIN names
// another build than dist/. Without vouchers: SPEC_VOUCH (specs/features/vouching.md).
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const count = Number(process.env.SPEC_BENCH_SPECS ?? 10_000)
const work = join(root, '.bench')
const project = join(work, `project-${count}`)
const bin = process.env.SPEC_BENCH_BIN ?? join(root, 'dist', 'bin.js')
const git = (...args) =>
  execFileSync('git', args, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 30 })

if (process.env.SPEC_BENCH_BIN === undefined)
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' })
await makeProject()

console.log(`node ${process.version}, ${cpus().length} cores, ${count} specs, ${count * 5} targets`)
const rows = []

const bare = sample('node -e 0', [process.execPath, '-e', '0'], { runs: 21 })
const version = sample('spec --version', [process.execPath, bin, '--version'], { runs: 21, beside: bare })
compare('spec --version', version, 'node -e 0', bare, 1.2)

const shop = join(work, 'shop')
rmSync(shop, { recursive: true, force: true })
cpSync(join(root, 'examples/shop'), shop, { recursive: true })
const restore = sample('restore', [process.execPath, bin, 'regen', 'auth-flow', '--offline'], {
  cwd: shop,
  runs: 21,
  beside: bare,
  before: () => rmSync(join(shop, 'src/auth'), { recursive: true }),
})
compare('spec regen auth-flow --offline (4 lost files)', restore, 'node -e 0', bare, 4)

const drift = [process.execPath, bin, 'drift']
const status = ['git', 'status', '--porcelain']
// Each beside `git status` in the same folder, in turn with it; memory in one more run.
drifts('spec drift, warm', project, { bar: 2 })
drifts('spec drift, without a cache', project, { bar: 5, before: () => forget(project) })
drifts('spec drift, with neither cache nor git', project, { bar: 8, env: { SPEC_VOUCH: 'none' } })

const clone = join(work, `clone-${count}`)
rmSync(clone, { recursive: true, force: true })
git('clone', '-q', '--no-hardlinks', project, clone)
drifts('spec drift, first run in a fresh clone', clone, { bar: 5, before: () => forget(clone) })
rmSync(clone, { recursive: true, force: true })

const shared = join(project, 'specs/architecture/shared-0.md')
const before = readFileSync(shared, 'utf8')
writeFileSync(shared, before.replace('units', 'pieces'))
drifts('spec drift, one architecture word changed', project, { runs: 1, exit: 1 })
writeFileSync(shared, before)

const edits = editSome(1000)
drifts(`spec drift, ${edits.length} files edited`, project, { runs: 3, exit: 1 })
besideParse(`spec drift, ${edits.length} files edited`, project, edits, 3)
for (const { path, before: text } of edits) writeFileSync(path, text)

const long = longFile()
besideParse('spec drift, one edited file of 20,000 lines', long.folder, [long.edit], 5)

const texts = reformat()
drifts('spec drift, every target reformatted', project, { runs: 1, most: null })
for (const [path, text] of texts) writeFileSync(path, text)

console.log(
  '\n| measured | median ms | beside | median ms | ratio | bar | peak MB |\n|---|---|---|---|---|---|---|',
)
for (const row of rows) console.log(row)

console.log()
execFileSync(process.execPath, [join(root, 'scripts', 'bench-compare.mjs')], { stdio: 'inherit' })

/** `spec drift` beside `git status`, in turn with it. */
function drifts(name, cwd, { runs = 5, exit = 0, bar = null, most = 500, before, env } = {}) {
  const beside = { command: status }
  // Below the full size, starting Node is most of it.
  const held = count < 10_000 ? null : bar
  const measured = sample(name, drift, { cwd, runs, exit, beside, before, env })
  compare(name, measured, 'git status', beside, held, most)
}

/** `spec drift` beside nothing but parsing both sides of what was edited. */
function besideParse(name, cwd, edited, runs) {
  const list = join(work, 'parse.json')
  writeFileSync(list, JSON.stringify(edited))
  const parse = { command: [process.execPath, join(root, 'scripts', 'bench-parse.mjs'), list] }
  const measured = sample(name, drift, { cwd, runs, exit: 1, beside: parse })
  compare(name, measured, 'TypeScript parse', parse)
}

/** What an earlier run kept. */
function forget(folder) {
  rmSync(join(folder, '.git', 'spec'), { recursive: true, force: true })
}

async function makeProject() {
  if (existsSync(join(project, '.git', 'bench-complete'))) return
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  const driver = join(work, 'build.mjs')
  await build({
    entryPoints: [join(root, 'scripts', 'bench-build.ts')],
    outfile: driver,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['ts-morph', 'typescript'],
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    logLevel: 'error',
  })
  const parts = cpus().length
  const size = Math.ceil(count / parts)
  console.log(`building ${count} specs in ${project.slice(root.length + 1)} …`)
  await Promise.all(
    Array.from(
      { length: parts },
      (_, part) =>
        new Promise((resolve, reject) => {
          const child = spawn(
            process.execPath,
            [driver, project, String(count), String(part * size), String((part + 1) * size)],
            { stdio: 'inherit' },
          )
          child.on('exit', (code) =>
            code === 0 ? resolve() : reject(new Error(`the builder ended with ${code}`)),
          )
        }),
    ),
  )
  writeFileSync(join(project, '.gitignore'), '.spec/local/\n.spec/cache/\n')
  git('init', '-q')
  git('config', 'gc.auto', '0')
  git('add', '-A')
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-qm', 'bench')
  writeFileSync(join(project, '.git', 'bench-complete'), '')
}

/**
 * Median of several runs, in ms; with `beside`, that command is run in turn with it and its median put there. Peak memory
 * of one more run, by GNU time's way: maxRSS.
 */
function sample(
  name,
  command,
  { cwd = root, runs, exit = 0, beside = null, memory = true, before = () => {}, env = {} },
) {
  const one = (argv) => {
    const start = process.hrtime.bigint()
    const result = spawnSync(argv[0], argv.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 30,
    })
    const ms = Number(process.hrtime.bigint() - start) / 1e6
    return { ms, status: result.status, stderr: result.stderr.toString() }
  }
  before()
  one(command) // The page cache warms up.
  const times = []
  const others = []
  for (let run = 0; run < runs; run++) {
    before()
    const { ms, status, stderr } = one(command)
    if (status !== exit)
      throw new Error(`${name} ended with ${status} instead of ${exit}: ${stderr.slice(0, 2000)}`)
    times.push(ms)
    if (beside !== null) others.push(one(beside.command).ms)
  }
  if (beside !== null) beside.ms = median(others)
  before()
  return { command, ms: median(times), peak: memory ? peakMemory(command, cwd, env) : null }
}

/** Peak resident memory of one run, in MB, read from the process itself when it ends. */
function peakMemory(command, cwd, env) {
  const probe = join(work, 'peak.cjs')
  mkdirSync(work, { recursive: true })
  writeFileSync(
    probe,
    "process.on('exit', () => require('fs').writeSync(2, '\\nPEAK ' + process.resourceUsage().maxRSS + '\\n'))",
  )
  const [node, ...rest] = command
  const result = spawnSync(node, ['--require', probe, ...rest], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 30,
  })
  // Threads may tell as well, of the same process and earlier.
  const found = [...result.stderr.toString().matchAll(/PEAK (\d+)/g)].map(([, kilobytes]) =>
    Number(kilobytes),
  )
  return found.length === 0 ? null : Math.round(Math.max(...found) / 1024)
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function compare(name, measured, besideName, beside, bar = null, mostMemory = null) {
  const ratio = measured.ms / beside.ms
  const within = bar === null ? '' : ratio <= bar ? `≤ ${bar}` : `over ${bar}`
  const peak =
    measured.peak === null
      ? ''
      : `${measured.peak}${mostMemory !== null && measured.peak > mostMemory ? ` (over ${mostMemory})` : ''}`
  rows.push(
    `| ${name} | ${measured.ms.toFixed(0)} | ${besideName} | ${beside.ms.toFixed(0)} | ${ratio.toFixed(2)} | ${within} | ${peak} |`,
  )
}

/** Gives one function of each of the first targets another body; both texts of each are returned. */
function editSome(most) {
  const paths = git('ls-files', '-z', 'src').toString().split('\0').slice(0, most)
  return paths.map((relative) => {
    const path = join(project, relative)
    const before = readFileSync(path, 'utf8')
    const after = before.replace('if (value < 0)', 'if (value < 1)')
    writeFileSync(path, after)
    return { path, before, after }
  })
}

/** A project of one spec whose target has 20,000 lines, accepted and then edited in one of them. */
function longFile() {
  const folder = join(work, 'long')
  rmSync(folder, { recursive: true, force: true })
  for (const below of ['specs/features', 'src']) mkdirSync(join(folder, below), { recursive: true })
  writeFileSync(
    join(folder, 'specs/features/long.md'),
    '---\ntargets: [src/long.ts]\n---\n# Long\n\n- R1: Everything is counted.\n',
  )
  const one = (n) =>
    `export function count${n}(value: number): number {\n  const limit = ${n}\n  return value > limit ? limit : value\n}\n`
  const before = Array.from({ length: 4000 }, (_, n) => one(n)).join('\n')
  const path = join(folder, 'src/long.ts')
  writeFileSync(path, before)
  execFileSync(process.execPath, [bin, 'accept', 'long', '--because', 'bench', '--yes'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const after = before.replace('const limit = 2000', 'const limit = 2001')
  writeFileSync(path, after)
  return { folder, edit: { path, before, after } }
}

/** Every target as another formatter would leave it; the old texts are returned. */
function reformat() {
  const old = new Map()
  for (const entry of readdirSync(join(project, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const text = readFileSync(path, 'utf8')
    old.set(path, text)
    writeFileSync(
      path,
      text
        .replaceAll('\n  ', '\n\t')
        .replaceAll("'", '"')
        .replaceAll(/([)\d])$/gm, '$1;'),
    )
  }
  return old
}
