// How a spec stands → the hand edits and unmanaged files that a build would overwrite, with their differences.
import { isBeyondForm } from '../diff/change.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import { acceptCommand } from '../drift/states.ts'
import type { Store } from '../ports.ts'
import type { Look } from './look.ts'

export interface HandEdits {
  readonly diagnostics: readonly Diagnostic[]
  /** Path → unified diff from what was written to what stands there. */
  readonly edits: ReadonlyMap<string, string>
}

/** Targets among `paths` that nobody but a person may let go. */
export async function handEdits(look: Look, paths: ReadonlySet<string>, store: Store): Promise<HandEdits> {
  const diagnostics: Diagnostic[] = []
  const edits = new Map<string, string>()
  const keep = acceptCommand(look.head.id, look.drift.targets)
  for (const { path, state, level } of look.drift.targets) {
    if (!paths.has(path)) continue
    const id = look.head.id
    if (state === 'unmanaged') {
      diagnostics.push(
        diagnostic(
          'target-unmanaged',
          `${path} exists and was never built from ${look.head.path}: it is left alone`,
          {
            place: { path },
            hint: `keep it: ${keep}; replace it: spec regen ${id} --force (stores it first)`,
          },
        ),
      )
    } else if (state === 'orphaned' && isBeyondForm(level)) {
      diagnostics.push(
        diagnostic(
          'target-edited',
          `${path} was edited by hand, and ${look.head.path} no longer names it: it is left alone`,
          {
            place: { path },
            hint: `keep it: spec forget ${path}; delete it: spec remove ${path} --force (stores it first)`,
          },
        ),
      )
      const diff = await differenceOf(look, path, store)
      if (diff !== null) edits.set(path, diff)
    } else if (state === 'edited' || state === 'conflict' || state === 'unresolved') {
      const resolving = state === 'unresolved' ? 'resolve the merge markers, then ' : ''
      diagnostics.push(
        diagnostic('target-edited', `${path} was edited by hand since it was built: it is left alone`, {
          place: { path },
          hint: `keep the edit: ${resolving}${keep}; drop it: spec regen ${id} --force (stores it first)`,
        }),
      )
      const diff = await differenceOf(look, path, store)
      if (diff !== null) edits.set(path, diff)
    }
  }
  return { diagnostics, edits }
}

/** Path → unified diff of some targets. */
export async function differencesOf(
  look: Pick<Look, 'lock' | 'disk'>,
  targets: readonly { readonly path: string }[],
  store: Store,
): Promise<ReadonlyMap<string, string>> {
  const diffs = new Map<string, string>()
  for (const { path } of targets) {
    const diff = await differenceOf(look, path, store)
    if (diff !== null && diff !== '') diffs.set(path, diff)
  }
  return diffs
}

/** Unified diff from what was written to what stands at a path; null where either is missing or no text. */
export async function differenceOf(
  look: Pick<Look, 'lock' | 'disk'>,
  path: string,
  store: Store,
): Promise<string | null> {
  const locked = look.lock?.targets[path]
  const blob = locked === undefined ? null : store.blob(locked.written.blob)
  const written = blob !== null && blob.ok && blob.value !== null ? decodeText(blob.value) : null
  const bytes = look.disk.get(path) ?? null
  const now = bytes === null ? null : decodeText(bytes)
  if (written === null || now === null) return null
  const { unifiedDiff } = await import('../diff/unified.ts')
  return unifiedDiff(path, normalText(written), normalText(now))
}
