// Authors, times and token counts of conversations in, the words for them out.
import type { Usage } from '../model/model.ts'
import type { Author } from '../session/conversation.ts'

/** Null where nothing was counted. */
export function usageWords({ input, output, cacheRead, cacheWrite }: Usage): string | null {
  const counts = [
    [input, 'in'],
    [output, 'out'],
    [cacheRead, 'read from the cache'],
    [cacheWrite, 'written to the cache'],
  ] as const
  const said = counts.flatMap(([count, what]) => (count === null ? [] : [`${grouped(count)} ${what}`]))
  return said.length === 0 ? null : said.join(', ')
}

/** `1,234,567`, the same on every machine. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

export const authorWords: Readonly<Record<Author, string>> = {
  person: 'Person',
  agent: 'Agent',
  machine: 'Machine',
}

/** `2026-11-21 18:27:04`: ISO 8601 without what everybody knows. Anything else stays. */
export function timeWords(at: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(at)
  return match === null ? at : `${match[1]} ${match[2]}`
}
