// An opened project in, what keeps it from being seen as a whole out: a spec that cannot be read may name anything.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Opened } from './open-project.ts'

/**
 * Why nobody can say which files specs name; null where every spec was read.
 *
 * @param what is not done because of it: `nothing was removed`.
 */
export function unseenSpecs(opened: Opened, what: string): Diagnostic | null {
  const faults = opened.diagnostics.filter(
    ({ severity, place }) =>
      (severity === 'trouble' || severity === 'finding') && place?.path.startsWith('specs') === true,
  )
  const [first] = faults
  if (first?.place === undefined) return null
  return diagnostic(first.code, `${first.place.path} cannot be read, and may name the file: ${what}`, {
    place: first.place,
    hint: 'mend that spec first; spec check shows what is wrong with it',
  })
}
