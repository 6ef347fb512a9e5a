// Flag, environment and stream → whether colours and a live display are wanted there.
import type { Io, OutputStream } from './io.ts'

/**
 * Decided for each stream by itself: the flag, then NO_COLOR (https://no-color.org: any value but an empty one), then
 * FORCE_COLOR (0 or false: off), then a terminal that is neither dumb nor a build server's.
 */
export function wantsColour(flag: boolean | undefined, env: Io['env'], stream: OutputStream): boolean {
  if (flag !== undefined) return flag
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isLive(env, stream)
}

/** Is there a person in front of a terminal that moves its cursor? */
export function isLive(env: Io['env'], stream: OutputStream): boolean {
  return stream.isTTY && env.TERM !== 'dumb' && !isBuildServer(env)
}

function isBuildServer(env: Io['env']): boolean {
  return env.CI !== undefined && env.CI !== '' && env.CI !== '0' && env.CI !== 'false'
}
