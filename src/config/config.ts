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
  | {
      readonly kind: 'preset'
      /** `claude-code`, `ollama:qwen3-coder:30b`. */
      readonly preset: string
      readonly timeoutSeconds?: number
    }

/** What a model costs, as a person writes it: US dollars for a million tokens. */
export interface WrittenPrice {
  readonly input: number
  readonly output: number
  /** Input that is written to the model's cache for five minutes; as `input` where absent. */
  readonly cacheWrite?: number
  /** Input that comes from the cache; as `input` where absent. */
  readonly cacheRead?: number
  /** What of these a batch costs: 0.5 is half. */
  readonly batch?: number
}

/** A false alarm of the secret scanner that a person has looked at. */
export interface AllowedSecret {
  /** `sha256:<hex>` of the text that was taken for a secret. */
  readonly digest: string
  readonly reason: string
}

/** Something of a project's own that is no secret elsewhere: numbers of customers, names of hosts. */
export interface RedactPattern {
  /** Stands in the token: `[REDACTED:<name>]`. */
  readonly name: string
  /** A regular expression without groups that repeat, references and lookaround. */
  readonly pattern: string
}

/** What goes from conversations before they are kept, besides secrets and home directories. */
export interface RedactConfig {
  readonly patterns: readonly RedactPattern[]
  readonly emails: boolean
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
  readonly redact: RedactConfig
  readonly archive: {
    /** Where sessions of agents are kept: `repository`, `local` (ignored by git) or `branch:<name>`. */
    readonly sessions: string
  }
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
    /** What becomes of changes that no changed requirement explains: told, agreed to by a person, or refused. */
    readonly collateral: 'report' | 'ask' | 'refuse'
    /** US dollars that one run may spend; no limit where absent. */
    readonly maxCost?: number
  }
  /** Specs built at a time by `regen --all`. */
  readonly concurrency: number
  readonly coverage: CoverageConfig
  /** By the API's id of a model; they go before the prices that the tool knows. */
  readonly prices: Readonly<Record<string, WrittenPrice>>
}

export const defaultConfig: Config = {
  model: 'claude-sonnet-5-5',
  models: {},
  informative: ['Notes', 'Rationale', 'Background', 'Changelog', 'Open questions'],
  requirementHeadings: ['Requirements', 'Rules', 'Behaviour', 'Behavior', 'Acceptance criteria'],
  secrets: { allow: [] },
  redact: { patterns: [], emails: false },
  archive: { sessions: 'repository' },
  drift: { failOn: 'implementation' },
  verify: { tests: true, lint: true, commands: [], timeoutSeconds: 300 },
  regen: { repairs: 2, format: 'auto', collateral: 'report' },
  concurrency: 4,
  prices: {},
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
