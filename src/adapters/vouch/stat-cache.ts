// Glances with the signatures of their files in, a kept file out, and back.
import type { Glance } from '../../ports.ts'
import type { KeptFile } from './kept-file.ts'
import { filesOf, type Look } from './look.ts'
import { signatureWords, wordsOf } from './signature.ts'

/** A glance as it is kept. */
export interface Kept {
  readonly glance: Glance
  /** The glance as JSON. */
  readonly line: string
  /** Signatures of its files, one behind the other. */
  readonly words: BigUint64Array
}

export function keptFrom({ glance, signatures }: Look): Kept {
  return { glance, line: JSON.stringify(glance), words: wordsOf(signatures) }
}

/** By path of the lock. Empty where nothing was kept. */
export function readGlances(file: KeptFile): ReadonlyMap<string, Kept> {
  const content = file.read()
  if (content === null || content.text === '') return new Map()
  return new Map(parseGlances(content.text, content.words).map((kept) => [kept.glance.lock, kept]))
}

/** @param text one a line, as `keptFrom` wrote them. */
export function parseGlances(text: string, words: BigUint64Array): readonly Kept[] {
  let at = 0
  return text.split('\n').map((line) => {
    const glance = JSON.parse(line) as Glance // As `keptFrom` wrote it: the caller has it from nobody else.
    const end = at + filesOf(glance).length * signatureWords
    const kept = { glance, line, words: words.subarray(at, end) }
    at = end
    return kept
  })
}

export function writeGlances(file: KeptFile, kept: readonly Kept[]): Promise<void> {
  return file.write(
    kept.map(({ words }) => words),
    kept.map(({ line }) => line).join('\n'),
  )
}
