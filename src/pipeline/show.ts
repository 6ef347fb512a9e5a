// The use case `show`: the first digits of a digest in, the record they mean, and its texts on demand, out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import type { StoredRecord } from '../archive/record.ts'
import type { Store } from '../ports.ts'
import { allRecords, newestFirst, type FoundRecord } from './log.ts'

const leastDigits = 4

/** The one record whose digest begins so. `unknown-record` where none or several do; `usage` for less than four digits. */
export async function findRecord(store: Store, typed: string): Promise<Result<FoundRecord>> {
  const digits = typed.replace(/^sha256:/, '').toLowerCase()
  if (!/^[0-9a-f]+$/.test(digits) || digits.length < leastDigits || digits.length > 64) {
    return fail(
      diagnostic('usage', `${typed} is not the beginning of a digest`, {
        hint: `give its first hex digits, at least ${leastDigits}, as spec log shows them`,
      }),
    )
  }
  const all = await allRecords(store)
  if (!all.ok) return all
  const meant = newestFirst(all.value).filter(({ digest }) => hexOf(digest).startsWith(digits))
  const [first] = meant
  if (first !== undefined && meant.length === 1) return ok(first, all.diagnostics)
  if (first === undefined) {
    return fail(
      ...all.diagnostics,
      diagnostic('unknown-record', `no record has a digest that begins with ${digits}`, {
        hint: 'spec log shows all',
      }),
    )
  }
  const some = meant
    .slice(0, 5)
    .map(({ digest, record }) => `${hexOf(digest).slice(0, 16)} (${record.kind} of ${record.spec})`)
  const more = meant.length > some.length ? `, and ${meant.length - some.length} more` : ''
  return fail(
    diagnostic(
      'unknown-record',
      `${meant.length} records have a digest that begins with ${digits}: ${some.join(', ')}${more}`,
      {
        hint: 'give more digits',
      },
    ),
  )
}

/** A text of a record: one of its files, an answer, or its prompt. */
export interface RecordText {
  readonly name: string
  readonly text: string
}

/** Text of a file that the record names: built, accepted, overwritten, or an input. */
export function fileOfRecord(store: Store, record: StoredRecord, path: string): Result<RecordText> {
  const files = filesOfRecord(record)
  const digest = files.get(path)
  if (digest !== undefined) return textOf(store, path, digest)
  const near = nearest(path, files.keys())
  return fail(
    diagnostic('usage', `the record has no file ${path}`, {
      hint: near === null ? `it has: ${[...files.keys()].join(', ')}` : `did you mean ${near}?`,
    }),
  )
}

/** Path → digest of every file that a record names. Where an input has the path of a result, the result counts. */
export function filesOfRecord(record: StoredRecord): ReadonlyMap<string, Digest> {
  const files = new Map<string, Digest>()
  if (record.kind !== 'overwritten')
    for (const [path, digest] of Object.entries(record.body.inputs)) files.set(path, digest)
  if (record.kind === 'acceptance' || record.kind === 'amendment')
    for (const [path, { after }] of Object.entries(record.body.files)) files.set(path, after)
  else for (const [path, digest] of Object.entries(record.body.files)) files.set(path, digest)
  return files
}

/** The answers of a generation, in order; a call that failed without output gave none. */
export function answersOfRecord(store: Store, record: StoredRecord): Result<readonly RecordText[]> {
  if (record.kind !== 'generation' && record.kind !== 'amendment') return noConversation(record)
  const answers = record.body.conversation.turns.flatMap(({ answer }) => (answer === null ? [] : [answer]))
  return textsOf(
    store,
    answers.map((digest, index) => ({ name: `answer ${index + 1}`, digest })),
  )
}

/** What was sent: the system blocks, then the messages. */
export function promptOfRecord(store: Store, record: StoredRecord): Result<readonly RecordText[]> {
  if (record.kind !== 'generation' && record.kind !== 'amendment') return noConversation(record)
  const { system, messages } = record.body.conversation
  return textsOf(store, [
    ...system.map(({ blob }, index) => ({ name: `system ${index + 1}`, digest: blob })),
    ...messages.map(({ role, blob }) => ({ name: role, digest: blob })),
  ])
}

function noConversation({ kind }: StoredRecord): Result<never> {
  const what = kind === 'acceptance' ? 'an acceptance' : 'overwritten bytes'
  return fail(
    diagnostic('usage', `the record is of ${what}: no model was asked`, {
      hint: '--answer and --prompt are for generations and amendments',
    }),
  )
}

function textsOf(
  store: Store,
  parts: readonly { readonly name: string; readonly digest: Digest }[],
): Result<readonly RecordText[]> {
  const texts: RecordText[] = []
  for (const { name, digest } of parts) {
    const text = textOf(store, name, digest)
    if (!text.ok) return text
    texts.push(text.value)
  }
  return ok(texts)
}

function textOf(store: Store, name: string, digest: Digest): Result<RecordText> {
  const blob = store.blob(digest)
  if (!blob.ok) return blob
  if (blob.value === null) {
    return fail(
      diagnostic('record-missing', `the archive lacks the bytes of ${name} (${hexOf(digest).slice(0, 12)})`, {
        hint: 'spec archive verify shows all that is missing',
      }),
    )
  }
  const text = decodeText(blob.value)
  return text === null
    ? fail(
        diagnostic('usage', `${name} is not text: it has ${blob.value.length} bytes`, {
          hint: 'spec restore brings targets back',
        }),
      )
    : ok({ name, text })
}
