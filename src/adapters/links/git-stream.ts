// Arguments and input for git in, what it prints out, piece by piece: a history need not fit into memory. Safe in a stranger's
// repository (rule 30).
import { spawn } from 'node:child_process'
import { gitEnvironment, safeGitFlags } from '../git.ts'
import { offline } from '../git-offline.ts'

/** Set where git could not be started, was stopped, or said that something is wrong. */
export interface GitEnd {
  failed: boolean
}

/**
 * @param input lines for git, each taken when git is ready for it.
 * @param end is filled in when the last piece was given.
 */
export async function* gitPieces(
  cwd: string,
  args: readonly string[],
  input: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
  end: GitEnd,
): AsyncGenerator<Buffer> {
  const child = spawn('git', [...safeGitFlags, ...offline(args)], {
    cwd,
    env: gitEnvironment(),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  })
  const closed = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', (exit) => resolve(exit))
  })
  // git may exit before it has read its input; its exit code tells.
  child.stdin.on('error', () => {})
  const fed = feed(child.stdin, input)
  try {
    for await (const piece of child.stdout) {
      // A stream of a program without an encoding gives buffers.
      yield piece as Buffer
    }
    await fed
    end.failed = (await closed) !== 0
  } finally {
    child.kill()
  }
}

async function feed(
  stdin: NodeJS.WritableStream & { readonly destroyed?: boolean },
  input: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  for await (const piece of input) {
    if (stdin.destroyed === true) return
    if (!stdin.write(piece)) await drained(stdin)
  }
  stdin.end()
}

/** Resolves when a stream takes more, or never will again. */
export function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, done)
      resolve()
    }
    for (const event of ['drain', 'close', 'error']) stream.once(event, done)
  })
}

/** Lines of at most this many bytes; what follows in a longer one is left out. */
const longestLine = 64 * 1024

/** Without their line ends. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer | null = null
  for await (const piece of pieces) {
    let at = 0
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, at)) {
      const part = piece.subarray(at, end)
      yield rest === null ? part : Buffer.concat([rest, part])
      rest = null
      at = end + 1
    }
    const part = piece.subarray(at)
    if (part.length > 0 && (rest?.length ?? 0) < longestLine)
      rest = rest === null ? Buffer.from(part) : Buffer.concat([rest, part])
  }
  if (rest !== null) yield rest
}
