// Planned steps in, the files made or changed and a word about each of them out; with a dry run, the words alone.
import { relative, resolve, sep } from 'node:path'
import { hasErrors, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { escapeLines, escapeText } from '../report/escape.ts'
import type { CommandContext } from './command.ts'
import { applyScaffold, type ByHand, type ScaffoldPlan, type ScaffoldStep } from './scaffold.ts'

/** Paths of the steps are relative to `root`. */
export interface Part extends ScaffoldPlan {
  readonly root: string
}

export interface DoneStep {
  /** As a person in the folder would type it. */
  readonly path: string
  readonly step: ScaffoldStep
}

export interface ScaffoldOutcome {
  readonly files: readonly DoneStep[]
  readonly byHand: readonly ByHand[]
  /** Something was refused by the system. */
  readonly failed: boolean
}

/** Does the steps, part after part, until the system refuses one. JSON: `dryRun`, `files`, `byHand` where there is any. */
export function runScaffold(
  { io, print, document, report, colours }: CommandContext,
  parts: readonly Part[],
  dryRun: boolean,
): ScaffoldOutcome {
  const files: DoneStep[] = []
  const faults: Diagnostic[] = []
  for (const { root, steps } of parts) {
    const applied = dryRun ? { done: steps, diagnostics: [] } : applyScaffold(root, steps)
    faults.push(...applied.diagnostics)
    files.push(...applied.done.map((step) => ({ path: seenFrom(io.cwd, root, step.path), step })))
    if (hasErrors(faults)) break
  }
  report(faults)
  const byHand = parts.flatMap((part) =>
    part.byHand.map((one) => ({ ...one, path: seenFrom(io.cwd, part.root, one.path) })),
  )
  document({
    dryRun,
    files: files.map(({ path, step }) => ({
      path,
      action: step.action,
      ...(step.action === 'append' ? { lines: step.lines } : {}),
    })),
    ...(byHand.length === 0 ? {} : { byHand }),
  })
  for (const { path, step } of files) {
    const [done, would] = words[step.action]
    const lines = step.action === 'append' ? colours.stdout.dim(` (${step.lines.join(', ')})`) : ''
    print(`${dryRun ? would.padEnd(13) : done.padEnd(9)}${escapeText(path)}${lines}`)
  }
  return { files, byHand, failed: hasErrors(faults) }
}

/** What is left to the writers of files. */
export function tellByHand({ print }: Pick<CommandContext, 'print'>, byHand: readonly ByHand[]): void {
  for (const { path, why, text } of byHand) {
    const lines = text === '' ? '' : `\n\n${escapeLines(text).replace(/^(?=.)/gm, '    ')}`
    print(`by hand  ${escapeText(path)}: ${escapeText(why)}${lines}`)
  }
}

export const nothingToDo = 'Nothing to do: everything is there.'

export function isAsItWas({ files }: Pick<ScaffoldOutcome, 'files'>): boolean {
  return files.every(({ step }) => step.action === 'keep')
}

/** A path as a person in the folder would type it. */
function seenFrom(cwd: string, root: string, path: string): string {
  return relative(cwd, resolve(root, path)).split(sep).join('/')
}

const words = {
  create: ['created', 'would create'],
  append: ['added to', 'would add to'],
  edit: ['changed', 'would change'],
  remove: ['removed', 'would remove'],
  keep: ['kept', 'would keep'],
} as const
