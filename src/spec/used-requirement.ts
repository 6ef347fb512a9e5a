// A `uses` entry and the parsed spec it names in; what is wrong with the requirement behind `#` out.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Spec, Use } from './spec.ts'

/** `uses-missing` where the used spec has no such requirement; null where it has, or where all of it is used. */
export function missingRequirement(use: Use, used: Spec): Diagnostic | null {
  const wanted = use.requirement
  if (wanted === null || used.requirements.some(({ id }) => id === wanted)) return null
  const ids = used.requirements.map(({ id }) => id)
  const meant = nearest(wanted, ids)
  return diagnostic('uses-missing', `\`${use.id}\` has no requirement \`${wanted}\``, {
    place: use.place,
    related: [{ path: used.head.path }],
    hint:
      meant === null
        ? `it has: ${ids.slice(0, 10).join(', ') || 'none'}`
        : `did you mean \`${use.id}#${meant}\`?`,
  })
}
