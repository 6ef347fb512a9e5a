// A survey that has seen nothing move in, the clean project out without opening it: what is left to ask is whether the
// specs fit together, and that takes no heads, no locks and no order of builds.
import type { Config } from '../config/config.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import type { CleanProject, Still, Survey, Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import { resolveProject } from '../spec/project.ts'
import type { SpecFile, SpecHead } from '../spec/spec.ts'
import { byId, keyOf } from './clean.ts'
import { architectureHeads, type LockedUses } from './known-heads.ts'

/**
 * As `cleanProject` of the opened project. Null where anything is wrong, and where it takes more to tell: a used feature,
 * a context file that a spec owns, a spec without a lock. Then the project has to be opened.
 */
export async function cleanSurvey(
  workspace: Workspace,
  config: Config,
  survey: Survey,
): Promise<CleanProject | null> {
  if (survey.specFaults.length > 0 || survey.lockFaults.length > 0 || survey.stills === null) return null
  const { stills } = survey
  if (workspace.interrupted().length > 0) return null
  const features = new Set(stills.map(({ spec }) => spec.path))
  const architecture = await architectureOf(
    workspace,
    config,
    survey.specs.filter((path) => !features.has(path)),
    stills,
  )
  if (architecture === null || features.size !== stills.length) return null
  const ids = new Set([...architecture, ...stills.map(({ spec }) => spec)].map(({ id }) => id.toLowerCase()))
  if (ids.size !== architecture.length + stills.length) return null

  const usable = new Set<string>(architecture.map(({ id }) => id))
  const now = new Map<string, Digest>(architecture.map(({ path, raw }) => [path, raw]))
  const fits = stills.every(
    ({ uses, architecture: seen }) =>
      uses.every((use) => usable.has(use.split('#', 1)[0] ?? '')) &&
      seen.every(({ path, raw }) => now.get(path) === raw),
  )
  if (!fits || !areApart(stills)) return null
  return {
    key: keyOf(config),
    specs: stills.map(({ spec }) => spec).sort(byId),
    others: architecture.map(({ path }) => path),
  }
}

/**
 * Heads of architecture specs, as locks know them where they do, in order of id. Null where one of these files is none,
 * or there is anything to be told of them.
 */
async function architectureOf(
  workspace: Workspace,
  config: Config,
  paths: readonly string[],
  stills: readonly Still[],
): Promise<readonly SpecHead[] | null> {
  const files = await workspace.readSpecs(paths)
  if (!files.ok || files.diagnostics.length > 0) return null
  const known = architectureHeads(lockedUses(stills))
  const heads: SpecHead[] = []
  for (const file of files.value) {
    const address = addressOf(file.path)
    const head = known(file.path, digestBytes(file.bytes)) ?? (await parsedHead(file, config))
    if (head === null || address?.kind !== 'architecture' || address.id !== head.id) return null
    heads.push(head)
  }
  const project = resolveProject(heads)
  return heads.length === paths.length && project.ok && project.diagnostics.length === 0
    ? heads.sort(byId)
    : null
}

/** Of a spec that nobody uses yet. */
async function parsedHead(file: SpecFile, config: Config): Promise<SpecHead | null> {
  const { parseSpec } = await import('../spec/parse.ts')
  const spec = parseSpec(file, config)
  return spec.ok && spec.diagnostics.length === 0 ? spec.value.head : null
}

/** Each version of an architecture spec once: many specs use it. */
function* lockedUses(stills: readonly Still[]): Generator<LockedUses> {
  const seen = new Set<string>()
  for (const { architecture } of stills) {
    for (const { id, path, raw, uses } of architecture) {
      const key = `${path}\n${id}\n${raw}`
      if (seen.has(key)) continue
      seen.add(key)
      yield { question: { specs: { [id]: { path } } }, specUses: { [id]: uses }, inputs: { [path]: raw } }
    }
  }
}

/** Has every target one owner, is none the folder of another, and does nobody look at one of another spec? */
function areApart(stills: readonly Still[]): boolean {
  const owned = new Set<string>()
  const folders = new Set<string>()
  let count = 0
  let last = ''
  for (const { spec } of stills) {
    for (const path of spec.targets) {
      count++
      // Two that differ in case alone are one file on some systems.
      const key = path.toLowerCase()
      owned.add(key)
      const slash = key.lastIndexOf('/')
      // Targets of one spec are often in one folder.
      if (slash === last.length && key.startsWith(last)) continue
      last = key.slice(0, Math.max(slash, 0))
      addFolders(folders, last)
    }
  }
  if (owned.size !== count) return false
  for (const folder of folders) if (owned.has(folder)) return false
  return stills.every(({ others }) => !others.some((path) => owned.has(path.toLowerCase())))
}

function addFolders(folders: Set<string>, folder: string): void {
  for (let at = folder; at !== '' && !folders.has(at); at = at.slice(0, Math.max(at.lastIndexOf('/'), 0)))
    folders.add(at)
}
