// The history of one spec in, a line for each entry out: records as `spec log` shows them, commits, conversations, edits.
import type { CommitEntry, ConversationEntry, EditEntry, HistoryEntry } from '../pipeline/log-history.ts'
import type { SpecRole } from '../link/specs-of.ts'
import type { TalkSpec } from '../pipeline/talk-specs.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'
import { renderLog } from './log.ts'

const timeWidth = '2026-01-02T03:04:05Z'.length
const idWidth = 12
const kindWidth = 'overwritten'.length

export function renderHistory(entries: readonly HistoryEntry[], colours: Colours): string {
  return entries.map((entry) => renderEntry(entry, colours)).join('\n')
}

function renderEntry(entry: HistoryEntry, colours: Colours): string {
  switch (entry.kind) {
    case 'commit':
      return line(
        entry.at,
        entry.id.slice(0, idWidth),
        entry,
        `${entry.subject}  ${entry.author}`,
        commitFiles(entry),
        colours,
      )
    case 'conversation':
      return line(
        entry.at,
        '',
        entry,
        `${entry.conversation}  ${entry.title}`,
        linkWords(entry.links),
        colours,
      )
    case 'edit':
      return line('not accepted', '', entry, 'by hand', entry.files.join(', '), colours)
    default:
      return renderLog([entry], colours)
  }
}

function line(
  at: string | null,
  id: string,
  { kind }: CommitEntry | ConversationEntry | EditEntry,
  what: string,
  more: string,
  { dim, yellow, bold }: Colours,
): string {
  const time = (at ?? '').replace(/\.\d+Z$/, 'Z').slice(0, timeWidth)
  const name = kind === 'conversation' ? 'session' : kind
  return [
    dim(escapeText(time).padEnd(timeWidth)),
    yellow(escapeText(id).padEnd(idWidth)),
    name.padEnd(kindWidth),
    bold(escapeText(what)),
    dim(escapeText(more)),
  ]
    .join('  ')
    .trimEnd()
}

/** `src/a.ts (by hand), src/b.ts` */
function commitFiles({ files }: CommitEntry): string {
  return files
    .map(({ path, change, recorded }) => {
      const marks = [...(change === 'changed' ? [] : [change]), ...(recorded === false ? ['by hand'] : [])]
      return marks.length === 0 ? path : `${path} (${marks.join(', ')})`
    })
    .join(', ')
}

const roleWords: Readonly<Record<SpecRole, string>> = {
  named: 'named the spec',
  read: 'read the spec',
  written: 'wrote the spec',
  used: 'read',
  built: 'changed',
}

/** `read the spec in turn 2; changed src/a.ts in turns 4, 6` */
function linkWords(links: readonly (Omit<TalkSpec, 'spec' | 'symbols'> & Partial<TalkSpec>)[]): string {
  return links
    .map(({ role, path, turns, symbols = [] }) => {
      const names = symbols.map(({ symbol }) => symbol).join(', ')
      const inside = names === '' ? '' : ` (${names})`
      const file = role === 'used' || role === 'built' ? ` ${path}${inside}` : ''
      const shown = turns.length > 4 ? `${turns.slice(0, 4).join(', ')}, …` : turns.join(', ')
      return `${roleWords[role]}${file} in turn${turns.length === 1 ? '' : 's'} ${shown}`
    })
    .join('; ')
}

/** Facts of a conversation: a spec a line. */
export function specFacts(links: readonly TalkSpec[]): readonly (readonly [name: string, value: string])[] {
  const ids = [...new Set(links.map(({ spec }) => spec))]
  return ids.map((id) => ['Spec', `${id}: ${linkWords(links.filter(({ spec }) => spec === id))}`])
}
