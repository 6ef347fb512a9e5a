// Actions and locks as values.
import { describe, expect, test } from 'vitest'
import { digestBytes, digestText } from '../../src/digest/digest.ts'
import { isVouched } from '../../src/lock/vouch.ts'
import { deleteAction, writeAction } from '../../src/plan/actions.ts'
import { lockAfter, type LockParts, type TargetBlock } from '../../src/plan/lock-after.ts'
import { acceptanceRecord, overwrittenRecord } from '../../src/plan/records.ts'
import type { SpecHead, SpecId, TargetPath } from '../../src/spec/spec.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('actions', () => {
  test.each([
    ['nothing there', null, 'create'],
    ['other text', 'b\n', 'update'],
    ['the same text', 'a\nc\n', 'unchanged'],
    ['the same text with CRLF', 'a\r\nc\r\n', 'unchanged'],
    ['the same text with a byte order mark', '\uFEFFa\nc\n', 'unchanged'],
  ])('%s', (_, now, kind) => {
    expect(writeAction('x', now === null ? null : bytes(now), bytes('a\nc\n'), 'why').kind).toBe(kind)
  })

  test('bytes that are no text are compared as bytes', () => {
    expect(writeAction('x', Uint8Array.of(0, 13, 10), Uint8Array.of(0, 10), 'why').kind).toBe('update')
  })

  test('what is not there cannot be deleted; what is there is expected as it is', () => {
    expect(deleteAction('x', null, 'why')).toBeNull()
    expect(deleteAction('x', bytes('a'), 'why')).toMatchObject({
      kind: 'delete',
      before: digestBytes(bytes('a')),
    })
  })
})

const head: SpecHead = {
  kind: 'feature',
  id: 'a' as SpecId,
  path: 'specs/features/a.md',
  title: 'A',
  status: 'active',
  model: null,
  targets: ['src/b.ts', 'src/a.ts'].map((path) => ({
    path: path as TargetPath,
    place: { path: 'specs/features/a.md' },
  })),
  uses: [],
  context: [],
  tests: [],
  raw: digestText('spec'),
}

const block = (text: string): TargetBlock => {
  const names = { digest: digestText(text), blob: digestText(text), git: '0'.repeat(40) }
  return {
    generated: names,
    written: names,
    form: digestText(text),
    declarations: {},
    record: digestText('r'),
    accepted: null,
  }
}

const parts: LockParts = {
  head,
  question: {
    targets: head.targets.map((target) => target.path),
    sections: {},
    requirements: {},
    specs: {},
    declarations: {},
    tests: {},
  },
  specUses: {},
  inputs: {},
  trace: {},
  before: null,
  targets: new Map([
    ['src/a.ts', block('a')],
    ['src/b.ts', block('b')],
  ]),
  whole: true,
}

describe('the lock after a build', () => {
  test('is vouched for the bytes of the spec, and for no others', () => {
    const lock = lockAfter(parts)
    expect(isVouched(lock, head.raw)).toBe(true)
    expect(isVouched(lock, digestText('other'))).toBe(false)
  })

  test('keeps the blocks of targets that did not change; the changed one vouches', () => {
    const before = lockAfter(parts)
    const next = { ...head, raw: digestText('spec 2') }
    const lock = lockAfter({
      ...parts,
      head: next,
      before,
      targets: new Map([
        ['src/a.ts', block('a')],
        ['src/b.ts', block('b2')],
      ]),
    })
    expect(lock.targets['src/a.ts']).toBe(before.targets['src/a.ts'])
    expect(isVouched(lock, next.raw)).toBe(true)
  })

  test('where no target changed, one of them vouches for the new words', () => {
    const before = lockAfter(parts)
    const next = { ...head, raw: digestText('spec 2') }
    expect(isVouched(lockAfter({ ...parts, head: next, before }), next.raw)).toBe(true)
  })

  test('nobody vouches for a part of the question, nor for parts put together from two locks', () => {
    expect(isVouched(lockAfter({ ...parts, whole: false }), head.raw)).toBe(false)
    const lock = lockAfter(parts)
    const merged = {
      ...lock,
      question: {
        ...lock.question,
        requirements: { R1: { section: '', digest: digestText('x'), text: 'x' } },
      },
    }
    expect(isVouched(merged, head.raw)).toBe(false)
  })
})

describe('records', () => {
  const stamp = { spec: head.id, at: '2026-01-01T00:00:00Z', previous: null, tool: '0' }

  test('every digest that a record names is among its bytes, each once', () => {
    const { record, blobs } = acceptanceRecord(stamp, {
      because: 'why',
      files: new Map([['src/a.ts', { before: null, after: bytes('same') }]]),
      inputs: new Map([
        ['specs/features/a.md', bytes('same')],
        ['x', bytes('other')],
      ]),
    })
    expect(blobs.map(digestBytes)).toEqual([digestBytes(bytes('same')), digestBytes(bytes('other'))])
    expect(record).toMatchObject({
      kind: 'acceptance',
      body: { files: { 'src/a.ts': { after: digestBytes(bytes('same')) } } },
    })
  })

  test('overwritten bytes are kept under their path with the reason', () => {
    const { record, blobs } = overwrittenRecord(
      stamp,
      'regen --force',
      new Map([['src/a.ts', bytes('mine')]]),
    )
    expect(record).toMatchObject({
      kind: 'overwritten',
      body: { reason: 'regen --force', files: { 'src/a.ts': digestBytes(bytes('mine')) } },
    })
    expect(blobs).toHaveLength(1)
  })
})
