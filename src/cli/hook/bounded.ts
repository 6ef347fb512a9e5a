// Work of a hook and how long it may take in, what went wrong as one line out: a hook warns, and never fails.
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { SessionSource } from '../../ports.ts'
import { escapeText } from '../../report/escape.ts'
import type { Io } from '../io.ts'

/** What is wrong with what a hook was to do, in a sentence. */
export class HookTrouble extends Error {}

/** A source that ends with a fault where time is up; whoever reads it gives way to timers. */
export function timed(source: SessionSource, signal: AbortSignal): SessionSource {
  return {
    ...source,
    async *bytes() {
      for await (const piece of source.bytes()) {
        yield piece
        // Redacting goes from one promise to the next, and timers would wait until all is done.
        await new Promise((resolve) => setImmediate(resolve))
        if (signal.aborted) throw new HookTrouble('the time for it is up')
      }
    },
  }
}

/** The first that is more than a note, and how many more there are. */
export function firstOf(diagnostics: readonly Diagnostic[]): string | null {
  const [first, ...more] = diagnostics.filter(({ severity }) => severity !== 'note')
  if (first === undefined) return null
  return more.length === 0 ? first.message : `${first.message} (and ${more.length} more)`
}

/**
 * Runs it and says in one line what went wrong. Gives what it gave, null where it failed.
 *
 * @param what the line says was not done.
 */
export async function warned<T>(
  io: Pick<Io, 'stderr'>,
  what: string,
  run: () => Promise<T>,
): Promise<T | null> {
  try {
    return await run()
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    warn(io, `${what}: ${why}`)
    return null
  }
}

export function warn({ stderr }: Pick<Io, 'stderr'>, line: string): void {
  stderr.write(`spec: ${escapeText(line)}\n`)
}
