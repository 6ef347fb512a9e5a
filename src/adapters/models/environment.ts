// What the environment says, as a value: adapters get it from the command line's start, tests give their own.

export type Environment = Readonly<Record<string, string | undefined>>

/** A variable without the white space around it; null where it is not set or empty. */
export function setting(env: Environment, name: string): string | null {
  const value = env[name]?.trim()
  return value === undefined || value === '' ? null : value
}
