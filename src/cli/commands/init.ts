// `spec init`: a folder → the same folder with everything a project of specs needs, and a word about each file.
import { globSync } from 'tinyglobby'
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import { defineCommand } from '../command.ts'
import type { ScaffoldStep } from '../scaffold.ts'
import { appendStep, applyScaffold, createStep, readIfThere, refused } from '../scaffold.ts'
import { exampleArchitecture, exampleFeature, gitLines, workflow } from '../templates.ts'
import { toolVersion } from '../version.ts'

export const command = defineCommand({
  name: 'init',
  summary: 'Set up the folders, an example and the continuous check in a project',
  description: [
    'Makes a feature spec and an architecture spec to start from (where there is no spec yet), adds lines to',
    '.gitignore and .gitattributes, and a workflow that runs `spec drift`. Files that are there stay as they are.',
  ].join('\n'),
  example: 'spec init --dry-run',
  args: {
    dryRun: { type: 'boolean', description: 'Say what would be made, and make nothing' },
  },
  async run({ args, io, colours, print, document, report }) {
    const planned = planInit(io.cwd)
    if (!Array.isArray(planned)) {
      report([planned])
      return 2
    }
    const { done, diagnostics } = args.dryRun
      ? { done: planned, diagnostics: [] }
      : applyScaffold(io.cwd, planned)
    report(diagnostics)
    const files = done.map((step) => ({
      path: step.path,
      action: step.action,
      ...(step.action === 'append' ? { lines: step.lines } : {}),
    }))
    document({ dryRun: args.dryRun, files })
    for (const step of done) print(told(step, args.dryRun, colours.stdout.dim))
    if (diagnostics.length > 0) return 2
    if (done.every(({ action }) => action === 'keep')) print('Nothing to do: everything is there.')
    else if (!args.dryRun) print(next(done))
    return 0
  },
})

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

function told(step: ScaffoldStep, dryRun: boolean, dim: (text: string) => string): string {
  const words = dryRun
    ? { create: 'would create', append: 'would add to', keep: 'would keep' }
    : { create: 'created', append: 'added to', keep: 'kept' }
  const lines = step.action === 'append' ? dim(` (${step.lines.join(', ')})`) : ''
  return `${words[step.action].padEnd(dryRun ? 13 : 9)}${step.path}${lines}`
}

function next(done: readonly ScaffoldStep[]): string {
  const example = done.some(({ path, action }) => action === 'create' && path.endsWith('/greeting.md'))
  return example ? 'Next: spec regen greeting' : 'Next: spec list'
}
