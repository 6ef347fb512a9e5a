// A spec's id in, the path of its lock out.
import type { SpecId } from '../spec/spec.ts'

/** Where locks live, relative to the root. */
export const lockFolder = '.spec/lock'

/** `billing/invoices` → `.spec/lock/billing/invoices.json`. Never holds `:`, which Windows refuses (rule 4). */
export function lockPath(id: SpecId): string {
  return `${lockFolder}/${id.replaceAll('%', '%25').replaceAll(':', '%3A')}.json`
}
