// What is searched: documents (a requirement, an answer, a message), each of a source (a spec, a record, a conversation).

export const searchKinds = ['spec', 'record', 'conversation'] as const
export type SearchKind = (typeof searchKinds)[number]

export const searchRoles = ['person', 'agent', 'machine'] as const
export type SearchRole = (typeof searchRoles)[number]

export interface SearchSource {
  readonly kind: SearchKind
  /** Id of the spec, hex digits of the record, `agent/session` of the conversation. */
  readonly id: string
  readonly title: string
  /** Of a conversation. */
  readonly agent: string | null
  /** The spec, or the one that a record is of. */
  readonly spec: string | null
  /** Files that it owns, wrote, read or changed; as the source has them. */
  readonly files: readonly string[]
}

export interface SearchDocument {
  /** Null in specs: who wrote them is not known. */
  readonly role: SearchRole | null
  /** ISO 8601 in UTC. */
  readonly at: string | null
  /** `R3`, `decision`, `message 12`. */
  readonly title: string
  /** Line of the spec, number of the message; null where there is no such place. */
  readonly place: number | null
  /** How much a match in it counts, 1 where nothing speaks for or against it. */
  readonly weight: number
  readonly text: string
}

/** What one source gives. */
export interface SourceDocuments {
  readonly source: SearchSource
  readonly documents: Iterable<SearchDocument>
}

/** Everything from one file of the project or the archive. `key` changes when anything in it does. */
export interface Searchable {
  readonly key: string
  readonly kind: SearchKind
  /** Called only where it is not indexed. `whole`: nothing was missing, so that it may be kept. */
  readonly load: () => Promise<{ readonly sources: Iterable<SourceDocuments>; readonly whole: boolean }>
}

/** A piece of the index: documents of one source. */
export interface SearchPart {
  readonly source: SearchSource
  /** As `encodeLine` writes them, with LF between. */
  readonly lines: string
  /** The document that a line is of; null where the piece is damaged. */
  readonly document: (head: LineHead) => SearchDocument | null
}

/** The index. What is not in it is made, kept where it can be, and given all the same where it cannot. */
export interface SearchIndex {
  parts(what: Searchable): AsyncGenerator<SearchPart>
  /** Makes it anew when it was found damaged. */
  forget(key: string): void
  /** Lets go of what no source gives any more. */
  keepOnly(keys: ReadonlySet<string>): void
}

/** What a line says of its document before the words. */
export interface LineHead {
  readonly count: number
  readonly weight: number
  readonly role: SearchRole | null
  readonly at: string | null
  /** Where the document is kept. */
  readonly offset: number
  readonly length: number
}

export function encodeLine({ count, weight, role, at, offset, length }: LineHead, words: string): string {
  return `${[count, weight, role ?? '', at?.replace(/[\t\r\n]/g, ' ') ?? '', offset, length].join('\t')}\t${words}`
}

/** Where the words begin, for a line that `encodeLine` wrote; and what stands before them. */
export function decodeLine(line: string): { readonly head: LineHead; readonly from: number } {
  let from = 0
  const fields: string[] = []
  for (let at = 0; at < 6; at++) {
    const end = line.indexOf('\t', from)
    fields.push(line.slice(from, end))
    from = end + 1
  }
  const [count, weight, role, at, offset, length] = fields
  return {
    head: {
      count: Number(count),
      weight: Number(weight),
      role: searchRoles.find((one) => one === role) ?? null,
      at: at === undefined || at === '' ? null : at,
      offset: Number(offset),
      length: Number(length),
    },
    from,
  }
}
