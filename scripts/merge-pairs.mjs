// `npm run merge-pairs [-- <number> <seed>]`: hand edits and regenerations of real files, merged by the tool and by git, beside
// each other. 1,000 pairs unless told otherwise. Exit 1 where the tool is wrong once, or clean less often than git.
// SPEC_MERGE_FAULTS=<folder> keeps every pair that was not merged as it should be.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, '.bench', `merge-pairs-${process.pid}`)
mkdirSync(folder, { recursive: true })
try {
  await build({
    entryPoints: [join(root, 'scripts', 'merge-pairs-run.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: join(folder, 'run.mjs'),
    logLevel: 'error',
  })
  const [count = '1000', seed = '1'] = process.argv.slice(2)
  const run = spawnSync(process.execPath, [join(folder, 'run.mjs'), root, count, seed], { stdio: 'inherit' })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
