// Jobs in, their looks out, from as many threads as the machine has cores once there are enough jobs.
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { ConfinedReader } from '../confined.ts'
import { threadProgram } from '../thread-program.ts'
import type { GitSource } from './git-source.ts'
import { gitWitness } from './git-witness.ts'
import { lookAt, type Job, type Surroundings } from './look.ts'
import type { Stamp } from './signature.ts'
import { keptFrom, parseGlances, type Kept } from './stat-cache.ts'

/** All a thread needs to know. Plain data. */
export interface Task {
  readonly root: string
  readonly stamp: Stamp
  readonly git: GitSource | null
  readonly specLimit: number
}

/** Fewer jobs are done sooner than a thread starts. */
const worthThreads = 400
/** Jobs that a thread gets at a time, so that all end at about the same time. */
const portion = 64

/** The looks in any order. */
export async function lookAtAll(jobs: readonly Job[], task: Task): Promise<readonly Kept[]> {
  const cores = os.availableParallelism()
  const program = jobs.length < worthThreads || cores < 2 ? null : threadProgram('thread.js')
  return program === null ? lookHere(jobs, task) : lookInThreads(jobs, task, program, Math.min(cores, 8))
}

function lookHere(jobs: readonly Job[], task: Task): readonly Kept[] {
  const surroundings = surroundingsOf(task)
  return jobs.map((job) => keptFrom(lookAt(job, surroundings)))
}

export function surroundingsOf({ root, git, ...rest }: Task): Surroundings {
  const reader = new ConfinedReader(root)
  return { ...rest, reader, git: git === null ? null : gitWitness(root, reader, git) }
}

/** What a thread answers to a portion. */
export interface Answer {
  /** Glances as JSON, one a line. */
  readonly lines: string
  /** Signatures of all their files, one behind the other. */
  readonly words: BigUint64Array
}

/** Threads for all cores but one, and this one for that. */
async function lookInThreads(
  jobs: readonly Job[],
  task: Task,
  program: URL,
  count: number,
): Promise<readonly Kept[]> {
  const kept: Kept[] = []
  let next = 0
  const take = (): readonly Job[] => jobs.slice(next, (next += portion))
  const others = Array.from({ length: count - 1 }, () => lookInThread(task, program, take, kept))
  const surroundings = surroundingsOf(task)
  for (let some = take(); some.length > 0; some = take()) {
    for (const job of some) kept.push(keptFrom(lookAt(job, surroundings)))
    // Lets the others have their next portions.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(others)
  return kept
}

function lookInThread(task: Task, program: URL, take: () => readonly Job[], kept: Kept[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // Young garbage is most of what a thread makes; a small nursery keeps the whole process small.
    const worker = new Worker(program, { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: 16 } })
    let open = 0
    const give = (): void => {
      const some = take()
      if (some.length === 0) return
      open++
      worker.postMessage(some)
    }
    worker.on('message', ({ lines, words }: Answer) => {
      open--
      give()
      for (const one of parseGlances(lines, words)) kept.push(one)
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
