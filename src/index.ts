// What programs may import. The command line is built from the same pieces; this is the part that is kept stable.
import { createComparer } from './adapters/compare/comparer.ts'
import { findRoot } from './adapters/root.ts'
import { createStore } from './adapters/store.ts'
import { createWorkspace } from './adapters/workspace.ts'
import { defaultConfig, type Config } from './config/config.ts'
import { diagnostic, fail, type Result } from './diagnostic/diagnostic.ts'
import { chosen } from './pipeline/choice.ts'
import { checkDrift as check, type DriftReport } from './pipeline/drift.ts'
import { openProject } from './pipeline/open-project.ts'
import type { SpecId } from './spec/spec.ts'

export type { Config } from './config/config.ts'
export type { Diagnostic, Place, Result, Severity } from './diagnostic/diagnostic.ts'
export type { Change, FileDiff, Level } from './diff/change.ts'
export { compareSources } from './diff/compare.ts'
export type { SourceComparison } from './diff/compare-many.ts'
export type { Cause, Drift, TargetDrift, TargetState } from './drift/drift.ts'
export type { DriftReport } from './pipeline/drift.ts'
export { parseSpec } from './spec/parse.ts'
export type { Requirement, Section, Spec, SpecFile, SpecHead, SpecId } from './spec/spec.ts'

/**
 * Checks a project for drift, as `spec drift` does: calls no model, runs nothing, opens no connection.
 *
 * @param folder any folder of the project.
 * @param options `ids`: features to check, all where absent; `config`: as in `spec.config.json`, defaults where absent.
 */
export async function checkDrift(
  folder: string,
  options: { readonly ids?: readonly string[]; readonly config?: Partial<Config> } = {},
): Promise<Result<DriftReport>> {
  const root = findRoot(folder)
  if (root === null)
    return fail(diagnostic('no-project', `there is no specs/features folder in ${folder} or above`))
  const opened = await openProject(createWorkspace(root), { ...defaultConfig, ...options.config })
  if (!opened.ok) return opened
  // Ids that no spec has are left out by the check, as data: a program compares what it asked for with what it got.
  const ids = options.ids === undefined ? null : options.ids.map((id) => id as SpecId)
  return check(opened.value, chosen(opened.value, ids), {
    written: createStore(root),
    comparer: createComparer(),
  })
}
