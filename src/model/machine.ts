// What of models is set up on a machine, as whoever looked at it once tells it. Never a key.

/** A server of the Messages API, as the environment and the configuration name it. */
export interface ServerFacts {
  /** `api.anthropic.com`; null where the address cannot be read. */
  readonly host: string | null
  /** Anthropic's own. */
  readonly official: boolean
  /** The variable that holds what proves who asks, never its value; null where it is asked without. */
  readonly credential: 'ANTHROPIC_API_KEY' | 'ANTHROPIC_AUTH_TOKEN' | null
  /** Why it cannot be asked. */
  readonly problem: string | null
  readonly hint: string | null
  readonly notes: readonly string[]
}

export interface PresetFacts {
  /** `claude-code`. */
  readonly name: string
  /** `Claude Code`. */
  readonly title: string
  /** As it is called on PATH. */
  readonly program: string
  /** Where it was found, the home folder as `~`; null where it is not installed. */
  readonly path: string | null
  /** Only the project has one, which is not run. */
  readonly insideProject: boolean
  /** Null where it is not known. */
  readonly version: string | null
  readonly install: string
  readonly login: string
  readonly limits: readonly string[]
}

/** What of models is set up on this machine, as it was looked at once. */
export interface Machine {
  readonly presets: readonly PresetFacts[]
  /** Of a base address of the configuration, or of the environment's. */
  readonly server: (baseUrl: string | undefined) => ServerFacts
  /** Is there such a program, by a name on PATH or a path from the root? */
  readonly runs: (program: string) => boolean
}
