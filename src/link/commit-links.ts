// Conversations and the history of a repository in, the links between them out, each with its evidence.
import { Ancestry } from './ancestry.ts'
import { Gains } from './gains.ts'
import type { CommitHistory, HistoryCommit } from './history.ts'
import { confidenceOf } from './judge.ts'
import type { CommitLink, Evidence, LinkedFile } from './link.ts'
import { overlapOf, type Overlap } from './overlap.ts'
import { KnownPaths, nameOf } from './paths.ts'
import type { Print } from './prints.ts'
import { turnsUntil, type FileEdits } from './session-edits.ts'
import type { PrintedCommit, SessionFacts } from './session-facts.ts'

/** Clocks of two machines differ. Seconds. */
const clockSlack = 120

/** Digits of an id that git prints at least. */
const shortest = 7

/** A file that is known by its name alone was moved before it was committed; or is another one. */
const sameNameWorth = 0.5

/** In order of session, then of commits. */
export function commitLinks(
  sessions: readonly SessionFacts[],
  history: CommitHistory,
): readonly CommitLink[] {
  return new Linker(sessions, history).links()
}

class Linker {
  readonly #sessions: readonly SessionFacts[]
  readonly #history: CommitHistory
  readonly #gains: Gains
  readonly #ancestry: Ancestry
  readonly #paths: KnownPaths
  readonly #rarity: (print: Print) => number
  readonly #placeOf: ReadonlyMap<string, number>
  /** Places of commits by the beginnings of their ids, and by the conversations that their trailers name. */
  readonly #byBeginning = new Map<string, number[]>()
  readonly #named = new Map<string, number[]>()
  /** Places of commits by a path that they change, and by the name at its end. */
  readonly #touching = new Map<string, Set<number>>()

  constructor(sessions: readonly SessionFacts[], history: CommitHistory) {
    this.#sessions = sessions
    this.#history = history
    const spread = spreadOf(sessions)
    this.#rarity = (print) => 1 / Math.max(1, spread.get(print) ?? 1)
    this.#ancestry = new Ancestry(history.commits)
    const known = knownPrints(sessions)
    this.#gains = new Gains(history, this.#ancestry, (print) => known.has(print))
    this.#placeOf = new Map(history.commits.map(({ id }, at) => [id, at]))
    const paths = new Set<string>()
    history.commits.forEach(({ id, trailers, files }, place) => {
      push(this.#byBeginning, id.slice(0, shortest), place)
      for (const name of trailers) push(this.#named, name, place)
      for (const { path, from } of files)
        for (const one of from === null ? [path] : [path, from]) {
          paths.add(one)
          this.#note(one, place)
          this.#note(`*/${nameOf(one)}`, place)
        }
    })
    this.#paths = new KnownPaths(paths)
  }

  #note(name: string, place: number): void {
    const places = this.#touching.get(name)
    if (places) places.add(place)
    else this.#touching.set(name, new Set([place]))
  }

  links(): readonly CommitLink[] {
    return this.#sessions.flatMap((session) => this.#linksOf(session))
  }

  #linksOf(session: SessionFacts): readonly CommitLink[] {
    const paths = [...session.edits.map(({ path }) => path), ...session.read]
    const mapped = this.#paths.mapFor(session.cwd, paths)
    const edits = new Map<string, FileEdits[]>()
    const places = new Set<number>()
    for (const one of session.edits) {
      const at = mapped(one.path) ?? (one.from === null ? null : mapped(one.from))
      const name = at ?? `*/${nameOf(one.path.replaceAll('\\', '/'))}`
      edits.set(name, [...(edits.get(name) ?? []), one])
      for (const looked of at === null ? [name] : [name, `*/${nameOf(at)}`])
        for (const place of this.#touching.get(looked) ?? []) places.add(place)
    }
    const printed = this.#printedBy(session)
    for (const place of printed.keys()) places.add(place)
    for (const name of [session.key, session.name])
      for (const place of this.#named.get(name) ?? []) places.add(place)
    return [...places]
      .sort((a, b) => a - b)
      .flatMap((place) => this.#link(session, edits, place, printed.get(place) ?? null))
  }

  #printedBy({ printed }: SessionFacts): ReadonlyMap<number, PrintedCommit> {
    const found = new Map<number, PrintedCommit>()
    for (const one of printed) {
      const places = (this.#byBeginning.get(one.sha.slice(0, shortest)) ?? []).filter((place) =>
        this.#history.commits[place]?.id.startsWith(one.sha),
      )
      const [place] = places
      if (place !== undefined && places.length === 1 && !found.has(place)) found.set(place, one)
    }
    return found
  }

  #link(
    session: SessionFacts,
    edits: ReadonlyMap<string, readonly FileEdits[]>,
    place: number,
    printed: PrintedCommit | null,
  ): readonly CommitLink[] {
    const commit = this.#history.commits[place]
    if (commit === undefined) return []
    const said: Evidence[] = []
    if (commit.trailers.some((named) => names(session, named))) said.push({ kind: 'trailer' })
    if (printed !== null) said.push({ kind: 'printed', turn: printed.turn })
    const common = this.#common(edits, place, commit)
    const seconds = sinceLast(session, common, commit)
    const confidence = said.length > 0 ? 1 : confidenceOf({ ...common, seconds })
    if (confidence === 0) return []
    return [
      {
        session: session.key,
        sessionId: session.sessionId,
        commit: commit.id,
        patchId: commit.patchId,
        files: common.files,
        evidence: [
          ...said,
          ...evidenceOf(common, commit, seconds),
          ...this.#branchEvidence(session, printed, place),
        ],
        confidence,
      },
    ]
  }

  /** What both did to the same files. */
  #common(
    edits: ReadonlyMap<string, readonly FileEdits[]>,
    place: number,
    commit: HistoryCommit,
  ): CommonWork {
    const until = commit.committed + clockSlack
    const sum = { weight: 0, removedWeight: 0, ofCommit: 0, ofSession: 0, old: 0, stale: 0 }
    const lines = { same: 0, added: 0, removedSame: 0, removed: 0 }
    const files: LinkedFile[] = []
    const turns: FileEdits[] = []
    for (const gained of this.#gains.of(place)) {
      const { path, from, added } = gained.file
      const exact = [...(edits.get(path) ?? []), ...(from === null ? [] : (edits.get(from) ?? []))]
      const named = exact.length > 0 ? exact : this.#sameName(edits, path)
      const worth = exact.length > 0 ? 1 : sameNameWorth
      const made = named.filter(({ all }) => turnsUntil(all, until).length > 0)
      if (made.length === 0) continue
      const overlaps = made.map((one) =>
        overlapOf(gained, one, until, this.#rarity, (print, written) =>
          this.#gains.isCommitted(print, written, place),
        ),
      )
      const best = overlaps.reduce((a, b) => (b.same > a.same ? b : a))
      if (exact.length === 0 && best.same === 0) continue
      add(sum, best, worth)
      lines.same += best.same
      lines.added += best.added
      lines.removedSame += best.removedSame
      lines.removed += best.removed
      files.push({
        path,
        added,
        same: best.same,
        turns: [...best.turns].sort((a, b) => a - b),
      })
      turns.push(...made)
    }
    return { ...sum, ...lines, files, edits: turns }
  }

  /** Edits of files of the same name that are nowhere in the repository, or elsewhere. */
  #sameName(edits: ReadonlyMap<string, readonly FileEdits[]>, path: string): readonly FileEdits[] {
    const name = nameOf(path)
    return [...edits].flatMap(([known, made]) => (nameOf(known) === name ? made : []))
  }

  #branchEvidence(session: SessionFacts, printed: PrintedCommit | null, place: number): readonly Evidence[] {
    const name = printed?.branch ?? session.branch
    if (name === null) return []
    const tip = this.#placeOf.get(this.#history.branches.get(name) ?? '')
    if (
      printed?.branch !== name &&
      (tip === undefined || (tip !== place && !this.#ancestry.isBefore(place, tip)))
    )
      return []
    return [{ kind: 'branch', name }]
  }
}

function push(into: Map<string, number[]>, name: string, place: number): void {
  const places = into.get(name)
  if (places) places.push(place)
  else into.set(name, [place])
}

interface CommonWork {
  readonly weight: number
  readonly removedWeight: number
  readonly ofCommit: number
  readonly ofSession: number
  readonly old: number
  readonly stale: number
  readonly same: number
  readonly added: number
  readonly removedSame: number
  readonly removed: number
  readonly files: readonly LinkedFile[]
  readonly edits: readonly FileEdits[]
}

function add(
  sum: {
    weight: number
    removedWeight: number
    ofCommit: number
    ofSession: number
    old: number
    stale: number
  },
  { weight, removedWeight, ofCommit, ofSession, old, stale }: Overlap,
  worth: number,
): void {
  sum.weight += weight * worth
  sum.removedWeight += removedWeight * worth
  sum.ofCommit += ofCommit
  sum.ofSession += ofSession
  // A file that is only called the same and holds what stood there before is a copy.
  if (worth === 1) sum.old += old
  sum.stale += stale * worth
}

/** How many files each line was added to, by the names of the files: a line that is everywhere tells nothing. */
function spreadOf(sessions: readonly SessionFacts[]): ReadonlyMap<Print, number> {
  const names = new Map<Print, Set<string>>()
  for (const { edits } of sessions)
    for (const { path, added } of edits)
      for (const print of added.keys()) {
        const known = names.get(print)
        if (known) known.add(nameOf(path))
        else names.set(print, new Set([nameOf(path)]))
      }
  return new Map([...names].map(([print, files]) => [print, files.size]))
}

function knownPrints(sessions: readonly SessionFacts[]): ReadonlySet<Print> {
  const known = new Set<Print>()
  for (const { edits } of sessions)
    for (const { added, removed, windows } of edits)
      for (const prints of [added, removed, windows]) for (const print of prints.keys()) known.add(print)
  return known
}

function names({ key, name }: SessionFacts, named: string): boolean {
  return named === key || named === name
}

/** From the last edit of these files before the commit; of any file where there is none. */
function sinceLast(
  { edits }: SessionFacts,
  { edits: ofFiles }: CommonWork,
  commit: HistoryCommit,
): number | null {
  const until = (commit.committed + clockSlack) * 1000
  const times = (ofFiles.length > 0 ? ofFiles : edits)
    .flatMap(({ all }) => all.times)
    .filter((time) => time !== null)
    .filter((time) => time <= until)
  return times.length === 0 ? null : Math.round(commit.committed - Math.max(...times) / 1000)
}

function evidenceOf(
  common: CommonWork,
  { files }: HistoryCommit,
  seconds: number | null,
): readonly Evidence[] {
  const found: Evidence[] = []
  const { same, added, removedSame, removed } = common
  if (same > 0) found.push({ kind: 'lines', same, added })
  if (removedSame > 0) found.push({ kind: 'removed', same: removedSame, removed })
  if (common.files.length > 0) found.push({ kind: 'files', same: common.files.length, changed: files.length })
  if (seconds !== null) found.push({ kind: 'time', seconds })
  return found
}
