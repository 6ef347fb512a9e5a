// A repository as it is → the steps that put calls of spec into its hooks, or take them out: lefthook's and husky's where the
// project uses one, git's own otherwise.
import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { gitHooks, type GitHooks } from '../adapters/git-hooks.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import {
  blockIn,
  checkPart,
  newHook,
  shellBlock,
  withBlock,
  withoutBlock,
  type HookPart,
  type ShellEdit,
} from './hook/block.ts'
import type { LefthookCommand, LefthookEdit } from './hook/lefthook.ts'
import { readIfThere, type ByHand, type ScaffoldPlan } from './scaffold.ts'

/** In lefthook's own order; further kinds of files it reads are extended by hand. */
const lefthookFiles = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  ['yml', 'yaml', 'toml', 'json', 'jsonc'].map((ending) => `${name}.${ending}`),
)

export interface HookPlan extends ScaffoldPlan {
  /** Absolute: paths of the steps are relative to it. */
  readonly top: string
}

/** Where the hooks of a repository are kept, and where the project stands in it. */
interface HookPlaces {
  readonly hooks: GitHooks
  readonly prefix: string
  readonly husky: string | null
  /** Its configuration, where there is one and husky is not used. */
  readonly lefthook: string | null
}

/** A part in the hook that it belongs to. */
export interface HookState {
  readonly hook: HookPart['hook']
  /** Relative to the repository. */
  readonly path: string
  /** Null: it is not there. */
  readonly state: 'current' | 'other' | null
}

/**
 * @param root of the project, absolute; the hooks are those of the repository around it.
 * @returns a diagnostic where there is no repository. Throws what the system says where a hook cannot be read.
 */
export async function planHook(
  root: string,
  remove: boolean,
  parts: readonly HookPart[] = [checkPart],
): Promise<Result<HookPlan>> {
  const places = placesOf(root)
  if (places === null) {
    return fail(
      diagnostic('no-project', 'there is no git repository here, or git is not installed', {
        hint: 'run: git init',
      }),
    )
  }
  const { hooks, prefix, husky, lefthook } = places
  const { top } = hooks
  if (lefthook === null) {
    const plans = parts.map((part) => planShell(hooks, husky, prefix, remove, part))
    return ok({
      top,
      steps: plans.flatMap(({ steps }) => steps),
      byHand: plans.flatMap(({ byHand }) => byHand),
    })
  }
  const commands = parts.map((part) => commandFor(top, prefix, part))
  return ok({ top, ...(await planLefthook(top, lefthook, commands, remove)) })
}

/** None outside of a repository. Throws as `planHook`. */
export async function hookStates(root: string, parts: readonly HookPart[]): Promise<readonly HookState[]> {
  const places = placesOf(root)
  if (places === null) return []
  const { hooks, prefix, husky, lefthook } = places
  if (lefthook === null) {
    return parts.map((part) => {
      const path = shellHook(hooks, husky, part)
      const found = readIfThere(hooks.top, path)
      return { hook: part.hook, path, state: found === null ? null : blockIn(found, prefix, part) }
    })
  }
  const { hasLefthookCommand } = await import('./hook/lefthook.ts')
  const text = /\.ya?ml$/.test(lefthook) ? (readIfThere(hooks.top, lefthook) ?? '') : ''
  return parts.map((part) => {
    const isThere = hasLefthookCommand(text, commandFor(hooks.top, prefix, part))
    return { hook: part.hook, path: lefthook, state: isThere ? 'current' : null }
  })
}

function placesOf(root: string): HookPlaces | null {
  const hooks = gitHooks(root)
  if (hooks === null) return null
  const prefix = relative(hooks.top, root).split(sep).join('/')
  const husky = huskyFolder(hooks)
  const lefthook = lefthookFiles.find((file) => existsSync(join(hooks.top, file)))
  return { hooks, prefix, husky, lefthook: husky === null ? (lefthook ?? null) : null }
}

/** Husky's hooks stand in its own folder, and git is sent to `_` below it (husky 9) or to the folder itself. */
function huskyFolder({ top, folder }: GitHooks): string | null {
  const named = relative(top, folder).split(sep).join('/')
  const found = /^((?:.*\/)?\.husky)(?:\/_)?$/.exec(named)?.[1]
  if (found !== undefined) return found
  return statSync(join(top, '.husky'), { throwIfNoEntry: false })?.isDirectory() === true ? '.husky' : null
}

function shellHook({ top, folder }: GitHooks, husky: string | null, { hook }: HookPart): string {
  return husky === null ? relative(top, join(folder, hook)) : `${husky}/${hook}`
}

function planShell(
  hooks: GitHooks,
  husky: string | null,
  prefix: string,
  remove: boolean,
  part: HookPart,
): ScaffoldPlan {
  const { top, own } = hooks
  const path = shellHook(hooks, husky, part)
  const byHand = (why: string): ScaffoldPlan => ({
    steps: [],
    byHand: [{ path, why, text: remove ? '' : shellBlock(prefix, part) }],
  })
  if (husky === null && !own)
    return remove
      ? keep(path)
      : byHand('core.hooksPath leads out of this repository, to hooks that others share')
  const found = readIfThere(top, path)
  if (found === null)
    return remove
      ? keep(path)
      : { steps: [{ path, action: 'create', text: newHook(prefix, part), executable: true }], byHand: [] }
  const plan = shellPlan(
    path,
    found,
    remove ? withoutBlock(found, prefix, part) : withBlock(found, prefix, part),
  )
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

/** One file for all of them, so that one step changes it. */
async function planLefthook(
  top: string,
  path: string,
  commands: readonly LefthookCommand[],
  remove: boolean,
): Promise<ScaffoldPlan> {
  const { lefthookLines, withCommand, withoutCommand } = await import('./hook/lefthook.ts')
  const isYaml = /\.ya?ml$/.test(path)
  const before = isYaml ? (readIfThere(top, path) ?? '') : ''
  const byHand: ByHand[] = []
  let text = before
  for (const command of commands) {
    const edit: LefthookEdit = !isYaml
      ? { kind: 'foreign', why: 'only a lefthook.yml is extended by itself' }
      : remove
        ? withoutCommand(text, command)
        : withCommand(text, command)
    if (edit.kind === 'foreign')
      byHand.push({ path, why: edit.why, text: remove ? '' : lefthookLines(command) })
    else if (edit.kind === 'edited') text = edit.text
  }
  if (text !== before) return { steps: [{ path, action: 'edit', before, text }], byHand }
  return byHand.length > 0 ? { steps: [], byHand } : keep(path)
}

/** lefthook hands it to the system's own shell, so that it is one plain command; `{0}` is what git gives the hook. */
function commandFor(top: string, prefix: string, part: HookPart): LefthookCommand {
  const local = [prefix, '']
    .map((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/spec-regen/dist/bin.js`)
    .find((bin) => existsSync(resolve(top, bin)))
  const tool = local === undefined ? 'spec' : `node ${plain(local)}`
  const where = prefix === '' ? '' : ` --cwd ${plain(prefix)}`
  const name = ['spec', part.name, prefix.replace(/[^\p{L}\p{N}]+/gu, '-')].filter((one) => one !== '')
  const call = part.call.replace('"$@"', '{0}').replace('"$1"', '{1}')
  return { hook: part.hook, name: name.join('-'), run: `${tool} ${call}${where}` }
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
