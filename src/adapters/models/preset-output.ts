// What a preset's program printed in; the answer with its usage, or the words of a fault, out.
import { noUsage, type Usage } from '../../model/model.ts'
import { at, countAt, parseJson, textAt } from './json.ts'

export type OutputKind = 'claude-json' | 'codex-events' | 'gemini-json' | 'llm-text' | 'ollama-text'

export interface Printed {
  readonly stdout: string
  readonly stderr: string
}

export interface ProgramAnswer {
  /** Null: it did not answer. */
  readonly text: string | null
  /** What it says is wrong; null where it says nothing, or all is well. */
  readonly fault: string | null
  /** Status of the API behind it; null where it does not say. */
  readonly status: number | null
  readonly usage: Usage
  /** The model as its API calls it; null where it does not say. */
  readonly model: string | null
  /** Its own id of the session. */
  readonly session: string | null
}

const silent: ProgramAnswer = {
  text: null,
  fault: null,
  status: null,
  usage: noUsage,
  model: null,
  session: null,
}

/** Never throws: what cannot be read gives no text. */
export function readOutput(kind: OutputKind, printed: Printed): ProgramAnswer {
  switch (kind) {
    case 'claude-json':
      return readClaude(printed.stdout)
    case 'codex-events':
      return readCodex(printed.stdout)
    case 'gemini-json':
      return readGemini(printed)
    case 'llm-text':
      return { ...silent, text: withoutColours(printed.stdout), usage: llmUsage(printed.stderr) }
    case 'ollama-text':
      return readOllama(printed.stdout)
  }
}

/** Escape sequences of terminals (ECMA-48 CSI, OSC and two-character ones). */
export function withoutColours(text: string): string {
  return text.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g, '')
}

/** One object of type `result`, or where the person's settings are verbose a list that ends in it. */
function readClaude(stdout: string): ProgramAnswer {
  const result = objectsIn(stdout)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .findLast((value) => textAt(value, 'type') === 'result')
  if (result === undefined) return silent
  const failed = at(result, 'is_error') === true
  const said = textAt(result, 'result')
  return {
    text: failed ? null : said,
    fault: failed ? (said ?? textAt(result, 'subtype')) : null,
    status: countAt(result, 'api_error_status'),
    usage: {
      input: countAt(result, 'usage', 'input_tokens'),
      output: countAt(result, 'usage', 'output_tokens'),
      cacheRead: countAt(result, 'usage', 'cache_read_input_tokens'),
      cacheWrite: countAt(result, 'usage', 'cache_creation_input_tokens'),
    },
    model: busiest(at(result, 'modelUsage'), 'outputTokens'),
    session: textAt(result, 'session_id'),
  }
}

/** An event a line; the last message is the answer, and `input_tokens` counts cached ones as well. */
function readCodex(stdout: string): ProgramAnswer {
  const events = stdout.split('\n').flatMap((line) => parseJson(line.trim()) ?? [])
  const messages = events.filter((event) => textAt(event, 'item', 'type') === 'agent_message')
  const failed = events.findLast((event) => textAt(event, 'type') === 'turn.failed')
  const lastError = events.findLast((event) => textAt(event, 'type') === 'error')
  const done = events.findLast((event) => textAt(event, 'type') === 'turn.completed')
  const cached = countAt(done, 'usage', 'cached_input_tokens')
  const input = countAt(done, 'usage', 'input_tokens')
  const fault = textAt(failed, 'error', 'message') ?? textAt(lastError, 'message')
  const text = textAt(messages.at(-1), 'item', 'text')
  return {
    text: done === undefined ? null : text,
    fault: done === undefined ? fault : null,
    status: null,
    usage: {
      input: input === null ? null : Math.max(0, input - (cached ?? 0)),
      output: countAt(done, 'usage', 'output_tokens'),
      cacheRead: cached,
      cacheWrite: countAt(done, 'usage', 'cache_write_input_tokens'),
    },
    model: null,
    session: textAt(
      events.find((event) => textAt(event, 'type') === 'thread.started'),
      'thread_id',
    ),
  }
}

/** The answer is an object on stdout; a fault one at the end of stderr, behind whatever else was printed there. */
function readGemini({ stdout, stderr }: Printed): ProgramAnswer {
  const said = [...objectsIn(stderr), ...objectsIn(stdout)]
  const result = said.findLast((value) => textAt(value, 'response') !== null)
  const failed = said.findLast((value) => textAt(value, 'error', 'message') !== null)
  const models = at(result, 'stats', 'models')
  const tokens = typeof models === 'object' && models !== null ? Object.values(models) : []
  const sum = (...names: readonly string[]): number | null => {
    const counts = tokens.flatMap((one) => names.flatMap((name) => countAt(one, 'tokens', name) ?? []))
    return counts.length === 0 ? null : counts.reduce((all, count) => all + count, 0)
  }
  const prompt = sum('prompt')
  const cached = sum('cached')
  const code = countAt(failed, 'error', 'code')
  return {
    text: failed === undefined ? textAt(result, 'response') : null,
    fault: failed === undefined ? null : innerMessage(textAt(failed, 'error', 'message') ?? ''),
    status: code !== null && code >= 400 ? code : null,
    usage: {
      input: prompt === null ? null : Math.max(0, prompt - (cached ?? 0)),
      output: sum('candidates', 'thoughts'),
      cacheRead: cached,
      cacheWrite: null,
    },
    model: busiest(models, 'tokens', 'candidates'),
    session: textAt(result ?? failed, 'session_id'),
  }
}

/** A message may be the API's JSON again. */
function innerMessage(message: string): string {
  return textAt(parseJson(message), 'error', 'message') ?? message
}

/** It says on stdout, and with exit code 0, that a cloud model needs a login. */
function readOllama(stdout: string): ProgramAnswer {
  const text = withoutColours(stdout)
  const loginNeeded = /^\s*You need to be signed in to Ollama[^\n]*/.exec(text)
  return loginNeeded === null ? { ...silent, text } : { ...silent, fault: loginNeeded[0].trim() }
}

/** `Token usage: 1,234 input, 56 output`, in colour, as `--usage` prints it. */
function llmUsage(stderr: string): Usage {
  const line = withoutColours(stderr)
    .split('\n')
    .findLast((one) => one.startsWith('Token usage: '))
  const count = (name: string): number | null => {
    const found = new RegExp(`([\\d,]{1,20}) ${name}\\b`).exec(line ?? '')?.[1]
    return found === undefined ? null : Number(found.replaceAll(',', ''))
  }
  return { ...noUsage, input: count('input'), output: count('output') }
}

/** Of the models of one call the one that wrote most: small ones may have helped. */
function busiest(models: unknown, ...path: readonly string[]): string | null {
  if (typeof models !== 'object' || models === null) return null
  const written = Object.keys(models).map((name) => ({ name, count: countAt(models, name, ...path) ?? 0 }))
  return written.sort((a, b) => b.count - a.count)[0]?.name ?? null
}

/** JSON values that begin and end a line each, in order: the whole text, else one after a banner or on a line of its own. */
function objectsIn(text: string): readonly unknown[] {
  const clean = withoutColours(text).trim()
  const whole = parseJson(clean)
  if (whole !== undefined) return [whole]
  const lines = clean
    .split('\n')
    .flatMap((line) => (/^[{[]/.test(line) ? (parseJson(line.trim()) ?? []) : []))
  const block = /^\{[^]*^\}/m.exec(clean)?.[0]
  const starts = block === undefined ? [] : lastObject(clean)
  return [...lines, ...starts]
}

/** An object over several lines that ends the text: the last `{` at the start of a line from which on it is JSON. */
function lastObject(text: string): readonly unknown[] {
  for (let from = text.lastIndexOf('\n{'); from >= 0; from = text.lastIndexOf('\n{', from - 1)) {
    const value = parseJson(text.slice(from + 1))
    if (value !== undefined) return [value]
    if (from === 0) break
  }
  return []
}
