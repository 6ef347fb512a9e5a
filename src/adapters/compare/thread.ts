// The program of a thread: portions of two versions of files in, how much each differs out.
import { parentPort } from 'node:worker_threads'
import { compareTogether } from '../../diff/compare-many.ts'
import type { ComparedPortion, Portion } from './portions.ts'

parentPort?.on('message', ({ number, pairs }: Portion) => {
  const told = compareTogether(pairs).map(({ level, changes }) => ({ level, changes }))
  const answer: ComparedPortion = { number, told }
  parentPort?.postMessage(answer)
})
