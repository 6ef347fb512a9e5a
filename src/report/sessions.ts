// Kept sessions, and what importing some gave, in; lines for people and members for programs out.
import type { SessionHead } from '../archive/session.ts'
import type { ImportedSession, ImportOutcome, ImportReport } from '../pipeline/import-sessions.ts'
import { counted } from './batch.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** A session as the archive has it. */
export interface ListedSession {
  readonly key: string
  readonly path: string
  readonly head: SessionHead
  /** Number among versions that differ; null for one. */
  readonly fork: number | null
}

/** Ids are long: what is shown tells them apart, and `spec show` takes it. */
const shortest = 8
const longestTitle = 72

/** One line a session: id, when, branch, messages, size, title. */
export function renderSessions(sessions: readonly ListedSession[], colours: Colours): string {
  const ids = shortIds(sessions)
  const rows = sessions.map(({ head }, at) => {
    const [brief] = head.conversations
    return {
      id: escapeText(ids[at] ?? ''),
      when: minutes(brief?.start ?? brief?.end ?? null),
      branch: escapeText(shortened(brief?.branch ?? '', 24)),
      messages: counted(messagesOf(head), 'message'),
      size: sizeOf(head.bytes),
      title: escapeText(shortened(brief?.title ?? '', longestTitle)),
    }
  })
  const width = (of: (row: (typeof rows)[number]) => string): number =>
    Math.max(0, ...rows.map((row) => of(row).length))
  const [id, when, branch] = [width((row) => row.id), width((row) => row.when), width((row) => row.branch)]
  const [messages, size] = [width((row) => row.messages), width((row) => row.size)]
  return rows
    .map((row) =>
      [
        colours.bold(row.id.padEnd(id)),
        row.when.padEnd(when),
        colours.cyan(row.branch.padEnd(branch)),
        row.messages.padStart(messages),
        row.size.padStart(size),
        row.title,
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `agent/` and as many characters of the folder's name as no other session begins with. */
function shortIds(sessions: readonly ListedSession[]): readonly string[] {
  const keys = [...new Set(sessions.map(({ key }) => key))].sort()
  const lengths = new Map(
    keys.map((key, at) => {
      const common = Math.max(commonLength(key, keys[at - 1]), commonLength(key, keys[at + 1]))
      return [key, Math.max(key.indexOf('/') + 1 + shortest, common + 1)]
    }),
  )
  return sessions.map(({ key, fork }) => {
    const short = key.slice(0, lengths.get(key))
    return fork === null ? short : `${key}#${fork}`
  })
}

function commonLength(one: string, other: string | undefined): number {
  let length = 0
  while (other !== undefined && length < one.length && one[length] === other[length]) length++
  return length
}

export function sessionMembers({ key, path, head, fork }: ListedSession): Readonly<Record<string, unknown>> {
  const { agent, sessionId, project, records, bytes, chunks, conversations } = head
  return {
    key,
    agent,
    session: sessionId,
    fork,
    project,
    records,
    bytes,
    chunks: chunks.length,
    conversations,
    head: path,
  }
}

const words: Readonly<Record<ImportOutcome, string>> = {
  new: 'new',
  grown: 'grown',
  redacted: 'redacted again: more was taken out (the history of git still holds it)',
  unchanged: 'unchanged',
  longer: 'kept: the archive has more',
  fork: 'new version, which goes another way than the one that is kept',
}

/** One line a session that is not as it was, with what is to be known of it below; then the sums. */
export function renderImport(report: ImportReport, dryRun: boolean, colours: Colours): string {
  const told = report.sessions.filter(({ outcome }) => outcome !== 'unchanged')
  return [...told.map((one) => importLines(one, colours)), sumLine(report, dryRun)].join('\n')
}

/** One line: a session that is not as it was. */
export function renderChange(session: ImportedSession, colours: Colours): string {
  return importLines(session, colours).split('\n')[0] ?? ''
}

function importLines(session: ImportedSession, colours: Colours): string {
  const { key, outcome, added, head, redactions, unknown, damaged, damagedCount, source } = session
  const [brief] = head.conversations
  const grew =
    outcome === 'grown'
      ? ` by ${counted(added.records, 'record')} (${counted(added.messages, 'message')})`
      : ''
  const size =
    outcome === 'new' || outcome === 'fork'
      ? `: ${counted(messagesOf(head), 'message')}, ${sizeOf(head.bytes)}`
      : ''
  const title = brief?.title ? `  ${colours.dim(escapeText(shortened(brief.title, longestTitle)))}` : ''
  const lines = [`${colours.bold(escapeText(key))}  ${words[outcome]}${grew}${size}${title}`]
  if (outcome === 'longer') return lines.join('\n')
  if (redactions.size > 0) lines.push(`  redacted: ${countsOf(redactions)}`)
  if (unknown.size > 0)
    lines.push(`  kinds of record that no reader knows, kept as they are: ${countsOf(unknown)}`)
  if (damagedCount > 0) {
    const places = damaged
      .slice(0, 3)
      .map(({ line, why }) => `line ${line} (${escapeText(shortened(why, 60))})`)
    const more = damagedCount > places.length ? `, and ${damagedCount - places.length} more` : ''
    lines.push(`  damaged, kept as they are: ${escapeText(source)}: ${places.join(', ')}${more}`)
  }
  return lines.join('\n')
}

const outcomesInOrder: readonly (readonly [ImportOutcome, string])[] = [
  ['new', 'new'],
  ['grown', 'grown'],
  ['redacted', 'redacted again'],
  ['fork', 'beside another version'],
  ['unchanged', 'unchanged'],
  ['longer', 'longer in the archive'],
]

function sumLine({ sessions, passedOver }: ImportReport, dryRun: boolean): string {
  const count = (outcome: ImportOutcome): number => sessions.filter((one) => one.outcome === outcome).length
  const parts = outcomesInOrder.flatMap(([outcome, what]) => {
    const found = count(outcome)
    return found === 0 ? [] : [`${found} ${what}`]
  })
  if (passedOver > 0) parts.push(`${passedOver} without messages or not asked for`)
  const sum = parts.length === 0 ? '' : `: ${parts.join(', ')}`
  return `${counted(sessions.length, 'session')}${sum}${dryRun ? ' (dry run: nothing was written)' : ''}`
}

export function importMembers(session: ImportedSession): Readonly<Record<string, unknown>> {
  const { key, source, outcome, added, head, unknown, damaged, damagedCount, redactions } = session
  return {
    key,
    agent: head.agent,
    session: head.sessionId,
    source,
    outcome,
    added,
    records: head.records,
    bytes: head.bytes,
    conversations: head.conversations,
    redactions: Object.fromEntries(redactions),
    unknown: Object.fromEntries(unknown),
    damaged,
    damagedCount,
  }
}

export function messagesOf({ conversations }: SessionHead): number {
  return conversations.reduce((sum, { messages }) => sum + messages, 0)
}

function countsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${escapeText(name)} ${count}`).join(', ')
}

function minutes(time: string | null): string {
  return time === null ? '' : escapeText(time.slice(0, 16).replace('T', ' '))
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

function sizeOf(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
