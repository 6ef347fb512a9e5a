// What a commit and a conversation have in common in, how sure that makes us that they are of one piece of work out.

export interface Common {
  /** What the lines tell that both added and that were new then; those that both took away (see overlap.ts). */
  readonly weight: number
  readonly removedWeight: number
  /** What all lines tell that the commit and the conversation changed in these files. */
  readonly ofCommit: number
  readonly ofSession: number
  /** The little that the lines tell that both added and that stood somewhere before. */
  readonly old: number
  /** What the lines tell that both added and that had been committed before, or were only moved. */
  readonly stale: number
  /** Seconds from the last of these edits to the commit; null where the transcript has no times. */
  readonly seconds: number | null
}

const day = 24 * 3600

/** However many lines were copied. */
const mostOld = 3

/** 0: no link. Up to 0.99: nobody said so. */
export function confidenceOf(common: Common): number {
  const { weight, removedWeight, ofCommit, ofSession, old, stale, seconds } = common
  // What brings back lines that were committed before, and few new ones, is a copy or the work of a formatter.
  const came = weight + Math.min(old, mostOld)
  const pure = came <= 0 ? 0 : Math.min(1, (2 * came) / (came + stale))
  // What goes is weak evidence where nothing comes with it: anybody may take a line away.
  const value = came * pure + removedWeight * (came > 0 ? pure : 0.5)
  const both = weight + old + removedWeight
  const shares = [part(both, ofCommit), part(both, ofSession)] as const
  const share = Math.max(...shares)
  // Without times, lines that the agent only wrote again may have been committed long before: the whole has to fit.
  if (seconds === null && (value < 1.2 || Math.min(...shares) < 0.5)) return 0
  const soon = seconds === null ? 0.7 : seconds <= day ? 1 : seconds <= 7 * day ? 0.95 : 0.9
  // The later a commit, the more of what it adds was written by somebody else.
  if (seconds !== null && seconds > 14 * day && (value < 4 || share < 0.5)) return 0
  const enough =
    value >= 12 ||
    (value >= 4 && share >= 0.15) ||
    (value >= 1.2 && share >= 0.4) ||
    (weight > 0 && value >= 0.4 && share >= 0.8 && seconds !== null && seconds <= day) ||
    (weight >= 0.8 && value >= 0.8 && share >= 0.95 && seconds !== null && seconds <= 14 * day)
  if (!enough) return 0
  return rounded((1 - Math.exp(-value / 1.5)) * (0.6 + 0.4 * share) * soon)
}

function part(of: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, of / whole)
}

/** Two digits: more would be a claim. */
export function rounded(confidence: number): number {
  return Math.max(0.05, Math.min(0.99, Math.round(confidence * 100) / 100))
}
