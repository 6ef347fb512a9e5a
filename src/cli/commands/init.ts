// `spec init`: a folder → the same folder with everything a project of specs needs, and a word about each file. JSON:
// `dryRun`, `files` (path, action, `lines` for `append`), `byHand` (path, why, text).
import { globSync } from 'tinyglobby'
import { fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { defineCommand, type CommandContext, type ExitCode } from '../command.ts'
import type { ScaffoldStep } from '../scaffold.ts'
import { appendStep, createStep, readIfThere, refused } from '../scaffold.ts'
import { ciHosts, type CiHost } from '../scaffold-ci.ts'
import {
  isAsItWas,
  nothingToDo,
  runScaffold,
  tellByHand,
  type DoneStep,
  type Part,
  type ScaffoldOutcome,
} from '../scaffold-run.ts'
import { exampleArchitecture, exampleFeature, gitLines, workflow } from '../templates.ts'
import { usageError } from '../usage-error.ts'
import { toolVersion } from '../version.ts'

/** What is to be made; with none of them, a project of specs. */
interface InitArgs {
  readonly ci: CiHost | undefined
  readonly hook: boolean
  readonly archive: boolean
  readonly branch: string | undefined
  readonly remove: boolean
}

export const command = defineCommand({
  name: 'init',
  summary: 'Set up the folders, an example and the continuous check in a project',
  description: [
    'Makes a feature spec and an architecture spec to start from (where there is no spec yet), adds lines to',
    '.gitignore and .gitattributes, and a workflow that runs `spec drift`. Files that are there stay as they are.',
    '--ci, --hook and --archive make only what they name; what has to be added by hand is printed, and the exit is then 1.',
  ].join('\n'),
  example: 'spec init --dry-run\nspec init --ci github\nspec init --hook\nspec init --archive',
  args: {
    ci: {
      type: 'string',
      hint: 'host',
      options: ciHosts,
      description: 'Write the check of pull requests and the weekly rebuild for this host',
    },
    hook: { type: 'boolean', description: 'Have git check what is staged before each commit' },
    archive: {
      type: 'boolean',
      description: 'Have Claude Code keep its conversations here, redacted: folder, ignore lines, hooks',
    },
    branch: {
      type: 'string',
      hint: 'name',
      description:
        'With --archive: keep them on this branch, without touching the working tree: spec-archive',
    },
    remove: { type: 'boolean', description: 'With --hook: take the check out of the hook again' },
    dryRun: { type: 'boolean', description: 'Say what would be made, and make nothing' },
  },
  async run(context) {
    const { args, io, report } = context
    if (args.remove && !args.hook) {
      report([
        usageError('--remove takes a hook out', 'say: spec init --hook --remove, or: spec hooks remove'),
      ])
      return 2
    }
    if (args.remove && args.archive) {
      report([
        usageError('--remove takes out what --hook put in', 'for the hooks of agents say: spec hooks remove'),
      ])
      return 2
    }
    if (args.branch !== undefined && !args.archive) {
      report([
        usageError('--branch is where --archive keeps', 'say: spec init --archive --branch spec-archive'),
      ])
      return 2
    }
    const parts = await planParts(io.cwd, args)
    if (!parts.ok) {
      report(parts.diagnostics)
      return 2
    }
    const outcome = runScaffold(context, parts.value, args.dryRun)
    return outcome.failed ? 2 : finish(context, outcome, args, args.dryRun)
  },
})

function finish(
  context: CommandContext,
  outcome: ScaffoldOutcome,
  args: InitArgs,
  dryRun: boolean,
): ExitCode {
  const { print } = context
  tellByHand(context, outcome.byHand)
  if (outcome.byHand.length > 0) return 1
  if (isAsItWas(outcome)) print(nothingToDo)
  else if (!dryRun && !args.hook) print(args.archive ? archiveNext(args.branch) : next(outcome.files))
  return 0
}

function archiveNext(branch: string | undefined): string {
  const inFolder =
    'Nothing leaves this machine: commit the folder with your code,\nor have git do it: spec hooks install --git'
  const onBranch = 'Nothing leaves this machine before you push that branch'
  return [
    'Now Claude Code runs `spec hook session` whenever it stops, before it compacts, and at the end of a session: what was said',
    `is kept ${branch === undefined ? 'in .spec/archive/sessions' : `on the branch ${branch}`}, with secrets and home directories taken out.`,
    branch === undefined ? inFolder : onBranch,
    'Next: commit these files; spec archive import brings in the sessions that are there already',
  ].join('\n')
}

async function planParts(cwd: string, args: InitArgs): Promise<Result<readonly Part[]>> {
  if (args.ci === undefined && !args.hook && !args.archive) {
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
    if (args.archive) {
      reading = '.spec'
      const { planArchive } = await import('../scaffold-archive.ts')
      const plan = planArchive(cwd, args.branch)
      if (!plan.ok) return plan
      parts.push(plan.value)
    }
    return ok(parts)
  } catch (error) {
    return fail(refused(reading, error))
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

function next(files: readonly DoneStep[]): string {
  const made = (ending: string): boolean =>
    files.some(({ path, step }) => step.action === 'create' && path.endsWith(ending))
  if (made('spec-drift-comment.yml'))
    return 'Next: commit these files; for the weekly rebuild give the repository the secret ANTHROPIC_API_KEY'
  if (made('spec-drift.yml'))
    return 'Next: commit these files; for the weekly rebuild add a schedule and the variable ANTHROPIC_API_KEY'
  return made('/greeting.md') ? 'Next: spec regen greeting' : 'Next: spec list'
}
