// Edits in, how much each matters out: in threads for all cores once there are enough of them.
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Comparer, Edit, ToldEdit } from '../../ports.ts'
import { threadProgram } from '../thread-program.ts'
import { isOnePortion, portionsOf, type ComparedPortion, type Portion } from './portions.ts'

/** A parser takes about 100 MB in every thread. */
const mostThreads = 8

/** Threads start with the first list that is worth it, and end with the process. */
export function createComparer(): Comparer {
  let threads: readonly CompareThread[] | null = null
  return {
    compare: async (edits) => {
      const program = isOnePortion(edits) ? null : threadProgram('compare-thread.js')
      const others = Math.min(os.availableParallelism(), mostThreads) - 1
      if (program === null || others < 1) return compareHere(edits)
      threads ??= Array.from({ length: others }, () => new CompareThread(program))
      return compareInThreads(edits, threads)
    },
  }
}

async function compareHere(edits: readonly Edit[]): Promise<readonly (ToldEdit | null)[]> {
  const told: (ToldEdit | null)[] = edits.map(() => null)
  for (const portion of portionsOf(edits)) await comparePortion(portion, told)
  return told
}

async function comparePortion(
  portion: ReturnType<typeof portionsOf> extends Generator<infer P> ? P : never,
  told: (ToldEdit | null)[],
): Promise<void> {
  const { compareTogether } = await import('../../diff/compare-many.ts')
  const compared = compareTogether(portion.map(({ pair }) => pair))
  for (const [index, { place }] of portion.entries()) {
    const found = compared[index]
    if (found !== undefined) told[place] = { level: found.level, changes: found.changes }
  }
}

/** This thread works too: the next portion goes to whoever is free first. */
async function compareInThreads(
  edits: readonly Edit[],
  threads: readonly CompareThread[],
): Promise<readonly (ToldEdit | null)[]> {
  const told: (ToldEdit | null)[] = edits.map(() => null)
  const portions = portionsOf(edits)
  const work = async (thread: CompareThread): Promise<void> => {
    for (let next = portions.next(); next.done !== true; next = portions.next()) {
      const found = await thread.compare(next.value.map(({ pair }) => pair))
      for (const [index, { place }] of next.value.entries()) told[place] = found[index] ?? null
    }
  }
  const others = threads.map(work)
  for (let next = portions.next(); next.done !== true; next = portions.next()) {
    await comparePortion(next.value, told)
    // Lets the others have their next portions.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(others)
  return told
}

class CompareThread {
  readonly #worker: Worker
  readonly #waiting = new Map<
    number,
    { readonly done: (told: readonly ToldEdit[]) => void; readonly failed: (error: Error) => void }
  >()
  #number = 0

  constructor(program: URL) {
    this.#worker = new Worker(program)
    this.#worker.unref()
    this.#worker.on('message', ({ number, told }: ComparedPortion) => {
      this.#waiting.get(number)?.done(told)
      this.#waiting.delete(number)
      if (this.#waiting.size === 0) this.#worker.unref()
    })
    this.#worker.on('error', (error) => {
      for (const { failed } of this.#waiting.values()) failed(error)
    })
  }

  compare(pairs: Portion['pairs']): Promise<readonly ToldEdit[]> {
    this.#worker.ref()
    return new Promise((done, failed) => {
      this.#number += 1
      this.#waiting.set(this.#number, { done, failed })
      const portion: Portion = { number: this.#number, pairs }
      this.#worker.postMessage(portion)
    })
  }
}
