// The environment of the tool and a preset in; what its program gets to see of it, and what it is told besides, out.
import type { PresetName } from '../../config/model-names.ts'
import { setting, type Environment } from './environment.ts'

/** What any program needs to find itself, its settings, its certificates and a way out. No secrets but a proxy's. */
const everywhere =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|https?_proxy|all_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE)$/

/** The same for Windows, where names ignore case. */
const windows =
  /^(PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?)$/i

interface Wanted {
  readonly names: RegExp
  /** Only where this variable is set to something. */
  readonly when?: string
}

/**
 * Names of variables by which each proves who a person is, and finds its own settings. Documentation: Claude Code
 * https://code.claude.com/docs/en/env-vars; Codex https://developers.openai.com/codex/auth; Gemini CLI
 * https://geminicli.com/docs/get-started/authentication; llm https://llm.datasette.io/en/stable/setup.html and its
 * plugins; ollama `envconfig/config.go`.
 */
const own: Readonly<Record<PresetName, readonly Wanted[]>> = {
  'claude-code': [
    // Not CLAUDECODE and the ones by which a session knows that it runs inside another.
    { names: /^(ANTHROPIC_\w+|CLAUDE_CONFIG_DIR|CLAUDE_CODE_(?!ENTRYPOINT$|SSE_PORT$|SESSION)\w+)$/ },
    { names: /^(AWS_\w+)$/, when: 'CLAUDE_CODE_USE_BEDROCK' },
    {
      names: /^(GOOGLE_\w+|GCLOUD_\w+|CLOUDSDK_\w+|CLOUD_ML_REGION|VERTEX_\w+)$/,
      when: 'CLAUDE_CODE_USE_VERTEX',
    },
    { names: /^(AZURE_\w+)$/, when: 'CLAUDE_CODE_USE_FOUNDRY' },
  ],
  codex: [
    {
      names:
        /^(CODEX_HOME|CODEX_API_KEY|CODEX_CA_CERTIFICATE|OPENAI_(API_KEY|BASE_URL|ORGANIZATION|PROJECT))$/,
    },
  ],
  gemini: [{ names: /^(GEMINI_\w+|GOOGLE_\w+|CLOUD_SHELL)$/ }],
  llm: [
    { names: /^LLM_\w+$/ },
    {
      names:
        /^(OPENAI|ANTHROPIC|GEMINI|MISTRAL|GROQ|OPENROUTER|DEEPSEEK|XAI|COHERE|TOGETHER)_(API_KEY|KEY|BASE_URL)$/,
    },
    { names: /^OLLAMA_HOST$/ },
  ],
  ollama: [{ names: /^OLLAMA_\w+$/ }],
}

/** Text only: no colours, no pager, no cursor. */
const plain: Readonly<Record<string, string>> = { NO_COLOR: '1', TERM: 'dumb', PAGER: 'cat' }

/** Everything else stays behind: tokens of other services are no business of a model. */
export function presetEnvironment(
  name: PresetName,
  env: Environment,
  set: Readonly<Record<string, string>>,
): Environment {
  const wanted = own[name].filter(({ when }) => when === undefined || setting(env, when) !== null)
  const passes = (variable: string): boolean =>
    everywhere.test(variable) ||
    (process.platform === 'win32' && windows.test(variable)) ||
    wanted.some(({ names }) => names.test(variable))
  const kept = Object.entries(env).filter(([variable, value]) => value !== undefined && passes(variable))
  return { ...Object.fromEntries(kept), ...plain, ...set }
}
