// Submissions for tests, with what a test says of them.
import type { Ask, BatchStatus, Submission } from '../../src/batch/batch.ts'
import { customIdOf } from '../../src/batch/custom-id.ts'
import { digestText } from '../../src/digest/digest.ts'
import type { SpecId } from '../../src/spec/spec.ts'

export const token = '0123456789abcdef'

export const askOf = (spec: string, index = 0, of = token): Ask => ({
  customId: customIdOf(of, index),
  spec: spec as SpecId, // any text may be an id
  model: 'claude-sonnet-5-5',
  question: digestText(`question of ${spec}`),
  words: digestText(`words of ${spec}`),
  fresh: false,
})

export const submissionOf = (more: Partial<Submission> = {}): Submission => ({
  version: 1,
  token,
  at: '2026-11-21T10:00:00Z',
  baseUrl: 'https://api.anthropic.com',
  bytes: 1000,
  asks: [askOf('alpha', 0), askOf('beta', 1)],
  newest: null,
  batch: { id: 'msgbatch_01', sure: true },
  seen: null,
  notOurs: [],
  downloaded: false,
  settled: {},
  ...more,
})

export const statusOf = (more: Partial<BatchStatus> = {}): BatchStatus => ({
  id: 'msgbatch_01',
  status: 'in_progress',
  createdAt: null,
  expiresAt: null,
  archived: false,
  counts: { processing: 2, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ...more,
})
