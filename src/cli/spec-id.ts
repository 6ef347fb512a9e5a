// What somebody typed as the id of a new spec → why it cannot be one, or null.
import { segmentFault } from '../spec/portable-path.ts'

const most = 100

/**
 * Ids of new specs are narrower than ids of specs that are there: they become file names on every system, and targets'
 * names are made from them.
 */
export function faultOfNewId(id: string): string | null {
  if (/\.md$/i.test(id)) return 'ends in .md; the id is the name without it'
  if (/^(?:specs\/)?(?:features|architecture)\//.test(id))
    return 'begins with the folder of specs; the id goes on below it'
  if (id.length > most) return `is longer than ${most} characters`
  for (const part of id.split('/')) {
    if (part === '') return 'has an empty part; write billing/invoices'
    if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(part))
      return 'may hold lower-case letters and digits, joined by -, _, . or /, as in auth-flow or billing/invoices'
    const fault = segmentFault(part)
    if (fault !== null) return fault.message
  }
  return null
}

/** `billing/late-fees` → `Late fees`. */
export function titleOfId(id: string): string {
  const words = (id.split('/').at(-1) ?? id).replace(/[-_.]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
