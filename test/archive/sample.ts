// Values for tests of the archive: one record of each kind, with everything in it.
import type { StoredRecord } from '../../src/archive/record.ts'
import type { TargetPath } from '../../src/spec/spec.ts'
import { digest, specId } from '../lock/sample.ts'

const envelope = {
  recordVersion: 1,
  spec: specId('auth-flow'),
  at: '2026-11-21T10:00:00Z',
  previous: digest('previous'),
  tool: '0.1.0',
} as const

/** Checked by the spec stage; here it is given. */
const login = 'src/auth/login.ts' as TargetPath

export const generation: Extract<StoredRecord, { kind: 'generation' }> = {
  ...envelope,
  kind: 'generation',
  body: {
    question: digest('question'),
    intent: digest('intent'),
    files: { [login]: digest('login') },
    decisions: [{ requirement: 'R1', open: 'hash', chosen: 'scrypt', because: 'in Node', noChange: false }],
    trace: [{ requirement: 'R1', symbols: [{ path: login, name: 'login' }] }],
    identity: { kind: 'anthropic', name: 'claude-sonnet-5-5' },
    conversation: {
      system: [{ blob: digest('system'), cache: true }],
      messages: [{ role: 'user', blob: digest('message') }],
      turns: [
        {
          answer: digest('answer'),
          stop: 'end',
          identity: { kind: 'anthropic', name: 'claude-sonnet-5-5' },
          usage: { input: 1200, output: 340.5, cacheRead: null, cacheWrite: 0 },
          requestId: 'req_1',
        },
        {
          answer: null,
          stop: 'failed',
          identity: { kind: 'anthropic', name: 'claude-sonnet-5-5' },
          usage: { input: null, output: null, cacheRead: null, cacheWrite: null },
          requestId: null,
        },
      ],
    },
    checks: [{ name: 'types', verdict: 'not-run', note: 'no tsconfig' }],
    inputs: { 'specs/features/auth-flow.md': digest('spec text') },
    template: '1',
    outcome: 'landed',
  },
}

export const acceptance: Extract<StoredRecord, { kind: 'acceptance' }> = {
  ...envelope,
  previous: null,
  kind: 'acceptance',
  body: {
    because: 'hand-written start',
    files: { [login]: { before: null, after: digest('accepted') } },
    inputs: { 'specs/features/auth-flow.md': digest('spec text') },
  },
}

export const overwritten: Extract<StoredRecord, { kind: 'overwritten' }> = {
  ...envelope,
  kind: 'overwritten',
  body: {
    reason: 'regen --force',
    files: { [login]: digest('edit'), 'src/auth/key.ts': digest('secret') },
    private: ['src/auth/key.ts'],
  },
}

export const amendment: Extract<StoredRecord, { kind: 'amendment' }> = {
  ...envelope,
  kind: 'amendment',
  body: {
    question: digest('amend question'),
    because: 'amended: R1 changed',
    path: 'specs/features/auth-flow.md',
    files: {
      'specs/features/auth-flow.md': { before: digest('spec text'), after: digest('amended text') },
      [login]: { before: digest('login'), after: digest('edit') },
    },
    why: ['R1: it locks after four'],
    trace: [{ requirement: 'R1', symbols: [{ path: login, name: 'login' }] }],
    identity: generation.body.identity,
    conversation: generation.body.conversation,
    inputs: { 'specs/architecture/api.md': digest('api text') },
    template: 'amend-1',
    outcome: 'landed',
  },
}

export const everyKind: readonly StoredRecord[] = [generation, acceptance, overwritten, amendment]
