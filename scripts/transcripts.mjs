// `npm run transcripts -- <folder> [--cuts [n]] [--all] [--seed n]`: every file below the folder imported in memory (records, redaction,
// reader, chunks), and what was kept read again: a table of what is in each. Messages, tool calls and edits are counted a second time
// straight over the raw lines; exit 1 where the two counts differ. With --cuts, each is imported cut at 200 places and at the ends of
// its lines (--all: at every one, however large the file is), with its lines shuffled, and mixed with another agent's.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { counters, valuesOf } from './transcripts-count.mjs'
import { moreCounters, textCounters } from './transcripts-count-more.mjs'
import { countsOf, hurt } from './transcripts-hurt.mjs'
import { importer } from './transcripts-import.mjs'

/** Of the columns after the agent. */
const widths = [9, 7, 10, 7, 7, 9, 9]

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, '.bench', `transcripts-${process.pid}`)
const given = process.argv
  .slice(2)
  .find((argument, at, all) => !argument.startsWith('--') && !/^--(cuts|seed)$/.test(all[at - 1] ?? ''))
if (given === undefined) {
  console.error('usage: npm run transcripts -- <folder with transcripts> [--cuts [n]] [--all] [--seed n]')
  process.exit(2)
}
try {
  const own = await importer(root, folder)
  await table(own, given)
  const cuts = numberAfter('--cuts', 200)
  if (cuts !== null) await damage(own, given, cuts, numberAfter('--seed', 1) ?? 1)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Null where the option is not there. */
function numberAfter(option, otherwise) {
  const at = process.argv.indexOf(option)
  return at < 0 ? null : Number(/^\d+$/.exec(process.argv[at + 1] ?? '')?.[0] ?? otherwise)
}

async function damage(own, from, cuts, seed) {
  const began = process.cpuUsage()
  const all = files(from).map((path) => ({
    name: printable(relative(from, path)),
    bytes: readFileSync(path),
  }))
  const { faults, sums } = await hurt(own, all, { cuts, all: process.argv.includes('--all'), seed })
  const { user, system } = process.cpuUsage(began)
  console.log(
    `${sums.files} files: ${sums.cuts} random cuts (seed ${seed}), ${sums.boundaries} of ${sums.ofBoundaries} cuts at ends of lines, ` +
      `${sums.shuffles} shuffled, ${sums.mixes} mixed; ${Math.round((user + system) / 1e6)} s of processor time`,
  )
  console.log(`wrong: ${faults.length}`)
  for (const fault of faults.slice(0, 100)) console.log(`  ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}

async function table(own, from) {
  const sums = new Map()
  const differences = []
  const unknown = new Map()
  let counted = 0
  console.log('agent        records  talks  messages  calls  edits  unknown  damaged  file')
  for (const path of files(from)) {
    const bytes = readFileSync(path)
    const name = printable(relative(from, path))
    const { read } = await own.run(bytes, name)
    if (read === null) {
      console.log(`${'-'.padEnd(11)}${' '.repeat(59)}${name}`)
      continue
    }
    const counts = countsOf(read)
    const others = [...read.unknown.values()].reduce((sum, count) => sum + count, 0)
    for (const [kind, count] of read.unknown) unknown.set(kind, (unknown.get(kind) ?? 0) + count)
    const row = [
      read.records,
      read.conversations.length,
      counts.messages,
      counts.calls,
      counts.edits,
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
    if (!raw) {
      differences.push(`${name}: nothing counts transcripts of ${read.agent}`)
      continue
    }
    counted += 1
    for (const key of Object.keys(raw))
      if (raw[key] !== counts[key])
        differences.push(`${name}: ${key}: read ${counts[key]}, counted ${raw[key]}`)
  }
  for (const [agent, { files: count, row }] of sums)
    console.log(
      `${agent.padEnd(11)}${row.map((one, at) => String(one).padStart(widths[at])).join('')}  in ${count} files`,
    )
  for (const [kind, count] of unknown) console.log(`unknown kind ${printable(kind)}: ${count}`)
  console.log(`differences from the raw count of ${counted} files: ${differences.length}`)
  for (const difference of differences) console.log(`  ${difference}`)
  if (differences.length > 0) process.exitCode = 1
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
