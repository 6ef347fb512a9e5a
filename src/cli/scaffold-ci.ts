// A repository as it is → the files that check it on GitHub or GitLab. Files that are there stay as they are.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import {
  commentWorkflow,
  driftStep,
  driftWorkflow,
  freshWorkflow,
  gitlabInclude,
  gitlabJobs,
  gitlabJobsPath,
  type CiProject,
} from './ci-templates.ts'
import { readIfThere, type ByHand, type ScaffoldPlan, type ScaffoldStep } from './scaffold.ts'
import { toolVersion } from './version.ts'

export const ciHosts = ['github', 'gitlab'] as const
export type CiHost = (typeof ciHosts)[number]

export interface CiPlan extends ScaffoldPlan {
  /** Absolute: paths of the steps are relative to it. */
  readonly top: string
}

interface WantedFile {
  readonly path: string
  readonly text: string
  /** What to add where another text stands in its place. */
  readonly add: string
}

const actionFolder = '.github/actions/drift'
const actionFiles = ['action.yml', 'runner.mjs', 'install.mjs', 'check.mjs', 'comment.mjs']

/** @param root of the project, absolute. Throws what the system says where a file cannot be read. */
export async function planCi(root: string, host: CiHost): Promise<Result<CiPlan>> {
  const top = repositoryOf(root)
  const project: CiProject = {
    prefix: relative(top, root).split(sep).join('/'),
    version: toolVersion,
    locked: existsSync(join(root, 'package-lock.json')),
  }
  if (host === 'gitlab') return ok({ top, ...(await planGitlab(top, project)) })
  const action = readAction()
  if (action === null) {
    return fail(
      diagnostic('read-failed', `this installation of spec lacks ${actionFolder}`, {
        hint: 'install spec-regen again',
      }),
    )
  }
  const workflows: readonly WantedFile[] = [
    {
      path: '.github/workflows/spec-drift.yml',
      text: driftWorkflow(project),
      add: `${driftStep(project)}\n`,
    },
    { path: '.github/workflows/spec-drift-comment.yml', text: commentWorkflow(), add: '' },
    { path: '.github/workflows/spec-fresh.yml', text: freshWorkflow(project), add: '' },
  ]
  return ok({ top, ...planFiles(top, [...action, ...workflows]) })
}

/** The nearest folder upwards that git keeps; hosts look for their files there. The project itself without git. */
function repositoryOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return root
  }
}

/** The action as this version of the tool brings it along; null where the package is not whole. */
function readAction(): readonly WantedFile[] | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, actionFolder, 'action.yml'))) {
      return actionFiles.map((name) => {
        const path = `${actionFolder}/${name}`
        return { path, text: readFileSync(join(folder, path), 'utf8'), add: '' }
      })
    }
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return null
  }
}

function planFiles(top: string, wanted: readonly WantedFile[]): ScaffoldPlan {
  const steps: ScaffoldStep[] = []
  const byHand: ByHand[] = []
  for (const { path, text, add } of wanted) {
    const found = readIfThere(top, path)
    if (found === null) steps.push({ path, action: 'create', text })
    else {
      steps.push({ path, action: 'keep' })
      if (found.replaceAll('\r\n', '\n') !== text) {
        const why = 'another text stands there; to have the one of this version, delete it and run this again'
        byHand.push({ path, why, text: add })
      }
    }
  }
  return { steps, byHand }
}

async function planGitlab(top: string, project: CiProject): Promise<ScaffoldPlan> {
  const jobs = planFiles(top, [{ path: gitlabJobsPath, text: gitlabJobs(project), add: '' }])
  const path = '.gitlab-ci.yml'
  const found = readIfThere(top, path)
  if (found === null)
    return { ...jobs, steps: [...jobs.steps, { path, action: 'create', text: gitlabInclude }] }
  const steps: readonly ScaffoldStep[] = [...jobs.steps, { path, action: 'keep' }]
  if (await includesJobs(found)) return { ...jobs, steps }
  const why = 'it is there, and does not include the jobs; add these lines'
  return { steps, byHand: [...jobs.byHand, { path, why, text: gitlabInclude }] }
}

/** `include` is one entry or a list; each is a path, or an object with `local` (https://docs.gitlab.com/ci/yaml/#include). */
async function includesJobs(text: string): Promise<boolean> {
  const { parseDocument } = await import('yaml')
  // Tags of GitLab's own (`!reference`) are warnings, and of no interest here.
  const document = parseDocument(text, { logLevel: 'silent' })
  const include: unknown = document.errors.length > 0 ? null : document.toJS()?.include
  const entries: readonly unknown[] = Array.isArray(include) ? include : [include]
  return entries.some((entry) => {
    const local = typeof entry === 'object' && entry !== null && 'local' in entry ? entry.local : entry
    return typeof local === 'string' && local.replace(/^\.?\//, '') === gitlabJobsPath
  })
}
