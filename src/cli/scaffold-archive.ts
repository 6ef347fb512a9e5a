// A folder as it is → the steps that have conversations kept in it: where they are kept, lines for git, hooks of the agent.
import { findRoot } from '../adapters/root.ts'
import { isBranchName } from '../config/sessions-place.ts'
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { planAgentHooks } from './scaffold-agent-hooks.ts'
import { sessionsPlaceStep } from './scaffold-place.ts'
import { appendStep, createStep, readIfThere, type ScaffoldStep } from './scaffold.ts'
import type { Part } from './scaffold-run.ts'
import { archiveReadme, gitLines } from './templates.ts'
import { usageError } from './usage-error.ts'

/**
 * In the project around the folder; where there is none, the folder becomes one. Throws what the system says.
 *
 * @param branch where they are kept; undefined: in the repository, or where the configuration says.
 */
export function planArchive(cwd: string, branch: string | undefined): Result<Part> {
  const root = findRoot(cwd) ?? cwd
  const hooks = planAgentHooks(root, 'claude-code', false)
  if (!hooks.ok) return hooks
  const place = planPlace(root, branch)
  if (!place.ok) return place
  const lines = (['.gitignore', '.gitattributes'] as const).map((path) =>
    appendStep(path, gitLines[path], readIfThere(root, path)),
  )
  return ok({ root, steps: [place.value, ...lines, hooks.value], byHand: [] })
}

/** A file in any case, so that a clone is known as a project before anything is kept in it. */
function planPlace(root: string, branch: string | undefined): Result<ScaffoldStep> {
  const readme = '.spec/archive/README.md'
  if (branch === undefined) return ok(createStep(readme, archiveReadme, readIfThere(root, readme)))
  if (isBranchName(branch)) return sessionsPlaceStep(root, `branch:${branch}`)
  const hint = 'letters, digits, `.`, `_`, `-` and `/`: for instance --branch spec-archive'
  return fail(usageError(`--branch ${branch} is no name that a branch of sessions can have`, hint))
}
