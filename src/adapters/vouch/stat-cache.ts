// Glances with the signatures of their files in, a kept file out, and back.
import type { Glance, Still } from '../../ports.ts'
import type { KeptFile } from './kept-file.ts'
import { filesOf, lookAt, type Job, type Surroundings } from './look.ts'
import { SignatureList, signatureWords } from './signature.ts'
import { stillOf } from './still.ts'

/** Some glances as they are kept, and as a thread sends them. Nobody parses them before they are asked for. */
export interface Portion {
  /** Glances as JSON, one a line. */
  readonly lines: string
  /** Signatures of all their files, one behind the other. */
  readonly words: BigUint64Array
}

export interface Answer extends Portion {
  /** Paths of the locks. */
  readonly locks: readonly string[]
  /** Can be sent on to another thread. */
  readonly words: BigUint64Array<ArrayBuffer>
  /** How many of the words are of each glance. */
  readonly counts: readonly number[]
  /** JSON of what `stillOf` says of each glance. */
  readonly stills: string
}

/** A glance that was looked at now or is kept from before. */
export interface Kept {
  /** Path of the lock. */
  readonly lock: string
  readonly glance: Glance
  readonly portion: Portion
  /** Signatures of its files, one behind the other. */
  readonly words: BigUint64Array
  readonly still: Still | null
}

export function lookAtSome(jobs: readonly Job[], around: Surroundings): Answer {
  const signatures = new SignatureList()
  const lines: string[] = []
  const counts: number[] = []
  const stills: (Still | null)[] = []
  for (const job of jobs) {
    const before = signatures.length
    const glance = lookAt(job, around, signatures)
    counts.push(signatures.length - before)
    lines.push(JSON.stringify(glance))
    stills.push(stillOf(glance))
  }
  const locks = jobs.map(({ lock }) => lock)
  return { locks, lines: lines.join('\n'), words: signatures.words(), counts, stills: JSON.stringify(stills) }
}

/** What `lookAtSome` found, in the order of its jobs. */
export function keptFrom(answer: Answer): readonly Kept[] {
  // Both as `lookAtSome` wrote them.
  const stills = JSON.parse(answer.stills) as readonly (Still | null)[]
  let parsed: readonly Glance[] | null = null
  const glances = (): readonly Glance[] => (parsed ??= parseLines(answer.lines))
  let at = 0
  return answer.locks.map((lock, index) => {
    const count = answer.counts[index] ?? 0
    const words = answer.words.subarray(at, at + count)
    at += count
    return new Fresh(lock, answer, words, stills[index] ?? null, index, glances)
  })
}

class Fresh implements Kept {
  readonly lock: string
  readonly portion: Portion
  readonly words: BigUint64Array
  readonly still: Still | null
  readonly #index: number
  readonly #glances: () => readonly Glance[]

  constructor(
    lock: string,
    portion: Portion,
    words: BigUint64Array,
    still: Still | null,
    index: number,
    glances: () => readonly Glance[],
  ) {
    this.lock = lock
    this.portion = portion
    this.words = words
    this.still = still
    this.#index = index
    this.#glances = glances
  }

  get glance(): Glance {
    const glance = this.#glances()[this.#index]
    if (glance === undefined) throw new Error('a portion has fewer glances than jobs')
    return glance
  }
}

/** By path of the lock. Empty where nothing was kept. */
export function readGlances(file: KeptFile): ReadonlyMap<string, Kept> {
  const content = file.read()
  if (content === null || content.text === '') return new Map()
  const lines = content.text.split('\n')
  let at = 0
  return new Map(
    parseLines(content.text).map((glance, index) => {
      const end = at + filesOf(glance).length * signatureWords
      const words = content.words.subarray(at, end)
      at = end
      const portion = { lines: lines[index] ?? '', words }
      return [
        glance.lock,
        {
          lock: glance.lock,
          glance,
          portion,
          words,
          get still() {
            return stillOf(glance)
          },
        },
      ]
    }),
  )
}

/** @param lines as `lookAtSome` wrote them: the caller has them from nobody else. */
function parseLines(lines: string): readonly Glance[] {
  return lines.split('\n').map((line) => JSON.parse(line) as Glance)
}

export function writeGlances(file: KeptFile, kept: Iterable<Kept>): Promise<void> {
  const portions = [...new Set(Array.from(kept, ({ portion }) => portion))]
  return file.write(
    portions.map(({ words }) => words),
    portions.map(({ lines }) => lines).join('\n'),
  )
}
