// An executable with commands that wait, print a lot, or fail: bundled and spawned by process.test.ts.
import { defineCommand } from '../../../src/cli/command.ts'
import { main } from '../../../src/main.ts'
import { registryOf } from './recorded.ts'

const common = { summary: 'x', example: 'x', args: {} }
const forever = (): Promise<never> => new Promise(() => setTimeout(() => process.exit(9), 120_000))

await main(
  registryOf(
    defineCommand({
      name: 'listen',
      ...common,
      async run({ io, signal }) {
        const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        // Something that nobody closes: it must not keep the process alive in the end.
        setTimeout(() => process.exit(9), 120_000)
        io.stderr.write('ready\n')
        await stopped
        io.stderr.write('stopped\n')
        return 0
      },
    }),
    defineCommand({
      name: 'stubborn',
      ...common,
      async run({ io, signal }) {
        signal.addEventListener('abort', () => io.stderr.write('asked\n'))
        io.stderr.write('ready\n')
        return forever()
      },
    }),
    defineCommand({
      name: 'deaf',
      ...common,
      async run({ io }) {
        io.stderr.write('ready\n')
        return forever()
      },
    }),
    defineCommand({
      name: 'long',
      ...common,
      async run({ print, io }) {
        for (let n = 0; n < 20_000; n++) print(`line ${n}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
        print('last')
        io.stderr.write('ended\n')
        return 1
      },
    }),
    defineCommand({
      name: 'late',
      ...common,
      async run() {
        setTimeout(() => {
          throw new Error('thrown when nobody waits')
        }, 5)
        return forever()
      },
    }),
    defineCommand({ name: 'vanish', ...common, run: () => new Promise(() => {}) }),
    defineCommand({
      name: 'echo',
      ...common,
      async run({ io, print }) {
        print(await io.stdin.text())
        return 0
      },
    }),
  ),
)
