// A preset as a model: its program is found, asked in an empty folder with nothing but text to give, and read.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PresetReference } from '../../config/model-names.ts'
import { failure } from '../../model/failure.ts'
import {
  noUsage,
  type Failure,
  type ModelAnswer,
  type ModelEvent,
  type ModelRequest,
} from '../../model/model.ts'
import { requestAsText } from '../../model/plain-text.ts'
import type { Model } from '../../ports.ts'
import { secretValues } from './command.ts'
import { setting, type Environment } from './environment.ts'
import { findProgram } from './find-program.ts'
import { presetEnvironment } from './preset-environment.ts'
import { notInstalled, presetFailure } from './preset-fault.ts'
import { readOutput, withoutColours, type ProgramAnswer } from './preset-output.ts'
import { presets, type Preset, type Setting } from './presets.ts'
import { lastLines } from './printable.ts'
import { runProgram, type ProgramEnd } from './program.ts'
import { redactor, type Redact } from './redact.ts'
import { spokenTime, startWatchdog } from './watchdog.ts'

export interface PresetOptions {
  readonly preset: PresetReference
  readonly env: Environment
  /** Absolute: a program inside it is not run. */
  readonly root: string
  readonly timeoutMs?: number | undefined
  readonly outputLimitBytes?: number | undefined
}

const defaultTimeoutMs = 1_800_000
const defaultOutputLimitBytes = 50_000_000
const systemName = 'system.md'
const rulesName = 'rules.toml'

/** What stands where a request has no system part: without a file a program would fall back to being an agent. */
const bareSystem = 'Answer with text only.\n'

/** What one run of the program gave. */
interface Run {
  readonly end: ProgramEnd
  readonly stdout: string
  /** Without secrets. */
  readonly stderr: string
  readonly readable: boolean
}

/** Its identity is `codex` or `codex:<model>`; once it answered, with the model that it names itself. */
export function presetModel(options: PresetOptions): Model {
  const { name, model } = options.preset
  const preset = presets[name]
  const identity = { kind: 'command', name: model === null ? name : `${name}:${model}` } as const
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  return {
    identity,
    async ask(request, listen, signal): Promise<ModelAnswer> {
      const failed = (why: Failure, read?: ProgramAnswer): ModelAnswer => ({
        ok: false,
        failure: why,
        partial: '',
        usage: read?.usage ?? noUsage,
        identity,
        requestId: read?.session ?? null,
      })
      const program = findProgram(preset.program, options.env, options.root)
      if (program.kind === 'absent') return failed(notInstalled(preset, program.inside))

      const beside = mkdtempSync(join(tmpdir(), 'spec-model-'))
      const watch = startWatchdog(signal, timeoutMs)
      try {
        const call = callOf(options, preset, program.path, beside, request)
        const first = preset.lookFirst?.(call.layout)
        const looked =
          first === undefined ? null : await run({ ...call, args: first, stdin: '' }, ignore, watch.signal)
        const done =
          looked !== null && !endedWell(looked.end) ? looked : await run(call, listen, watch.signal)
        const ended = watch.endedBy()
        if (ended === 'cancelled') return failed(failure('cancelled', `${preset.title} was stopped`))
        if (ended !== null) {
          const late = `${preset.title} did not finish within ${spokenTime(timeoutMs)}`
          return failed(failure('time-out', late, slower))
        }
        const read = readOutput(preset.output, done)
        const why = faultOf(
          preset,
          done,
          { ...read, fault: read.fault === null ? null : call.redact(read.fault) },
          options.outputLimitBytes ?? defaultOutputLimitBytes,
        )
        if (why !== null || read.text === null) return failed(why ?? odd(preset), read)
        if (!call.streams) listen({ type: 'text', text: read.text })
        const answered = read.model === null ? identity : { ...identity, name: `${name}:${read.model}` }
        const { usage, session: requestId } = read
        return { ok: true, text: read.text, stop: 'end', usage, identity: answered, requestId }
      } finally {
        watch.stop()
        rmSync(beside, { recursive: true, force: true, maxRetries: 3 })
      }
    },
  }
}

interface Call {
  readonly program: string
  readonly args: readonly string[]
  readonly stdin: string
  readonly folder: string
  readonly env: Environment
  readonly layout: Setting
  readonly redact: Redact
  readonly outputLimitBytes: number
  /** What is printed is the answer, and may be told while it comes. */
  readonly streams: boolean
}

/** Lays the files beside the folder in which the program runs, which stays empty. */
function callOf(
  options: PresetOptions,
  preset: Preset,
  program: string,
  beside: string,
  request: ModelRequest,
): Call {
  const layout: Setting = {
    model: options.preset.model,
    system: join(beside, systemName),
    rules: join(beside, rulesName),
    maxTokens: request.maxTokens ?? null,
  }
  const folder = join(beside, 'empty')
  mkdirSync(folder)
  const inFile = preset.system === 'file'
  if (inFile) {
    const system = requestAsText({ system: request.system, messages: [] })
    writeFileSync(layout.system, system === '' ? bareSystem : system)
  }
  if (preset.rules !== undefined) writeFileSync(layout.rules, preset.rules)
  return {
    program,
    args: preset.args(layout),
    stdin: requestAsText(inFile ? { system: [], messages: request.messages } : request),
    folder,
    env: presetEnvironment(options.preset.name, options.env, preset.set(layout)),
    layout,
    redact: withoutPrivate(options.env),
    outputLimitBytes: options.outputLimitBytes ?? defaultOutputLimitBytes,
    streams: preset.output === 'llm-text' || preset.output === 'ollama-text',
  }
}

async function run(call: Call, listen: (event: ModelEvent) => void, signal: AbortSignal): Promise<Run> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const texts: string[] = []
  let readable = true
  const hear = (chunk: Uint8Array | null): boolean => {
    try {
      const text = chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true })
      readable &&= !text.includes('\0')
      if (readable && text !== '') {
        texts.push(text)
        if (call.streams) listen({ type: 'text', text: withoutColours(text) })
      }
    } catch {
      readable = false // Not UTF-8: told as such.
    }
    return readable
  }
  const { end, stderr } = await runProgram({
    argv: [call.program, ...call.args],
    stdin: call.stdin,
    base: call.folder,
    folder: call.folder,
    env: call.env,
    outputLimitBytes: call.outputLimitBytes,
    listen: hear,
    signal,
  })
  if (end.kind === 'exited' && readable) hear(null)
  return { end, stdout: texts.join(''), stderr: call.redact(stderr), readable }
}

/** Takes out secrets, and where the home folder is. */
function withoutPrivate(env: Environment): Redact {
  const redact = redactor(secretValues(env))
  const home = setting(env, 'HOME') ?? setting(env, 'USERPROFILE')
  return (text) => (home === null || home.length < 3 ? redact(text) : redact(text).replaceAll(home, '~'))
}

const ignore = (): void => undefined
const slower = 'allow it more with `timeoutSeconds`: a model of kind `preset` in spec.config.json'
const endedWell = (end: ProgramEnd): boolean => end.kind === 'exited' && end.code === 0

function faultOf(preset: Preset, done: Run, read: ProgramAnswer, limit: number): Failure | null {
  const { end } = done
  if (end.kind === 'too-much') {
    return failure(
      'malformed',
      `${preset.title} printed more than ${Math.floor(limit / 1_000_000)} MB`,
      odd(preset).hint,
    )
  }
  if (!done.readable) {
    return failure('malformed', `${preset.title} printed bytes that are not UTF-8 text`, odd(preset).hint)
  }
  if (end.kind === 'not-started') {
    return failure('command-failed', `${preset.program} could not be started (${end.code})`, odd(preset).hint)
  }
  // Words of stdout too: some tell their faults there.
  const words = read.fault ?? lastLines(withoutColours(done.stderr), 3)
  if (read.fault !== null) return presetFailure(preset, words, '', read.status)
  if (!endedWell(end)) {
    const code = end.kind === 'exited' ? (end.code ?? end.signal ?? 'a signal') : 'a signal'
    return presetFailure(preset, words, `ended with exit code ${code} and said nothing`, null)
  }
  if (read.text !== null && read.text.trim() !== '') return null
  const nothing =
    words === '' ? 'gave no answer that could be read' : `gave no answer that could be read: ${words}`
  return failure('malformed', `${preset.title} ${nothing}`, odd(preset).hint)
}

const odd = (preset: Preset): Failure =>
  failure(
    'malformed',
    `${preset.title} gave no answer that could be read`,
    `this version may print in another way than spec knows: update it (${preset.install}), or use --model-command`,
  )
