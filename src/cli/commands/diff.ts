// `spec diff [id…]`: from what was written to what stands there. JSON: `files` (spec, path, state, level, changes, diff).
import { exitCodeOf, ok } from '../../diagnostic/diagnostic.ts'
import { concerning } from '../../pipeline/concerning.ts'
import { diffSpecs, type TargetDiff } from '../../pipeline/diff.ts'
import { escapeText } from '../../report/escape.ts'
import { renderDiff } from '../../report/regen.ts'
import { defineCommand } from '../command.ts'
import { openHere } from '../open.ts'
import { specIds } from '../spec-ids.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'diff',
  summary: 'Show how code differs from what was written',
  description:
    'First what changed in each file, symbol by symbol, then the lines. Exit 1 where code differs in more than form.',
  example: 'spec diff auth-flow',
  args: {
    id: {
      type: 'positional',
      variadic: true,
      completes: 'spec',
      description: 'Specs; all where none is named',
    },
  },
  async run(context) {
    const here = await openHere(context)
    if (!here.ok) return stop(context, here.diagnostics)
    const { opened, store } = here.value
    const ids = context.args.id.length === 0 ? ok(null) : specIds(opened, context.args.id)
    if (!ids.ok) return stop(context, ids.diagnostics)
    const diffs = await diffSpecs(opened, ids.value, store)
    if (!diffs.ok) return stop(context, diffs.diagnostics)
    // What is wrong with single specs is in both.
    const mine = here.diagnostics.filter(concerning(opened, ids.value))
    const told = [...new Set([...mine, ...diffs.diagnostics])]
    context.report(told)
    context.document({ files: diffs.value })
    for (const diff of diffs.value) context.print(renderTarget(diff, context.colours.stdout))
    if (diffs.value.length === 0) context.print('no differences')
    const exit = exitCodeOf(told)
    return exit === 0 && diffs.value.some(({ level }) => level !== 'format') ? 1 : exit
  },
})

function renderTarget(diff: TargetDiff, colours: Parameters<typeof renderDiff>[1]): string {
  const lines = [`${colours.bold(escapeText(diff.path))}  ${diff.level ?? diff.state}`]
  for (const { kind, symbol, line, before, after } of diff.changes) {
    lines.push(`  ${kind} ${escapeText(symbol)}, line ${line}`)
    if (before !== undefined) lines.push(`    - ${escapeText(before)}`)
    if (after !== undefined) lines.push(`    + ${escapeText(after)}`)
  }
  if (diff.diff !== null && diff.diff !== '') lines.push(renderDiff(diff.diff, colours))
  return lines.join('\n')
}
