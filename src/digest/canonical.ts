// Any JSON-like value in, one spelling out: the bytes that digests are taken over.

/** What canonical JSON can spell. `undefined` members of objects are left out, as JSON does. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * JSON with object keys sorted by UTF-16 code units and no white space, as in RFC 8785 (JCS) for the values used
 * here: strings, finite numbers, booleans, null, arrays and plain objects.
 *
 * @throws TypeError on a number that JSON cannot spell: it would silently become `null`.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
