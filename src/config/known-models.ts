// Models that the tool knows without asking: dated data, used where the server's models endpoint says nothing.

export interface KnownModel {
  /** Most tokens of one answer. */
  readonly maxOutput: number
}

/**
 * As of 2026-11-21, from the model pages of platform.claude.com. Models whose limits were not seen there are left
 * out: for those the models endpoint is asked.
 */
const table: readonly (readonly [id: string, model: KnownModel])[] = [
  ['claude-opus-5-5', { maxOutput: 128_000 }],
  ['claude-sonnet-5-5', { maxOutput: 128_000 }],
  ['claude-haiku-5-5', { maxOutput: 128_000 }],
  ['claude-fable-5-1', { maxOutput: 128_000 }],
  ['claude-haiku-4-5', { maxOutput: 64_000 }],
]

/** By API id. A map, so that `constructor` is no model. */
export const knownModels: ReadonlyMap<string, KnownModel> = new Map(table)

/** Short names for models of the table. */
export const shortNames: ReadonlyMap<string, string> = new Map([
  ['opus', 'claude-opus-5-5'],
  ['sonnet', 'claude-sonnet-5-5'],
  ['haiku', 'claude-haiku-5-5'],
  ['fable', 'claude-fable-5-1'],
])

/** Where a server says nothing and the model is not known: what every server of the Messages API takes. Tokens. */
export const cautiousMaxOutput = 8192
