// A kind of failure and what happened in; a failure with a hint, and the diagnostic it becomes, out.
import type { Code } from '../diagnostic/codes.ts'
import { diagnostic, type Diagnostic, type Place } from '../diagnostic/diagnostic.ts'
import type { Failure, FailureKind } from './model.ts'

interface KindEntry {
  readonly code: Code
  /** What to do next, where the one who noticed the failure knows no better. */
  readonly hint: string
}

const entry = (code: Code, hint: string): KindEntry => ({ code, hint })

const kinds: Readonly<Record<FailureKind, KindEntry>> = {
  'no-key': entry(
    'model-no-key',
    'set ANTHROPIC_API_KEY, or ask a program that you have (--model claude-code; spec models lists them), or bring an answer with --response',
  ),
  authentication: entry(
    'model-failed',
    'check ANTHROPIC_API_KEY: it may be mistyped, revoked or for another server',
  ),
  permission: entry(
    'model-failed',
    'the key may not use this model, or its account has no credit: see the console',
  ),
  'unknown-model': entry(
    'model-unknown',
    'name another model with --model, or with `model` in spec.config.json',
  ),
  'rate-limit': entry('model-failed', 'wait a little and run the command again, or lower --concurrency'),
  overloaded: entry('model-failed', 'the server is busy: run the command again in a few minutes'),
  'server-fault': entry(
    'model-failed',
    'the fault lies with the server: run the command again in a few minutes',
  ),
  'time-out': entry('model-failed', 'ask for less in one spec, or allow more time'),
  stalled: entry('model-failed', 'nothing more came: run the command again'),
  refused: entry('model-refused', 'reword the spec, or name another model with --model'),
  'too-long': entry(
    'model-failed',
    'narrow `context` and `uses`, or split the spec: the prompt does not fit the model',
  ),
  'connection-lost': entry('model-failed', 'check the network, then run the command again'),
  malformed: entry(
    'model-failed',
    'check that ANTHROPIC_BASE_URL is a server that speaks the Anthropic Messages API',
  ),
  'bad-request': entry('model-failed', 'check `maxTokens` and `effort` of the model in spec.config.json'),
  'not-found': entry('model-failed', 'check how the command or the address is spelled'),
  'command-failed': entry(
    'model-failed',
    'run the program by hand; it gets the prompt on stdin and starts in an empty folder',
  ),
  'over-budget': entry(
    'over-budget',
    'raise --max-cost, or name a cheaper model with --model; what was built before stays',
  ),
  cancelled: entry('model-failed', 'run the command again'),
}

/**
 * A failure as a value. `message` is one sentence without secrets; `hint` says what to do next and defaults to what
 * fits the kind.
 */
export function failure(kind: FailureKind, message: string, hint: string = kinds[kind].hint): Failure {
  return { kind, message, hint }
}

/** What a person reads of a failure. A refusal is a finding, the rest is trouble. */
export function failureDiagnostic(failed: Failure, place?: Place): Diagnostic {
  return diagnostic(kinds[failed.kind].code, failed.message, { place, hint: failed.hint })
}

/** What to do when nothing is recorded and there is no key: three ways, one message. */
export function waysForward(specId: string, command: 'regen' | 'amend' = 'regen'): string {
  const prompt = command === 'amend' ? `spec amend ${specId} --prompt` : `spec prompt ${specId}`
  return [
    `there are three ways to get an answer for ${specId}:`,
    '  1. set ANTHROPIC_API_KEY (https://platform.claude.com), and run this again',
    `  2. spec ${command} ${specId} --model claude-code, or another program that you have (spec models lists them;`,
    "     --model-command 'my-model -p' takes any that reads a prompt and prints an answer),",
    '     or set ANTHROPIC_BASE_URL to a local server, such as http://localhost:11434 for Ollama',
    `  3. ${prompt} > p.md, have any model answer it, and spec ${command} ${specId} --response answer.md`,
  ].join('\n')
}
