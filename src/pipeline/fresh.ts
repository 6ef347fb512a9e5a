// The use case `diff --fresh`: a spec asked anew, in memory, and its answer held against the code that stands there.
// Writes nothing.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Level } from '../diff/change.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Cause } from '../drift/drift.ts'
import type { Generation } from '../generation/generation.ts'
import { noUsage, type Usage } from '../model/model.ts'
import type { Model } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { checkGeneration } from './check-generation.ts'
import { compileFor } from './compile-for.ts'
import { decideWork, type Work } from './decide-work.ts'
import { compareFresh, type FreshFile } from './fresh-compare.ts'
import { checkCurrent, toldApart, type FreshFindings } from './fresh-findings.ts'
import { sumUsage } from './fresh-report.ts'
import type { InputReader } from './input-reader.ts'
import { lookAt, type Look } from './look.ts'
import { newGeneration } from './new-generation.ts'
import type { Opened } from './open-project.ts'
import { regenDefaults, type AnswerPorts, type RegenOptions } from './regen-options.ts'

export interface FreshOptions {
  /** Only the archive may answer. */
  readonly offline: boolean
  /** The answer was made elsewhere (`--response`). */
  readonly given: boolean
}

export interface FreshComparison {
  readonly spec: SpecId
  /** What moved in the spec since the code was built: it explains differences. */
  readonly causes: readonly Cause[]
  /** The most that differs; null where there was nothing to compare. */
  readonly level: Level | null
  readonly files: readonly FreshFile[]
  readonly findings: FreshFindings
  /** Null where no answer came. */
  readonly generation: Pick<Generation, 'identity' | 'decisions'> | null
  /** The answer is a recorded one. */
  readonly replayed: boolean
  /** Tokens of all calls, those that gave nothing included. */
  readonly usage: Usage
  /** Why there is nothing to compare, and what was noticed on the way. */
  readonly diagnostics: readonly Diagnostic[]
}

type Build = Work & { readonly kind: 'build' }

/** Asks anew and compares. Failures are in the diagnostics; nothing is written, no answer is kept. */
export async function compareWithFresh(
  opened: Opened,
  id: SpecId,
  options: FreshOptions,
  ports: AnswerPorts,
  reader: InputReader,
): Promise<FreshComparison> {
  const counted = counting(writingNothing(ports))
  const compared = await freshOf(opened, id, options, counted.ports, reader)
  const nothing = { causes: [], level: null, files: [], generation: null, replayed: false }
  const found = compared.ok ? compared.value : { ...nothing, findings: { fresh: [], current: [], both: [] } }
  return { spec: id, ...found, usage: counted.usage(), diagnostics: compared.diagnostics }
}

async function freshOf(
  opened: Opened,
  id: SpecId,
  options: FreshOptions,
  ports: AnswerPorts,
  reader: InputReader,
): Promise<Result<Omit<FreshComparison, 'spec' | 'usage' | 'diagnostics'>>> {
  const look = await lookAt(opened, id, reader)
  if (!look.ok) return look
  const current = currentTexts(look.value)
  if (current.size === 0) return fail(neverBuilt(look.value))
  // Asking anew is building all of it, from nothing.
  const work = decideWork(look.value, { ...regenDefaults, fresh: true }, opened)
  if (!work.ok) return work
  if (work.value.kind !== 'build') return fail(neverBuilt(look.value))
  const build: Build = work.value
  const prompt = await compileFor(opened, look.value, build, reader, ports.store, true)
  if (!prompt.ok) return prompt

  const asking: RegenOptions = {
    ...regenDefaults,
    dryRun: true,
    fresh: !options.offline,
    offline: options.offline,
    given: options.given,
    // What goes or changes is what is asked for here, and told by the comparison.
    allowRemoval: true,
  }
  const answer = await newGeneration(
    opened,
    look.value,
    build,
    prompt.value,
    asking,
    ports,
    reader,
    (answered) => checkGeneration(opened, look.value, build, answered, { ...asking, fresh: true }, ports),
  )
  if (!answer.ok) return fail(...look.diagnostics, ...prompt.diagnostics, ...answer.diagnostics)
  const { answered, checked } = answer.value
  const { generation } = answered
  const rebuilt = new Map<TargetPath, string | null>([
    ...generation.files.map(({ path, text }): [TargetPath, string] => [path, normalText(text)]),
    ...build.dropped.map((path): [TargetPath, null] => [path, null]),
  ])
  const traces = { lock: look.value.lock?.trace ?? {}, fresh: generation.trace }
  const compared = await compareFresh(current, rebuilt, traces, checked.secrets)
  const standing = await checkCurrent(opened, look.value, build, current, rebuilt, ports)
  return ok(
    {
      causes: look.value.drift.causes,
      level: compared.level,
      files: compared.files,
      findings: toldApart(checked.diagnostics, standing),
      generation,
      replayed: answered.replayed,
    },
    [...look.diagnostics, ...prompt.diagnostics, ...answer.diagnostics, ...compared.diagnostics],
  )
}

/** Targets that are there, those included that the spec no longer names. */
function currentTexts(look: Look): ReadonlyMap<TargetPath, string> {
  const texts = new Map<TargetPath, string>()
  for (const { path } of look.drift.targets) {
    const bytes = look.disk.get(path) ?? null
    const text = bytes === null ? null : decodeText(bytes)
    if (text !== null) texts.set(path, normalText(text))
  }
  return texts
}

function neverBuilt({ head, lock }: Look): Diagnostic {
  const built = lock !== null
  return diagnostic(
    built ? 'drift-lost' : 'drift-never-built',
    `${head.id} has no code to compare with: ${built ? 'its files are gone' : 'it was never built'}`,
    { place: { path: head.path }, hint: `spec regen ${head.id}` },
  )
}

/** An answer that cannot be read would be kept on this machine; here nothing is. */
function writingNothing(ports: AnswerPorts): AnswerPorts {
  return { ...ports, store: { ...ports.store, keepLocal: () => Promise.resolve(fail()) } }
}

/** Adds up what models say they counted, also for calls that gave nothing: they are paid for as well. */
function counting(ports: AnswerPorts): { readonly ports: AnswerPorts; readonly usage: () => Usage } {
  let usage: Usage = noUsage
  const listening = (model: Model): Model => ({
    identity: model.identity,
    ask: async (request, listen, signal) => {
      const answer = await model.ask(request, listen, signal)
      usage = sumUsage(usage, answer.usage)
      return answer
    },
  })
  const model: AnswerPorts['model'] = async (spec, named) => {
    const selected = await ports.model(spec, named)
    return selected.ok ? ok(listening(selected.value), selected.diagnostics) : selected
  }
  return { ports: { ...ports, model }, usage: () => usage }
}
