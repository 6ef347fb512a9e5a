// Many exchanges in, a few at a time; what went wrong out. A target that answers nothing any more is not asked a thousand times.
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'

/** Null where it went well. `ends`: the others would fare no better (no permission, a full disk). */
export type Fault = { readonly told: Diagnostic; readonly ends: boolean } | null

export interface PoolOptions {
  readonly atOnce: number
  readonly signal: AbortSignal
  /** For the sentence about those that were not tried. */
  readonly shown: string
}

/** Faults one after another after which the rest is given up. */
const enough = 3

export async function inPool<T>(
  items: Iterable<T>,
  run: (item: T) => Promise<Fault>,
  { atOnce, signal, shown }: PoolOptions,
): Promise<readonly Diagnostic[]> {
  const told: Diagnostic[] = []
  const queue = [...items]
  let [next, inARow, isOver] = [0, 0, false]
  const work = async (): Promise<void> => {
    while (!isOver && !signal.aborted && next < queue.length) {
      // The check has just been made: there is one.
      const fault = await run(queue[next++] as T)
      if (fault === null) {
        inARow = 0
        continue
      }
      if (signal.aborted) return
      if (!isOver) told.push(fault.told)
      inARow++
      if (fault.ends || inARow >= enough) isOver = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, work))
  const left = queue.length - next
  if (isOver && left > 0 && !signal.aborted)
    told.push(
      diagnostic('sync-failed', `${shown}: ${left} more files were not tried`, {
        hint: 'run the command again when the cause is gone: it goes on where it was',
      }),
    )
  return told
}
