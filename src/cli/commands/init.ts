// `spec init`: a folder → the same folder with everything a project of specs needs, and a word about each file. JSON:
// `dryRun`, `files` (path, action, `lines` for `append`), `byHand` (path, why, text).
import { relative, resolve, sep } from 'node:path'
import { globSync } from 'tinyglobby'
import { hasErrors, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { escapeLines, escapeText } from '../../report/escape.ts'
import { defineCommand, type CommandContext, type ExitCode } from '../command.ts'
import type { ByHand, ScaffoldPlan, ScaffoldStep } from '../scaffold.ts'
import { appendStep, applyScaffold, createStep, readIfThere, refused } from '../scaffold.ts'
import { ciHosts, type CiHost } from '../scaffold-ci.ts'
import { exampleArchitecture, exampleFeature, gitLines, workflow } from '../templates.ts'
import { usageError } from '../usage-error.ts'
import { toolVersion } from '../version.ts'

/** Paths of the steps are relative to `root`. */
interface Part extends ScaffoldPlan {
  readonly root: string
}

export const command = defineCommand({
  name: 'init',
  summary: 'Set up the folders, an example and the continuous check in a project',
  description: [
    'Makes a feature spec and an architecture spec to start from (where there is no spec yet), adds lines to',
    '.gitignore and .gitattributes, and a workflow that runs `spec drift`. Files that are there stay as they are.',
    '--ci and --hook make only what they name; what has to be added by hand is printed, and the exit is then 1.',
  ].join('\n'),
  example: 'spec init --dry-run\nspec init --ci github\nspec init --hook',
  args: {
    ci: {
      type: 'string',
      hint: 'host',
      options: ciHosts,
      description: 'Write the check of pull requests and the weekly rebuild for this host',
    },
    hook: { type: 'boolean', description: 'Have git check what is staged before each commit' },
    remove: { type: 'boolean', description: 'With --hook: take the check out of the hook again' },
    dryRun: { type: 'boolean', description: 'Say what would be made, and make nothing' },
  },
  async run(context) {
    const { args, io, print, document, report } = context
    if (args.remove && !args.hook) {
      report([usageError('--remove takes a hook out', 'say: spec init --hook --remove')])
      return 2
    }
    const parts = await planParts(io.cwd, args)
    if (!parts.ok) {
      report(parts.diagnostics)
      return 2
    }
    const files: { readonly path: string; readonly step: ScaffoldStep }[] = []
    const faults: Diagnostic[] = []
    for (const { root, steps } of parts.value) {
      const applied = args.dryRun ? { done: steps, diagnostics: [] } : applyScaffold(root, steps)
      faults.push(...applied.diagnostics)
      files.push(...applied.done.map((step) => ({ path: seenFrom(io.cwd, root, step.path), step })))
      if (hasErrors(faults)) break
    }
    report(faults)
    const byHand = parts.value.flatMap(({ root, byHand }) =>
      byHand.map((one) => ({ ...one, path: seenFrom(io.cwd, root, one.path) })),
    )
    document({
      dryRun: args.dryRun,
      files: files.map(({ path, step }) => ({
        path,
        action: step.action,
        ...(step.action === 'append' ? { lines: step.lines } : {}),
      })),
      ...(byHand.length === 0 ? {} : { byHand }),
    })
    for (const { path, step } of files) print(told(path, step, args.dryRun, context))
    return hasErrors(faults) ? 2 : finish(context, files, byHand, args.dryRun)
  },
})

function finish(
  { print, args }: CommandContext,
  files: readonly { readonly path: string; readonly step: ScaffoldStep }[],
  byHand: readonly ByHand[],
  dryRun: boolean,
): ExitCode {
  for (const { path, why, text } of byHand) {
    const lines = text === '' ? '' : `\n\n${escapeLines(text).replace(/^(?=.)/gm, '    ')}`
    print(`by hand  ${escapeText(path)}: ${escapeText(why)}${lines}`)
  }
  if (byHand.length > 0) return 1
  if (files.every(({ step }) => step.action === 'keep')) print('Nothing to do: everything is there.')
  else if (!dryRun && args['hook'] !== true) print(next(files))
  return 0
}

async function planParts(
  cwd: string,
  args: { readonly ci: CiHost | undefined; readonly hook: boolean; readonly remove: boolean },
): Promise<Result<readonly Part[]>> {
  if (args.ci === undefined && !args.hook) {
    const planned = planInit(cwd)
    return Array.isArray(planned)
      ? ok([{ root: cwd, steps: planned, byHand: [] }])
      : { ok: false, diagnostics: [planned] }
  }
  const parts: Part[] = []
  let reading = args.hook ? '.git/hooks' : '.github'
  try {
    if (args.ci !== undefined) {
      reading = args.ci === 'github' ? '.github' : '.gitlab-ci.yml'
      const { planCi } = await import('../scaffold-ci.ts')
      const plan = await planCi(cwd, args.ci)
      if (!plan.ok) return plan
      parts.push({ ...plan.value, root: plan.value.top })
    }
    if (args.hook) {
      reading = '.git/hooks'
      const { planHook } = await import('../scaffold-hook.ts')
      const plan = await planHook(cwd, args.remove)
      if (!plan.ok) return plan
      parts.push({ ...plan.value, root: plan.value.top })
    }
    return ok(parts)
  } catch (error) {
    return { ok: false, diagnostics: [refused(reading, error)] }
  }
}

/** The steps, or why the folder cannot be read. */
function planInit(root: string): ScaffoldStep[] | Diagnostic {
  const steps: ScaffoldStep[] = []
  let reading = 'specs'
  const read = (path: string): string | null => {
    reading = path
    return readIfThere(root, path)
  }
  try {
    // A project that has specs needs no example beside them.
    if (globSync(['specs/features/**/*.md', 'specs/architecture/**/*.md'], { cwd: root }).length === 0) {
      const [architecture, feature] = ['specs/architecture/code-style.md', 'specs/features/greeting.md']
      steps.push(createStep(feature, exampleFeature, read(feature)))
      steps.push(createStep(architecture, exampleArchitecture, read(architecture)))
    }
    for (const path of ['.gitignore', '.gitattributes'] as const)
      steps.push(appendStep(path, gitLines[path], read(path)))
    const ci = '.github/workflows/spec.yml'
    steps.push(createStep(ci, workflow(toolVersion, read('package.json') !== null), read(ci)))
    return steps
  } catch (error) {
    return refused(reading, error)
  }
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

function told(path: string, step: ScaffoldStep, dryRun: boolean, { colours }: CommandContext): string {
  const [done, would] = words[step.action]
  const lines = step.action === 'append' ? colours.stdout.dim(` (${step.lines.join(', ')})`) : ''
  return `${dryRun ? would.padEnd(13) : done.padEnd(9)}${escapeText(path)}${lines}`
}

function next(files: readonly { readonly path: string; readonly step: ScaffoldStep }[]): string {
  const made = (ending: string): boolean =>
    files.some(({ path, step }) => step.action === 'create' && path.endsWith(ending))
  if (made('spec-drift-comment.yml'))
    return 'Next: commit these files; for the weekly rebuild give the repository the secret ANTHROPIC_API_KEY'
  if (made('spec-drift.yml'))
    return 'Next: commit these files; for the weekly rebuild add a schedule and the variable ANTHROPIC_API_KEY'
  return made('/greeting.md') ? 'Next: spec regen greeting' : 'Next: spec list'
}
