// A long result for a person → shown in the pager of their environment, or told that there is none to use.
import { spawn } from 'node:child_process'
import { isLive } from './colour.ts'
import type { CommandContext } from './command.ts'

export interface Pager {
  readonly program: string
  readonly args: readonly string[]
}

/** Where the text goes when the person has not said: `F` quits where it fits, `R` shows colours, `X` leaves it on the screen. */
const usual: Pager = { program: 'less', args: ['-FRX'] }

/**
 * The pager to use, or null where the text is to be printed as it is: with `--json` or `--no-pager`, in CI, where stdout is
 * no terminal, or where `PAGER` is empty or `cat`. `PAGER` is given to the shell, as POSIX has it for `man`
 * (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/man.html); nothing of the repository is asked.
 */
export function pagerFor(
  { json, io }: Pick<CommandContext, 'json' | 'io'>,
  wanted: boolean | undefined,
): Pager | null {
  if (json || wanted === false || !isLive(io.env, io.stdout)) return null
  const named = io.env.PAGER?.trim()
  if (named === undefined) return process.platform === 'win32' ? null : usual
  if (named === '' || named === 'cat') return null
  return process.platform === 'win32' ? { program: named, args: [] } : { program: 'sh', args: ['-c', named] }
}

/** What a shell ends with that could not run, or not find, the program. */
const notRun: ReadonlySet<number | null> = new Set([126, 127])

/**
 * Shows `text`. False where the pager could not be started: then nothing was shown. One that ends early or fails has
 * shown what the person wanted to see.
 */
export function page(
  text: string,
  { program, args }: Pager,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'inherit', 'inherit'],
      // As git sets them for its pagers, for who has not set them.
      env: { ...env, LESS: env.LESS ?? 'FRX', LV: env.LV ?? '-c' },
    })
    // Ctrl-C is the pager's: it goes to both, and a pager whose writer is gone leaves the terminal in disorder.
    const ignore = (): void => {}
    process.on('SIGINT', ignore)
    const done = (shown: boolean): void => {
      process.off('SIGINT', ignore)
      resolve(shown)
    }
    child.on('error', () => done(false))
    child.on('close', (code) => done(!notRun.has(code)))
    // A pager that is left before the end reads no more (EPIPE).
    child.stdin.on('error', () => {})
    child.stdin.end(text)
  })
}

/** Prints a result, through a pager where there is one. */
export async function printLong(
  context: Pick<CommandContext, 'json' | 'io' | 'print'>,
  text: string,
  wanted: boolean | undefined,
): Promise<void> {
  // The pager writes to the terminal of the process; a stdout that is only a value is not it.
  const pager = process.stdout.isTTY ? pagerFor(context, wanted) : null
  const shown = pager !== null && (await page(`${text}\n`, pager, context.io.env))
  if (!shown) context.print(text)
}
