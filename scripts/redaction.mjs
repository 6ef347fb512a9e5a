// `npm run redaction -- <folder> [--figures]`: transcripts in, a list of what redaction takes for a secret in them out, each
// masked, with the rule; whether ids and threading stay as they are; how long it takes. Reads only; writes nothing of it anywhere.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
if (folder === undefined) {
  console.error('usage: npm run redaction -- <folder of transcripts> [--figures]')
  process.exit(2)
}
const { redactRecords, recordsOf, finalScan } = await sources()
const options = { config: { patterns: [], emails: false } }
const isId =
  /^(?:id|uuid|parentUuid|sessionId|messageId|requestId|leafUuid|logicalParentUuid|parentId|call_id|tool_use_id|toolUseID|toolUseId|session_id|turn_id|agentId|signature|encrypted_content|timestamp|type|role)$/

const tokens = []
const faults = []
/** Ids that are paths: after → before. */
const renamed = new Map()
let strings = 0
let characters = 0
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:jsonl|json|md)$/.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort()
for (const file of files) {
  const name = relative(folder, file)
  const records = [...recordsOf(readFileSync(file))]
  const once = await redactAll(records)
  const before = records.map(contentOf)
  const after = once.map(contentOf)
  if (once.length !== records.length) faults.push(`${name}: ${records.length} records became ${once.length}`)
  for (const [at, value] of before.entries()) compare(name, records[at]?.line, value, after[at], '')
  const twice = await redactAll(once)
  if (JSON.stringify(twice.map(contentOf)) !== JSON.stringify(after))
    faults.push(`${name}: redacting twice is not as once`)
  const scanned = await finalScan(options)(
    name,
    once.map((record) => record.text ?? JSON.stringify(record.value)).join('\n'),
  )
  if (!scanned.ok)
    faults.push(
      ...scanned.diagnostics.map(({ message, place }) => `${name}:${place?.line}: final scan: ${message}`),
    )
}

for (const { where, rule, excerpt } of tokens)
  console.log(`${rule.padEnd(24)} ${excerpt.padEnd(60)} ${where}`)
console.log(
  `${files.length} files, ${strings} strings of ${(characters / 1e6).toFixed(1)} million characters`,
)
console.log(
  `taken for secrets: ${tokens.length}, ${((10_000 * tokens.length) / Math.max(strings, 1)).toFixed(2)} in 10,000 strings`,
)
for (const fault of faults) console.log(`FAULT ${fault}`)
console.log(
  faults.length === 0
    ? 'ids, threading and shape are as they were; twice is as once'
    : `${faults.length} faults`,
)
if (process.argv.includes('--figures')) await figures()
process.exitCode = faults.length === 0 ? 0 : 1

/** Seconds of processor time, beside a bare parse of the same lines: for all lines of JSON together, repeated to some 50 MB. */
async function figures() {
  const lines = files
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => [...recordsOf(readFileSync(file))])
    .flatMap((record) => (record.kind === 'json' ? [record.text] : []))
  const once = lines.reduce((sum, line) => sum + line.length, 0)
  const many = Array.from({ length: Math.ceil(50e6 / Math.max(once, 1)) }, () => lines).flat()
  const megabytes = many.reduce((sum, line) => sum + line.length, 0) / 1e6
  const parse = await seconds(() => many.forEach((line) => JSON.parse(line)))
  const redact = await seconds(async () => {
    const redaction = redactRecords(options)
    for (let at = 0; at < many.length; at += 500)
      await redaction.take(
        many
          .slice(at, at + 500)
          .map((text, index) => ({ kind: 'json', value: JSON.parse(text), text, line: at + index + 1 })),
      )
    await redaction.end()
  })
  const scan = await seconds(async () => {
    const check = finalScan(options)
    for (let at = 0; at < many.length; at += 500) await check('x', many.slice(at, at + 500).join('\n'))
  })
  const told = (name, time) =>
    console.log(
      `${name.padEnd(30)} ${time.toFixed(2)} s  ${(megabytes / time).toFixed(0)} MB/s  ${(time / parse).toFixed(1)} times a parse`,
    )
  console.log(
    `${megabytes.toFixed(0)} MB in ${many.length} lines; at most ${Math.round(process.memoryUsage().rss / 1e6)} MB of memory`,
  )
  told('JSON.parse', parse)
  told('parse and redaction', redact)
  told('final scan', scan)
}

async function seconds(work) {
  let best = Infinity
  for (let round = 0; round < 3; round += 1) {
    const start = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, (user + system) / 1e6)
  }
  return best
}

async function redactAll(records) {
  const redaction = redactRecords(options)
  const given = []
  for (const result of [await redaction.take(records), await redaction.end()]) {
    if (!result.ok) throw new Error(result.diagnostics[0].message)
    given.push(...result.value)
  }
  return given
}

function contentOf(record) {
  return record.kind === 'json' ? record.value : record.text
}

/** Every string of both; shapes, numbers and ids have to be equal. */
function compare(file, line, before, after, key) {
  if (typeof before === 'string' && typeof after === 'string') {
    strings += 1
    characters += before.length
    if (before === after) return
    const where = `${file.slice(0, 60)}:${line} ${key}`
    // An id that is a path loses its home directory, everywhere alike.
    if (isId.test(key) && (!/[/\\]/.test(before) || (renamed.get(after) ?? before) !== before))
      faults.push(`${where}: an id or a signature changed`)
    if (isId.test(key)) renamed.set(after, before)
    const had = before.match(/\[REDACTED:[a-z0-9-]+\]/g)?.length ?? 0
    for (const found of [...after.matchAll(/\[REDACTED:([a-z0-9-]+)\]/g)].slice(had))
      tokens.push({ where, rule: found[1], excerpt: masked(before, after, found.index) })
  } else if (typeof before === 'object' && before !== null && typeof after === 'object' && after !== null) {
    const [had, has] = [Object.entries(before), Object.entries(after)]
    if (had.length !== has.length) faults.push(`${file}:${line} ${key}: members were lost`)
    had.forEach(([name, value], at) =>
      compare(file, line, value, has[at]?.[1], Array.isArray(before) ? key : name),
    )
  } else if (before !== after) faults.push(`${file}:${line} ${key}: no string, and changed`)
}

/** What stood before the find, and its first characters. */
function masked(before, after, at) {
  const context = after.slice(Math.max(0, at - 24), at)
  const place = before.indexOf(context)
  const found =
    context === ''
      ? before.slice(0, 6)
      : place < 0
        ? '?'
        : before.slice(place + context.length, place + context.length + 6)
  return JSON.stringify(`${context}${found}…`)
}

/** Redaction, bundled from its source: this Node may not run TypeScript. */
async function sources() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const outdir = join(root, '.bench', 'redaction')
  mkdirSync(outdir, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['src/secret/redact.ts', 'src/secret/final-scan.ts', 'src/session/records.ts'],
    outdir,
    outbase: 'src',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    logLevel: 'error',
  })
  const [one, two, three] = await Promise.all(
    ['secret/redact', 'secret/final-scan', 'session/records'].map(
      (name) => import(pathToFileURL(join(outdir, `${name}.mjs`)).href),
    ),
  )
  return { ...one, ...two, ...three }
}
