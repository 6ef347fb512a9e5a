// The use case `archive watch`: round after round, transcripts that grew are imported, until it is told to end. Time, looking
// and putting on a branch come in through ports.
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import type { SessionSource } from '../ports.ts'
import { DueSources, type Pace, type SeenSource } from '../session/due-sources.ts'
import {
  importSessions,
  type ImportedSession,
  type ImportOptions,
  type ImportPorts,
} from './import-sessions.ts'

export interface WatchPorts extends ImportPorts {
  /** Milliseconds, never set back. */
  readonly now: () => number
  /** Resolves after so many milliseconds, or at once when it is told to end. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** Transcripts of this project that may have changed since the last look; all at the first. */
  readonly look: () => Promise<{
    readonly seen: readonly SeenSource<SessionSource>[]
    readonly diagnostics: readonly Diagnostic[]
  }>
  /** Does somebody else write sessions at this moment? Only looks. */
  readonly isHeld: () => boolean
  /** Puts what is kept on the branch that sessions live on, where they do. */
  readonly publish: () => Promise<Result<unknown>>
}

export interface WatchOptions extends Omit<ImportOptions, 'begin' | 'dryRun'> {
  readonly pace: Pace
  /** Milliseconds between two looks. */
  readonly interval: number
  /** The least milliseconds between two commits on a branch of sessions. */
  readonly publishEvery: number
  /** A session that is not as it was. */
  readonly changed: (session: ImportedSession) => void
  /** May be told the same again and again. */
  readonly tell: (diagnostics: readonly Diagnostic[]) => void
  /** The first round is over, or somebody else has to be waited for. */
  readonly standing: (standing: 'up-to-date' | 'waiting') => void
}

/** Without these nothing can be redacted, so nothing more can be kept. */
const endsAll: ReadonlySet<string> = new Set(['secret-scanner', 'config-invalid'])
/** The cause is not in the transcript: it is tried again. */
const passes: ReadonlySet<string> = new Set(['write-failed', 'sessions-branch'])

/** Ends when the signal is aborted: with true. False: nothing more can be kept. */
export async function watchSessions(ports: WatchPorts, options: WatchOptions): Promise<boolean> {
  const due = new DueSources<SessionSource>(options.pace)
  const { signal } = options
  let [publishedAt, unpublished, first] = [ports.now(), true, true]
  try {
    while (!signal.aborted) {
      const looked = await ports.look()
      options.tell(looked.diagnostics)
      due.see(looked.seen, ports.now())
      const now = due.due(ports.now())
      const publishes = unpublished && ports.now() - publishedAt >= options.publishEvery
      if (now.length > 0 || publishes) {
        const round = await heldRound(ports, options, async () => {
          for (const one of now) {
            const went = await importOne(one, due, ports, options)
            if (went === 'impossible') return false
            unpublished ||= went === 'changed'
            if (signal.aborted) break
          }
          if (unpublished && ports.now() - publishedAt >= options.publishEvery) {
            const done = await ports.publish()
            options.tell(done.diagnostics)
            publishedAt = ports.now()
            unpublished = !done.ok
          }
          return true
        })
        if (round === false) return false
        if (round === 'held') {
          first = true
          options.standing('waiting')
        } else if (round === true && first && !signal.aborted) {
          first = false
          options.standing('up-to-date')
        }
      } else if (first) {
        first = false
        options.standing('up-to-date')
      }
      if (!signal.aborted) await ports.wait(options.interval)
    }
    return true
  } finally {
    if (unpublished)
      await heldRound(ports, options, async () => {
        options.tell((await ports.publish()).diagnostics)
        return true
      })
  }
}

/** One process at a time writes: where another one does, this round is left out. */
async function heldRound(
  ports: WatchPorts,
  { tell }: Pick<WatchOptions, 'tell'>,
  run: () => Promise<boolean>,
): Promise<boolean | 'held' | 'failed'> {
  if (ports.isHeld()) return 'held'
  const held = await ports.archive.hold()
  if (!held.ok) {
    if (held.diagnostics.some(({ code }) => code === 'claim-held')) return 'held'
    tell(held.diagnostics)
    return 'failed'
  }
  try {
    return await run()
  } finally {
    held.value()
  }
}

async function importOne(
  one: SeenSource<SessionSource>,
  due: DueSources<SessionSource>,
  ports: WatchPorts,
  options: WatchOptions,
): Promise<'changed' | 'same' | 'impossible'> {
  const { signal } = options
  const begun = ports.now()
  const source: SessionSource = { ...one.source, bytes: () => untilAborted(one.source.bytes(), signal) }
  const report = await importSessions([source], ports, { ...options, dryRun: false, begin: () => {} })
  const ended = ports.now()
  // Cut short in the middle of a transcript: nothing is wrong with it.
  if (signal.aborted && !(report.ok && report.value.sessions.length > 0)) return 'same'
  const diagnostics = report.ok ? report.value.diagnostics : report.diagnostics
  options.tell(diagnostics)
  if (diagnostics.some(({ code }) => endsAll.has(code))) return 'impossible'
  if (diagnostics.some(({ code }) => passes.has(code))) due.later(one, ended)
  else due.done(one, ended, ended - begun)
  const sessions = report.ok ? report.value.sessions : []
  const changed = sessions.filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'longer')
  for (const session of changed) options.changed(session)
  return changed.length > 0 ? 'changed' : 'same'
}

/** Who ends it does not wait for the end of a transcript of 100 MB. */
async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    if (signal.aborted) throw new Error('it was told to end')
    yield piece
    // Between two pieces, so that a signal is heard.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
