// A repository as it is → the step that puts the check into its pre-commit hook, or takes it out: lefthook's and husky's
// where the project uses one, git's own otherwise.
import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { gitHooks, type GitHooks } from '../adapters/git-hooks.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { newHook, shellBlock, withBlock, withoutBlock, type ShellEdit } from './hook/block.ts'
import type { LefthookCommand, LefthookEdit } from './hook/lefthook.ts'
import { readIfThere, type ScaffoldPlan, type ScaffoldStep } from './scaffold.ts'

/** In lefthook's own order; further kinds of files it reads are extended by hand. */
const lefthookFiles = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  ['yml', 'yaml', 'toml', 'json', 'jsonc'].map((ending) => `${name}.${ending}`),
)

export interface HookPlan extends ScaffoldPlan {
  /** Absolute: paths of the steps are relative to it. */
  readonly top: string
}

/**
 * @param root of the project, absolute; the hook is one of the repository around it.
 * @returns a diagnostic where there is no repository. Throws what the system says where a hook cannot be read.
 */
export async function planHook(root: string, remove: boolean): Promise<Result<HookPlan>> {
  const hooks = gitHooks(root)
  if (hooks === null) {
    return fail(
      diagnostic('no-project', 'there is no git repository here, or git is not installed', {
        hint: 'run: git init',
      }),
    )
  }
  const { top } = hooks
  const prefix = relative(top, root).split(sep).join('/')
  const husky = huskyFolder(hooks)
  const lefthook = lefthookFiles.find((file) => existsSync(join(top, file)))
  if (husky === null && lefthook !== undefined)
    return ok({ top, ...(await planLefthook(top, lefthook, commandFor(top, prefix), remove)) })
  return ok({ top, ...planShell(hooks, husky, prefix, remove) })
}

/** Husky's hooks stand in its own folder, and git is sent to `_` below it (husky 9) or to the folder itself. */
function huskyFolder({ top, folder }: GitHooks): string | null {
  const named = relative(top, folder).split(sep).join('/')
  const found = /^((?:.*\/)?\.husky)(?:\/_)?$/.exec(named)?.[1]
  if (found !== undefined) return found
  return statSync(join(top, '.husky'), { throwIfNoEntry: false })?.isDirectory() === true ? '.husky' : null
}

function planShell(
  { top, folder, own }: GitHooks,
  husky: string | null,
  prefix: string,
  remove: boolean,
): ScaffoldPlan {
  const path = husky === null ? relative(top, join(folder, 'pre-commit')) : `${husky}/pre-commit`
  const byHand = (why: string): ScaffoldPlan => ({
    steps: [],
    byHand: [{ path, why, text: remove ? '' : shellBlock(prefix) }],
  })
  if (husky === null && !own)
    return remove
      ? keep(path)
      : byHand('core.hooksPath leads out of this repository, to hooks that others share')
  const found = readIfThere(top, path)
  if (found === null)
    return remove
      ? keep(path)
      : { steps: [{ path, action: 'create', text: newHook(prefix), executable: true }], byHand: [] }
  const plan = shellPlan(path, found, remove ? withoutBlock(found, prefix) : withBlock(found, prefix))
  if (typeof plan === 'string') return byHand(plan)
  // Switched on by its owner or not at all: git passes over a hook that is not executable.
  if (husky === null && !remove && !isExecutable(join(top, path)))
    return byHand('it is not executable, so that git does not run it: chmod +x, then run this again')
  return plan
}

function shellPlan(path: string, before: string, edit: ShellEdit): ScaffoldPlan | string {
  switch (edit.kind) {
    case 'foreign':
      return edit.why
    case 'same':
      return keep(path)
    case 'empty':
      return { steps: [{ path, action: 'remove', before }], byHand: [] }
    case 'edited':
      return { steps: [{ path, action: 'edit', before, text: edit.text }], byHand: [] }
  }
}

async function planLefthook(
  top: string,
  path: string,
  command: LefthookCommand,
  remove: boolean,
): Promise<ScaffoldPlan> {
  const { lefthookLines, withCommand, withoutCommand } = await import('./hook/lefthook.ts')
  const byHand = (why: string): ScaffoldPlan => ({
    steps: [],
    byHand: [{ path, why, text: remove ? '' : lefthookLines(command) }],
  })
  if (!/\.ya?ml$/.test(path)) return byHand('only a lefthook.yml is extended by itself')
  const before = readIfThere(top, path) ?? ''
  const edit: LefthookEdit = remove ? withoutCommand(before, command) : withCommand(before, command)
  if (edit.kind === 'foreign') return byHand(edit.why)
  const step: ScaffoldStep =
    edit.kind === 'same' ? { path, action: 'keep' } : { path, action: 'edit', before, text: edit.text }
  return { steps: [step], byHand: [] }
}

/** lefthook hands it to the system's own shell, so that it is one plain command. */
function commandFor(top: string, prefix: string): LefthookCommand {
  const local = [prefix, '']
    .map((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/spec-regen/dist/bin.js`)
    .find((bin) => existsSync(resolve(top, bin)))
  const tool = local === undefined ? 'spec' : `node ${plain(local)}`
  const where = prefix === '' ? '' : ` --cwd ${plain(prefix)}`
  const name = prefix === '' ? 'spec' : `spec-${prefix.replace(/[^\p{L}\p{N}]+/gu, '-')}`
  return { name, run: `${tool} hook pre-commit${where}` }
}

/** For a shell of any system; what only a POSIX shell can quote is quoted for that one. */
function plain(path: string): string {
  if (/^[\w./-]+$/.test(path)) return path
  return /^[\w./ @+()-]+$/.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`
}

const keep = (path: string): ScaffoldPlan => ({ steps: [{ path, action: 'keep' }], byHand: [] })

function isExecutable(file: string): boolean {
  // Windows has no such bit, and git does not ask for it there.
  return process.platform === 'win32' || (statSync(file).mode & 0o111) !== 0
}
