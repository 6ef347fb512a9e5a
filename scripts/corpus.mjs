// `npm run corpus -- <pairs.jsonl[.gz]> [--list]`: labelled pairs of versions in, a table of how compareSources judges them out.
// The format of the file is told in the README that travels with it: one JSON record a line with `path`, `before`, `after`,
// `label`, `origin`, `accept` (all labels that can be defended) and `note`.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { build } from 'esbuild'

const levels = { identical: 'identical', format: 'format-only', implementation: 'implementation', api: 'api' }
const labels = Object.values(levels)

const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
if (file === undefined) {
  console.error('usage: npm run corpus -- <pairs.jsonl or pairs.jsonl.gz> [--list]')
  process.exit(2)
}
const bytes = readFileSync(file)
const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
const rows = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]))
const { compareMany } = await comparison()
const judged = compareMany(rows.map(({ path, before, after }) => ({ path, before, after })))
const judgements = rows.map((row, index) => ({ ...row, found: levels[judged[index].level] }))

const strict = judgements.filter(({ accept }) => accept.length === 1)
const isScript = ({ path }) => /\.[cm]?jsx?$/.test(path)
table('strict: rows with one defensible label', strict)
table('strict, JavaScript', strict.filter(isScript))
for (const origin of new Set(rows.map((row) => row.origin)))
  table(
    `strict, ${origin}`,
    strict.filter((row) => row.origin === origin),
  )

const right = judgements.filter(({ accept, found }) => accept.includes(found)).length
console.log(`lenient: ${share(right, judgements.length)} of all rows have a label that can be defended`)
const noisy = strict.filter(({ label, found }) => label === 'format-only' && levelOf(found) > 1)
const missed = strict.filter(({ label, found }) => levelOf(label) > 1 && levelOf(found) < 2)
console.log(`formatting told as more: ${noisy.length}; implementation or api told as less: ${missed.length}`)

if (process.argv.includes('--list'))
  for (const { id, repo, path, label, found, accept, note } of judgements)
    if (!accept.includes(found) || (accept.length === 1 && found !== label))
      console.log(`${id}  ${label} → ${found}  ${repo}/${path}  ${note.slice(0, 120)}`)

/** How many rows of each label were told as what. */
function table(title, chosen) {
  if (chosen.length === 0) return
  const agreed = chosen.filter(({ label, found }) => label === found).length
  console.log(`${title}: ${share(agreed, chosen.length)} agree`)
  console.log(`  ${'label'.padEnd(16)}${labels.map((label) => label.padStart(16)).join('')}   told as`)
  for (const label of labels) {
    const found = labels.map(
      (other) => chosen.filter((row) => row.label === label && row.found === other).length,
    )
    console.log(`  ${label.padEnd(16)}${found.map((count) => String(count || '·').padStart(16)).join('')}`)
  }
  console.log('')
}

function share(part, whole) {
  return `${part} of ${whole} (${((100 * part) / Math.max(whole, 1)).toFixed(2)} %)`
}

function levelOf(label) {
  return labels.indexOf(label)
}

/** The comparison, bundled from its source: this Node may not run TypeScript. */
async function comparison() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const outfile = join(root, '.bench', 'corpus', 'compare.mjs')
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
