// A record of the archive in, all that it holds in lines for people out. Texts themselves are printed on demand.
import type {
  AcceptanceBody,
  AmendmentBody,
  GenerationBody,
  OverwrittenBody,
  StoredRecord,
} from '../archive/record.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'
import { shortDigest } from './log.ts'

export interface ShownRecord {
  readonly digest: string
  readonly record: StoredRecord
  readonly local: boolean
}

type Rows = readonly (readonly [name: string, values: readonly string[]])[]

/** Names on the left, values on the right, one a line. Everything from outside is escaped. */
export function renderRecord({ digest, record, local }: ShownRecord, colours: Colours): string {
  const rows: Rows = [
    ['record', [digest]],
    ['kind', [local ? `${record.kind} (local: it did not land)` : record.kind]],
    ['spec', [record.spec]],
    ['at', [record.at]],
    ['tool', [`spec ${record.tool}`]],
    ['previous', record.previous === null ? [] : [shortDigest(record.previous)]],
    ...bodyRows(record),
  ]
  const shown = rows.filter(([, values]) => values.length > 0)
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown
    .flatMap(([name, values]) =>
      values.map(
        (value, index) => `${colours.bold((index === 0 ? name : '').padEnd(width))}  ${escapeText(value)}`,
      ),
    )
    .join('\n')
}

function bodyRows(record: StoredRecord): Rows {
  switch (record.kind) {
    case 'generation':
      return generationRows(record.body)
    case 'acceptance':
      return acceptanceRows(record.body)
    case 'overwritten':
      return overwrittenRows(record.body)
    case 'amendment':
      return amendmentRows(record.body)
  }
}

function generationRows(body: GenerationBody): Rows {
  return [
    ['outcome', [body.outcome]],
    ['model', [`${body.identity.kind} ${body.identity.name}`]],
    ['question', [body.question]],
    ['template', [body.template]],
    ['calls', body.conversation.turns.map(callOf)],
    [
      'checks',
      body.checks.map(
        ({ name, verdict, note }) =>
          `${name}: ${verdict === 'not-run' ? 'not run' : verdict}${inBrackets(note)}`,
      ),
    ],
    ['decisions', body.decisions.map(decisionOf)],
    ['trace', body.trace.map(traceOf)],
    ['files', filesOf(body.files)],
    ['inputs', filesOf(body.inputs)],
  ]
}

function amendmentRows(body: AmendmentBody): Rows {
  return [
    ['outcome', [body.outcome]],
    ['model', [`${body.identity.kind} ${body.identity.name}`]],
    ['question', [body.question]],
    ['template', [body.template]],
    ['calls', body.conversation.turns.map(callOf)],
    ['because', [body.because]],
    ['spec file', [body.path]],
    ['why', body.why],
    ['trace', body.trace.map(traceOf)],
    ['files', changedFilesOf(body.files)],
    ['inputs', filesOf(body.inputs)],
  ]
}

function traceOf({ requirement, symbols }: GenerationBody['trace'][number]): string {
  const names = symbols.map(({ path, name }) => `${path}#${name}`)
  return `${requirement} → ${names.length === 0 ? 'nothing' : names.join(', ')}`
}

function callOf({ stop, usage, requestId }: GenerationBody['conversation']['turns'][number]): string {
  const counts = [
    [usage.input, 'in'],
    [usage.output, 'out'],
    [usage.cacheRead, 'from the cache'],
    [usage.cacheWrite, 'to the cache'],
  ] as const
  const tokens = counts.flatMap(([count, what]) => (count === null ? [] : [`${count} ${what}`]))
  const used = tokens.length === 0 ? '' : `, tokens: ${tokens.join(', ')}`
  return `${stop}${used}${requestId === null ? '' : `, request ${requestId}`}`
}

function decisionOf({
  requirement,
  open,
  chosen,
  because,
  noChange,
}: GenerationBody['decisions'][number]): string {
  const about = requirement === null ? '' : `${requirement}: `
  return noChange
    ? `${about}no change needed, because ${because}`
    : `${about}${open} → ${chosen} (${because})`
}

function acceptanceRows(body: AcceptanceBody): Rows {
  return [
    ['because', [body.because]],
    ['files', changedFilesOf(body.files)],
    ['inputs', filesOf(body.inputs)],
  ]
}

function changedFilesOf(files: AcceptanceBody['files']): readonly string[] {
  return Object.entries(files).map(
    ([path, { before, after }]) =>
      `${path}  ${before === null ? 'never built' : shortDigest(before)} → ${shortDigest(after)}`,
  )
}

function overwrittenRows(body: OverwrittenBody): Rows {
  const hidden = new Set(body.private)
  const files = Object.entries(body.files).map(([path, digest]) => {
    const where = hidden.has(path) ? '  (it holds a secret: only in .spec/local of whoever overwrote it)' : ''
    return `${path}  ${shortDigest(digest)}${where}`
  })
  return [
    ['reason', [body.reason]],
    ['files', files],
  ]
}

function filesOf(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).map(([path, digest]) => `${path}  ${shortDigest(digest)}`)
}

function inBrackets(note: string | null): string {
  return note === null ? '' : ` (${note})`
}
