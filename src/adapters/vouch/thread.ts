// The program of a thread: portions of jobs in, their looks out.
import { parentPort, workerData } from 'node:worker_threads'
import { lookAt, type Job } from './look.ts'
import { keptFrom } from './stat-cache.ts'
import { surroundingsOf, type Answer, type Task } from './threads.ts'

// Started by `threads.ts` alone, with a task.
const surroundings = surroundingsOf(workerData as Task)

parentPort?.on('message', (jobs: readonly Job[]) => {
  const kept = jobs.map((job) => keptFrom(lookAt(job, surroundings)))
  const words = new BigUint64Array(kept.reduce((all, one) => all + one.words.length, 0))
  let at = 0
  for (const one of kept) {
    words.set(one.words, at)
    at += one.words.length
  }
  const answer: Answer = { lines: kept.map(({ line }) => line).join('\n'), words }
  parentPort?.postMessage(answer, [words.buffer])
})
