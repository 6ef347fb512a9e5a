// Jobs in, their looks out, from as many threads as the machine has cores once there are enough jobs.
import fs from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { ConfinedReader } from '../confined.ts'
import type { GitSource } from './git-source.ts'
import { gitWitness } from './git-witness.ts'
import { lookAt, type Job, type Look, type Surroundings } from './look.ts'
import type { Stamp } from './signature.ts'
import { keptFrom, type Kept } from './stat-cache.ts'

/** All a thread needs to know. Plain data. */
export interface Task {
  readonly root: string
  readonly stamp: Stamp
  readonly git: GitSource | null
}

/** Fewer jobs are done sooner than a thread starts. */
const worthThreads = 400
/** Jobs that a thread gets at a time, so that all end at about the same time. */
const portion = 64

/** The looks in any order. */
export async function lookAtAll(jobs: readonly Job[], task: Task): Promise<readonly Kept[]> {
  const cores = os.availableParallelism()
  const program = jobs.length < worthThreads || cores < 2 ? null : threadProgram()
  return program === null ? lookHere(jobs, task) : lookInThreads(jobs, task, program, Math.min(cores, 8))
}

function lookHere(jobs: readonly Job[], task: Task): readonly Kept[] {
  const surroundings = surroundingsOf(task)
  return jobs.map((job) => keptFrom(lookAt(job, surroundings)))
}

export function surroundingsOf({ root, stamp, git }: Task): Surroundings {
  const reader = new ConfinedReader(root)
  return { reader, stamp, git: git === null ? null : gitWitness(root, reader, git) }
}

/** The built program of a thread; null where this runs from source. */
function threadProgram(): URL | null {
  const found = ['./thread.js', '../thread.js'].map((place) => new URL(place, import.meta.url))
  return found.find((url) => fs.existsSync(fileURLToPath(url))) ?? null
}

/** What a thread answers to a portion: lines of glances and the signatures of all their files. */
export interface Answer {
  readonly lines: readonly string[]
  readonly words: readonly BigUint64Array[]
}

async function lookInThreads(
  jobs: readonly Job[],
  task: Task,
  program: URL,
  count: number,
): Promise<readonly Kept[]> {
  const kept: Kept[] = []
  let next = 0
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      // Young garbage is most of what a thread makes; a small nursery keeps the whole process small.
      const worker = new Worker(program, {
        workerData: task,
        resourceLimits: { maxYoungGenerationSizeMb: 16 },
      })
      const give = (): void => {
        const some = jobs.slice(next, (next += portion))
        if (some.length > 0) worker.postMessage(some)
        else void worker.terminate().then(() => resolve())
      }
      worker.on('message', ({ lines, words }: Answer) => {
        lines.forEach((line, at) => {
          // A glance that `thread.ts` wrote.
          kept.push({
            line,
            glance: JSON.parse(line) as Look['glance'],
            words: words[at] ?? new BigUint64Array(),
          })
        })
        give()
      })
      worker.on('error', reject)
      give()
    })
  await Promise.all(Array.from({ length: count }, work))
  return kept
}
