// Values of unknown shape in, fields of a known type or null out: transcripts promise nothing.

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>

export function asFields(value: unknown): Fields | null {
  // The check says that it is an object with keys; its values stay unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Null for the empty string: transcripts write it where they know nothing. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A number of tokens, lines or bytes. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

/** ISO 8601 with its zone, or milliseconds since 1970 → ISO 8601 in UTC. Other times are nobody's guess. */
export function asTime(value: unknown): string | null {
  const zoned = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(value)
  const time = zoned ? Date.parse(value) : typeof value === 'number' && value > 1e11 ? value : NaN
  return Math.abs(time) < 8e15 ? new Date(time).toISOString() : null
}

/** As JSON has it, for people to read; never throws, however deep the value is. */
export function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return '[too deep]'
  }
}
