// `npm run transcripts -- <folder>`: every file below the folder read as a transcript; a table of what is in each. Messages, tool
// calls and edits are counted a second time straight over the raw lines; exit 1 where the two counts differ.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { counters, valuesOf } from './transcripts-count.mjs'
import { moreCounters, textCounters } from './transcripts-count-more.mjs'

/** Of the columns after the agent. */
const widths = [9, 7, 10, 7, 7, 9, 9]

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, '.bench', `transcripts-${process.pid}`)
const [given] = process.argv.slice(2)
if (given === undefined) {
  console.error('usage: npm run transcripts -- <folder with transcripts>')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
try {
  await build({
    entryPoints: [join(root, 'src', 'session', 'read.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: join(folder, 'read.mjs'),
    logLevel: 'error',
  })
  const { readTranscript } = await import(pathToFileURL(join(folder, 'read.mjs')).href)
  await table(readTranscript, given)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function table(readTranscript, from) {
  const sums = new Map()
  const differences = []
  const unknown = new Map()
  console.log('agent        records  talks  messages  calls  edits  unknown  damaged  file')
  for (const path of files(from)) {
    const bytes = readFileSync(path)
    const read = await readTranscript(bytes)
    const name = printable(relative(from, path))
    if (read === null) {
      console.log(`${'-'.padEnd(11)}${' '.repeat(59)}${name}`)
      continue
    }
    const own = ownCounts(read)
    const others = [...read.unknown.values()].reduce((sum, count) => sum + count, 0)
    for (const [kind, count] of read.unknown) unknown.set(kind, (unknown.get(kind) ?? 0) + count)
    const row = [
      read.records,
      read.conversations.length,
      own.messages,
      own.calls,
      own.edits,
      others,
      read.damagedCount,
    ]
    console.log(
      `${read.agent.padEnd(11)}${row.map((count, at) => String(count).padStart(widths[at])).join('')}  ${name}`,
    )
    const sum = sums.get(read.agent) ?? { files: 0, row: row.map(() => 0) }
    sums.set(read.agent, { files: sum.files + 1, row: row.map((count, at) => count + sum.row[at]) })
    const text = bytes.toString('utf8')
    const count = counters[read.agent] ?? moreCounters[read.agent]
    const raw = textCounters[read.agent]?.(text) ?? count?.(valuesOf(text))
    if (!raw) continue
    for (const key of Object.keys(raw))
      if (raw[key] !== own[key]) differences.push(`${name}: ${key}: read ${own[key]}, counted ${raw[key]}`)
  }
  for (const [agent, { files: count, row }] of sums)
    console.log(
      `${agent.padEnd(11)}${row.map((one, at) => String(one).padStart(widths[at])).join('')}  in ${count} files`,
    )
  for (const [kind, count] of unknown) console.log(`unknown kind ${printable(kind)}: ${count}`)
  console.log(`differences from the raw count: ${differences.length}`)
  for (const difference of differences) console.log(`  ${difference}`)
  if (differences.length > 0) process.exitCode = 1
}

/** A message that was split in what a person wrote and what the program added is one. */
function ownCounts(read) {
  const messages = read.conversations.flatMap((conversation) => conversation.messages)
  const calls = messages.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'tool-call'))
  return {
    messages: messages.filter(({ id }) => !id.endsWith('.machine')).length,
    calls: calls.length,
    edits: calls.flatMap((call) => call.files.filter(({ kind }) => kind === 'edit')).length,
  }
}

function files(from) {
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(tsv|txt|db|sql)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function printable(name) {
  return name.replace(/[^\x20-\x7e]/g, '?')
}
