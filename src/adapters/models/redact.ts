// Secrets in; a function that takes them out of any text, out.

export type Redact = (text: string) => string

/** Replaces each secret, as it is and as a URL spells it. Values under four characters are no secrets. */
export function redactor(secrets: readonly string[]): Redact {
  const spellings = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((spelling) => spelling.length >= 4)
    .sort((a, b) => b.length - a.length)
  return (text) => spellings.reduce((clean, spelling) => clean.replaceAll(spelling, '[key]'), text)
}
