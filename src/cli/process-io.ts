// The running process → `Io`: streams that outlive their reader, and Ctrl-C as a signal.
import { createInterface } from 'node:readline'
import type { InputStream, Io, OutputStream } from './io.ts'

export interface ProcessIo extends Io {
  /** Could everything be written? A reader that went away (EPIPE) is no failure. */
  readonly outputFailed: () => boolean
}

export function processIo(): ProcessIo {
  let failed = false
  const fail = (name: string, error: NodeJS.ErrnoException): void => {
    // Nobody reads any more (`spec list | head -1`): the command runs to its end, so that its exit code stays true.
    if (error.code === 'EPIPE') return
    if (!failed && name === 'stdout') process.stderr.write(`spec: cannot write to stdout: ${error.message}\n`)
    failed = true
    process.exitCode = 2
  }
  process.stdout.on('error', (error) => fail('stdout', error))
  process.stderr.on('error', (error) => fail('stderr', error))

  let controller: AbortController | null = null
  return {
    stdin,
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    get signal() {
      controller ??= catchInterrupts()
      return controller.signal
    },
    outputFailed: () => failed,
  }
}

/** The first Ctrl-C (or SIGTERM) asks the command to stop; the second does not ask. */
function catchInterrupts(): AbortController {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(new Error('interrupted'))
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return controller
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  return {
    write: (text) => void stream.write(text),
    // Undefined, whatever its type says, where it is no terminal.
    isTTY: Boolean(stream.isTTY),
    get columns() {
      return stream.columns > 0 ? stream.columns : 80
    },
  }
}

const stdin: InputStream = {
  get isTTY() {
    return Boolean(process.stdin.isTTY)
  },
  async text(signal) {
    const decoder = new TextDecoder()
    let text = ''
    // A stream that is open keeps the process alive.
    signal?.addEventListener('abort', () => process.stdin.destroy(new Error('nobody waits for it any more')))
    for await (const chunk of process.stdin) text += decoder.decode(toBytes(chunk), { stream: true })
    return text + decoder.decode()
  },
  line() {
    return new Promise((resolve) => {
      const lines = createInterface({ input: process.stdin, terminal: false })
      lines.once('line', (line) => {
        resolve(line)
        lines.close()
      })
      lines.once('close', () => resolve(null))
    })
  },
}

/** Chunks of a stream without an encoding are buffers; its type says only that they are something. */
function toBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))
}
