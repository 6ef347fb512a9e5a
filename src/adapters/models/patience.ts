// How long a model is waited for, and where time and chance come from. Defaults suit a person; tests give their own.

export interface Patience {
  /** Milliseconds without a byte from the server, pings included, until a call counts as stalled. */
  readonly stallMs: number
  /**
   * The same until content begins, where the server is not Anthropic's: a model on a small machine reads a long prompt
   * for minutes and says nothing meanwhile.
   */
  readonly firstMs: number
  /** Milliseconds that a call may take in all, retries included. */
  readonly totalMs: number
  /** Attempts after the first. */
  readonly retries: number
  /** Milliseconds; a server that asks for a longer wait is not waited for. */
  readonly longestWaitMs: number
  /** Milliseconds for the models endpoint. */
  readonly limitsMs: number
}

export const defaultPatience: Patience = {
  stallMs: 120_000,
  firstMs: 600_000,
  totalMs: 3_600_000,
  retries: 4,
  longestWaitMs: 60_000,
  limitsMs: 10_000,
}

export interface Timing {
  /** Resolves after `ms`, or when the signal ends it, whichever is first. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 up to 1: retries of many clients should not fall together. */
  readonly random: () => number
}

export const realTiming: Timing = {
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      if (signal.aborted) done()
      else signal.addEventListener('abort', done)
    }),
  now: () => Date.now(),
  random: () => Math.random(),
}
