// The state of a target, for every way in which head, lock and disk can stand to each other.
import { describe, expect, test } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import type { Cause, TargetState } from '../../src/drift/drift.ts'
import { driftOf, isInSync, type TargetNow } from '../../src/drift/states.ts'
import type { Lock, LockedTarget } from '../../src/lock/lock.ts'
import type { SpecHead, SpecId, TargetPath } from '../../src/spec/spec.ts'

const path = 'src/a.ts'
const place = { path: 'specs/features/a.md', line: 3 }
const digest = digestText('x')
const bytes = { digest, blob: digest, git: '0'.repeat(40) }

const head = (status: SpecHead['status'] = 'active', targets: readonly string[] = [path]): SpecHead => ({
  kind: 'feature',
  id: 'a' as SpecId,
  path: place.path,
  title: null,
  status,
  model: null,
  targets: targets.map((target) => ({ path: target as TargetPath, place })),
  uses: [],
  context: [],
  tests: [],
  raw: digest,
})

function lock(because: string | null = null, paths: readonly string[] = [path]): Lock {
  const target: LockedTarget = {
    generated: bytes,
    written: bytes,
    form: digest,
    declarations: {},
    vouch: null,
    record: digest,
    accepted: because === null ? null : { because, record: digest },
  }
  return {
    lockVersion: 1,
    digestVersion: 1,
    spec: {
      id: 'a' as SpecId,
      path: place.path,
      title: null,
      status: 'active',
      model: null,
      uses: [],
      context: [],
      tests: [],
    },
    question: { sections: {}, requirements: {}, specs: {}, declarations: {}, tests: {} },
    specUses: {},
    inputs: {},
    trace: {},
    targets: Object.fromEntries(paths.map((one) => [one, target])),
  }
}

const moved: Cause = { kind: 'requirement', change: 'changed', name: 'R1', place }
const code: TargetNow = { kind: 'changed', level: 'implementation', changes: [], markers: false }
const form: TargetNow = { kind: 'changed', level: 'format', changes: [], markers: false }
const marked: TargetNow = { kind: 'changed', level: 'implementation', changes: [], markers: true }
const folder: TargetNow = { kind: 'other', what: 'a directory' }

interface Row {
  readonly lock: Lock | null
  readonly now: TargetNow
  readonly causes?: readonly Cause[]
  readonly status?: SpecHead['status']
  readonly interrupted?: boolean
  readonly state: TargetState
  readonly passes: boolean
}

const rows: readonly Row[] = [
  { lock: lock(), now: { kind: 'same' }, state: 'in-sync', passes: true },
  { lock: lock('on purpose'), now: { kind: 'same' }, state: 'accepted', passes: true },
  { lock: lock(), now: form, state: 'format', passes: true },
  { lock: null, now: { kind: 'absent' }, status: 'draft', state: 'draft', passes: true },
  { lock: lock(), now: code, status: 'draft', state: 'draft', passes: true },
  { lock: lock(), now: { kind: 'absent' }, state: 'lost', passes: false },
  { lock: lock(), now: { kind: 'absent' }, causes: [moved], state: 'lost', passes: false },
  { lock: lock(), now: code, state: 'edited', passes: false },
  { lock: lock('on purpose'), now: code, state: 'edited', passes: false },
  { lock: lock(), now: folder, state: 'edited', passes: false },
  { lock: lock(), now: { kind: 'same' }, causes: [moved], state: 'stale', passes: false },
  { lock: lock('on purpose'), now: { kind: 'same' }, causes: [moved], state: 'stale', passes: false },
  { lock: lock(), now: form, causes: [moved], state: 'stale', passes: false },
  { lock: lock(), now: code, causes: [moved], state: 'conflict', passes: false },
  { lock: null, now: { kind: 'present', markers: false }, state: 'unmanaged', passes: false },
  { lock: null, now: { kind: 'present', markers: true }, state: 'unresolved', passes: false },
  { lock: null, now: { kind: 'absent' }, state: 'never-built', passes: false },
  { lock: lock(), now: marked, state: 'unresolved', passes: false },
  { lock: lock(), now: { kind: 'same' }, interrupted: true, state: 'interrupted', passes: false },
]

describe('driftOf', () => {
  test.each(rows)(
    '$state: $now.kind',
    ({ lock: locked, now, causes = [], status, interrupted = false, state, passes }) => {
      const targets = new Map([[path, now]])
      const drift = driftOf({
        head: head(status),
        lock: locked,
        targets,
        causes,
        interrupted,
        willMakeStale: [],
        owners: new Map(),
      })
      expect(drift.targets.map((target) => target.state)).toEqual([state])
      expect(isInSync(drift)).toBe(passes)
      if (!passes) expect(drift.next).toContain('spec ')
    },
  )

  test('a target that the spec dropped is orphaned, a new one never built, and the third stays in sync', () => {
    const targets = new Map<string, TargetNow>([
      ['src/a.ts', { kind: 'same' }],
      ['src/new.ts', { kind: 'absent' }],
      ['src/old.ts', { kind: 'same' }],
    ])
    const inputs = { targets, causes: [], interrupted: false, willMakeStale: [], owners: new Map() }
    const drift = driftOf({
      head: head('active', ['src/a.ts', 'src/new.ts']),
      lock: lock(null, ['src/a.ts', 'src/old.ts']),
      ...inputs,
    })
    expect(drift.targets.map((target) => [target.path, target.state])).toEqual([
      ['src/a.ts', 'in-sync'],
      ['src/new.ts', 'never-built'],
      ['src/old.ts', 'orphaned'],
    ])
  })
})
