// A target as written in front matter in, the file below the root that it means out (rule 3). Looks at no disk.
import { diagnostic, fail, ok, type Place, type Result } from '../diagnostic/diagnostic.ts'
import { forbiddenPlace, segmentFault, segmentsFromRoot, textFault, type PathFault } from './portable-path.ts'
import type { TargetPath } from './spec.ts'

/** Findings: `spec-target-glob` for a glob, `spec-target-path` for a path that leaves the project or that some system refuses. */
export function resolveTarget(written: string, place: Place): Result<TargetPath> {
  const refuse = (fault: PathFault): Result<TargetPath> =>
    fail(
      diagnostic('spec-target-path', `the target \`${shown(written)}\` ${fault.message}`, {
        place,
        hint: fault.hint,
      }),
    )

  const text = textFault(written)
  if (text !== null) return refuse(text)
  if (/[*?]|\{[^}]*,[^}]*\}|^!/.test(written)) {
    return fail(
      diagnostic('spec-target-glob', `the target \`${shown(written)}\` is a glob`, {
        place,
        hint: 'name each file on its own line; globs are for `context` and `tests`',
      }),
    )
  }
  if (/(?:^|\/)\.{0,2}$/.test(written)) return refuse({ message: 'is a folder', hint: 'name a file in it' })
  const segments = segmentsFromRoot(written, place.path)
  if (segments === null) {
    return refuse({ message: 'leaves the project', hint: '`../` is counted from the folder of the spec' })
  }
  const forbidden = forbiddenPlace(segments)
  if (forbidden !== null) return refuse(forbidden)
  for (const segment of segments) {
    const fault = segmentFault(segment)
    if (fault !== null) return refuse(fault)
  }
  return ok(segments.join('/') as TargetPath) // All of rule 3 that needs no disk was just checked.
}

/** Long paths are cut in messages. */
function shown(written: string): string {
  return written.length > 120 ? `${written.slice(0, 117)}…` : written
}
