// The models of one run in, the same models out: the first call with a prefix fills the cache before others with it start.
import { digestText } from '../digest/digest.ts'
import { ok } from '../diagnostic/diagnostic.ts'
import type { ModelRequest } from '../model/model.ts'
import type { Clock, Model } from '../ports.ts'
import type { AnswerPorts } from './regen-options.ts'

/** Models behind an API that caches what a breakpoint follows. */
const caching: ReadonlySet<string> = new Set(['anthropic'])

/** The API keeps a prefix for five minutes after each use; less here, for the way there. Milliseconds. */
const warmMs = 4.5 * 60_000

/**
 * "A cache entry only becomes available after the first response begins"
 * (https://platform.claude.com/docs/en/build-with-claude/prompt-caching): of calls that share a prefix nobody has used
 * lately, one goes ahead, and the others wait until its answer begins. Where it fails before, the next goes ahead. One
 * that is never made, because a recorded answer served, holds nobody up.
 */
export function warmPrefixes(clock: Clock): (model: Model) => Model {
  const prefixes = new Prefixes(() => Date.parse(clock.now()))
  return (model) =>
    caching.has(model.identity.kind)
      ? {
          ...model,
          async ask(request, listen, signal) {
            const turn = await prefixes.enter(prefixesOf(model, request))
            try {
              return await model.ask(
                request,
                (event) => {
                  if (event.type === 'text' || event.type === 'thinking') turn.begun()
                  listen(event)
                },
                signal,
              )
            } finally {
              turn.leave()
            }
          },
        }
      : model
}

/** Ports whose models share what is warm. */
export function warmed<P extends Pick<AnswerPorts, 'clock' | 'model'>>(ports: P): P {
  const warm = warmPrefixes(ports.clock)
  return {
    ...ports,
    model: async (spec, named) => {
      const selected = await ports.model(spec, named)
      return selected.ok ? ok(warm(selected.value), selected.diagnostics) : selected
    },
  }
}

/** One for each breakpoint of the shared part: what stands before it, for that model. */
function prefixesOf({ identity }: Model, { system }: ModelRequest): readonly string[] {
  let before: string = `${identity.kind} ${identity.name}`
  return system.flatMap(({ text, cache }) => {
    before = digestText(`${before}\n${text}`)
    return cache ? [before] : []
  })
}

interface Turn {
  /** The answer begins: what it wrote can be read. */
  readonly begun: () => void
  /** The call is over, with or without an answer. */
  readonly leave: () => void
}

class Prefixes {
  readonly #filling = new Map<string, Promise<void>>()
  /** Milliseconds since 1970. */
  readonly #warmUntil = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Waits while somebody fills one of these; then fills those that are cold. */
  async enter(keys: readonly string[]): Promise<Turn> {
    // A call that is cancelled ends at once, and so does the wait for it.
    for (let busy = this.#busy(keys); busy !== undefined; busy = this.#busy(keys)) await busy
    const cold = keys.filter((key) => (this.#warmUntil.get(key) ?? -Infinity) <= this.#now())
    let done = (): void => {}
    const filled = new Promise<void>((resolve) => (done = resolve))
    for (const key of cold) this.#filling.set(key, filled)
    const leave = (): void => {
      for (const key of cold) if (this.#filling.get(key) === filled) this.#filling.delete(key)
      done()
    }
    let isBegun = false
    return {
      leave,
      begun: () => {
        if (isBegun) return
        isBegun = true
        for (const key of keys) this.#warmUntil.set(key, this.#now() + warmMs)
        leave()
      },
    }
  }

  #busy(keys: readonly string[]): Promise<void> | undefined {
    return keys.map((key) => this.#filling.get(key)).find((filling) => filling !== undefined)
  }
}
