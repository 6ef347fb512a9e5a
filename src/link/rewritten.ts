// Links to commits and the history as it is now in; links to what became of those commits out: a rebase, an amended or squashed
// commit, a commit that was picked onto another branch.
import type { CommitHistory, HistoryCommit } from './history.ts'
import { rounded } from './judge.ts'
import type { CommitLink } from './link.ts'
import { hunksOfTokens } from './patch-tokens.ts'
import { printOf, tellingOf, type Print } from './prints.ts'

/** Part of what a commit added that has to be in the other one. */
const mostLines = 0.6

/**
 * @param links recorded and found ones.
 * @param lost commits that links name, that no branch leads to any more, and that git still has.
 */
export function followRewritten(
  links: readonly CommitLink[],
  history: CommitHistory,
  lost: readonly HistoryCommit[],
): readonly CommitLink[] {
  const byPatch = new Map<string, HistoryCommit[]>()
  for (const commit of history.commits)
    if (commit.patchId !== null) byPatch.set(commit.patchId, [...(byPatch.get(commit.patchId) ?? []), commit])
  const gone = new Map(lost.map((commit) => [commit.id, commit]))
  const followed: CommitLink[] = []
  for (const link of links) {
    const same = link.patchId === null ? [] : (byPatch.get(link.patchId) ?? [])
    const others = same.filter(({ id }) => id !== link.commit)
    for (const commit of others) followed.push(moved(link, commit, 'patch-id', 1))
    const before = gone.get(link.commit)
    if (others.length > 0 || before === undefined || history.reaches(link.commit)) continue
    const [best] = history.commits
      .filter(({ committed }) => committed >= before.authored)
      .map((commit) => ({ commit, part: partIn(before, commit) }))
      .filter(({ part }) => part >= mostLines)
      .sort((a, b) => b.part - a.part)
    if (best !== undefined) followed.push(moved(link, best.commit, 'lines', best.part))
  }
  return followed
}

function moved(
  link: CommitLink,
  { id, patchId }: HistoryCommit,
  by: 'patch-id' | 'lines',
  part: number,
): CommitLink {
  const evidence = link.evidence.filter(({ kind }) => kind !== 'time' && kind !== 'branch')
  return {
    ...link,
    commit: id,
    patchId,
    evidence: [{ kind: 'rewritten', from: link.commit, by }, ...evidence],
    confidence: by === 'patch-id' ? link.confidence : rounded(link.confidence * part),
  }
}

/** How much of what one commit added to its files the other one added to the same. */
function partIn(before: HistoryCommit, after: HistoryCommit): number {
  const paths = new Set(after.files.flatMap(({ path, from }) => (from === null ? [path] : [path, from])))
  if (!before.files.some(({ path }) => paths.has(path))) return 0
  const there = new Set([...addedLines(after)].map(([print]) => print))
  let [all, same] = [0, 0]
  for (const [print, telling] of addedLines(before)) {
    all += telling
    if (there.has(print)) same += telling
  }
  return all < 0.4 ? 0 : same / all
}

function addedLines({ files }: HistoryCommit): ReadonlyMap<Print, number> {
  const lines = new Map<Print, number>()
  for (const { patch } of files)
    for (const { sign, tokens } of hunksOfTokens(patch).flat())
      if (sign === '+' && tokens.length > 1) lines.set(printOf(tokens), tellingOf(tokens))
  return lines
}
