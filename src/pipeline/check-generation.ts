// A generation in, the verdicts of all checks on it out, secrets included.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import { usedBy } from '../spec/project.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { runChecks } from '../verify/run.ts'
import type { CheckInput, Verdict } from '../verify/verify.ts'
import { secretsInAnswer } from './answer-secrets.ts'
import type { Work } from './decide-work.ts'
import type { Look } from './look.ts'
import type { MergeChecked } from './check-merged.ts'
import type { Answered } from './new-generation.ts'
import type { Opened } from './open-project.ts'
import type { AnswerPorts, RegenOptions } from './regen-options.ts'
import { tryGeneration } from './trial.ts'

export interface Checked {
  readonly verdicts: readonly Verdict[]
  /** A secret stands in the files or in the answer: nothing of it may be kept in the archive. */
  readonly secrets: boolean
  /** A person stopped it before every check was done: nothing may land. */
  readonly stopped?: boolean
  /** Hand edits that it was merged with. */
  readonly merge?: MergeChecked
  readonly diagnostics: readonly Diagnostic[]
}

/** Runs the ordered checks. What they find is in the diagnostics, once. */
export async function checkGeneration(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  answered: Pick<Answered, 'generation' | 'replayed'> & Partial<Pick<Answered, 'keep'>>,
  options: RegenOptions,
  ports: AnswerPorts,
): Promise<Checked> {
  const { generation } = answered
  const spec = await opened.spec(look.head.id)
  if (!spec.ok) return { verdicts: [], secrets: false, diagnostics: spec.diagnostics }
  const secrets = await secretsInAnswer(generation, ports)
  const input: CheckInput = {
    spec: spec.value,
    generation,
    asked: work.asked,
    current: currentTexts(look),
    causes: look.lock === null ? null : work.causes,
    oldTrace: look.lock === null || Object.keys(look.lock.trace).length === 0 ? null : look.lock.trace,
    owners: opened.project.owners,
    usable: usable(opened, look),
    dependents: dependents(opened, look.head.id),
    allowRemoval: options.allowRemoval,
    sawCode: !options.fresh && !answered.replayed,
    checkTypes: (overlay) => ports.typeChecker.check(overlay),
  }
  const looked = await runChecks(input)
  const tried =
    ports.trial === null || secrets.length > 0
      ? []
      : await tryGeneration(opened, look, work, input, looked, ports.trial, answered.keep)
  const verdicts = [...looked, ...(tried ?? [])]
  return {
    verdicts,
    secrets: secrets.length > 0,
    stopped: tried === null,
    diagnostics: [...secrets, ...verdicts.flatMap((verdict) => verdict.diagnostics)],
  }
}

function currentTexts(look: Look): ReadonlyMap<TargetPath, string> {
  const texts = new Map<TargetPath, string>()
  for (const { path } of look.drift.targets) {
    const bytes = look.disk.get(path) ?? null
    const text = bytes === null ? null : decodeText(bytes)
    if (text !== null) texts.set(path, normalText(text))
  }
  return texts
}

/** Features that this one may import from: those it uses, and owners of its context files. */
function usable(opened: Opened, look: Look): ReadonlySet<SpecId> {
  const ids = new Set<SpecId>([look.head.id, ...look.head.uses.map((use) => use.id)])
  for (const path of Object.keys(look.now.question.declarations)) {
    // Keys of a question's declarations are paths below the root.
    const owner = opened.project.owners.get(path as TargetPath)
    if (owner !== undefined) ids.add(owner)
  }
  return ids
}

/**
 * Features that see this one's declarations, by `uses` or through their context, and those that see theirs: a type that
 * one passes on reaches them all.
 */
function dependents(opened: Opened, id: SpecId): ReadonlySet<SpecId> {
  const users = usedBy(opened.project)
  const lookers = new Map<SpecId, SpecId[]>()
  for (const [other, implied] of opened.implied) {
    for (const used of implied) {
      const known = lookers.get(used)
      if (known === undefined) lookers.set(used, [other])
      else known.push(other)
    }
  }
  const found = new Set<SpecId>([id])
  // A set is walked in order of insertion, what is added on the way included.
  for (const used of found) {
    const paths = opened.project.specs.get(used)?.targets ?? []
    const seenBy = paths.flatMap(({ path }) => opened.seenBy(path))
    for (const user of [...(users.get(used) ?? []), ...(lookers.get(used) ?? []), ...seenBy]) found.add(user)
  }
  found.delete(id)
  return found
}
