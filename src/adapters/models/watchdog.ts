// A time limit and a signal in; one signal that ends a call, and why it did, out.
import { setMaxListeners } from 'node:events'

export type EndedBy = 'cancelled' | 'stalled' | 'time-out'

export interface Watchdog {
  readonly signal: AbortSignal
  /** Something arrived, or is awaited from now on: after this many milliseconds of silence the call has stalled. */
  beat(quietMs: number): void
  /** Nothing is awaited: between two attempts. */
  rest(): void
  /** Null while nobody ended the call. */
  endedBy(): EndedBy | null
  /** Milliseconds of silence that were allowed last. */
  quietMs(): number
  /** To be called when the call is over: lets go of timers and of the outer signal. */
  stop(): void
}

/** Timers of the platform hold 2^31 - 1 ms at most and fire at once above that. */
export const longestTimer = 2 ** 31 - 1

/** `totalMs`: what a call may take in all, retries included. */
export function startWatchdog(outer: AbortSignal, totalMs: number): Watchdog {
  const controller = new AbortController()
  let reason: EndedBy | null = null
  let stall: NodeJS.Timeout | undefined
  let quiet = 0
  const end = (why: EndedBy): void => {
    if (reason !== null) return
    reason = why
    controller.abort()
  }
  const cancel = (): void => end('cancelled')
  const total = setTimeout(() => end('time-out'), Math.min(totalMs, longestTimer))
  // One signal ends all calls of a run, however many are under way: more than ten are no leak.
  setMaxListeners(0, outer)
  if (outer.aborted) cancel()
  else outer.addEventListener('abort', cancel, { once: true })
  return {
    signal: controller.signal,
    beat(quietMs) {
      clearTimeout(stall)
      quiet = quietMs
      stall = setTimeout(() => end('stalled'), Math.min(quietMs, longestTimer))
    },
    rest: () => clearTimeout(stall),
    endedBy: () => reason,
    quietMs: () => quiet,
    stop() {
      clearTimeout(stall)
      clearTimeout(total)
      outer.removeEventListener('abort', cancel)
    },
  }
}

/** Milliseconds as a person says them: `45 s`, `20 min`, `3 h 20 min`. */
export function spokenTime(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (ms < 1000) return `${ms} ms`
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
