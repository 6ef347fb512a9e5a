// The use case `diff`: every target that is not as it was written, told by symbol and by line.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Change, Level } from '../diff/change.ts'
import type { TargetState } from '../drift/drift.ts'
import type { Store } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { checkDrift } from './drift.ts'
import type { Opened } from './open-project.ts'

export interface TargetDiff {
  readonly spec: SpecId
  readonly path: string
  readonly state: TargetState
  /** Null where one side is missing. */
  readonly level: Level | null
  readonly changes: readonly Change[]
  /** Unified, from written to current; null where one side is missing or no text. */
  readonly diff: string | null
}

/** Compares written bytes with what stands on disk, for the named specs or all. */
export async function diffSpecs(
  opened: Opened,
  ids: readonly SpecId[] | null,
  store: Store,
): Promise<Result<readonly TargetDiff[]>> {
  const report = await checkDrift(opened, ids)
  if (!report.ok) return report
  const diagnostics: Diagnostic[] = [...report.value.diagnostics]
  const diffs: TargetDiff[] = []
  for (const drift of report.value.drifts) {
    for (const { path, state, level } of drift.targets) {
      if (level === 'identical' || state === 'never-built' || state === 'unreadable') continue
      const blob = opened.locks.get(drift.spec)?.targets[path]?.written.blob
      const written = blob === undefined ? ok(null) : store.blob(blob)
      diagnostics.push(...written.diagnostics)
      const before = written.ok && written.value !== null ? textOf(written.value) : null
      const disk = opened.workspace.read(path)
      const after = disk.kind === 'file' ? textOf(disk.bytes) : null
      diffs.push({ spec: drift.spec, path, state, level, ...(await compare(path, before, after)) })
    }
  }
  return ok(diffs, diagnostics)
}

async function compare(
  path: string,
  before: string | null,
  after: string | null,
): Promise<Pick<TargetDiff, 'changes' | 'diff'>> {
  if (before === null || after === null) return { changes: [], diff: null }
  const { compareSources } = await import('../diff/compare.ts')
  const { unifiedDiff } = await import('../diff/unified.ts')
  return { changes: compareSources(before, after, { path }).changes, diff: unifiedDiff(path, before, after) }
}

function textOf(bytes: Uint8Array): string | null {
  const text = decodeText(bytes)
  return text === null ? null : normalText(text)
}
