// A generation in, the verdicts of all checks on it out, secrets included.
import { blastRadius, type BlastRadius } from '../blast/radius.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import { usedBy } from '../spec/project.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { changeInCode } from '../verify/change-in-code.ts'
import { collateral } from '../verify/checks/collateral.ts'
import { runChecks, standardChecks } from '../verify/run.ts'
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
  /** What changed, held against the trace; absent where there is nothing to hold it against. */
  readonly blast?: BlastRadius
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
    sawCode: sawCode(answered, options),
    fromNothing: options.fresh,
    checkTypes: (overlay) => ports.typeChecker.check(overlay),
  }
  const checks = options.collateral === 'refuse' ? [...standardChecks, collateral] : standardChecks
  const looked = await runChecks(input, checks)
  const tried =
    ports.trial === null || secrets.length > 0
      ? []
      : await tryGeneration(opened, look, work, input, looked, ports.trial, answered.keep)
  const verdicts = [...looked, ...(tried ?? [])]
  return {
    verdicts,
    secrets: secrets.length > 0,
    stopped: tried === null,
    ...blastOf(input, looked),
    diagnostics: [...secrets, ...verdicts.flatMap((verdict) => verdict.diagnostics)],
  }
}

/** Of code that replaces other code, where both can be read: a build from nothing is another text. */
function blastOf(input: CheckInput, verdicts: readonly Verdict[]): Pick<Checked, 'blast'> {
  const { causes, current, generation, fromNothing, spec } = input
  const isReplacing = generation.files.some(({ path }) => current.has(path))
  const isRead = verdicts.every(({ check, verdict }) => check !== 'parses' || verdict === 'passed')
  if (fromNothing || causes === null || !isReplacing || !isRead) return {}
  return { blast: blastRadius(changeInCode(input), causes, spec.head.path) }
}

/**
 * A recorded answer to this very question was given to the same prompt, code included; one to another start saw other code.
 * What nobody can keep is no answer: the code that stands there is checked as if it were one.
 */
function sawCode(
  { generation, replayed, keep }: Pick<Answered, 'generation' | 'replayed'> & Partial<Pick<Answered, 'keep'>>,
  { fresh }: RegenOptions,
): boolean {
  const isSame = keep !== undefined && generation.conversation.question === generation.question
  return !fresh && (!replayed || isSame)
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
