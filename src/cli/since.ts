// What follows `--since` in, the moment that it means out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { readSince } from '../search/since.ts'

/** ISO 8601 in UTC; null where nothing was typed. */
export function momentOf(typed: string | undefined): Result<string | null> {
  if (typed === undefined) return ok(null)
  const moment = readSince(typed, new Date().toISOString())
  if (moment !== null) return ok(moment)
  return fail(
    diagnostic('usage', `--since ${typed} is no time`, { hint: 'for instance 2026-11-21, 36h, 7d or 2w' }),
  )
}
