// Links of several sources in, one for each conversation and commit out: what two machines recorded, and what is found now.
import type { CommitLink, Evidence, LinkedFile } from './link.ts'

/** What a link is about. */
export function linkName({ session, sessionId, commit }: CommitLink): string {
  return `${session}\n${sessionId}\n${commit}`
}

/** In order of session and commit. Of each kind of evidence that of the surest link counts. */
export function unionOf(links: readonly CommitLink[]): readonly CommitLink[] {
  const groups = new Map<string, CommitLink[]>()
  for (const link of links) {
    const group = groups.get(linkName(link))
    if (group) group.push(link)
    else groups.set(linkName(link), [link])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([, group]) => {
      const [best, ...others] = [...group].sort(bySureness)
      return best === undefined ? [] : [others.reduce(joined, best)]
    })
}

function joined(best: CommitLink, other: CommitLink): CommitLink {
  const kinds = new Set(best.evidence.map(nameOf))
  const more = other.evidence.filter((one) => !kinds.has(nameOf(one)))
  return more.length === 0 ? best : { ...best, evidence: [...best.evidence, ...more] }
}

/** A commit may have been rewritten twice. */
function nameOf(evidence: Evidence): string {
  return evidence.kind === 'rewritten' ? `rewritten ${evidence.from}` : evidence.kind
}

function bySureness(a: CommitLink, b: CommitLink): number {
  return (
    b.confidence - a.confidence ||
    sameLines(b.files) - sameLines(a.files) ||
    compare(JSON.stringify(a), JSON.stringify(b))
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sameLines(files: readonly LinkedFile[]): number {
  return files.reduce((sum, { same }) => sum + same, 0)
}

/** Does what is recorded say all that was found now? What is found by less is no news. */
export function covers(recorded: CommitLink | undefined, found: CommitLink): boolean {
  if (recorded === undefined) return false
  const kinds = new Set(recorded.evidence.map(nameOf))
  const said = found.evidence.every((one) => kinds.has(nameOf(one)) || !telling.has(one.kind))
  return (
    said && recorded.confidence >= found.confidence && sameLines(recorded.files) >= sameLines(found.files)
  )
}

/** A branch comes and goes, and a time is of the clock: neither is a reason to record a link anew. */
const telling: ReadonlySet<Evidence['kind']> = new Set([
  'trailer',
  'printed',
  'lines',
  'removed',
  'files',
  'rewritten',
])
