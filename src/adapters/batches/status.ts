// What a server says of a batch in; the batch in the tool's words, or null where it is none, out.
import type { BatchStatus } from '../../batch/batch.ts'
import { at, countAt, textAt } from '../models/json.ts'

/** Ids go into addresses and onto the screen. */
const idShape = /^[A-Za-z0-9_-]{1,200}$/

export function isBatchId(text: string): boolean {
  return idShape.test(text)
}

export function readStatus(value: unknown): BatchStatus | null {
  const id = textAt(value, 'id')
  const status = textAt(value, 'processing_status')
  if (id === null || !isBatchId(id)) return null
  if (status !== 'in_progress' && status !== 'canceling' && status !== 'ended') return null
  const count = (name: string): number => countAt(value, 'request_counts', name) ?? 0
  return {
    id,
    status,
    createdAt: time(value, 'created_at'),
    expiresAt: time(value, 'expires_at'),
    archived: typeof at(value, 'archived_at') === 'string',
    counts: {
      processing: count('processing'),
      succeeded: count('succeeded'),
      errored: count('errored'),
      canceled: count('canceled'),
      expired: count('expired'),
    },
  }
}

function time(value: unknown, name: string): string | null {
  const text = textAt(value, name)
  return text === null || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString()
}
