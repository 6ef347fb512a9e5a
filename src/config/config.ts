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

/** Which files are source, so that one which no spec owns is told by `spec coverage`. Globs from the root. */
export interface CoverageConfig {
  readonly include: readonly string[]
  /** Of those that `include` matches, the ones that do not count. */
  readonly exclude: readonly string[]
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
  /** What of the project is run on a copy before new code lands. Here only, never in a spec: it runs programs. */
  readonly verify: {
    readonly tests: boolean
    readonly lint: boolean
    /** Programs and their arguments, run in the root of the copy, before the tests; no shell. */
    readonly commands: readonly (readonly string[])[]
    /** Seconds until a program is stopped. */
    readonly timeoutSeconds: number
  }
  readonly regen: {
    /** How often what a check found goes back to the model. */
    readonly repairs: number
    /** `auto`: new code goes through the project's own prettier or biome, where it has one. */
    readonly format: 'auto' | 'off'
  }
  /** Specs built at a time by `regen --all`. */
  readonly concurrency: number
  readonly coverage: CoverageConfig
}

export const defaultConfig: Config = {
  model: 'claude-sonnet-5-5',
  models: {},
  informative: ['Notes', 'Rationale', 'Background', 'Changelog', 'Open questions'],
  requirementHeadings: ['Requirements', 'Rules', 'Behaviour', 'Behavior', 'Acceptance criteria'],
  secrets: { allow: [] },
  drift: { failOn: 'implementation' },
  verify: { tests: true, lint: true, commands: [], timeoutSeconds: 300 },
  regen: { repairs: 2, format: 'auto' },
  concurrency: 4,
  coverage: {
    include: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,astro}'],
    exclude: [
      '**/*.d.{ts,mts,cts}',
      '**/*.{test,spec,bench,stories}.*',
      '**/{test,tests,__tests__,__mocks__,__fixtures__,__snapshots__,fixtures,e2e}/**',
      '**/*.config.*',
      '**/*.{gen,generated,min}.*',
      '**/{generated,__generated__}/**',
      '**/{dist,vendor}/**',
    ],
  },
}
