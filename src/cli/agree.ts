// A terminal → questions asked one at a time, live lines held still meanwhile.
import { escapeText } from '../report/escape.ts'
import { canAsk, confirm } from './confirm.ts'
import type { Io } from './io.ts'
import type { OpenProgress } from './progress.ts'

/** Null where nobody can be asked. Specs that are built at the same time wait for each other's answers. */
export function agreeHere(
  io: Pick<Io, 'stdin' | 'stderr' | 'env'>,
  progress: Pick<OpenProgress, 'hold'>,
): ((question: string) => Promise<boolean>) | null {
  if (!canAsk(io)) return null
  let last: Promise<unknown> = Promise.resolve()
  return (question) => {
    const asked = last.then(async () => {
      const release = progress.hold()
      try {
        return await confirm(io, escapeText(question))
      } finally {
        release()
      }
    })
    last = asked.catch(() => undefined)
    return asked
  }
}
