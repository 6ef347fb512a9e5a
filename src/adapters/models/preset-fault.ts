// What a preset's program said before it gave up in; a kind of failure and the next step out.
import { failure } from '../../model/failure.ts'
import type { Failure, FailureKind } from '../../model/model.ts'
import { oneLine } from './printable.ts'
import type { Preset } from './presets.ts'

interface Sign {
  readonly kind: FailureKind
  readonly words: RegExp
}

/**
 * Programs have words and no codes. Seen with Claude Code 2.1.330, Codex 0.169.0 and Gemini CLI 0.61.0, or read in llm
 * 0.32 and ollama 0.33. In order: the first that fits decides.
 */
const signs: readonly Sign[] = [
  { kind: 'rate-limit', words: /usage limit|hit your [a-z ]*limit|quota|rate.?limit|too many requests/i },
  { kind: 'rate-limit', words: /credit balance is too low|resource_exhausted|\b429\b/i },
  {
    kind: 'authentication',
    words: /not logged in|\/login\b|log in again|signed? in to ollama|no key found/i,
  },
  { kind: 'authentication', words: /(invalid|incorrect) api key|api key not valid|api key is missing/i },
  { kind: 'authentication', words: /auth method|oauth token|missing bearer|\b401\b|unauthorized/i },
  {
    kind: 'unknown-model',
    words: /unknown model|not a known model|selected model|model\b.{0,120}\bnot found/i,
  },
  { kind: 'unknown-model', words: /model\b.{0,120}\b(does not exist|is not supported)/i },
  { kind: 'too-long', words: /prompt is too long|context (length|window)|input token count/i },
  {
    kind: 'connection-lost',
    words: /could not connect|connection (refused|failed)|failed to lookup|enotfound|econnre/i,
  },
]

const newerOptions =
  /unknown (option|argument|flag|shorthand)|unexpected argument|no such option|unrecognized (option|argument)/i

const ofStatus = (status: number): FailureKind | null => {
  if (status === 401) return 'authentication'
  if (status === 403) return 'permission'
  if (status === 404) return 'unknown-model'
  if (status === 413) return 'too-long'
  if (status === 429) return 'rate-limit'
  if (status === 529) return 'overloaded'
  return status >= 500 && status < 600 ? 'server-fault' : null
}

/** @param words what it said, without secrets; @param ended how it ended, for where it said nothing. */
export function presetFailure(preset: Preset, words: string, ended: string, status: number | null): Failure {
  const said = oneLine(words)
  const message = `${preset.title} ${said === '' ? ended : `says: ${said}`}`
  if (newerOptions.test(words)) {
    const hint = `spec asks it with options that this version does not have: update it (${preset.install})`
    return failure('command-failed', message, hint)
  }
  const kind =
    (status === null ? null : ofStatus(status)) ?? signs.find((sign) => sign.words.test(words))?.kind
  const hint = kind === undefined ? undefined : hintOf(kind, preset)
  return failure(kind ?? 'command-failed', message, hint ?? byHand(preset))
}

/** @param inside a program of that name lies in the project, which is not trusted with running. */
export function notInstalled(preset: Preset, inside: boolean): Failure {
  const message = `${preset.title} is not installed: there is no program ${preset.program} on PATH`
  const why = inside ? '; the one inside the project is not run, as a pull request could have brought it' : ''
  return failure('not-found', message + why, `install it: ${preset.install}; then log in: ${preset.login}`)
}

const byHand = ({ program }: Preset): string =>
  `see whether ${program} answers when you run it by hand; --model-command takes a command line of your own`

function hintOf(kind: FailureKind, preset: Preset): string | undefined {
  switch (kind) {
    case 'authentication':
      return `log in: ${preset.login}`
    case 'rate-limit':
      return 'what your plan allows is used up: wait until it is renewed, or name another model with --model'
    case 'unknown-model':
      return preset.program === 'ollama'
        ? 'fetch it: ollama pull <model>; ollama list shows what is there'
        : `name another model after the colon, as ${preset.program} spells it`
    case 'connection-lost':
      return preset.program === 'ollama'
        ? 'start its server: ollama serve; OLLAMA_HOST says where it is'
        : 'check the network, then run the command again'
    default:
      return undefined
  }
}
