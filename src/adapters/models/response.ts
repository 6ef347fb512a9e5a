// An answer that was made elsewhere, as a model: `--response answer.md`. The caller reads the file or stdin.
import { failure } from '../../model/failure.ts'
import { noUsage } from '../../model/model.ts'
import type { Model } from '../../ports.ts'

export interface GivenResponse {
  /** What to call it: `answer.md`, `-`. */
  readonly name: string
  readonly text: string
}

/** Gives its one text to the first question; there is nothing more for a second one, such as after a cut. */
export function responseModel(given: GivenResponse): Model {
  const identity = { kind: 'response', name: given.name } as const
  let used = false
  return {
    identity,
    ask(_request, listen, signal) {
      const common = { usage: noUsage, identity, requestId: null }
      const fail = (why: ReturnType<typeof failure>) =>
        Promise.resolve({ ok: false as const, failure: why, partial: '', ...common })
      if (signal.aborted) return fail(failure('cancelled', 'the call was cancelled'))
      if (used) {
        const hint = 'complete the answer, then run the command again with it'
        return fail(failure('not-found', `${given.name} holds one answer, and more was asked`, hint))
      }
      used = true
      if (given.text.trim() === '') {
        return fail(
          failure('malformed', `${given.name} is empty`, 'put the whole answer of the model into it'),
        )
      }
      listen({ type: 'text', text: given.text })
      return Promise.resolve({ ok: true as const, text: given.text, stop: 'end' as const, ...common })
    },
  }
}
