// One spec and the question it asks → everything its prompt is compiled from.
import type { Cause } from '../drift/drift.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Store } from '../ports.ts'
import { houseRules } from '../prompt/house-rules.ts'
import type { DeclaredFile, PromptInputs, UsedSpec } from '../prompt/prompt.ts'
import { architectureClosure, usedFeatures } from '../spec/project.ts'
import type { Question } from '../spec/question.ts'
import type { SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'

export interface Asked {
  readonly question: Question
  readonly asked: readonly TargetPath[]
  readonly current: ReadonlyMap<TargetPath, string> | null
  readonly causes: readonly Cause[]
  readonly held: readonly Cause[]
}

/** Reads declarations, tests and house rules for a prompt. Declarations of used features come from what their locks name. */
export async function gatherPromptInputs(
  opened: Opened,
  head: SpecHead,
  asked: Asked,
  reader: InputReader,
  store: Store,
): Promise<Result<PromptInputs>> {
  const used: UsedSpec[] = []
  for (const { id, requirements } of architectureClosure(opened.project, head)) {
    const spec = await opened.spec(id)
    if (!spec.ok) return fail(...spec.diagnostics)
    used.push({ spec: spec.value, requirements })
  }
  const features = usedFeatures(opened.project, head).map(({ id }) => id)
  for (const id of [...features, ...(opened.implied.get(head.id) ?? [])]) {
    if (opened.locks.has(id)) continue
    // Without its lock nobody knows what it declares, and a prompt that is silent about it would be paid for in vain.
    const faults = opened.unreadable.get(id)
    if (faults !== undefined) return fail(...faults)
    if (opened.project.specs.get(id)?.status !== 'draft') return fail(neverBuilt(head, id))
  }
  const declared: DeclaredFile[] = []
  for (const path of Object.keys(asked.question.declarations)) {
    const file = await declaredFile(opened, path, asked.question, reader, store)
    if (!file.ok) return file
    declared.push(file.value)
  }
  const tests = Object.keys(asked.question.tests).map((path) => ({ path, text: reader.text(path) ?? '' }))
  const house = houseRules({ packageJson: reader.text('package.json'), tsconfigs: tsconfigTexts(reader) })
  return ok({ ...asked, used, declared, tests, house })
}

function neverBuilt(head: SpecHead, id: SpecId): Diagnostic {
  return diagnostic('upstream-failed', `${id} was never built, and ${head.id} uses it`, {
    place: { path: head.path },
    hint: `spec regen ${id}`,
  })
}

async function declaredFile(
  opened: Opened,
  path: string,
  question: Question,
  reader: InputReader,
  store: Store,
): Promise<Result<DeclaredFile>> {
  // Keys of a question's declarations are paths below the root.
  const owner = opened.project.owners.get(path as TargetPath) ?? null
  const locked = owner === null ? undefined : opened.locks.get(owner)?.targets[path]
  let text: string | null
  if (locked === undefined) text = reader.text(path)
  else {
    const blob = store.blob(locked.written.blob)
    if (!blob.ok) return blob
    if (blob.value === null) {
      return fail(
        diagnostic(
          'record-missing',
          `the archive lacks the bytes that the lock of ${owner ?? path} names for ${path}`,
          {
            hint: 'run: spec archive verify',
          },
        ),
      )
    }
    text = decodeText(blob.value)
  }
  const plain = text === null ? '' : normalText(text)
  const { declarationsOf } = await import('../code/declarations.ts')
  const { languageOf } = await import('../code/language.ts')
  const language = languageOf(path)
  const seen = question.declarations[path] ?? {}
  return ok({
    path,
    owner,
    declarations: declarationsOf(path, plain).filter(({ name }) => Object.hasOwn(seen, name)),
    text: language === 'typescript' || language === 'javascript' ? null : plain,
  })
}

/** The project's tsconfig and what it extends by relative path, nearest first. */
function tsconfigTexts(reader: InputReader): string[] {
  const texts: string[] = []
  let path: string | null = 'tsconfig.json'
  const seen = new Set<string>()
  while (path !== null && !seen.has(path)) {
    seen.add(path)
    const text: string | null = reader.text(path)
    if (text === null) break
    texts.push(text)
    const extended: string | undefined = /"extends"\s*:\s*"(\.[^"]+)"/.exec(text)?.[1]
    path = extended === undefined ? null : normalise(path, extended)
  }
  return texts
}

function normalise(from: string, relative: string): string | null {
  const parts = from.split('/').slice(0, -1)
  for (const part of relative.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '.' && part !== '..') parts.push(part)
  }
  const path = parts.join('/')
  return path.endsWith('.json') ? path : `${path}.json`
}
