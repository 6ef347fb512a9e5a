// The use case `diff`: every target that is not as it was written, told by symbol and by line.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Change, Level } from '../diff/change.ts'
import type { TargetState } from '../drift/drift.ts'
import type { Comparer, Declarations, Store } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { chosen } from './choice.ts'
import { checkDrift } from './drift.ts'
import type { Opened } from './open-project.ts'

export interface TargetDiff {
  /** Null for a file that was compared outside of any project. */
  readonly spec: SpecId | null
  readonly path: string
  /** Null where no lock was asked. */
  readonly state: TargetState | null
  /** Null where one side is missing. */
  readonly level: Level | null
  readonly changes: readonly Change[]
  /**
   * Exports whose declaration differs only by types that come through imports; null where nobody asked. They decide
   * nothing: they depend on what is installed (rule 11).
   */
  readonly throughImports: readonly Change[] | null
  /** Unified, from written to current; null where one side is missing or no text. */
  readonly diff: string | null
}

/** Compares written bytes with what stands on disk, for the named specs or all. */
export async function diffSpecs(
  opened: Opened,
  ids: readonly SpecId[] | null,
  store: Store,
  comparer: Comparer,
  declarations: Declarations | null = null,
): Promise<Result<readonly TargetDiff[]>> {
  const report = await checkDrift(opened, chosen(opened, ids), { written: store, comparer })
  if (!report.ok) return report
  const diagnostics: Diagnostic[] = [...report.value.diagnostics]
  const diffs: TargetDiff[] = []
  const texts = { before: new Map<string, string>(), after: new Map<string, string>() }
  for (const drift of report.value.drifts) {
    for (const { path, state, level, changes } of drift.targets) {
      if (level === 'identical' || state === 'never-built' || state === 'unreadable') continue
      const blob = opened.locks.get(drift.spec)?.targets[path]?.written.blob
      const written = blob === undefined ? ok(null) : store.blob(blob)
      diagnostics.push(...written.diagnostics)
      const before = written.ok && written.value !== null ? textOf(written.value) : null
      const disk = opened.workspace.read(path)
      const after = disk.kind === 'file' ? textOf(disk.bytes) : null
      if (before !== null && after !== null) {
        texts.before.set(path, before)
        texts.after.set(path, after)
      }
      const diff = before === null || after === null ? null : await linesBetween(path, before, after)
      diffs.push({ spec: drift.spec, path, state, level, changes, throughImports: null, diff })
    }
  }
  if (declarations === null) return ok(diffs, diagnostics)
  const seen = await changedThroughImports(declarations, texts)
  return ok(
    diffs.map((diff) => ({
      ...diff,
      throughImports: diff.level === 'api' ? [] : (seen.get(diff.path) ?? []),
    })),
    diagnostics,
  )
}

/** Path → exports that look different to an importer once imports are followed, all files laid over the tree together. */
async function changedThroughImports(
  declarations: Declarations,
  texts: { readonly before: ReadonlyMap<string, string>; readonly after: ReadonlyMap<string, string> },
): Promise<ReadonlyMap<string, readonly Change[]>> {
  const [before, after] = [await declarations.of(texts.before), await declarations.of(texts.after)]
  const { compareSources } = await import('../diff/compare.ts')
  const found = new Map<string, readonly Change[]>()
  for (const [path, now] of after) {
    const { changes } = compareSources(before.get(path) ?? now, now, { path: 'declarations.d.ts' })
    // Lines are those of the declaration file, which nobody has.
    found.set(
      path,
      changes.filter(({ symbol, kind }) => symbol !== '' && kind === 'signature'),
    )
  }
  return found
}

/** Two sides of a comparison; null for one that is not there. */
export interface Sides {
  readonly before: { readonly name: string; readonly bytes: Uint8Array } | null
  readonly after: { readonly name: string; readonly bytes: Uint8Array } | null
  /** Says by its ending what language both are in, and names the result. */
  readonly path: string
}

/** Compares two texts that belong to no project: `--no-index`. A warning where one does not parse. */
export async function diffFiles({ before, after, path }: Sides): Promise<Result<TargetDiff>> {
  const made = { spec: null, path, state: null, throughImports: null } as const
  const empty = new Uint8Array()
  const [old, now] = [decodeText(before?.bytes ?? empty), decodeText(after?.bytes ?? empty)]
  if (old === null || now === null) {
    const same = digestBytes(before?.bytes ?? empty) === digestBytes(after?.bytes ?? empty)
    return ok({ ...made, level: same ? 'identical' : 'implementation', changes: [], diff: null })
  }
  const { compareSources } = await import('../diff/compare.ts')
  const { unifiedDiff } = await import('../diff/unified.ts')
  const { level, changes, diagnostics } = compareSources(old, now, { path })
  const lines = unifiedDiff(path, before === null ? null : old, after === null ? null : now)
  const named = withNames(lines, before?.name ?? null, after?.name ?? null)
  return ok({ ...made, level, changes, diff: level === 'identical' ? '' : named }, diagnostics)
}

/** Both names as they were typed, where a diff within a project has one path twice. */
function withNames(diff: string, before: string | null, after: string | null): string {
  const rest = diff.split('\n').slice(2)
  return [`--- ${before ?? '/dev/null'}`, `+++ ${after ?? '/dev/null'}`, ...rest].join('\n')
}

async function linesBetween(path: string, before: string, after: string): Promise<string> {
  const { unifiedDiff } = await import('../diff/unified.ts')
  return unifiedDiff(path, before, after)
}

function textOf(bytes: Uint8Array): string | null {
  const text = decodeText(bytes)
  return text === null ? null : normalText(text)
}
