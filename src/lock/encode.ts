// A lock in, the text of its file out: one spelling for one lock, laid out so that branches merge.
import type { LockedAcceptance, LockedBytes, LockedTarget, Lock } from './lock.ts'
import { endMark, writtenName, type Blocks, type WrittenLock } from './written.ts'

/**
 * JSON with a stable order of keys, two spaces, LF. Sections and requirements keep the order that the spec has them in
 * (their order is part of the question, and pairs old words with new ones); everything else is sorted.
 */
export function encodeLock(lock: Lock): string {
  const { spec, question } = lock
  const written: WrittenLock = {
    lockVersion: lock.lockVersion,
    digestVersion: lock.digestVersion,
    spec: {
      id: spec.id,
      path: spec.path,
      title: spec.title,
      status: spec.status,
      model: spec.model,
      uses: spec.uses,
      context: spec.context,
      tests: spec.tests,
    },
    question: {
      sections: blocks(Object.entries(question.sections), ({ heading, digest }) => ({ heading, digest })),
      requirements: blocks(Object.entries(question.requirements), ({ section, digest, text }) => ({
        section,
        digest,
        text,
      })),
      specs: blocks(sorted(question.specs), ({ path, parts }) => ({ path, parts: sortedRecord(parts) })),
      declarations: blocks(sorted(question.declarations), sortedRecord),
      tests: blocks(sorted(question.tests), (digest) => ({ digest })),
    },
    specUses: blocks(sorted(lock.specUses), (ids) => ids),
    inputs: blocks(sorted(lock.inputs), (raw) => ({ raw })),
    trace: blocks(sorted(lock.trace), (symbols) => symbols),
    targets: blocks(sorted(lock.targets), writtenTarget),
  }
  return `${JSON.stringify(written, null, 2)}\n`
}

function writtenTarget(target: LockedTarget): LockedTarget {
  return {
    generated: target.generated === null ? null : writtenBytes(target.generated),
    written: writtenBytes(target.written),
    form: target.form,
    declarations: sortedRecord(target.declarations),
    vouch: target.vouch,
    record: target.record,
    accepted: target.accepted === null ? null : writtenAcceptance(target.accepted),
  }
}

function writtenBytes({ digest, blob, git }: LockedBytes): LockedBytes {
  return { digest, blob, git }
}

function writtenAcceptance({ because, record }: LockedAcceptance): LockedAcceptance {
  return { because, record }
}

function blocks<T, W>(entries: readonly (readonly [string, T])[], write: (value: T) => W): Blocks<W> {
  // fromEntries makes `__proto__` a plain member, where an assignment would not.
  return Object.fromEntries<W | null>([
    ...entries.map(([name, value]): [string, W] => [writtenName(name), write(value)]),
    [endMark, null],
  ])
}

/** In order of UTF-16 code units, which no locale changes. */
function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(sorted(record))
}
