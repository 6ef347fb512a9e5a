// Any program as a model: the prompt goes to its stdin, the answer comes from its stdout (rule 31).
import { failure } from '../../model/failure.ts'
import { noUsage, type Failure, type ModelAnswer } from '../../model/model.ts'
import { requestAsText } from '../../model/plain-text.ts'
import type { Model } from '../../ports.ts'
import { showArgv } from './argv.ts'
import type { Environment } from './environment.ts'
import { lastLines } from './printable.ts'
import { runProgram, type ProgramEnd } from './program.ts'
import { redactor } from './redact.ts'
import { spokenTime, startWatchdog } from './watchdog.ts'

export interface CommandOptions {
  readonly argv: readonly [string, ...string[]]
  readonly env: Environment
  /** The folder that a program given as a relative path (`./model.sh`) is looked for in. */
  readonly base: string
  readonly timeoutMs?: number | undefined
  readonly outputLimitBytes?: number | undefined
}

const defaultTimeoutMs = 1_800_000
const defaultOutputLimitBytes = 50_000_000

/** Variables of the environment whose values a program's last words may hold, and no message of ours. */
const secretName = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i

/** Values of the environment that a program may have printed and nobody else is to read. */
export function secretValues(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    secretName.test(name) && value !== undefined && value.length >= 8 ? [value] : [],
  )
}

/** A model that is a program. It runs in an empty folder, in its own process group, with a time limit. */
export function commandModel(options: CommandOptions): Model {
  const identity = { kind: 'command', name: showArgv(options.argv) } as const
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const outputLimitBytes = options.outputLimitBytes ?? defaultOutputLimitBytes
  const redact = redactor(secretValues(options.env))
  return {
    identity,
    async ask(request, listen, signal): Promise<ModelAnswer> {
      const watch = startWatchdog(signal, timeoutMs)
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      const texts: string[] = []
      let readable = true
      const read = (chunk: Uint8Array | null): boolean => {
        try {
          const text = chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true })
          readable &&= !text.includes('\0')
          if (text !== '' && readable) {
            texts.push(text)
            listen({ type: 'text', text })
          }
        } catch {
          readable = false // Not UTF-8: told below.
        }
        return readable
      }
      const { end, stderr } = await runProgram({
        argv: options.argv,
        stdin: requestAsText(request),
        base: options.base,
        env: options.env,
        outputLimitBytes,
        listen: read,
        signal: watch.signal,
      })
      watch.stop()
      if (end.kind === 'exited' && readable) read(null)
      const text = texts.join('')
      const common = { usage: noUsage, identity, requestId: null }
      const failed = (why: Failure): ModelAnswer => ({ ok: false, failure: why, partial: text, ...common })

      const ended = watch.endedBy()
      if (ended === 'cancelled') return failed(failure('cancelled', 'the program was stopped'))
      if (ended !== null) {
        return failed(failure('time-out', `${identity.name} did not finish within ${spokenTime(timeoutMs)}`))
      }
      if (!readable) {
        return failed(
          failure('malformed', `${identity.name} printed bytes that are not UTF-8 text`, onlyText),
        )
      }
      const why = whyNot(end, identity.name, lastLines(redact(stderr)), outputLimitBytes)
      if (why !== null) return failed(why)
      if (text.trim() !== '') return { ok: true, text, stop: 'end', ...common }
      return failed(
        failure(
          'malformed',
          withWords(`${identity.name} printed nothing`, lastLines(redact(stderr))),
          byHand,
        ),
      )
    },
  }
}

const onlyText = 'the program has to print the answer, as UTF-8 text and nothing else, on stdout'
const byHand = 'run the program by hand, with a prompt on stdin: spec prompt <id> | <program>'

function whyNot(end: ProgramEnd, name: string, words: string, limit: number): Failure | null {
  switch (end.kind) {
    case 'not-started':
      return end.code === 'ENOENT'
        ? failure(
            'not-found',
            `there is no program ${name}`,
            'install it, or give its path: --model-command ./model.sh',
          )
        : failure(
            'command-failed',
            `${name} could not be started (${end.code})`,
            'is it a program that may be executed?',
          )
    case 'too-much':
      return failure('malformed', `${name} printed more than ${Math.floor(limit / 1_000_000)} MB`, onlyText)
    case 'stopped':
      return failure('command-failed', `${name} was stopped`)
    case 'exited':
      if (end.code === 0) return null
      return failure(
        'command-failed',
        withWords(
          `${name} ended with ${end.code === null ? (end.signal ?? 'a signal') : `exit code ${end.code}`}`,
          words,
        ),
      )
  }
}

const withWords = (what: string, words: string): string => (words === '' ? what : `${what}: ${words}`)
