// `npm run bench`: times and memory of the commands that have to be fast, beside what they are measured against, in one run.
// Ratios, since machines differ. SPEC_BENCH_SPECS sets the size (10,000 specs with 5 targets each).
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
const bin = join(root, 'dist', 'bin.js')
const git = (...args) =>
  execFileSync('git', args, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 30 })

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

const status = sample('git status', ['git', 'status', '--porcelain'], {
  cwd: project,
  runs: 5,
  memory: false,
})
const clean = sample('spec drift', [process.execPath, bin, 'drift'], {
  cwd: project,
  runs: 5,
  beside: status,
})
compare('spec drift, clean', clean, 'git status', status, 12, 500)

const shared = join(project, 'specs/architecture/shared-0.md')
const before = readFileSync(shared, 'utf8')
writeFileSync(shared, before.replace('units', 'pieces'))
const word = sample('one word', [process.execPath, bin, 'drift'], { cwd: project, runs: 1, exit: 1 })
compare('spec drift, one architecture word changed', word, 'git status', status)
writeFileSync(shared, before)

const texts = reformat()
const formatted = sample('reformatted', [process.execPath, bin, 'drift'], { cwd: project, runs: 1 })
compare('spec drift, every target reformatted', formatted, 'git status', status)
for (const [path, text] of texts) writeFileSync(path, text)

console.log(
  '\n| measured | median ms | beside | median ms | ratio | bar | peak MB |\n|---|---|---|---|---|---|---|',
)
for (const row of rows) console.log(row)

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

/** Median of several runs, in ms; with `beside`, that command is run in turn with it. Peak memory by GNU time's way: maxRSS. */
function sample(
  name,
  command,
  { cwd = root, runs, exit = 0, beside = null, memory = true, before = () => {} },
) {
  const one = (argv) => {
    const start = process.hrtime.bigint()
    const result = spawnSync(argv[0], argv.slice(1), {
      cwd,
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
  return { command, ms: median(times), peak: memory ? peakMemory(command, cwd) : null }
}

/** Peak resident memory of one run, in MB, read from the process itself when it ends. */
function peakMemory(command, cwd) {
  const probe = join(work, 'peak.cjs')
  mkdirSync(work, { recursive: true })
  writeFileSync(
    probe,
    "process.on('exit', () => require('fs').writeSync(2, '\\nPEAK ' + process.resourceUsage().maxRSS + '\\n'))",
  )
  const [node, ...rest] = command
  const result = spawnSync(node, ['--require', probe, ...rest], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 30,
  })
  const found = /PEAK (\d+)/.exec(result.stderr.toString())
  return found === null ? null : Math.round(Number(found[1]) / 1024)
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
