// The configuration's shape and defaults. Data only: reading it runs nothing.
import type { Level } from '../diff/change.ts'

/** A model that the configuration defines under a name of its own. */
export type ModelDefinition =
  | {
      readonly kind: 'anthropic'
      /** The API's model id. */
      readonly model: string
      /** Base address without `/v1`; the environment's or the public one where absent. */
      readonly baseUrl?: string
      /** Most output tokens of one answer. */
      readonly maxTokens?: number
      readonly effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max'
    }
  | {
      readonly kind: 'command'
      /** Program and arguments; no shell. */
      readonly command: readonly string[]
      /** Seconds until the program is stopped. */
      readonly timeoutSeconds?: number
    }

/** A false alarm of the secret scanner that a person has looked at. */
export interface AllowedSecret {
  /** `sha256:<hex>` of the text that was taken for a secret. */
  readonly digest: string
  readonly reason: string
}

export interface Config {
  /** A key of `models`, a preset, or an id of the Anthropic API. */
  readonly model: string
  readonly models: Readonly<Record<string, ModelDefinition>>
  /** Headings (any case) whose sections are for people only. */
  readonly informative: readonly string[]
  /** Headings (any case) whose list items are requirements even without an id. */
  readonly requirementHeadings: readonly string[]
  readonly secrets: { readonly allow: readonly AllowedSecret[] }
  readonly drift: {
    /** The least level of an edit that fails the check. */
    readonly failOn: Exclude<Level, 'identical'>
  }
  /** Specs built at a time by `regen --all`. */
  readonly concurrency: number
}

export const defaultConfig: Config = {
  model: 'claude-sonnet-5-5',
  models: {},
  informative: ['Notes', 'Rationale', 'Background', 'Changelog', 'Open questions'],
  requirementHeadings: ['Requirements', 'Rules', 'Behaviour', 'Behavior', 'Acceptance criteria'],
  secrets: { allow: [] },
  drift: { failOn: 'implementation' },
  concurrency: 4,
}
