// `node scripts/bench-hook.mjs`: what the pre-commit check takes on 1,000 specs with 5,000 targets, beside `node -e 0`, in one
// run. SPEC_BENCH_SPECS sets the size, SPEC_BENCH_BIN another build.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const count = Number(process.env.SPEC_BENCH_SPECS ?? 1000)
const work = join(root, '.bench')
const project = join(work, `hook-${count}`)
const bin = process.env.SPEC_BENCH_BIN ?? join(root, 'dist', 'bin.js')
const git = (...args) => execFileSync('git', args, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] })
const feature = `feature-${count >> 1}`
const group = `group-${Math.floor((count >> 1) / 100)}`
const target = `src/${group}/${feature}/part-2.ts`

await makeProject()
console.log(`node ${process.version}, ${count} specs, ${count * 5} targets`)
console.log(
  '\n| staged | best ms | median ms | node -e 0, best ms | median ms | ratio of bests |\n|---|---|---|---|---|---|',
)
row('nothing', () => {}, 0)
row('a file of no spec', () => put('notes.txt', 'mine\n'), 0)
row('an edited target', () => put(target, `${text(target)}\nexport const more = 1\n`), 1)
row('a reformatted target', () => put(target, text(target).replaceAll("'", '"')), 0)
row(
  'a changed spec',
  () => {
    const spec = `specs/features/${group}/${feature}.md`
    put(spec, text(spec).replace('units', 'pieces'))
  },
  1,
)

function row(name, stage, exit) {
  git('reset', '-q', '--hard')
  stage()
  git('add', '-A')
  const [hooks, bare] = [[], []]
  for (let run = 0; run < 12; run++) {
    bare.push(timed(['-e', '0'], 0))
    hooks.push(timed([bin, 'hook', 'pre-commit'], exit))
  }
  const [best, least] = [Math.min(...hooks.slice(1)), Math.min(...bare.slice(1))]
  const cells = [best, median(hooks), least, median(bare)].map((ms) => ms.toFixed(0))
  console.log(`| ${[name, ...cells, (best / least).toFixed(2)].join(' | ')} |`)
  git('reset', '-q', '--hard')
}

function timed(args, exit) {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
  if (status !== exit) throw new Error(`${args.join(' ')} ended with ${status} instead of ${exit}: ${stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}

function text(path) {
  return readFileSync(join(project, path), 'utf8')
}

function put(path, content) {
  writeFileSync(join(project, path), content)
}

async function makeProject() {
  if (existsSync(join(project, '.git', 'bench-complete'))) return
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  const driver = join(work, 'build-hook.mjs')
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
  execFileSync(process.execPath, [driver, project, String(count), '0', String(count)], { stdio: 'inherit' })
  appendFileSync(join(project, '.gitignore'), '.spec/local/\n.spec/cache/\n')
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-qm', 'bench')
  writeFileSync(join(project, '.git', 'bench-complete'), '')
}
