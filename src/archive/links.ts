// A record or a lock in, everything of the archive that it names out: what has to be there for it to be whole.
import type { Digest } from '../digest/digest.ts'
import type { RecordedConversation, StoredRecord } from './record.ts'

/** A thing of the archive, and what it is to whoever names it. */
export interface Link {
  readonly kind: 'record' | 'blob'
  readonly digest: Digest
  /** `the answer`, `src/login.ts as written`, `the record before it`. */
  readonly what: string
}

/** What a record names. Bytes that hold a secret live in `.spec/local/` of one person and are left out (rule 27). */
export function linksOfRecord(record: StoredRecord): readonly Link[] {
  const links: Link[] = []
  if (record.previous !== null)
    links.push({ kind: 'record', digest: record.previous, what: 'the record before it' })
  switch (record.kind) {
    case 'generation': {
      const { files, inputs, conversation } = record.body
      links.push(...blobs(files, ''), ...blobs(inputs, 'the input '), ...saidIn(conversation))
      return links
    }
    case 'amendment': {
      const { path, files, inputs, conversation } = record.body
      for (const [name, { before, after }] of Object.entries(files)) {
        links.push({ kind: 'blob', digest: after, what: `${name} as amended` })
        // What stood in a target before is in the record that the lock named then.
        if (name === path && before !== null)
          links.push({ kind: 'blob', digest: before, what: `${name} before it was amended` })
      }
      links.push(...blobs(inputs, 'the input '), ...saidIn(conversation))
      return links
    }
    case 'acceptance': {
      for (const [path, { after }] of Object.entries(record.body.files)) {
        links.push({ kind: 'blob', digest: after, what: `${path} as accepted` })
      }
      links.push(...blobs(record.body.inputs, 'the input '))
      return links
    }
    case 'overwritten': {
      const hidden = new Set(record.body.private)
      const files = Object.entries(record.body.files).filter(([path]) => !hidden.has(path))
      links.push(...blobs(Object.fromEntries(files), 'the former '))
      return links
    }
  }
}

function saidIn({ system, messages, turns }: RecordedConversation): readonly Link[] {
  const blob = (digest: Digest, what: string): Link => ({ kind: 'blob', digest, what })
  return [
    ...system.map((one) => blob(one.blob, 'the system part')),
    ...messages.map((one) => blob(one.blob, 'a message')),
    ...turns.flatMap(({ answer }) => (answer === null ? [] : [blob(answer, 'an answer')])),
  ]
}

function blobs(files: Readonly<Record<string, Digest>>, before: string): Link[] {
  return Object.entries(files).map(([path, digest]) => ({ kind: 'blob', digest, what: `${before}${path}` }))
}

/** The part of a lock that names the archive. Structural: this stage does not know locks. */
export interface NamingLock {
  readonly targets: Readonly<
    Record<
      string,
      {
        readonly generated: { readonly blob: Digest } | null
        readonly written: { readonly blob: Digest }
        readonly record: Digest
        readonly accepted: { readonly record: Digest } | null
      }
    >
  >
}

/** What a lock names; all of it lives in the repository, always (rule 20). */
export function linksOfLock(lock: NamingLock): readonly Link[] {
  const links: Link[] = []
  for (const [path, { generated, written, record, accepted }] of Object.entries(lock.targets)) {
    if (generated !== null) links.push({ kind: 'blob', digest: generated.blob, what: `${path} as generated` })
    links.push({ kind: 'blob', digest: written.blob, what: `${path} as written` })
    links.push({ kind: 'record', digest: record, what: `the record of ${path}` })
    if (accepted !== null) {
      links.push({ kind: 'record', digest: accepted.record, what: `the acceptance of ${path}` })
    }
  }
  return links
}
