// Calls to one model of one server in; when each may start, out: as many at a time, and as soon, as the server allows.
import type { Timing } from './patience.ts'
import { isSpent, windowsOf, type RateWindow } from './rate-windows.ts'

/** What a call under way tells. */
export interface Turn {
  /** The response has begun: its headers, and whether it is an answer or a refusal. */
  heard(headers: Headers, isAnswer: boolean): void
  /** The server refused it because there are too many, and wants to be left alone for so long. */
  refused(waitMs: number): void
  /** It is over, however it ended. To be called once. */
  leave(): void
}

export interface Pace {
  /**
   * Resolves when a call may start; null where the signal ended it before. `tell` hears of waits, in milliseconds.
   */
  enter(signal: AbortSignal, tell: (waitMs: number) => void): Promise<Turn | null>
  /** Calls that were let in so far: whoever is refused again while this grows is only one of too many. */
  successes(): number
}

/** One pace for each key: what calls to the same server and model share. */
export type Paces = (key: string, options: PaceOptions) => Pace

export interface PaceOptions {
  readonly timing: Pick<Timing, 'sleep' | 'now'>
  /** Milliseconds; what a server tells beyond that is not waited for, but asked again. */
  readonly longestWaitMs: number
}

/** For one run. */
export function createPaces(): Paces {
  const paces = new Map<string, Pace>()
  return (key, options) => {
    const pace = paces.get(key) ?? createPace(options)
    paces.set(key, pace)
    return pace
  }
}

/**
 * A refusal makes all wait, and halves how many calls are under way; each that is let in afterwards adds its part of one
 * more (additive increase, multiplicative decrease: RFC 5681, section 3.1, has it for TCP). Where the server tells what
 * is left, no call is started that it would refuse.
 */
export function createPace({ timing, longestWaitMs }: PaceOptions): Pace {
  let most = Infinity
  let underWay = 0
  /** Started, and nothing heard of yet: what the server told last does not count these. */
  let unheard = 0
  let closedUntil = 0
  let successes = 0
  /** Calls are numbered, so that those which started before a refusal do not halve a second time. */
  let [started, halvedAt] = [0, 0]
  let windows = new Map<string, RateWindow>()
  let waiting: (() => void)[] = []

  const wake = (): void => {
    const all = waiting
    waiting = []
    for (const go of all) go()
  }

  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', go)
        resolve()
      }
      waiting.push(go)
      signal.addEventListener('abort', go, { once: true })
    })

  /** Until when nothing may start, as far as was told; 0 where nothing stands against it. */
  const openAt = (): number => {
    // What is under way may bring better news.
    const spent = unheard > 0 ? [] : [...windows.values()].filter(isSpent).map(({ resetAt }) => resetAt)
    return Math.max(closedUntil, ...spent)
  }

  /** That time is over: windows are full again. Nobody waits a second time for what was told once. */
  const over = (until: number): void => {
    if (closedUntil <= until) closedUntil = 0
    for (const [name, window] of windows) {
      if (window.resetAt > until) continue
      if (window.limit === null) windows.delete(name)
      else windows.set(name, { ...window, remaining: window.limit, resetAt: 0 })
    }
    wake()
  }

  const hasRoom = (): boolean => {
    const { remaining = Infinity } = windows.get('requests') ?? {}
    return underWay < Math.max(1, Math.floor(most)) && (unheard === 0 || unheard < remaining)
  }

  const begin = (): Turn => {
    const number = ++started
    underWay += 1
    unheard += 1
    let isHeard = false
    const hear = (): void => {
      if (!isHeard) unheard -= 1
      isHeard = true
    }
    return {
      heard(headers, isAnswer) {
        hear()
        windows = new Map([...windows, ...windowsOf(headers)])
        // What a refusal means for the others is said by `refused`.
        if (!isAnswer) return
        successes += 1
        most += 1 / most
        wake()
      },
      refused(waitMs) {
        if (waitMs <= longestWaitMs) closedUntil = Math.max(closedUntil, timing.now() + waitMs)
        if (number <= halvedAt) return
        halvedAt = started
        most = Math.max(1, Math.floor(Math.min(most, underWay) / 2))
      },
      leave() {
        hear()
        underWay -= 1
        wake()
      },
    }
  }

  return {
    async enter(signal, tell) {
      while (!signal.aborted) {
        const until = openAt()
        const wait = Math.min(until - timing.now(), longestWaitMs)
        if (wait > 0) {
          tell(wait)
          await timing.sleep(wait, signal)
          if (!signal.aborted) over(until)
        } else if (until > 0) over(until)
        else if (hasRoom()) return begin()
        else await changed(signal)
      }
      return null
    },
    successes: () => successes,
  }
}
