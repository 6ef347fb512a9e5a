// The programs that people have, as data: the command line with which each prints an answer and touches nothing.
import type { PresetName } from '../../config/model-names.ts'
import type { OutputKind } from './preset-output.ts'

/** What a command line is made with. Files lie beside the empty folder in which the program runs, and go with it. */
export interface Setting {
  readonly model: string | null
  /** Absolute path of the file with the system part. */
  readonly system: string
  /** Absolute path of the preset's `rules`. */
  readonly rules: string
  /** Most output tokens that are wanted. */
  readonly maxTokens: number | null
}

export interface Preset {
  /** For messages: `Claude Code`. */
  readonly title: string
  /** As it is called on PATH. */
  readonly program: string
  readonly install: string
  /** How a person proves who they are to it. */
  readonly login: string
  /** Where the system part goes: to a file that the command line or the environment names, or in front of the prompt. */
  readonly system: 'file' | 'stdin'
  /** Text of a file that forbids tools, where the program takes such a file. */
  readonly rules?: string
  readonly args: (setting: Setting) => readonly string[]
  /** Set in its environment, on top of what every preset gets. */
  readonly set: (setting: Setting) => Readonly<Record<string, string>>
  readonly output: OutputKind
  /** Run first: where it does not end well, the model is not there, and the call would fetch it. */
  readonly lookFirst?: (setting: Setting) => readonly string[]
  /** What it still does or reads that a person should know. */
  readonly limits: readonly string[]
}

const optional = (flag: string, model: string | null): readonly string[] =>
  model === null ? [] : [flag, model]

const nothing = (): Readonly<Record<string, string>> => ({})

/** Of Codex' features those with which a model can do more than answer. One that a version does not know is ignored. */
const codexOff = [
  'shell_tool',
  'unified_exec',
  'view_image',
  'image_generation',
  'browser_use',
  'computer_use',
  'apps',
  'plugins',
  'hooks',
  'goals',
  'multi_agent',
  'sleep_tool',
  // Without a network it would try for ever.
  'unbounded_connection_retries',
]

/**
 * As of 2026-11-21. Claude Code 2.1.330, Codex 0.169.0 and Gemini CLI 0.61.0 were run with these lines against a server
 * on this machine, by hand: Claude Code and Gemini offered no tool to the model, none of the three started an MCP server,
 * and the folder stayed empty. Codex offers some models a patch tool and helpers of its own, which its sandbox keeps from
 * writing. llm and ollama were read, not run.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  // `claude --help`; https://code.claude.com/docs/en/cli-reference, …/headless, …/env-vars. `--safe-mode` leaves out hooks,
  // CLAUDE.md, skills, plugins and MCP servers and keeps what login and choice of the model need; `--bare` would not.
  'claude-code': {
    title: 'Claude Code',
    program: 'claude',
    install: 'npm install -g @anthropic-ai/claude-code',
    login: 'claude auth login (or set ANTHROPIC_API_KEY)',
    system: 'file',
    args: ({ model, system }) => [
      '-p',
      '--output-format',
      'json',
      '--tools',
      '',
      '--safe-mode',
      '--strict-mcp-config',
      '--disable-slash-commands',
      '--no-session-persistence',
      '--system-prompt-file',
      system,
      ...optional('--model', model),
    ],
    set: ({ maxTokens }) => ({
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // Its default is ten tries with growing waits, after a wrong key as well: minutes of silence.
      CLAUDE_CODE_MAX_RETRIES: '4',
      ...(maxTokens === null ? {} : { CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(maxTokens) }),
    }),
    output: 'claude-json',
    limits: ['it adds a few lines of its own to the system part', 'settings of an organisation still apply'],
  },
  // `codex exec --help`; https://developers.openai.com/codex/noninteractive, …/config-reference. Without the person's
  // configuration: it may start MCP servers. The system part goes to stdin: not every login takes other instructions.
  codex: {
    title: 'Codex',
    program: 'codex',
    install: 'npm install -g @openai/codex',
    login: 'codex login (or set CODEX_API_KEY)',
    system: 'stdin',
    args: ({ model }) => [
      'exec',
      '--json',
      '--ephemeral',
      '--skip-git-repo-check',
      '--ignore-user-config',
      '--ignore-rules',
      '--sandbox',
      'read-only',
      '--color',
      'never',
      '-c',
      'approval_policy="never"',
      '-c',
      'web_search="disabled"',
      '-c',
      'skills.include_instructions=false',
      ...codexOff.flatMap((feature) => ['-c', `features.${feature}=false`]),
      ...optional('--model', model),
      '-',
    ],
    set: nothing,
    output: 'codex-events',
    limits: [
      'its own instructions for agents come first, and AGENTS.md of its home folder is read',
      'config.toml is left out, with its model and its servers: name a model as codex:<model>',
    ],
  },
  // `gemini --help`; https://geminicli.com/docs/cli/headless, …/reference/policy-engine, …/cli/system-prompt,
  // …/cli/trusted-folders. Rules that deny every tool take them from the model, and none is left for a server to add.
  gemini: {
    title: 'Gemini CLI',
    program: 'gemini',
    install: 'npm install -g @google/gemini-cli',
    login: 'gemini, which asks on its first start (or set GEMINI_API_KEY)',
    system: 'file',
    rules: '[[rule]]\ntoolName = "*"\ndecision = "deny"\npriority = 999\n',
    args: ({ model, rules }) => [
      '--output-format',
      'json',
      '--policy',
      rules,
      '--allowed-mcp-server-names',
      'none',
      '--extensions',
      'none',
      ...optional('--model', model),
    ],
    // The folder is empty and ours: without trust in it nothing is answered.
    set: ({ system }) => ({ GEMINI_SYSTEM_MD: system, GEMINI_CLI_TRUST_WORKSPACE: 'true' }),
    output: 'gemini-json',
    limits: [
      'hooks of its settings run, and GEMINI.md of its home folder is read',
      'it keeps a file of each session in its home folder',
      'an answer that the output limit cut is not told as such',
    ],
  },
  // `llm prompt --help` of llm 0.32 (2026-08-04); https://llm.datasette.io/en/stable/usage.html. `-s` would show the system
  // part to everybody who lists processes, and has room for 128 KiB.
  llm: {
    title: 'llm',
    program: 'llm',
    install: 'uv tool install llm (or pipx install llm)',
    login: 'llm keys set openai, or the plugin of your model',
    system: 'stdin',
    args: ({ model }) => ['prompt', '--no-log', '--usage', ...optional('--model', model)],
    set: nothing,
    output: 'llm-text',
    limits: ['without a model, its own default is asked'],
  },
  // cmd/cmd.go of ollama 0.33 (2026-08-21): RunHandler, ShowHandler; https://docs.ollama.com/cli. `run` would fetch a model
  // that is not there, so `show` looks first.
  ollama: {
    title: 'Ollama',
    program: 'ollama',
    install: 'https://ollama.com/download',
    login: 'ollama signin (cloud models only)',
    system: 'stdin',
    args: ({ model }) => ['run', '--nowordwrap', '--hidethinking', model ?? ''],
    lookFirst: ({ model }) => ['show', model ?? ''],
    set: nothing,
    output: 'ollama-text',
    limits: [
      'the server cuts a prompt that is longer than its context: set OLLAMA_CONTEXT_LENGTH for it',
      'a model that sees pictures is sent those whose paths are in the prompt',
      'tokens are not counted; with ANTHROPIC_BASE_URL=http://localhost:11434 and --model they are',
    ],
  },
}
