// What nothing needs any more in; lines for people out.
import type { Garbage, GarbageKind } from '../pipeline/archive-gc.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** In the order in which they are told. */
const words: Readonly<Record<GarbageKind, string>> = {
  head: 'heads of sessions that another version continues',
  redacted: 'versions of sessions that hold what was taken out, and nothing else that is not kept',
  chunk: 'chunks of sessions that no head names',
  record: 'records that no lock of any branch leads to',
  blob: 'blobs that no such record or lock names',
  answer: 'answers on this machine that are settled, and older than 30 days',
  search: 'an index of spec search that was not used for 30 days',
}

/** Of each kind so many are named; --json has all. */
const shownEach = 10

export function renderGarbage(garbage: readonly Garbage[], deleted: boolean, colours: Colours): string {
  if (garbage.length === 0) return 'nothing to collect'
  const lines = Object.entries(words).flatMap(([kind, what]) => {
    const some = garbage.filter((one) => one.kind === kind)
    if (some.length === 0) return []
    const more = some.length > shownEach ? [`  … and ${some.length - shownEach} more`] : []
    return [
      `${colours.bold(`${some.length}`)} ${what}: ${sizeOf(sum(some))}`,
      ...some
        .slice(0, shownEach)
        .map(({ path, bytes }) => `  ${escapeText(path)}  ${colours.dim(sizeOf(bytes))}`),
      ...more,
    ]
  })
  const all = `${garbage.length} ${garbage.length === 1 ? 'file' : 'files'}, ${sizeOf(sum(garbage))}`
  return [
    ...lines,
    deleted ? `deleted: ${all}` : `${all}; nothing was deleted: spec archive gc --delete does it`,
  ].join('\n')
}

function sum(garbage: readonly Garbage[]): number {
  return garbage.reduce((all, { bytes }) => all + bytes, 0)
}

function sizeOf(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
