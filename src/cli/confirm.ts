// A question on the terminal → yes or no.
import type { Io } from './io.ts'

/** Can a person be asked? Not in CI, and not where stdin or stderr are no terminal. */
export function canAsk(io: Pick<Io, 'stdin' | 'stderr' | 'env'>): boolean {
  return io.stdin.isTTY && io.stderr.isTTY && !io.env.CI
}

/** Asks on stderr; only `y` or `yes` agrees. */
export async function confirm(io: Pick<Io, 'stdin' | 'stderr'>, question: string): Promise<boolean> {
  io.stderr.write(`${question} [y/N] `)
  const answer = await io.stdin.line()
  return answer !== null && /^y(es)?$/i.test(answer.trim())
}
