// The use case `check`: every spec is parsed, all of them together are resolved, and their names are looked for on disk.
import type { Config } from '../config/config.ts'
import { faultOfSpecModel } from '../config/model-names.ts'
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import { parseSpec } from '../spec/parse.ts'
import type { Spec, SpecHead } from '../spec/spec.ts'
import { missingRequirement } from '../spec/used-requirement.ts'
import { impliedUses, resolveWithImplied } from './implicit-uses.ts'

export interface SpecsReport {
  readonly specs: number
  readonly requirements: number
  readonly targets: number
  /** All of them: about single specs, about specs together, about what they name on disk. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Looks at all specs, whatever their locks vouch for. Fails only where the folders cannot be read. */
export async function checkSpecs(workspace: Workspace, config: Config): Promise<Result<SpecsReport>> {
  const files = await workspace.readSpecs()
  if (!files.ok) return files
  const diagnostics: Diagnostic[] = [...files.diagnostics]
  const specs: Spec[] = []
  for (const file of files.value) {
    const spec = parseSpec(file, config)
    diagnostics.push(...spec.diagnostics)
    if (spec.ok) specs.push(spec.value)
  }
  const heads = specs.map(({ head }) => head)
  const unread = files.diagnostics.flatMap(({ place }) => place?.path ?? [])
  diagnostics.push(...(await projectFaults(heads, [...files.value.map(({ path }) => path), ...unread])))
  diagnostics.push(...usedRequirements(specs))
  diagnostics.push(...heads.flatMap((head) => modelFault(head, config)))
  diagnostics.push(...(await emptyGlobs(workspace, heads)))
  diagnostics.push(...(await targetsOnDisk(workspace, heads)))
  return ok({
    specs: files.value.length,
    requirements: specs.reduce((sum, { requirements }) => sum + requirements.length, 0),
    targets: heads.reduce((sum, { targets }) => sum + targets.length, 0),
    diagnostics: unique(diagnostics),
  })
}

/** A spec that cannot be read is told in its own right: nobody is told besides that the use of it leads nowhere. */
async function projectFaults(
  heads: readonly SpecHead[],
  paths: readonly string[],
): Promise<readonly Diagnostic[]> {
  const read = new Set(heads.map(({ path }) => path))
  const unread = new Set<string>(paths.flatMap((path) => (read.has(path) ? [] : [addressOf(path)?.id ?? ''])))
  const known = heads.map((head) => ({ ...head, uses: head.uses.filter(({ id }) => !unread.has(id)) }))
  return resolveWithImplied(known, await impliedUses(known)).diagnostics
}

function usedRequirements(specs: readonly Spec[]): readonly Diagnostic[] {
  const byId = new Map(specs.map((spec) => [spec.head.id, spec]))
  return specs.flatMap(({ head }) =>
    head.uses.flatMap((use) => {
      const used = byId.get(use.id)
      const fault = used === undefined ? null : missingRequirement(use, used)
      return fault === null ? [] : [fault]
    }),
  )
}

/** Of specs that nobody builds, too: it would be told only when somebody does. */
function modelFault({ model, path }: SpecHead, config: Config): readonly Diagnostic[] {
  const fault = model === null ? null : faultOfSpecModel(model, { path }, config)
  return fault === null ? [] : [fault]
}

async function emptyGlobs(workspace: Workspace, heads: readonly SpecHead[]): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = []
  const counts = new Map<string, Promise<readonly string[]>>()
  const matches = (pattern: string): Promise<readonly string[]> => {
    const known = counts.get(pattern) ?? workspace.glob([pattern])
    counts.set(pattern, known)
    return known
  }
  for (const { context, tests, path } of heads) {
    for (const [key, patterns] of [
      ['context', context],
      ['tests', tests],
    ] as const) {
      for (const pattern of patterns) {
        if ((await matches(pattern)).length > 0) continue
        // The words of `questionNow`, so that no command tells it twice.
        diagnostics.push(
          diagnostic('glob-empty', `\`${key}\` pattern ${pattern} matches no file`, {
            place: { path },
            hint: 'correct the pattern, or take it out; ignored and hidden files are never matched',
          }),
        )
      }
    }
  }
  return diagnostics
}

/** Directories, links out, and files that differ from a target only in case: one file on some systems. */
async function targetsOnDisk(
  workspace: Workspace,
  heads: readonly SpecHead[],
): Promise<readonly Diagnostic[]> {
  const targets = heads.flatMap((head) => head.targets)
  if (targets.length === 0) return []
  const folded = new Map<string, string[]>()
  for (const path of await workspace.glob(['**/*'])) {
    const key = path.toLowerCase()
    folded.set(key, [...(folded.get(key) ?? []), path])
  }
  return targets.flatMap(({ path, place }): Diagnostic[] => {
    const state = workspace.read(path)
    if (state.kind === 'other') {
      return [
        diagnostic('target-not-a-file', `\`${path}\` is ${state.what}, and a target is a file`, {
          place,
          hint: 'name a file, or move away what stands there',
        }),
      ]
    }
    const twin = folded.get(path.toLowerCase())?.find((other) => other !== path)
    if (twin === undefined) return []
    return [
      diagnostic(
        'target-case-twin',
        `\`${path}\` and the file \`${twin}\` differ only in case, and are one file on some systems`,
        {
          place,
          related: [{ path: twin }],
          hint: 'spell the two alike',
        },
      ),
    ]
  })
}

function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()]
}
