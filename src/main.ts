// What bin.ts loads when there is more to do than print the version: runs the command line on the real process.
import { processIo } from './cli/process-io.ts'
import { registry } from './cli/registry.ts'
import { runCli } from './cli/run.ts'
import { describeUnexpected } from './cli/unexpected.ts'

/** Sets the exit code and returns when the command has ended; Node ends when everything is written out. */
export async function main(commands = registry): Promise<void> {
  const io = processIo()
  // Node's own exit code for these is 1, which here says "findings".
  process.on('uncaughtException', (error) => {
    const { details, diagnostic } = describeUnexpected(error, process.env)
    io.stderr.write(details ?? `spec: ${diagnostic.message}\n`)
    process.exit(2)
  })
  let ended = false
  // A promise that nothing can settle any more lets Node end in silence, with exit code 13.
  process.once('exit', (code) => {
    if (ended || ![0, 13].includes(code)) return
    io.stderr.write(describeUnexpected(new Error('the command never ended'), process.env).details ?? '')
    process.exitCode = 2
  })
  const code = await runCli(process.argv.slice(2), io, commands)
  ended = true
  process.exitCode = io.outputFailed() ? 2 : code
  // An interrupted command may leave a request or a child behind that would keep the process alive.
  if (code === 130) process.exit()
}
