// What a person limits a search to, in; whether a source and a document are within it, out.
import type { LineHead, SearchKind, SearchRole, SearchSource } from './document.ts'

export interface SearchFilter {
  readonly kind: SearchKind | null
  readonly agent: string | null
  /** The spec's id, and the files that it stands in and owns: a conversation that had to do with one of them counts. */
  readonly spec: { readonly id: string; readonly files: readonly string[] } | null
  /** A file or a folder. */
  readonly file: string | null
  readonly role: SearchRole | null
  /** ISO 8601 in UTC; what has no time is older. */
  readonly since: string | null
}

export function sourceFits(source: SearchSource, { kind, agent, spec, file }: SearchFilter): boolean {
  if (kind !== null && source.kind !== kind) return false
  if (agent !== null && source.agent !== agent) return false
  if (file !== null && !source.files.some((path) => isSameFile(path, file))) return false
  if (spec === null || source.spec === spec.id) return true
  // A record and a spec say which spec they are of.
  return source.spec === null && source.files.some((path) => spec.files.some((own) => isSameFile(path, own)))
}

export function documentFits({ role, at }: LineHead, filter: SearchFilter): boolean {
  if (filter.role !== null && role !== filter.role) return false
  return filter.since === null || (at !== null && at >= filter.since)
}

/** Transcripts have paths from the root of a disk: the end has to be the same. Or it is a folder with the file in it. */
function isSameFile(path: string, wanted: string): boolean {
  const [one, other] = [plain(path), plain(wanted)]
  if (one === other || one.endsWith(`/${other}`)) return true
  return one.startsWith(`${other}/`) || one.includes(`/${other}/`)
}

const plain = (path: string): string => path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
