// Questions in; batches that a server has accepted out, each written down before it was sent.
import type { NoReply, Submission } from '../batch/batch.ts'
import { customIdOf } from '../batch/custom-id.ts'
import { splitBySize } from '../batch/split.ts'
import { questionsUnderWay, nameOf, stageOf } from '../batch/standing.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { failureDiagnostic } from '../model/failure.ts'
import type { BatchApi } from '../ports.ts'
import type { ToAsk } from './batch-prepare.ts'
import { clearUp, type BatchPorts } from './batch-unclear.ts'

/**
 * All that is known of batches, unclear submissions settled as far as that can be told now. Trouble where one stays
 * unclear: what it holds must not be asked again.
 */
export async function knownBatches(ports: BatchPorts): Promise<Result<readonly Submission[]>> {
  const read = ports.book.read()
  if (!read.ok) return read
  const diagnostics: Diagnostic[] = [...read.diagnostics]
  const known: Submission[] = []
  for (const submission of read.value) {
    if (stageOf(submission) !== 'unclear') known.push(submission)
    else {
      const cleared = await clearUp(submission, read.value, ports)
      diagnostics.push(...cleared.diagnostics)
      if (cleared.submission !== null) known.push(cleared.submission)
    }
  }
  return ok(known, diagnostics)
}

export interface Filtered {
  readonly fresh: readonly ToAsk[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Leaves out what is in a batch already. */
export function notUnderWay(toAsk: readonly ToAsk[], known: readonly Submission[]): Filtered {
  const underWay = questionsUnderWay(known)
  const diagnostics: Diagnostic[] = []
  const fresh = toAsk.filter(({ spec, question }) => {
    const found = underWay.get(question)
    if (found === undefined) return true
    const name = nameOf(found.submission)
    const hint =
      stageOf(found.submission) === 'collectable'
        ? `its answer is there: spec batch collect ${name}`
        : `spec batch wait ${name} --collect`
    diagnostics.push(
      diagnostic('batch-under-way', `${spec} is in the batch ${name} already and is not asked again`, {
        hint,
      }),
    )
    return false
  })
  return { fresh, diagnostics }
}

/** What is sent: sizes are known, so that it can be told what it costs and where it has to be split. */
export interface Parcel {
  readonly api: BatchApi
  readonly asks: readonly ToAsk[]
}

/** By server. A server that is not there, or has no key, stops all: nothing has been sent. */
export async function parcels(
  toAsk: readonly ToAsk[],
  ports: BatchPorts,
): Promise<Result<readonly Parcel[]>> {
  const byServer = new Map<string | undefined, ToAsk[]>()
  for (const one of toAsk) {
    const there = byServer.get(one.setting.baseUrl) ?? []
    byServer.set(one.setting.baseUrl, [...there, one])
  }
  const found: Parcel[] = []
  for (const [baseUrl, asks] of byServer) {
    const api = await ports.api(baseUrl)
    if ('ok' in api) return fail(failureDiagnostic(api.failure))
    found.push({ api, asks })
  }
  return ok(found)
}

/** Sends. Stops at the first that is refused or whose reply is lost; what was accepted before stays. */
export async function submit(
  { api, asks }: Parcel,
  known: readonly Submission[],
  ports: BatchPorts,
): Promise<Result<readonly Submission[]>> {
  const sized: { readonly ask: ToAsk; readonly bytes: number }[] = []
  const told = new Set<string>()
  const shared = asks.length > 1
  for (const ask of asks) {
    // Any id of its length weighs the same.
    const { bytes, notes } = await api.entry(
      customIdOf('0'.repeat(16), 100_000),
      ask.setting,
      ask.request,
      shared,
      ports.signal,
    )
    sized.push({ ask, bytes })
    for (const note of notes) told.add(note)
  }
  for (const note of told) ports.say(note)
  const accepted: Submission[] = []
  const diagnostics: Diagnostic[] = []
  for (const part of splitBySize(sized, ({ bytes }) => bytes)) {
    if (ports.signal.aborted) break
    const sent = await submitPart(api, part, shared, [...known, ...accepted], ports)
    diagnostics.push(...sent.diagnostics)
    if (!sent.ok) return { ok: false, diagnostics: [...diagnostics, ...madeBefore(accepted)] }
    accepted.push(sent.value)
  }
  return ok(accepted, diagnostics)
}

async function submitPart(
  api: BatchApi,
  part: readonly { readonly ask: ToAsk; readonly bytes: number }[],
  shared: boolean,
  known: readonly Submission[],
  ports: BatchPorts,
): Promise<Result<Submission>> {
  const token = ports.book.token()
  const entries = await Promise.all(
    part.map(async ({ ask }, index) => {
      const made = await api.entry(customIdOf(token, index), ask.setting, ask.request, shared, ports.signal)
      return made.entry
    }),
  )
  // What is created from here on stands before it in the list; and a server without batches says so now.
  const newest = await api.newest(ports.signal)
  if (!newest.ok) return fail(callFailed('no batch was made', newest))
  const submission: Submission = {
    version: 1,
    token,
    at: ports.clock.now(),
    baseUrl: api.baseUrl,
    bytes: part.reduce((sum, { bytes }) => sum + bytes, 0),
    asks: part.map(({ ask: { spec, model, question, words, fresh } }, index) => ({
      customId: customIdOf(token, index),
      spec,
      model,
      question,
      words,
      fresh,
    })),
    newest: newest.value,
    batch: null,
    seen: null,
    notOurs: [],
    downloaded: false,
    settled: {},
  }
  const written = ports.book.save(submission)
  if (!written.ok) return written
  const reply = await api.create(entries, ports.signal)
  if (reply.ok) {
    const made: Submission = {
      ...submission,
      batch: { id: reply.value.id, sure: true },
      seen: { ...reply.value, at: ports.clock.now() },
    }
    const saved = ports.book.save(made)
    // The next command finds it by the list.
    return saved.ok ? ok(made) : fail(...saved.diagnostics, lostName(reply.value.id, token))
  }
  if (reply.taken === 'no') {
    const aside = ports.book.putAside(token)
    return fail(callFailed('no batch was made', reply), ...aside.diagnostics)
  }
  const cleared = await clearUp(submission, known, ports)
  if (cleared.submission !== null && cleared.submission.batch !== null)
    return ok(cleared.submission, cleared.diagnostics)
  return fail(callFailed('the reply was lost', reply), ...cleared.diagnostics)
}

/** @param what is true now. */
export function callFailed(what: string, { failure }: NoReply): Diagnostic {
  if (failure.kind === 'no-key') return failureDiagnostic(failure)
  return diagnostic('batch-failed', `${what}: ${failure.message}`, { hint: failure.hint })
}

function lostName(id: string, token: string): Diagnostic {
  return diagnostic('batch-unclear', `the batch ${id} was accepted and could not be written down`, {
    hint: `spec batch adopt ${token} ${id}`,
  })
}

function madeBefore(accepted: readonly Submission[]): readonly Diagnostic[] {
  return accepted.map((one) =>
    diagnostic('batch-under-way', `the batch ${nameOf(one)} was accepted before that`, {
      hint: `spec batch wait ${nameOf(one)} --collect`,
    }),
  )
}
