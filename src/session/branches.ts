// Records that name the one they follow in, those on a way that was left again out.

export interface Following {
  readonly id: string
  /** Null for one that begins a conversation. */
  readonly follows: string | null
  /** `prompt`: words of a person, from which a new way may begin; `other`: nothing that is said. */
  readonly kind: 'prompt' | 'said' | 'other'
}

/**
 * The way that counts leads to the last that was said. Beside it lie ways that were left, and also answers of tools that
 * ran side by side: a way was left where a person's prompt begins another one after all of it was said.
 */
export function leftBehind(records: readonly Following[]): ReadonlySet<string> {
  const places = new Map<string, number>()
  records.forEach(({ id }, at) => {
    if (!places.has(id)) places.set(id, at)
  })
  const parents = records.map(({ follows }) => (follows === null ? beginning : places.get(follows)))
  const next = liveWay(records, parents)
  const branches = branchesBeside(records, parents, next)

  const left = new Set<string>()
  const last = new Map<number, number>()
  branches.forEach((branch, at) => {
    if (branch !== null && records[at]?.kind !== 'other')
      last.set(branch, Math.max(at, last.get(branch) ?? 0))
  })
  const isLeft = new Map<number, boolean>()
  for (const [branch, end] of last) {
    const live = next.get(parents[branch] ?? beginning)
    const prompt = live === undefined ? null : promptAhead(records, next, live)
    isLeft.set(branch, prompt !== null && end < prompt)
  }
  branches.forEach((branch, at) => {
    const one = records[at]
    if (one && branch !== null && isLeft.get(branch)) left.add(one.id)
  })
  return left
}

/** Stands before all that begin a conversation: the first prompt can be written anew, too. */
const beginning = -1

/** A parent that is in no record is undefined. */
type Parents = readonly (number | undefined)[]

/** Place of each record on the way that counts → place of the one after it on this way; itself for the last. */
function liveWay(records: readonly Following[], parents: Parents): ReadonlyMap<number, number> {
  const next = new Map<number, number>()
  let at: number | undefined = records.findLastIndex(({ kind }) => kind !== 'other')
  if (at < 0) return next
  let after = at
  while (at !== undefined && !next.has(at)) {
    next.set(at, after)
    after = at
    at = parents[at]
  }
  return next
}

/** For each record beside the way: place of the first of its branch, whose parent is on the way; null for the rest. */
function branchesBeside(
  records: readonly Following[],
  parents: Parents,
  next: ReadonlyMap<number, number>,
): (number | null)[] {
  const known: (number | null | undefined)[] = records.map((_, at) => (next.has(at) ? null : undefined))
  records.forEach((_, start) => {
    const climbed: number[] = []
    let at: number | undefined = start
    let found: number | null = null
    while (at !== undefined) {
      const branch = known[at]
      if (branch !== undefined) {
        found = branch
        break
      }
      // Marked while climbing, so that records that follow each other in a circle end.
      known[at] = null
      climbed.push(at)
      const parent: number | undefined = parents[at]
      if (parent !== undefined && next.has(parent)) {
        found = at
        break
      }
      at = parent
    }
    for (const one of climbed) known[one] = found
  })
  return known.map((branch) => branch ?? null)
}

/** The first that is said on the way from here, if it is a prompt. */
function promptAhead(
  records: readonly Following[],
  next: ReadonlyMap<number, number>,
  from: number,
): number | null {
  for (let at = from; ;) {
    const kind = records[at]?.kind
    if (kind === 'prompt') return at
    const after = next.get(at)
    if (kind === 'said' || after === undefined || after === at) return null
    at = after
  }
}
