// The use case `search`: everything that can be searched, words and a filter in; the best places that hold them, out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeLine, type Searchable, type SearchIndex, type SearchPart } from '../search/document.ts'
import { documentFits, sourceFits, type SearchFilter } from '../search/filter.ts'
import {
  allowedDistance,
  asPrefix,
  asWords,
  isNear,
  readQuery,
  singleWord,
  type Term,
} from '../search/query.ts'
import { countIn, Ranking, type Ranked } from '../search/rank.ts'
import { snippetOf, type Snippet } from '../search/snippet.ts'
import { partsBegin } from '../search/words.ts'
import type { SearchKind, SearchRole } from '../search/document.ts'

export interface SearchHit {
  readonly kind: SearchKind
  /** Id of the spec, hex digits of the record, `agent/session`. */
  readonly id: string
  /** Of the source. */
  readonly title: string
  /** `R3`, `decision`, `message 12`. */
  readonly what: string
  /** Line of the spec, number of the message. */
  readonly place: number | null
  /** The spec's own file. */
  readonly path: string | null
  readonly role: SearchRole | null
  readonly at: string | null
  readonly agent: string | null
  readonly spec: string | null
  readonly score: number
  readonly snippet: Snippet
}

/** How a word was looked for: as it is; as a beginning, or as words like it, where nothing has it as it is. */
export interface ReadTerm {
  readonly typed: string
  readonly as: 'word' | 'beginning' | 'similar' | 'absent'
  readonly words: readonly string[]
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[]
  /** False where nothing has all of the words: the hits have some. */
  readonly every: boolean
  readonly terms: readonly ReadTerm[]
  /** Documents that were looked at. */
  readonly documents: number
}

/**
 * Looks at all of it each time, one piece in memory at a time. Beginnings and similar words are tried only for words that
 * nothing has.
 */
export async function search(
  searchables: readonly Searchable[],
  index: SearchIndex,
  typed: readonly string[],
  filter: SearchFilter,
  limit: number,
): Promise<Result<SearchAnswer>> {
  const asked = readQuery(typed)
  if (asked.length === 0) {
    return fail(
      diagnostic('usage', 'there is no word to search for', {
        hint: 'spec search rate limit, spec search "exact phrase"',
      }),
    )
  }
  const looked = searchables.filter(({ kind }) => filter.kind === null || kind === filter.kind)
  for (let again = 0; ; again++) {
    const answer = await answerOf(looked, index, asked, filter, limit)
    if (answer !== 'damaged' || again > 0) return answer === 'damaged' ? unreadable() : ok(answer)
  }
}

function unreadable(): Result<never> {
  return fail(
    diagnostic('read-failed', 'the search index cannot be read, nor made again', {
      hint: 'delete .spec/cache/search and search again',
    }),
  )
}

async function answerOf(
  looked: readonly Searchable[],
  index: SearchIndex,
  asked: readonly Term[],
  filter: SearchFilter,
  limit: number,
): Promise<SearchAnswer | 'damaged'> {
  let terms = asked
  let scan = await scanAll(looked, index, terms, filter)
  const read: ReadTerm[] = asked.map(({ typed }) => ({ typed, as: 'word', words: [typed] }))
  const absent = absentIn(scan.ranking)
  if (absent.size > 0) {
    const near = await nearWords(looked, index, asked, absent, filter)
    terms = asked.map((term, at) => {
      if (!absent.has(at)) return term
      const { begins, similar } = near.get(at) ?? { begins: false, similar: [] }
      read[at] = readTerm(term, begins, similar)
      if (begins) return asPrefix(term)
      return similar.length > 0 ? asWords(term, similar) : term
    })
    if (read.some(({ as }) => as === 'beginning' || as === 'similar'))
      scan = await scanAll(looked, index, terms, filter)
  }
  // Some sources say the same twice: two versions of a session that went apart.
  const { every, hits: ranked } = scan.ranking.best(limit * 4)
  const hits = new Map<string, SearchHit>()
  for (const candidate of ranked) {
    if (hits.size === limit) break
    const hit = hitOf(candidate, terms)
    if (hit === null) {
      index.forget(candidate.key)
      return 'damaged'
    }
    const same = JSON.stringify([hit.kind, hit.id, hit.what, hit.place, hit.role, hit.snippet.text])
    if (!hits.has(same)) hits.set(same, hit)
  }
  return { hits: [...hits.values()], every, terms: read, documents: scan.documents }
}

function readTerm({ typed }: Term, begins: boolean, similar: readonly string[]): ReadTerm {
  if (begins) return { typed, as: 'beginning', words: [typed] }
  return { typed, as: similar.length > 0 ? 'similar' : 'absent', words: similar }
}

const absentIn = (ranking: Ranking): ReadonlySet<number> =>
  new Set(ranking.found.flatMap((found, at) => (found === 0 ? [at] : [])))

/** Every line of every piece that the filter lets through. */
async function* linesOf(
  looked: readonly Searchable[],
  index: SearchIndex,
  filter: SearchFilter,
): AsyncGenerator<{ readonly key: string; readonly part: SearchPart; readonly line: string }> {
  for (const what of looked) {
    for await (const part of index.parts(what)) {
      if (part.lines === '' || !sourceFits(part.source, filter)) continue
      for (const line of part.lines.split('\n')) yield { key: what.key, part, line }
    }
  }
}

async function scanAll(
  looked: readonly Searchable[],
  index: SearchIndex,
  terms: readonly Term[],
  filter: SearchFilter,
): Promise<{ readonly ranking: Ranking; readonly documents: number }> {
  const ranking = new Ranking(terms.length)
  let documents = 0
  const held = new WeakMap<SearchPart, SearchPart>()
  for await (const { key, part, line } of linesOf(looked, index, filter)) {
    const { head, from } = decodeLine(line)
    if (!documentFits(head, filter)) continue
    documents += 1
    const counts = terms.map((term) => countIn(line, from, term))
    // Candidates keep what reads a document, and not the lines that they were found in.
    let slim = held.get(part)
    if (slim === undefined) held.set(part, (slim = { ...part, lines: '' }))
    ranking.take({ key, part: slim, head, counts })
  }
  return { ranking, documents }
}

interface Near {
  begins: boolean
  similar: string[]
}

/** Words of all documents that begin with, or are spelled nearly like, those that nothing has. */
async function nearWords(
  looked: readonly Searchable[],
  index: SearchIndex,
  asked: readonly Term[],
  absent: ReadonlySet<number>,
  filter: SearchFilter,
): Promise<ReadonlyMap<number, Near>> {
  const near = new Map<number, Near>()
  const wanted = asked.flatMap((term, at) => {
    if (!absent.has(at)) return []
    const found: Near = { begins: false, similar: [] }
    near.set(at, found)
    const word = singleWord(term)
    const starts = asPrefix(term).needles
    return [{ word: word ?? '', most: word === null ? 0 : allowedDistance(word), starts, found }]
  })
  let seen = new Set<string>()
  for await (const { line } of linesOf(looked, index, filter)) {
    const { head, from } = decodeLine(line)
    if (!documentFits(head, filter)) continue
    for (const { starts, found } of wanted)
      found.begins ||= starts.some((start) => line.includes(start, from))
    for (const word of line.slice(from).split(' ')) {
      if (word === '' || word === partsBegin || seen.has(word)) continue
      // Looking at a word twice does no harm; holding all words of a large archive would.
      if (seen.size > 200_000) seen = new Set()
      seen.add(word)
      for (const { word: typed, most, found } of wanted)
        if (
          most > 0 &&
          found.similar.length < 20 &&
          isNear(typed, word, most) &&
          !found.similar.includes(word)
        )
          found.similar.push(word)
    }
  }
  return near
}

/** Null where the index is damaged. */
function hitOf({ part, head, score }: Ranked, terms: readonly Term[]): SearchHit | null {
  const document = part.document(head)
  if (document === null) return null
  const { kind, id, title, agent, spec, files } = part.source
  return {
    kind,
    id,
    title,
    what: document.title,
    place: document.place,
    path: kind === 'spec' ? (files[0] ?? null) : null,
    role: head.role,
    at: head.at,
    agent,
    spec,
    score: Math.round(score * 1000) / 1000,
    snippet: snippetOf(document.text, terms),
  }
}
