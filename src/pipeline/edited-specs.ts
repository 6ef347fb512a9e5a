// What moves in; the spec files whose names of it change, and the locks that then answer for the new files, out.
import type { Config } from '../config/config.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import type { Lock } from '../lock/lock.ts'
import { reseeSpec, respellOwn, revouch, type DigestedSpec, type RespeltWords } from '../lock/renamed.ts'
import { parseHead } from '../spec/head.ts'
import { partsOf } from '../spec/question.ts'
import { rewriteReferences } from '../spec/references.ts'
import { namedAfter, namedBy, renamedReference, type Moved } from '../spec/renamed-reference.ts'
import type { Spec, SpecFile, SpecHead, SpecId } from '../spec/spec.ts'
import type { Opened } from './open-project.ts'

/** One spec file before and after, whose words mean the same. */
export interface SpecEdit {
  readonly id: SpecId
  readonly before: SpecFile
  /** The same file, or the one that takes its place. */
  readonly after: SpecFile
}

/**
 * The edit of one spec file; null where nothing in it changes. Refused (`move-refused`) where the names stand so that
 * changing them in place would change more: behind an anchor, in a link that wraps.
 */
export function editSpec(
  id: SpecId,
  file: SpecFile,
  pathAfter: string,
  moved: Moved,
): Result<SpecEdit | null> {
  const at = { before: file.path, after: pathAfter }
  const bytes = rewriteReferences(file, (reference) => renamedReference(reference, at, moved))
  const before = parseHead(file)
  if (!bytes.ok || !before.ok) return fail(...bytes.diagnostics, ...before.diagnostics)
  const after: SpecFile = { path: pathAfter, bytes: bytes.value }
  const expected = { ...rest(before.value), ...namedAfter(namedBy(before.value), moved) }
  const found = parseHead(after)
  const isAsMeant =
    found.ok && JSON.stringify({ ...rest(found.value), ...namedBy(found.value) }) === JSON.stringify(expected)
  if (!isAsMeant) {
    const [from, to] = moved.kind === 'target' ? [moved.from, moved.to] : [moved.from.id, moved.to.id]
    return fail(
      diagnostic(
        'move-refused',
        `${file.path} names ${from} in a way that cannot be changed without changing more`,
        {
          place: { path: file.path },
          hint: `write ${from} out there as a plain name, then move it to ${to}`,
        },
      ),
    )
  }
  const isSame = pathAfter === file.path && digestBytes(bytes.value) === digestBytes(file.bytes)
  return ok(isSame ? null : { id, before: file, after })
}

/** What a move leaves alone. */
function rest({ title, status, model }: SpecHead): Pick<SpecHead, 'title' | 'status' | 'model'> {
  return { title, status, model }
}

/** Every spec but `apart` whose file changes. */
export function editSpecs(opened: Opened, moved: Moved, apart: SpecId | null): Result<readonly SpecEdit[]> {
  const edits: SpecEdit[] = []
  for (const [id, { file }] of opened.specs) {
    const head = opened.project.specs.get(id)
    if (id === apart || head === undefined) continue
    const named = namedBy(head)
    if (JSON.stringify(named) === JSON.stringify(namedAfter(named, moved))) continue
    const edit = editSpec(id, file, file.path, moved)
    if (!edit.ok) return edit
    if (edit.value !== null) edits.push(edit.value)
  }
  return ok(edits)
}

/** A lock that changes with the move. */
export interface MovedLock {
  readonly before: Lock
  readonly after: Lock
}

/**
 * Every lock that speaks of what moves, in its new words. Nothing becomes stale by it, and nothing that was stale is
 * taken for looked at: a part keeps its digest unless the edit alone changed how it is spelt.
 *
 * @param rename gives the same object for a lock that does not change.
 */
export async function movedLocks(
  opened: Opened,
  edits: readonly SpecEdit[],
  rename: (lock: Lock) => Lock,
): Promise<readonly MovedLock[]> {
  const edited: EditedSpec[] = []
  for (const edit of edits) {
    const spelt = await editedSpec(edit, opened.config)
    if (spelt !== null) edited.push(spelt)
  }
  const changed: MovedLock[] = []
  for (const [id, before] of opened.locks) {
    let after = rename(before)
    for (const other of edited)
      if (other.edit.id !== id) after = reseeSpec(after, other.idAfter, other.before, other.after)
    const own = edited.find((one) => one.edit.id === id)
    if (own !== undefined) after = respellOwn(after, own.words)
    if (after === before) continue
    // By the new id where a person has renamed the file already.
    const raw = (opened.specs.get(id) ?? opened.specs.get(after.spec.id))?.raw
    if (raw !== undefined) after = revouch(before, own?.before.raw ?? raw, after, own?.after.raw ?? raw)
    changed.push({ before, after })
  }
  return changed
}

interface EditedSpec {
  readonly edit: SpecEdit
  readonly idAfter: SpecId
  readonly before: DigestedSpec
  readonly after: DigestedSpec
  readonly words: RespeltWords
}

/** Null where the file cannot be parsed: then no lock vouches for it either. */
async function editedSpec(edit: SpecEdit, config: Config): Promise<EditedSpec | null> {
  const { parseSpec } = await import('../spec/parse.ts')
  const before = parseSpec(edit.before, config)
  const after = parseSpec(edit.after, config)
  if (!before.ok || !after.ok) return null
  return {
    edit,
    idAfter: after.value.head.id,
    before: digested(before.value),
    after: digested(after.value),
    words: respelt(before.value, after.value),
  }
}

function digested(spec: Spec): DigestedSpec {
  return { path: spec.head.path, raw: spec.head.raw, parts: partsOf(spec, null) }
}

/** A link that names another file is another text: the parts are the same ones, in the same order. */
function respelt(before: Spec, after: Spec): RespeltWords {
  const sections = new Map<Digest, Digest>()
  for (const [index, { digest }] of before.sections.entries())
    sections.set(digest, after.sections[index]?.digest ?? digest)
  const requirements = new Map<Digest, { readonly digest: Digest; readonly text: string }>()
  for (const [index, { digest, text }] of before.requirements.entries()) {
    const now = after.requirements[index]
    requirements.set(digest, { digest: now?.digest ?? digest, text: now?.text ?? text })
  }
  return { sections, requirements }
}
