// A submission and what a person decided of it in; the submission as it is then, or null where it is put aside, out.
import type { Submission } from '../batch/batch.ts'
import { nameOf, openAsks } from '../batch/standing.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { callFailed } from './batch-submit.ts'
import type { BatchPorts } from './batch-unclear.ts'

/** What the server has begun it may finish; its results are collected as any others. */
export async function cancelBatch(
  submission: Submission,
  ports: BatchPorts,
): Promise<Result<Submission | null>> {
  const { batch } = submission
  if (batch === null) {
    return fail(
      diagnostic(
        'batch-unknown',
        'whether this submission became a batch is not known, so there is none to cancel',
        {
          hint: 'spec batch list looks again',
        },
      ),
    )
  }
  const api = await ports.api(submission.baseUrl)
  if ('ok' in api) return fail(callFailed('nothing was cancelled', api))
  const reply = await api.cancel(batch.id, ports.signal)
  if (!reply.ok) return fail(callFailed('nothing was cancelled', reply))
  const now: Submission = { ...submission, seen: { ...reply.value, at: ports.clock.now() } }
  const saved = ports.book.save(now)
  return saved.ok ? ok(now) : saved
}

/** Its results will tell whether it is: until then it is taken for it, and nothing is asked twice. */
export async function adoptBatch(
  submission: Submission,
  id: string,
  all: readonly Submission[],
  ports: BatchPorts,
): Promise<Result<Submission | null>> {
  if (submission.batch?.sure === true) {
    return fail(
      diagnostic(
        'batch-unknown',
        `that submission is the batch ${submission.batch.id}: there is nothing to decide`,
      ),
    )
  }
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(id) || all.some(({ batch }) => batch?.id === id)) {
    return fail(
      diagnostic('batch-unknown', `${id} is no id of a batch, or belongs to another submission`, {
        hint: 'the console shows ids: msgbatch_…',
      }),
    )
  }
  const api = await ports.api(submission.baseUrl)
  if ('ok' in api) return fail(callFailed('nothing was adopted', api))
  const found = await api.retrieve(id, ports.signal)
  if (!found.ok) return fail(callFailed('nothing was adopted', found))
  const now: Submission = {
    ...submission,
    batch: { id, sure: false },
    seen: { ...found.value, at: ports.clock.now() },
  }
  const saved = ports.book.save(now)
  return saved.ok ? ok(now) : saved
}

export function forgetBatch(submission: Submission, ports: BatchPorts): Promise<Result<Submission | null>> {
  const open = openAsks(submission).length
  const aside = ports.book.putAside(submission.token)
  if (!aside.ok) return Promise.resolve(aside)
  const words = `${nameOf(submission)} is put aside in .spec/local/batches/aside; ${open} of its questions may be asked again`
  return Promise.resolve(ok(null, [diagnostic('batch-resent', words)]))
}
