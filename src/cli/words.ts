// Words of the command line → the same words, each also as a path from the root.
import type { Word } from '../pipeline/locked-choice.ts'
import { fromRoot } from './root-path.ts'

export function wordsFrom(root: string, cwd: string, words: readonly string[]): readonly Word[] {
  return words.map((typed) => ({ typed, path: fromRoot(root, cwd, typed) }))
}
