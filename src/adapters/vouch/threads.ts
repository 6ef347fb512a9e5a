// Jobs in, their looks out, from as many threads as the machine has cores once there are enough jobs.
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { ConfinedReader } from '../confined.ts'
import { threadProgram } from '../thread-program.ts'
import type { GitSource } from './git-source.ts'
import { gitWitness, type ReadIndex } from './git-witness.ts'
import type { Job, Surroundings } from './look.ts'
import type { Stamp } from './signature.ts'
import { keptFrom, lookAtSome, type Answer, type Kept } from './stat-cache.ts'

/** All a thread needs to know. Plain data and shared memory. */
export interface Task {
  readonly root: string
  readonly stamp: Stamp
  readonly git: { readonly source: GitSource; readonly index: ReadIndex } | null
  readonly specLimit: number
}

/** What a thread is told; the task with its first jobs. */
export interface Message {
  readonly task: Task | null
  readonly jobs: readonly Job[]
}

/** Fewer jobs are done sooner than a thread starts. */
const worthThreads = 400
/** Jobs that a thread gets at a time, so that all end at about the same time. */
const portion = 64

/**
 * Threads for all cores but one, and the caller's own for that. They start while the caller finds out what there is to do,
 * and keep nobody waiting who does not ask them. None where it does not pay.
 */
export function startThreads(jobs: number): readonly Worker[] {
  const cores = Math.min(os.availableParallelism(), 8)
  const program = jobs < worthThreads || cores < 2 ? null : threadProgram('thread.js')
  if (program === null) return []
  return Array.from({ length: cores - 1 }, () => {
    // Young garbage is most of what a thread makes; a small nursery keeps the whole process small.
    const worker = new Worker(program, { resourceLimits: { maxYoungGenerationSizeMb: 16 } })
    worker.unref()
    return worker
  })
}

/** The looks in any order. The threads end with it. */
export async function lookAtAll(
  jobs: readonly Job[],
  task: Task,
  threads: readonly Worker[],
): Promise<readonly Kept[]> {
  const kept: Kept[] = []
  let next = 0
  const take = (): readonly Job[] => jobs.slice(next, (next += portion))
  const others = threads.map((worker) => lookInThread(worker, task, take, kept))
  const surroundings = surroundingsOf(task)
  for (let some = take(); some.length > 0; some = take()) {
    kept.push(...keptFrom(lookAtSome(some, surroundings)))
    // Lets the others have their next portions.
    if (others.length > 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(others)
  return kept
}

export function surroundingsOf({ root, git, ...rest }: Task): Surroundings {
  const reader = new ConfinedReader(root)
  return { ...rest, reader, git: git === null ? null : gitWitness(root, reader, git.source, git.index) }
}

function lookInThread(worker: Worker, task: Task, take: () => readonly Job[], kept: Kept[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = 0
    let told: Task | null = task
    const give = (): void => {
      const jobs = take()
      if (jobs.length === 0) return
      open++
      const message: Message = { task: told, jobs }
      told = null
      worker.postMessage(message)
    }
    worker.ref()
    worker.on('message', (answer: Answer) => {
      open--
      give()
      kept.push(...keptFrom(answer))
      if (open > 0) return
      // It ends while the others work on.
      void worker.terminate()
      resolve()
    })
    worker.on('error', reject)
    // One to work on and one to go on with, so that it never waits.
    give()
    give()
    if (open === 0) void worker.terminate().then(() => resolve())
  })
}
