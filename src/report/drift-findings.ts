// What a check found in; a flat list of what somebody has to act on or should know out, what matters most first.
// Nothing here is written for one format: text is escaped for terminals, and every format escapes it once more.
import { codes } from '../diagnostic/codes.ts'
import type { Diagnostic, Place } from '../diagnostic/diagnostic.ts'
import { levels, type Level } from '../diff/change.ts'
import type { Drift, TargetDrift } from '../drift/drift.ts'
import { failsAt } from '../drift/states.ts'
import type { Checked } from './checked.ts'
import { driftRules, type SilentState, type ToldState } from './drift-rules.ts'
import { causeWords, changeWords, levelWords, listWords, shorten } from './drift-words.ts'
import { escapeText } from './escape.ts'

/** `error` fails the check. */
export type FindingSeverity = 'error' | 'warning' | 'note'

export interface RelatedPlace {
  readonly place: Place
  readonly message: string
}

export interface DriftFinding {
  /** `drift/edited`, or the code of a diagnostic. */
  readonly rule: string
  readonly severity: FindingSeverity
  readonly level: Level | null
  /** A file that is there, as far as the check knows; null for what is about no file. Paths are those of the repository. */
  readonly place: Place | null
  /** The target's path, where the finding is about one. */
  readonly target: string | null
  readonly spec: string | null
  /** What happened, in a few words. */
  readonly title: string
  /** Whole sentences on one line. */
  readonly message: string
  /** Where the causes stand. */
  readonly related: readonly RelatedPlace[]
  readonly next: string | null
  /** What makes it the same finding tomorrow: no line, no level, nothing of other findings. */
  readonly identity: readonly string[]
}

const rank: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, note: 2 }
const silent: ReadonlySet<string> = new Set<SilentState>(['in-sync', 'accepted', 'draft'])
const missing: ReadonlySet<ToldState> = new Set<ToldState>(['lost', 'never-built', 'unreadable'])

/** Names in one sentence. */
const mostNames = 5
/** Characters of one name, message or command; paths and headings may be of any length. */
const mostCharacters = 1_000

const plain = (text: string): string => shorten(escapeText(text), mostCharacters)

/** Errors first, then by how much they matter, then by place. The same whatever the order of the input. */
export function findingsOf(checked: Checked): readonly DriftFinding[] {
  const folder = checked.folder ?? ''
  const inRepository = (place: Place): Place =>
    folder === '' ? place : { ...place, path: `${folder}/${place.path}` }
  const faulty = faultyFiles(checked.diagnostics)
  return [
    ...checked.drifts.flatMap((drift) => driftFindings(drift, checked.failOn, faulty)),
    ...checked.diagnostics.map(diagnosticFinding),
  ]
    .map((finding) => ({
      ...finding,
      place: finding.place === null ? null : inRepository(finding.place),
      related: finding.related.map((one) => ({ ...one, place: inRepository(one.place) })),
      identity: [folder, ...finding.identity],
    }))
    .sort(byWeight)
}

function byWeight(a: DriftFinding, b: DriftFinding): number {
  return (
    compare(rank[a.severity], rank[b.severity]) ||
    compare(levelRank(b.level), levelRank(a.level)) ||
    compare(a.place?.path ?? '', b.place?.path ?? '') ||
    compare(a.place?.line ?? 0, b.place?.line ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.target ?? '', b.target ?? '') ||
    compare(a.spec ?? '', b.spec ?? '') ||
    compare(a.message, b.message)
  )
}

const levelRank = (level: Level | null): number => (level === null ? -1 : levels.indexOf(level))

/** By code units: the same order on every machine. */
function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How a target's state counts; null where nobody has to act on it. */
export function severityOf(target: TargetDrift, failOn: Level): FindingSeverity | null {
  if (target.state === 'unreadable' || failsAt(target, failOn)) return 'error'
  // Below the level that fails: an edit is worth a look, form is not.
  return target.state === 'edited' ? 'warning' : null
}

/** Files that a diagnostic says are at fault. */
function faultyFiles(diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  return new Set(
    diagnostics.flatMap(({ severity, place }) =>
      severityOfDiagnostic(severity) === 'error' && place !== undefined ? [place.path] : [],
    ),
  )
}

function driftFindings(drift: Drift, failOn: Level, faulty: ReadonlySet<string>): readonly DriftFinding[] {
  if (drift.targets.some(({ state }) => state === 'unreadable')) return unreadableFinding(drift, faulty)
  return drift.targets.flatMap((target) => {
    const severity = severityOf(target, failOn)
    const { state } = target
    if (severity === null || !isTold(state)) return []
    const place: Place = missing.has(state) ? { path: drift.path } : { path: target.path, ...lineOf(target) }
    return [
      {
        rule: driftRules[state].id,
        severity,
        level: state === 'edited' || state === 'conflict' || state === 'format' ? target.level : null,
        place,
        target: target.path,
        spec: drift.spec,
        title: driftRules[state].title,
        message: sentences(drift, target, state),
        related: isAsked(state)
          ? drift.causes.map((cause) => ({ place: cause.place, message: shorten(causeWords(cause), 200) }))
          : [],
        next: drift.next === null ? null : plain(drift.next),
        identity: [driftRules[state].id, drift.spec, target.path],
      },
    ]
  })
}

const isTold = (state: TargetDrift['state']): state is ToldState => !silent.has(state)

/** Is the state about what the spec asks? */
export const isAsked = (state: TargetDrift['state']): boolean => state === 'stale' || state === 'conflict'

/** The line of the change that a reviewer wants first, of those that stand in the new version. */
function lineOf({ changes }: TargetDrift): { readonly line?: number } {
  const line = changes.find(({ kind }) => kind !== 'removed')?.line
  return line === undefined ? {} : { line }
}

/** One for the spec, whatever it owns; none where a diagnostic says why, at the very file. */
function unreadableFinding(drift: Drift, faulty: ReadonlySet<string>): readonly DriftFinding[] {
  if (faulty.has(drift.path) || faulty.has(`.spec/lock/${drift.spec}.json`)) return []
  const { id, title } = driftRules.unreadable
  return [
    {
      rule: id,
      severity: 'error',
      level: null,
      place: { path: drift.path },
      target: null,
      spec: drift.spec,
      title,
      message: `${plain(drift.spec)} cannot be held against its code: it, its lock, or something it uses cannot be read.`,
      related: [],
      next: drift.next === null ? null : plain(drift.next),
      identity: [id, drift.spec],
    },
  ]
}

function sentences(drift: Drift, target: TargetDrift, state: ToldState): string {
  const { willMakeStale } = drift
  const edited = state === 'edited' || state === 'conflict'
  if (!edited || willMakeStale.length === 0) return sentence(drift, target, state)
  const others = listWords(
    willMakeStale.map((id) => shorten(escapeText(id), 100)),
    mostNames,
  )
  return `${sentence(drift, target, state)} Accepting it makes ${others} stale.`
}

function sentence(drift: Drift, { path, level, changes }: TargetDrift, state: ToldState): string {
  const file = plain(path)
  const spec = plain(drift.spec)
  const symbols = listWords(
    changes.map((change) => shorten(changeWords(change), 200)),
    mostNames,
  )
  const effect = `${levelWords(level)}${symbols === '' ? '' : `: ${symbols}`}`
  const causes = listWords(
    drift.causes.map((cause) => shorten(causeWords(cause), 200)),
    mostNames,
  )
  switch (state) {
    case 'edited':
      return `${file} was edited after it was built; ${effect}.`
    case 'conflict':
      return `${file} was edited after it was built, and its spec ${spec} moved on: ${causes}. In the code, ${effect}.`
    case 'format':
      return `${file} differs in form from what was built.`
    case 'stale':
      return `${file} is older than its spec ${spec}: ${causes}.`
    case 'lost':
      return `${file}, built from ${spec}, is gone.`
    case 'unresolved':
      return `${file} still has merge markers.`
    case 'interrupted':
      return `A command that wrote ${file} was cut short.`
    case 'unmanaged':
      return `${file} is a target of ${spec} and was never built from it.`
    case 'never-built':
      return `${file} is a target of ${spec} and was not built yet.`
    case 'orphaned':
      return `${file} was built from ${spec}, which does not name it any more.`
    case 'unreadable':
      return `${file} cannot be held against ${spec}.`
  }
}

export function severityOfDiagnostic(severity: Diagnostic['severity']): FindingSeverity {
  return severity === 'trouble' || severity === 'finding' ? 'error' : severity
}

function diagnosticFinding({ code, severity, message, place, related, hint }: Diagnostic): DriftFinding {
  const said = plain(message)
  return {
    rule: code,
    severity: severityOfDiagnostic(severity),
    level: null,
    place: place ?? null,
    target: null,
    spec: null,
    title: `${codes[code].title.charAt(0).toUpperCase()}${codes[code].title.slice(1)}`,
    message: /[.!?…]$/.test(said) ? said : `${said}.`,
    related: (related ?? []).map((other) => ({ place: other, message: 'see also' })),
    next: hint === undefined ? null : plain(hint.trim().replace(/\s*\r?\n\s*/g, '; ')),
    // Lines move; the words that name them do not count.
    identity: [code, place?.path ?? '', said.replace(/(\blines? |:)\d+/g, '$1')],
  }
}
