// A submission in; what the server says of it, and once it has ended its results on disk, out.
import type { Arrival, Settled, Submission } from '../batch/batch.ts'
import { nameOf, stageOf } from '../batch/standing.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { callFailed } from './batch-submit.ts'
import { clearUp, type BatchPorts } from './batch-unclear.ts'

export interface Downloaded {
  /** Null: it never arrived. */
  readonly submission: Submission | null
  /** Null where it has not ended. */
  readonly arrivals: readonly Arrival[] | null
}

/** What the server says of it now, written down. Answers on disk need no server. */
export async function refresh(
  submission: Submission,
  all: readonly Submission[],
  ports: BatchPorts,
): Promise<Result<Submission | null>> {
  if (submission.batch === null) {
    const cleared = await clearUp(submission, all, ports)
    return ok(cleared.submission, cleared.diagnostics)
  }
  const stage = stageOf(submission)
  if (submission.downloaded || stage === 'collected') return ok(submission)
  const api = await ports.api(submission.baseUrl)
  if ('ok' in api) return fail(callFailed('the batch was not looked at', api))
  const found = await api.retrieve(submission.batch.id, ports.signal)
  if (!found.ok) return fail(callFailed(`nothing was learned of the batch ${nameOf(submission)}`, found))
  const now: Submission = { ...submission, seen: { ...found.value, at: ports.clock.now() } }
  const saved = ports.book.save(now)
  return saved.ok ? ok(now) : saved
}

/** Downloads what has ended; each answer is on disk before anything is made of it, so that it is never paid twice. */
export async function download(
  submission: Submission,
  all: readonly Submission[],
  knownSecrets: readonly string[],
  ports: BatchPorts,
): Promise<Result<Downloaded>> {
  if (submission.downloaded) {
    const kept = ports.book.arrivals(submission.token)
    if (kept !== null) return ok({ submission, arrivals: kept })
  }
  const fresh = await refresh({ ...submission, downloaded: false }, all, ports)
  if (!fresh.ok) return fresh
  const now = fresh.value
  const before = fresh.diagnostics
  if (now === null || now.batch === null || now.seen?.status !== 'ended')
    return ok({ submission: now, arrivals: null }, before)
  if (now.seen.archived) return gone(now, ports, before)
  const api = await ports.api(now.baseUrl)
  if ('ok' in api) return fail(...before, callFailed('the results were not downloaded', api))

  const taken = new Gathered(now)
  const reply = await api.results(now.batch.id, taken, ports.signal)
  if (!now.batch.sure && taken.arrivals.size === 0 && taken.foreign.size > 0)
    return notOurs(now, all, ports, before)
  const arrivals = await withoutSecrets([...taken.arrivals.values()], knownSecrets)
  const whole = arrivals.length === now.asks.length
  const written = ports.book.saveArrivals(now.token, arrivals)
  if (!written.ok) return written
  const kept: Submission = {
    ...now,
    batch: { id: now.batch.id, sure: true },
    downloaded: whole,
    settled: { ...now.settled, ...withoutAnswer(now, arrivals) },
  }
  const saved = ports.book.save(kept)
  if (!saved.ok) return saved
  const told = [...before, ...strays(taken, nameOf(now))]
  for (const one of arrivals) told.push(...tellNoAnswer(one, now))
  if (whole) return ok({ submission: kept, arrivals }, told)
  const hint = `run the command again: spec batch collect ${nameOf(now)}`
  const words = `${arrivals.length} of ${now.asks.length} results of the batch ${nameOf(now)} came`
  told.push(
    ...(reply.ok ? [] : [callFailed('the results were not downloaded whole', reply)]),
    diagnostic('batch-incomplete', words, { hint }),
  )
  return ok({ submission: kept, arrivals }, told)
}

/** Takes lines of hostile text: of ids that were asked for, the first result counts. */
class Gathered {
  readonly arrivals = new Map<string, Arrival>()
  readonly foreign = new Set<string>()
  broken = 0
  readonly #asked: ReadonlySet<string>

  constructor({ asks }: Submission) {
    this.#asked = new Set(asks.map(({ customId }) => customId))
  }

  restart(): void {
    this.broken = 0
  }

  arrival(arrival: Arrival): void {
    const { customId } = arrival
    if (!this.#asked.has(customId)) this.foreign.add(customId)
    else if (!this.arrivals.has(customId)) this.arrivals.set(customId, arrival)
  }

  garbage(): void {
    this.broken += 1
  }
}

/** What repeats a secret of this machine does not get onto its disk a second time; the server has it still. */
async function withoutSecrets(
  arrivals: readonly Arrival[],
  known: readonly string[],
): Promise<readonly Arrival[]> {
  if (known.length === 0) return arrivals
  const { spellings } = await import('../secret/scan.ts')
  const literals = known.flatMap(spellings)
  return arrivals.map((arrival) => {
    const text = JSON.stringify(arrival)
    return literals.some((literal) => text.includes(literal))
      ? { customId: arrival.customId, kind: 'withheld' }
      : arrival
  })
}

const noted = (standing: Settled['standing'], note: string | null): Settled => ({ standing, note })

/** Those that there is nothing to check of. The next `regen --batch` asks again. */
function withoutAnswer(
  submission: Submission,
  arrivals: readonly Arrival[],
): Readonly<Record<string, Settled>> {
  const open = arrivals.filter(({ customId }) => submission.settled[customId] === undefined)
  return Object.fromEntries(
    open.flatMap((arrival) => {
      const settled = settledBy(arrival)
      return settled === null ? [] : [[arrival.customId, settled]]
    }),
  )
}

function settledBy(arrival: Arrival): Settled | null {
  switch (arrival.kind) {
    case 'answered':
      return null
    case 'failed':
      return noted('failed', arrival.failure.message)
    case 'errored':
      return noted('errored', arrival.said)
    default:
      return noted(arrival.kind, null)
  }
}

function tellNoAnswer(arrival: Arrival, submission: Submission): readonly Diagnostic[] {
  const ask = submission.asks.find(({ customId }) => customId === arrival.customId)
  if (ask === undefined || submission.settled[arrival.customId] !== undefined) return []
  const again = `spec regen ${ask.spec} --batch asks again`
  const tell = (why: string, hint = again): readonly Diagnostic[] => [
    diagnostic('batch-entry', `${ask.spec}: ${why}`, { hint }),
  ]
  switch (arrival.kind) {
    case 'answered':
      return []
    case 'failed':
      return tell(arrival.failure.message, arrival.failure.hint)
    case 'errored':
      return tell(`the request failed (${arrival.said})`)
    case 'expired':
      return tell('the batch expired before its turn came; it costs nothing')
    case 'canceled':
      return tell('it was cancelled before its turn came; it costs nothing')
    case 'withheld':
      return tell('the answer repeats a secret of this machine and was not kept')
  }
}

function strays({ foreign, broken }: Gathered, name: string): Diagnostic[] {
  const parts = [
    ...(foreign.size === 0 ? [] : [`${foreign.size} with an id that nobody here asked for`]),
    ...(broken === 0 ? [] : [`${broken} that are no result`]),
  ]
  if (parts.length === 0) return []
  const words = `lines of the results of ${name} were left out: ${parts.join(', ')}`
  return [diagnostic('batch-foreign', words)]
}

function gone(
  submission: Submission,
  { book }: BatchPorts,
  before: readonly Diagnostic[],
): Result<Downloaded> {
  const open = submission.asks.filter(({ customId }) => submission.settled[customId] === undefined)
  const note = 'the server keeps results for 29 days'
  const settled = Object.fromEntries(open.map(({ customId }) => [customId, noted('expired', note)]))
  const now: Submission = { ...submission, settled: { ...submission.settled, ...settled } }
  const saved = book.save(now)
  if (!saved.ok) return saved
  const words = `the results of the batch ${nameOf(submission)} are gone: ${note}`
  const hint = 'spec regen --changed --batch asks again'
  return ok({ submission: now, arrivals: [] }, [...before, diagnostic('batch-entry', words, { hint })])
}

/** Taken for ours while it was under way; its ids are somebody else's. */
async function notOurs(
  submission: Submission,
  all: readonly Submission[],
  ports: BatchPorts,
  before: readonly Diagnostic[],
): Promise<Result<Downloaded>> {
  const other = nameOf(submission)
  const now: Submission = {
    ...submission,
    batch: null,
    seen: null,
    notOurs: [...submission.notOurs, other],
  }
  const saved = ports.book.save(now)
  if (!saved.ok) return saved
  const words = `the batch ${other} is somebody else's: it was taken for the submission of ${submission.at}`
  const cleared = await clearUp(now, all, ports)
  const told = [...before, diagnostic('batch-adopted', words), ...cleared.diagnostics]
  return ok({ submission: cleared.submission, arrivals: null }, told)
}
