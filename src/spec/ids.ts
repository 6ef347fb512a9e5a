// Where a spec file lies in, which spec it is out; and back.
import type { SpecId, SpecKind } from './spec.ts'

const folders: Readonly<Record<SpecKind, string>> = {
  feature: 'specs/features/',
  architecture: 'specs/architecture/',
}

const kinds: readonly SpecKind[] = ['feature', 'architecture']

/** `specs/features/billing/invoices.md` → a feature, `billing/invoices`; null for a file that is no spec. */
export function addressOf(path: string): { readonly kind: SpecKind; readonly id: SpecId } | null {
  for (const kind of kinds) {
    const folder = folders[kind]
    if (path.startsWith(folder) && path.endsWith('.md') && path.length > folder.length + '.md'.length) {
      const id = path.slice(folder.length, -'.md'.length).normalize('NFC')
      return { kind, id: specId(id) }
    }
  }
  return null
}

/** Where a spec of this kind and id lies: `specs/features/auth-flow.md`. */
export function specPathOf(kind: SpecKind, id: string): string {
  return `${folders[kind]}${id}.md`
}

/** A text that is meant as an id: written in `uses`, on the command line, in a lock. Whether it exists is not asked. */
export function specId(text: string): SpecId {
  return text as SpecId // The brand says what the text is meant as; no spelling is refused here.
}
