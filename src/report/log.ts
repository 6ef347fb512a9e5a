// Entries of the log in, a line for each out.
import type { LogEntry } from '../pipeline/log.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** Digits of a digest that a person types to see the record. */
export const shownDigits = 12

export function shortDigest(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + shownDigits)
}

/** `2026-01-02T03:04:05Z  1a2b3c4d5e6f  generation  auth-flow  anthropic claude  src/a.ts, src/b.ts` */
export function renderLog(entries: readonly LogEntry[], colours: Colours): string {
  const width = Math.max(0, ...entries.map(({ spec }) => spec.length))
  return entries
    .map((entry) => {
      const mark = markOf(entry)
      return [
        colours.dim(escapeText(entry.at)),
        colours.yellow(shortDigest(entry.digest)),
        entry.kind.padEnd('overwritten'.length),
        colours.bold(escapeText(entry.spec.padEnd(width))),
        ...(mark === null ? [] : [colours.red(mark)]),
        escapeText(byOf(entry)),
        colours.dim(escapeText(entry.files.join(', '))),
      ].join('  ')
    })
    .join('\n')
}

/** Local answers are marked: nothing of them is in the code. */
function markOf({ local, outcome }: LogEntry): string | null {
  if (!local && (outcome === null || outcome === 'landed')) return null
  return `[${outcome ?? 'local'}${local ? ', local' : ''}]`
}

function byOf({ model, reason }: LogEntry): string {
  if (model === null) return reason ?? ''
  return `${model.kind} ${model.name}${reason === null ? '' : `: ${reason}`}`
}
