// The environment in, the literal secrets in it out: they are looked for wherever something is sent or kept.

/** Values of variables that are named like secrets. Short ones are left out: they would be found in any text. */
export function knownSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  const secrets: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value.length < 12 || /\s/.test(value)) continue
    if (/(?:_TOKEN|_KEY|_SECRET|_PASSWORD|^ANTHROPIC_API_KEY|^ANTHROPIC_AUTH_TOKEN)$/i.test(name))
      secrets.push(value)
  }
  return secrets
}
