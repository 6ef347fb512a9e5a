// The program of a thread: a task and then portions of jobs in, their looks out.
import { parentPort } from 'node:worker_threads'
import type { Surroundings } from './look.ts'
import { lookAtSome } from './stat-cache.ts'
import { surroundingsOf, type Message } from './threads.ts'

let surroundings: Surroundings | null = null

// Sent by `threads.ts` alone, the task first.
parentPort?.on('message', ({ task, jobs }: Message) => {
  if (task !== null) surroundings = surroundingsOf(task)
  if (surroundings === null) throw new Error('jobs came before their task')
  const answer = lookAtSome(jobs, surroundings)
  parentPort?.postMessage(answer, [answer.words.buffer])
})
