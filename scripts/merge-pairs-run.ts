// Merges pairs of changes whose merge is known, by the tool and by git, and prints how both did.
// Run by scripts/merge-pairs.mjs, bundled. Arguments: root of the project, number of pairs, seed.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { mergeThreeWays } from '../src/merge/three-ways.ts'
import { judge, mergePairs, pairKinds, sourcesIn, type Judgement } from '../test/support/merge-pairs.ts'

const [root = '.', wanted = '1000', seed = '1'] = process.argv.slice(2)
/** Packages that ship their sources, and the project's own. */
const folders = ['src', 'node_modules/@anthropic-ai/sdk/src', 'node_modules/zod/src', 'node_modules/ajv/lib']
const longest = 60_000

const files = folders
  .flatMap((folder) => [...sourcesIn(join(root, folder))])
  .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8').replaceAll('\r\n', '\n') }))
  .filter(({ text }) => text.length < longest)
const work = mkdtempSync(join(tmpdir(), 'merge-pairs-'))
mkdirSync(work, { recursive: true })

type Row = Record<Judgement | 'pairs', number>
const emptyRow = (): Row => ({ pairs: 0, right: 0, conflict: 0, wrong: 0, lost: 0, unparsable: 0 })
const rows = new Map(pairKinds.map((kind) => [kind, { tool: emptyRow(), git: emptyRow() }] as const))
let slowest = 0
let spent = 0
let done = 0

try {
  for (const pair of mergePairs(files, Number(seed))) {
    if (done++ >= Number(wanted)) break
    const row = rows.get(pair.kind)
    if (row === undefined) continue
    const start = performance.now()
    const merged = mergeThreeWays(pair)
    const took = performance.now() - start
    slowest = Math.max(slowest, took)
    spent += took
    const mine = judge(pair, merged)
    const other = judge(pair, byGit(pair))
    row.tool[mine]++
    row.tool.pairs++
    row.git[other]++
    row.git.pairs++
    const isFault = mine !== (pair.expected === 'conflict' ? 'conflict' : 'right')
    if (isFault && process.env.SPEC_MERGE_FAULTS !== undefined) {
      const folder = join(
        process.env.SPEC_MERGE_FAULTS,
        `${String(done).padStart(4, '0')}-${mine}-${pair.kind}`,
      )
      mkdirSync(folder, { recursive: true })
      const expected = pair.expected === 'conflict' ? 'conflict' : (pair.expected[0] ?? '')
      for (const [name, text] of Object.entries({
        ...pair,
        expected,
        merged: merged.text,
        marks: pair.marks.join('\n'),
      }))
        writeFileSync(join(folder, name), text)
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** `git merge-file` as a person would run it. */
function byGit({ base, ours, theirs }: { base: string; ours: string; theirs: string }): {
  kind: 'clean' | 'conflict'
  text: string
} {
  for (const [name, text] of Object.entries({ base, ours, theirs })) writeFileSync(join(work, name), text)
  const run = spawnSync('git', ['merge-file', '-p', '--diff3', 'ours', 'base', 'theirs'], {
    cwd: work,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { kind: run.status === 0 ? 'clean' : 'conflict', text: run.stdout }
}

const sum = (of: 'tool' | 'git', answered: boolean): Row => {
  const total = emptyRow()
  for (const [kind, row] of rows)
    if (answered !== isUnanswered(kind))
      for (const name of Object.keys(total) as (keyof Row)[]) total[name] += row[of][name] // Its own keys.
  return total
}
const isUnanswered = (kind: string): boolean =>
  kind.startsWith('one statement') || kind === 'deleted and edited'
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`

console.log(
  `${done - 1} pairs over ${files.length} files, seed ${seed}; clean and right: spec, then git merge-file`,
)
for (const [kind, { tool, git }] of rows) {
  const bad = (row: Row): string =>
    row.wrong + row.lost + row.unparsable === 0
      ? ''
      : ` (${row.wrong} wrong, ${row.lost} lost, ${row.unparsable} unparsable)`
  const [what, count] = isUnanswered(kind) ? ['conflict', 'conflict' as const] : ['clean', 'right' as const]
  console.log(
    `${kind.padEnd(32)} ${what.padEnd(8)} ${tool[count]}/${tool.pairs}${bad(tool)}   ${git[count]}/${git.pairs}${bad(git)}`,
  )
}
const [mine, other] = [sum('tool', true), sum('git', true)]
const [mineNot, otherNot] = [sum('tool', false), sum('git', false)]
console.log(
  `clean where an answer exists: spec ${percent(mine.right, mine.pairs)}, git ${percent(other.right, other.pairs)}`,
)
const faults = [mine, mineNot].reduce((total, row) => total + row.wrong + row.lost + row.unparsable, 0)
const gitFaults = [other, otherNot].reduce((total, row) => total + row.wrong + row.lost + row.unparsable, 0)
console.log(`wrong, lost or unparsable: spec ${faults}, git ${gitFaults}`)
console.log(`time: ${(spent / (done - 1)).toFixed(0)} ms a pair, ${slowest.toFixed(0)} ms the slowest`)
process.exitCode = faults === 0 && mine.right >= other.right && mineNot.conflict === mineNot.pairs ? 0 : 1
