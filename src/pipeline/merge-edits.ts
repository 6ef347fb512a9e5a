// Hand edits and a new generation in, the generation as it would be written beside the edits out: merged three ways.
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Generation } from '../generation/generation.ts'
import type { Labels } from '../merge/merge.ts'
import type { Store } from '../ports.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Work } from './decide-work.ts'
import type { Look } from './look.ts'
import type { RegenOptions } from './regen-options.ts'
import { holdsMergeMarkers } from './target-now.ts'

/** A target as the model gave it last, and as it stands there. */
export interface EditedTarget {
  readonly base: string
  readonly ours: string
}

/** A target that was merged. */
export interface MergedTarget {
  readonly path: TargetPath
  /** What stands in the tree afterwards; with marks where the sides clash. */
  readonly text: string
  /** Symbols that the hand edit changed. */
  readonly edited: readonly string[]
  /** Symbols on which the sides clash; empty where they do not. */
  readonly clashes: readonly string[]
}

const labels: Labels = { ours: 'hand edit', base: 'last build', theirs: 'new build' }

/**
 * Targets to be built that hold more than the model gave, form apart: edits beside a changed spec, and those that were
 * accepted or merged before (rule 15). An edit where the spec did not change is for a person to accept or drop. Where no model ever gave the target, the archive lacks what it gave, or it is no text, there is nothing
 * to merge with.
 */
export async function editedTargets(
  look: Look,
  work: Work & { readonly kind: 'build' },
  options: RegenOptions,
  store: Store,
): Promise<Result<ReadonlyMap<TargetPath, EditedTarget>>> {
  const edited = new Map<TargetPath, EditedTarget>()
  if (options.force) return ok(edited)
  for (const path of work.asked) {
    const state = look.drift.targets.find((target) => target.path === path)?.state
    const generated = look.lock?.targets[path]?.generated ?? null
    const bytes = look.disk.get(path) ?? null
    if (generated === null || bytes === null || state === 'edited' || holdsMergeMarkers(bytes)) continue
    const blob = store.blob(generated.blob)
    if (!blob.ok) return blob
    const [base, ours] = [textOf(blob.value), textOf(bytes)]
    if (base === null || ours === null || base === ours) continue
    const { saysTheSame } = await import('../merge/three-ways.ts')
    if (!saysTheSame(path, base, ours)) edited.set(path, { base, ours })
  }
  return ok(edited)
}

function textOf(bytes: Uint8Array | null): string | null {
  const text = bytes === null ? null : decodeText(bytes)
  return text === null ? null : normalText(text)
}

/** Merges each edited target with what the generation has for it. */
export async function mergeEdits(
  generation: Generation,
  edited: ReadonlyMap<TargetPath, EditedTarget>,
): Promise<readonly MergedTarget[]> {
  if (edited.size === 0) return []
  const { mergeThreeWays } = await import('../merge/three-ways.ts')
  const { compareSources } = await import('../diff/compare.ts')
  return generation.files.flatMap(({ path, text }): MergedTarget[] => {
    const edit = edited.get(path)
    if (edit === undefined) return []
    const merged = mergeThreeWays({ path, ...edit, theirs: normalText(text) }, labels)
    const { changes } = compareSources(edit.base, edit.ours, { path })
    const clashes = merged.kind === 'clean' ? [] : merged.conflicts.map(({ symbol }) => symbol)
    return [
      {
        path,
        text: merged.text,
        edited: named(changes.map(({ symbol }) => symbol)),
        clashes: named(clashes),
      },
    ]
  })
}

const named = (symbols: readonly string[]): readonly string[] => [...new Set(symbols)]

/** The generation with the merged texts in the place of its own. */
export function mergedGeneration(generation: Generation, merged: readonly MergedTarget[]): Generation {
  const texts = new Map(merged.map(({ path, text }) => [path, text]))
  return {
    ...generation,
    files: generation.files.map((file) => ({ ...file, text: texts.get(file.path) ?? file.text })),
  }
}

export const hasClash = (merged: readonly MergedTarget[]): boolean =>
  merged.some(({ clashes }) => clashes.length > 0)

/** What a person is told of each merged target. */
export function mergeDiagnostics(
  { head }: Pick<Look, 'head'>,
  merged: readonly MergedTarget[],
  written: boolean,
): readonly Diagnostic[] {
  return merged.map(({ path, edited, clashes }) => {
    const place = { path }
    if (clashes.length === 0)
      return diagnostic(
        'target-merged',
        `${path}: the new code is merged with your edit of ${list(edited)}`,
        { place },
      )
    return written
      ? diagnostic(
          'target-clash',
          `${path}: your edit and the new code clash in ${list(clashes)}: both stand there, marked`,
          {
            place,
            hint: `resolve the marks, then spec accept ${head.id} --because "…"`,
          },
        )
      : diagnostic(
          'target-clash',
          `${path}: your edit and the new code clash in ${list(clashes)}: nothing was written`,
          {
            place,
            hint: `spec regen ${head.id} --merge writes both with merge markers; --force drops the edit (stores it first)`,
          },
        )
  })
}

const list = (symbols: readonly string[]): string =>
  symbols.map((symbol) => (symbol === '' ? 'statements of no symbol' : symbol)).join(', ') || 'the file'

/** The checks pass on what the model gave and not on the merge: the two do not fit together. */
export function unfitWith({ head }: Pick<Look, 'head'>, merged: readonly MergedTarget[]): Diagnostic {
  const paths = merged.map(({ path }) => path).join(', ')
  return diagnostic(
    'merge-unfit',
    `the new code of ${head.id} passes the checks, and merged with your edit of ${paths} it does not`,
    {
      place: { path: merged[0]?.path ?? head.path },
      hint: `change the edit to fit, or drop it: spec regen ${head.id} --force (stores it first); the answer is kept for that`,
    },
  )
}
