// One spec of an opened project → the question it asks now, and what that reads. Unchanged inputs are not parsed.
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import { diagnostic, fail, ok } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { Places } from '../drift/causes.ts'
import type { Lock } from '../lock/lock.ts'
import { architectureClosure, usedFeatures } from '../spec/project.ts'
import { ownPartsOf, partsOf, type Question, type QuestionSpec } from '../spec/question.ts'
import type { Spec, SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'

export interface QuestionNow {
  readonly question: Question
  readonly places: Places
  /** Raw digests of the files it was taken from: used specs, context, tests. */
  readonly inputs: Readonly<Record<string, Digest>>
  /** `uses` of the architecture specs in sight. */
  readonly specUses: Readonly<Record<string, readonly string[]>>
  readonly diagnostics: readonly Diagnostic[]
}

/** The question as the spec asks it now. Where the lock vouches for the file, the spec's own parts come from the lock. */
export async function questionNow(
  opened: Opened,
  head: SpecHead,
  reader: InputReader,
): Promise<Result<QuestionNow>> {
  const lock = opened.locks.get(head.id)
  const vouched = opened.specs.get(head.id)?.vouched === true
  let spec: Spec | null = null
  let own: Pick<Question, 'sections' | 'requirements'>
  if (vouched && lock !== undefined) own = lock.question
  else {
    const parsed = await opened.spec(head.id)
    if (!parsed.ok) return fail(...parsed.diagnostics)
    spec = parsed.value
    own = ownPartsOf(spec)
  }
  const used = await usedSpecs(opened, head, reader)
  if (!used.ok) return used
  const declared = await declaredFiles(opened, head, reader)
  const tested = await testFiles(opened, head, reader)
  const question: Question = {
    targets: head.targets.map((target) => target.path),
    sections: own.sections,
    requirements: own.requirements,
    specs: used.value.specs,
    declarations: declared.declarations,
    tests: tested.tests,
  }
  return ok({
    question,
    places: { path: head.path, spec, used: used.value.parsed },
    inputs: sortKeys({ ...used.value.inputs, ...declared.inputs, ...tested.inputs }),
    specUses: used.value.uses,
    diagnostics: [...declared.diagnostics, ...tested.diagnostics],
  })
}

interface Used {
  readonly specs: Question['specs']
  readonly parsed: ReadonlyMap<string, Spec>
  readonly inputs: Readonly<Record<string, Digest>>
  readonly uses: Readonly<Record<string, readonly string[]>>
}

async function usedSpecs(opened: Opened, head: SpecHead, reader: InputReader): Promise<Result<Used>> {
  const lock = opened.locks.get(head.id)
  const before = lock?.question.specs ?? {}
  const unchanged =
    lock !== undefined &&
    opened.specs.get(head.id)?.vouched === true &&
    Object.values(before).every(({ path }) => reader.raw(path) === lock.inputs[path])
  if (unchanged) {
    // The same front matter over the same files: the same closure, and nothing in it moved.
    const inputs = Object.fromEntries(Object.values(before).map(({ path }) => [path, lock.inputs[path]]))
    // Each was just compared with a digest, so none is undefined.
    return ok({
      specs: before,
      parsed: new Map(),
      inputs: inputs as Record<string, Digest>,
      uses: lock.specUses,
    })
  }

  const specs: Record<string, QuestionSpec> = {}
  const parsed = new Map<string, Spec>()
  const inputs: Record<string, Digest> = {}
  const uses: Record<string, readonly string[]> = {}
  for (const { id, requirements } of architectureClosure(opened.project, head)) {
    const spec = await opened.spec(id)
    if (!spec.ok) return fail(...spec.diagnostics)
    parsed.set(id, spec.value)
    specs[id] = { path: spec.value.head.path, parts: partsSeen(spec.value, requirements) }
    inputs[spec.value.head.path] = spec.value.head.raw
    uses[id] = spec.value.head.uses.map(writtenUse)
  }
  return ok({ specs, parsed, inputs, uses })
}

function partsSeen(spec: Spec, requirements: readonly string[] | null): QuestionSpec['parts'] {
  if (requirements === null) return partsOf(spec, null)
  return Object.assign({}, ...requirements.map((requirement) => partsOf(spec, requirement)))
}

/** `data-model#R2`, as a lock keeps it. */
export function writtenUse(use: { readonly id: SpecId; readonly requirement: string | null }): string {
  return use.requirement === null ? use.id : `${use.id}#${use.requirement}`
}

interface Declared {
  readonly declarations: Question['declarations']
  readonly inputs: Readonly<Record<string, Digest>>
  readonly diagnostics: readonly Diagnostic[]
}

/** Declarations in sight: of used features as their locks have them (rule 13), of context files as they are. */
async function declaredFiles(opened: Opened, head: SpecHead, reader: InputReader): Promise<Declared> {
  const declarations: Record<string, Readonly<Record<string, Digest>>> = {}
  const inputs: Record<string, Digest> = {}
  const lock = opened.locks.get(head.id)
  for (const { id, requirements } of usedFeatures(opened.project, head)) {
    const upstream = opened.locks.get(id)
    if (upstream === undefined && opened.unreadable.has(id)) {
      Object.assign(declarations, seenBefore(opened, id, lock))
      continue
    }
    for (const [path, target] of Object.entries(upstream?.targets ?? {})) {
      const seen = requirements === null ? null : tracedNames(upstream?.trace ?? {}, requirements, path)
      declarations[path] = pick(target.declarations, seen)
    }
  }
  const own = new Set<string>(head.targets.map((target) => target.path))
  const diagnostics: Diagnostic[] = []
  for (const path of await matches(head.context, head, 'context', lock, reader, diagnostics)) {
    // Every match of a glob is a path below the root.
    const owner = opened.project.owners.get(path as TargetPath)
    if (own.has(path) || declarations[path] !== undefined) continue
    const upstream = owner === undefined ? undefined : opened.locks.get(owner)?.targets[path]
    if (upstream !== undefined) {
      declarations[path] = upstream.declarations
      continue
    }
    const raw = reader.raw(path)
    if (raw === null) continue
    inputs[path] = raw
    const before = lock?.question.declarations[path]
    declarations[path] =
      before !== undefined && lock?.inputs[path] === raw ? before : await reader.declarations(path)
  }
  return { declarations: sortKeys(declarations), inputs, diagnostics }
}

/** What a spec saw of an upstream whose lock cannot be read now: that alone is no reason to doubt the spec. */
function seenBefore(opened: Opened, upstream: SpecId, lock: Lock | undefined): Question['declarations'] {
  const seen = Object.entries(lock?.question.declarations ?? {})
  // Keys of a question's declarations are paths below the root.
  return Object.fromEntries(
    seen.filter(([path]) => opened.project.owners.get(path as TargetPath) === upstream),
  )
}

/** Names that a requirement of the used feature is traced to in one file; null where the trace says nothing of it. */
export function tracedNames(
  trace: Readonly<Record<string, readonly string[]>>,
  requirements: readonly string[],
  path: string,
): ReadonlySet<string> | null {
  const symbols = requirements.flatMap((id) => trace[id] ?? [])
  if (symbols.length === 0) return null
  const prefix = `${path}#`
  // `Session.create` is declared by `Session`.
  return new Set(
    symbols.filter((s) => s.startsWith(prefix)).map((s) => s.slice(prefix.length).split('.')[0] ?? ''),
  )
}

function pick<T>(
  record: Readonly<Record<string, T>>,
  names: ReadonlySet<string> | null,
): Readonly<Record<string, T>> {
  return names === null
    ? record
    : Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)))
}

interface Tested {
  readonly tests: Question['tests']
  readonly inputs: Readonly<Record<string, Digest>>
  readonly diagnostics: readonly Diagnostic[]
}

async function testFiles(opened: Opened, head: SpecHead, reader: InputReader): Promise<Tested> {
  const lock = opened.locks.get(head.id)
  const tests: Record<string, Digest> = {}
  const inputs: Record<string, Digest> = {}
  const diagnostics: Diagnostic[] = []
  for (const path of await matches(head.tests, head, 'tests', lock, reader, diagnostics)) {
    const raw = reader.raw(path)
    if (raw === null) continue
    inputs[path] = raw
    const before = lock?.question.tests[path]
    tests[path] = before !== undefined && lock?.inputs[path] === raw ? before : await reader.form(path)
  }
  return { tests, inputs, diagnostics }
}

async function matches(
  patterns: readonly string[],
  head: SpecHead,
  key: 'context' | 'tests',
  lock: Lock | undefined,
  reader: InputReader,
  diagnostics: Diagnostic[],
): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const pattern of patterns) {
    // A plain path that the lock was made with, unchanged: nobody has to be asked whether git ignores it.
    const known = lock?.inputs[pattern]
    const paths =
      known !== undefined && reader.raw(pattern) === known ? [pattern] : await reader.glob(pattern)
    if (paths.length === 0) {
      diagnostics.push(
        diagnostic('glob-empty', `\`${key}\` pattern ${pattern} matches no file`, {
          place: { path: head.path },
          hint: 'correct the pattern, or take it out; ignored and hidden files are never matched',
        }),
      )
    }
    for (const path of paths) found.add(path)
  }
  return [...found].sort()
}

function sortKeys<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
