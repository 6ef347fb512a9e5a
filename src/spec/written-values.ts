// The keys of front matter as written in, their values by type out, with a finding for each of the wrong type.
import { diagnostic, type Diagnostic, type Place } from '../diagnostic/diagnostic.ts'
import type { WrittenEntry, WrittenValue } from './yaml-block.ts'

/** A text of front matter, and where it stands. */
export interface WrittenText {
  readonly text: string
  readonly place: Place
}

/** Says what is wrong, and goes on. */
export type Say = (found: Diagnostic) => void

/** Reads one key after another. A key without a value is one that is not there. */
export class WrittenValues {
  readonly #entries: ReadonlyMap<string, WrittenEntry>
  readonly #say: Say

  constructor(entries: readonly WrittenEntry[], say: Say) {
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]))
    this.#say = say
  }

  placeOf(key: string): Place | undefined {
    return this.#entries.get(key)?.place
  }

  text(key: string): string | null {
    const value = this.#valueOf(key)
    if (value === null) return null
    if (value.kind === 'scalar' && typeof value.value === 'string') return value.value
    const hint = value.kind === 'scalar' ? 'put it in quotes' : 'write one text'
    this.#wrong(`\`${key}\` is ${whatIs(value)}, expected a text`, value.place, hint)
    return null
  }

  /** One of these words; `otherwise` where the key is missing or wrong. */
  choice<const T extends string>(key: string, words: readonly T[], otherwise: T): T {
    const value = this.#valueOf(key)
    if (value === null) return otherwise
    const word = value.kind === 'scalar' ? words.find((one) => one === value.value) : undefined
    if (word !== undefined) return word
    const expected = words.map((one) => `\`${one}\``).join(' or ')
    this.#wrong(
      `\`${key}\` is ${whatIs(value)}, expected ${expected}`,
      value.place,
      `leave it out for \`${otherwise}\``,
    )
    return otherwise
  }

  list(key: string): readonly WrittenText[] {
    const value = this.#valueOf(key)
    if (value === null) return []
    if (value.kind !== 'list') {
      const hint = 'put each on a line of its own that starts with `- `'
      this.#wrong(`\`${key}\` is ${whatIs(value)}, expected a list of texts`, value.place, hint)
      return []
    }
    const texts: WrittenText[] = []
    for (const item of value.items) {
      if (item.kind === 'scalar' && typeof item.value === 'string')
        texts.push({ text: item.value, place: item.place })
      else this.#wrong(`\`${key}\` lists ${whatIs(item)}, expected a text`, item.place, 'put it in quotes')
    }
    return texts
  }

  #valueOf(key: string): WrittenValue | null {
    const value = this.#entries.get(key)?.value
    return value === undefined || (value.kind === 'scalar' && value.value === null) ? null : value
  }

  #wrong(message: string, place: Place, hint: string): void {
    this.#say(diagnostic('spec-front-matter', message, { place, hint }))
  }
}

function whatIs(value: WrittenValue): string {
  if (value.kind === 'list') return 'a list'
  if (value.kind === 'other') return value.what
  if (typeof value.value === 'string') return `the text \`${value.value.slice(0, 40)}\``
  return value.value === null ? 'nothing' : `the ${typeof value.value} \`${String(value.value)}\``
}
