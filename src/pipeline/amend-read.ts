// A model's answer in; the amended spec out, parsed and held against the one before, or what is wrong with it.
import { checkAmended } from '../amend/check.ts'
import { patchSpec } from '../amend/patch.ts'
import { readAmendment } from '../amend/reader.ts'
import type { TraceEntry } from '../answer/answer.ts'
import { readTrace } from '../answer/trace.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Spec, SpecFile } from '../spec/spec.ts'
import type { AskedAmendment } from './amend-prompt.ts'
import type { AmendWork } from './amend-work.ts'
import type { Opened } from './open-project.ts'

export type ReadProposal =
  | { readonly kind: 'unneeded'; readonly why: readonly string[] }
  | {
      readonly kind: 'amended'
      readonly file: SpecFile
      readonly spec: Spec
      readonly why: readonly string[]
      readonly trace: readonly TraceEntry[]
    }

/** @param source what places in the answer name. */
export async function readProposal(
  opened: Opened,
  work: AmendWork,
  { file, spec, bodyLine, prompt }: AskedAmendment,
  text: string,
  source: string,
): Promise<Result<ReadProposal>> {
  const read = readAmendment(text, { tag: prompt.tag, path: file.path, source })
  if (!read.ok) return read
  const { edits, why, traceLines } = read.value
  if (edits.length === 0) return ok({ kind: 'unneeded', why })
  const patched = patchSpec(file.bytes, bodyLine, edits, source)
  if (!patched.ok) return patched
  const amendedFile: SpecFile = { path: file.path, bytes: patched.value }
  const amended = await parseAmended(opened, work, amendedFile, bodyLine)
  if (!amended.ok) return amended
  const faults = checkAmended(spec, amended.value, knownOf(opened, work))
  if (faults.length > 0) return fail(...faults)
  const ids = amended.value.requirements.map(({ id }) => id)
  const targets = amended.value.head.targets.map(({ path }) => path)
  const traced = readTrace(traceLines, ids, targets)
  const unread = traced.unread.slice(0, mostWarnings).map(({ line, why: reason }) =>
    diagnostic('answer-trace', `a line of the trace cannot be read: ${reason}`, {
      place: { path: source, line },
    }),
  )
  return ok({ kind: 'amended', file: amendedFile, spec: amended.value, why, trace: traced.trace }, unread)
}

const mostWarnings = 20

/** With the ids that requirements without a written one had. Findings speak of the file as it would be. */
async function parseAmended(
  opened: Opened,
  { look }: AmendWork,
  file: SpecFile,
  bodyLine: number,
): Promise<Result<Spec>> {
  const { parseSpec } = await import('../spec/parse.ts')
  const { readFrontMatter } = await import('../spec/front-matter.ts')
  const matter = readFrontMatter(file)
  const parsed = parseSpec(file, opened.config)
  if (!matter.ok || !parsed.ok) return fail(...asAmended(parsed.diagnostics))
  if (matter.value.bodyLine !== bodyLine) {
    return fail(
      diagnostic('amend-unfit', 'the edits put front matter above the text', {
        place: { path: file.path, line: 1 },
        hint: 'only the text of the spec can be amended',
      }),
    )
  }
  const { reconcileRequirements } = await import('../spec/reconcile.ts')
  const previous = Object.entries(look.lock?.question.requirements ?? {}).map(([id, one]) => ({ id, ...one }))
  const requirements = reconcileRequirements(parsed.value.requirements, previous)
  return ok({ ...parsed.value, requirements }, parsed.diagnostics)
}

function asAmended(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((one) => ({ ...one, message: `as amended: ${one.message}` }))
}

function knownOf(opened: Opened, { look }: AmendWork): Parameters<typeof checkAmended>[2] {
  const { id } = look.head
  return {
    taken: [...Object.keys(look.lock?.question.requirements ?? {}), ...Object.keys(look.lock?.trace ?? {})],
    users: [...opened.project.specs.values()].flatMap(({ path, uses }) =>
      uses.filter((use) => use.id === id).map((use) => ({ path, use })),
    ),
  }
}
