// The folder a command runs in → the drift of a project that was clean and has not changed since, without opening it.
import type { Config } from '../config/config.ts'
import type { Drift } from '../drift/drift.ts'
import { cleanProject, driftOfClean, keyOf } from '../pipeline/clean.ts'
import { cleanSurvey } from '../pipeline/clean-survey.ts'
import type { DriftReport } from '../pipeline/drift.ts'
import type { Survey } from '../ports.ts'
import type { CommandContext } from './command.ts'
import { openFolder, surveyHere, type OpenedHere } from './open.ts'

export interface CleanHere {
  readonly root: string
  readonly config: Config
  readonly drifts: readonly Drift[]
}

/** Null where anything may have changed, or something is to be told: then the project has to be opened. */
export async function cleanHere(context: Pick<CommandContext, 'io'>): Promise<CleanHere | null> {
  const folder = await openFolder(context)
  if (!folder.ok || folder.diagnostics.length > 0) return null
  const { workspace, config } = folder.value
  const { readSeal } = await import('../adapters/vouch/seal.ts')
  const clean = readSeal(workspace.root, keyOf(config), context.io.env)
  if (clean === null || workspace.interrupted().length > 0) return null
  return { root: workspace.root, config, drifts: driftOfClean(clean) }
}

export interface SurveyedHere {
  readonly survey: Survey
  /** Null where more than the survey has to be looked at. */
  readonly clean: CleanHere | null
}

/** Looks at everything, and keeps that it is clean where it is. Null where there is no project to look at. */
export async function surveyedHere(
  context: Pick<CommandContext, 'io'>,
  beside: Promise<void>[],
): Promise<SurveyedHere | null> {
  const folder = await openFolder(context)
  if (!folder.ok) return null
  const { workspace, config } = folder.value
  const survey = await surveyHere(workspace.root, context.io.env)
  beside.push(survey.written)
  const clean = folder.diagnostics.length > 0 ? null : await cleanSurvey(workspace, config, survey)
  // Without a spec there is nothing that could be clean.
  if (clean === null || clean.specs.length === 0) return { survey, clean: null }
  if (survey.seal !== null) beside.push(survey.seal(clean))
  return { survey, clean: { root: workspace.root, config, drifts: driftOfClean(clean) } }
}

/** Keeps that a whole project is clean, where it is. */
export async function keepClean(
  { opened, survey, diagnostics }: OpenedHere,
  report: DriftReport,
): Promise<void> {
  const seal = survey?.seal ?? null
  if (seal === null || diagnostics.length > 0) return
  const clean = cleanProject(opened, report)
  if (clean !== null) await seal(clean)
}
