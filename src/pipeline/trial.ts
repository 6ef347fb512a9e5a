// A generation that passed the checks that run nothing → the verdicts of the project's own programs on it.
import { hasErrors } from '../diagnostic/diagnostic.ts'
import type { Trial } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { passed, runChecks } from '../verify/run.ts'
import type { CheckInput, Verdict } from '../verify/verify.ts'
import type { Work } from './decide-work.ts'
import type { Look } from './look.ts'
import type { Answered } from './new-generation.ts'
import type { Opened } from './open-project.ts'

/**
 * Tried only where nothing else failed: those checks cost less, and what they find would only come again in other words.
 * Null where the person stopped it.
 */
export async function tryGeneration(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  input: CheckInput,
  verdicts: readonly Verdict[],
  trial: Trial,
  keep: Answered['keep'] | undefined,
): Promise<readonly Verdict[] | null> {
  if (!passed(verdicts) || hasErrors(verdicts.flatMap(({ diagnostics }) => diagnostics))) return []
  const report = await trial.run({
    spec: look.head.id,
    files: new Map([
      ...input.generation.files.map(({ path, text }): [string, string] => [path, text]),
      ...work.dropped.map((path): [string, null] => [path, null]),
    ]),
    tests: Object.keys(look.now.question.tests),
    // Programs take long, and the answer is paid for: a killed run leaves it to the next one. Where it cannot be kept
    // now, it is no worse than without.
    begin: async () => void (await keep?.('pending', verdicts)),
  })
  if (report === null) return null
  const { programChecks } = await import('../verify/checks/programs.ts')
  const stale = await staleTests(opened, look, input)
  return runChecks(input, programChecks(report, { dependentOf: (file) => stale.get(file) ?? null }))
}

/** Acceptance tests of the specs that become stale, because what this one declares is no longer what they were built with. */
async function staleTests(
  opened: Opened,
  look: Look,
  { generation, current, dependents }: CheckInput,
): Promise<ReadonlyMap<string, SpecId>> {
  const { compareSources } = await import('../diff/compare.ts')
  const isNew = (path: TargetPath, text: string): boolean => {
    const before = current.get(path)
    return before !== undefined && compareSources(before, text, { path }).level === 'api'
  }
  if (!generation.files.some(({ path, text }) => isNew(path, text))) return new Map()
  const own = new Set(Object.keys(look.now.question.tests))
  const found = new Map<string, SpecId>()
  for (const id of dependents) {
    const { tests = [] } = opened.project.specs.get(id) ?? {}
    for (const path of tests.length === 0 ? [] : await opened.workspace.glob(tests))
      if (!own.has(path)) found.set(path, id)
  }
  return found
}
