// `7d`, `2w`, `36h` or a date in; the moment that it means out.

const hours: Readonly<Record<string, number>> = { h: 1, d: 24, w: 24 * 7 }

/**
 * ISO 8601 in UTC with milliseconds; null where it is neither. A date is its first moment in UTC.
 *
 * @param now ISO 8601.
 */
export function readSince(typed: string, now: string): string | null {
  const ago = /^(\d{1,5})([hdw])$/.exec(typed)
  if (ago !== null) {
    const before = Date.parse(now) - Number(ago[1]) * (hours[ago[2] ?? ''] ?? 0) * 3_600_000
    return new Date(before).toISOString()
  }
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(typed)) return null
  const moment = Date.parse(typed)
  return Number.isNaN(moment) ? null : new Date(moment).toISOString()
}
