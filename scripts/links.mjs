// `npm run links -- <folder> [--verbose]`: conversations of the transcripts below the folder are replayed into repositories, in
// several variants of what people and tools do to commits; how many of the links are found, and how many are wrong, is counted.
// Exit 1 where a variant misses a bar: precision 0.99, recall 0.9, nothing found for conversations of elsewhere.
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, '.bench', `links-${process.pid}`)
const [given, ...flags] = process.argv.slice(2)
if (given === undefined) {
  console.error('usage: npm run links -- <folder with transcripts> [--verbose]')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
try {
  await build({
    entryPoints: [join(root, 'scripts', 'links-run.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: join(folder, 'links.mjs'),
    logLevel: 'error',
  })
  const { run } = await import(pathToFileURL(join(folder, 'links.mjs')).href)
  if (!(await run(given, { verbose: flags.includes('--verbose') }))) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
