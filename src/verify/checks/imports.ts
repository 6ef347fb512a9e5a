// The files of a generation in, imports of targets of specs that it does not use out.
import { posix } from 'node:path'
import { importsOf } from '../../code/imports.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { SpecId, TargetPath } from '../../spec/spec.ts'
import type { Check, CheckInput } from '../verify.ts'

/**
 * No file imports a target of another spec that is not in `uses` (rule 24): such a dependency would go stale unseen.
 * Only relative specifiers name a file by themselves.
 */
export const imports: Check = {
  name: 'imports',
  after: ['parses'],
  run: async (input) => {
    const found: Diagnostic[] = []
    for (const { path, text } of input.generation.files)
      for (const { specifier, line, column } of importsOf(path, text)) {
        const target = targetOf(path, specifier, input.owners)
        if (target === null || target.owner === input.spec.head.id || input.usable.has(target.owner)) continue
        found.push(
          diagnostic(
            'check-import',
            `${path} imports ${target.path}, a target of ${target.owner}, which ${input.spec.head.id} does not use`,
            {
              place: { path, line, column },
              related: [{ path: input.spec.head.path }],
              hint: `add ${target.owner} to uses in ${input.spec.head.path}, or do without it`,
            },
          ),
        )
      }
    return { kind: 'ran', diagnostics: found }
  },
}

const endings = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** The target that a relative specifier means, as TypeScript and bundlers resolve it, and its owner. */
function targetOf(
  from: string,
  specifier: string,
  owners: CheckInput['owners'],
): { path: TargetPath; owner: SpecId } | null {
  if (!/^\.\.?(\/|$)/.test(specifier)) return null
  const base = posix.join(posix.dirname(from), specifier)
  const bare = base.replace(/\.([cm]?)js(x?)$/, '')
  const candidates = [
    base,
    ...(bare === base ? [] : endings.map((ending) => bare + ending)),
    ...endings.map((ending) => base + ending),
    ...endings.map((ending) => posix.join(base, `index${ending}`)),
  ]
  for (const candidate of candidates) {
    // Only what is found among the targets is taken for one.
    const path = candidate as TargetPath
    const owner = owners.get(path)
    if (owner !== undefined) return { path, owner }
  }
  return null
}
