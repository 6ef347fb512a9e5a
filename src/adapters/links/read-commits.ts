// Ids of commits in; what they changed and what their messages say, read from git in one go, out.
import type { CommitContent } from '../../link/content.ts'
import { conversationTrailers } from '../../link/trailers.ts'
import { PatchReader, type CommitPatch } from '../../link/patch-reader.ts'
import { gitPieces, linesOf, type GitEnd } from './git-stream.ts'
import { PatchIds } from './patch-ids.ts'

/** Whatever the configuration of the person or the repository says: patch ids are the same on every machine. */
const patchFlags = [
  '-p',
  '--unified=3',
  '--inter-hunk-context=0',
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--find-renames=50%',
  '-l1000',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--ignore-submodules=all',
  // Whatever order of files the configuration names.
  '-O/dev/null',
]

const logFlags = ['log', '--no-walk=unsorted', '--stdin', '--no-show-signature', '--no-notes', '--no-mailmap']
/** Merges have no patch of their own. */
const noMerges = '--no-diff-merges'
const settings = [
  ...['-c', 'diff.suppressBlankEmpty=false', '-c', 'core.quotePath=true'],
  ...['-c', 'diff.relative=false', '-c', 'log.showRoot=true'],
]

/**
 * Patches come one commit at a time.
 *
 * @returns false where git said that something is wrong: what came until then is given.
 */
export async function readCommits(
  cwd: string,
  ids: readonly string[],
  take: (commit: CommitContent) => void,
): Promise<boolean> {
  const messages = await readMessages(cwd, ids)
  if (messages === null) return false
  const patches: CommitPatch[] = []
  const end: GitEnd = { failed: false }
  const patchIds = new PatchIds(cwd)
  const reader = new PatchReader()
  const pieces = gitPieces(
    cwd,
    [...settings, ...logFlags, noMerges, ...patchFlags, '--format=commit %H'],
    ids.map((id) => `${id}\n`),
    end,
  )
  const teed = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      await patchIds.push(piece)
      yield piece
    }
  }
  for await (const line of linesOf(teed())) {
    const patch = reader.take(line)
    if (patch !== null) patches.push(patch)
  }
  const last = reader.end()
  // Where git failed, the last one may be cut.
  if (last !== null && !end.failed) patches.push(last)
  const named = await patchIds.end()
  for (const patch of patches) {
    const message = messages.get(patch.id)
    if (message !== undefined) take({ ...patch, ...message, patchId: named.get(patch.id) ?? null })
  }
  return !end.failed
}

type Message = Pick<CommitContent, 'authored' | 'committed' | 'subject' | 'trailers'>

async function readMessages(
  cwd: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Message> | null> {
  const messages = new Map<string, Message>()
  const end: GitEnd = { failed: false }
  const args = [...logFlags, '-z', '--no-patch', '--encoding=UTF-8', '--format=%H%x00%at%x00%ct%x00%B']
  let rest = ''
  const fields: string[] = []
  const decoder = new TextDecoder()
  const takeFields = (text: string): void => {
    const parts = (rest + text).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      fields.push(part)
      if (fields.length < 4) continue
      const [id = '', authored, committed, body = ''] = fields.splice(0, 4)
      messages.set(id, {
        authored: Number(authored),
        committed: Number(committed),
        subject: (body.split('\n', 1)[0] ?? '').slice(0, 500),
        trailers: conversationTrailers(body),
      })
    }
  }
  for await (const piece of gitPieces(
    cwd,
    args,
    ids.map((id) => `${id}\n`),
    end,
  ))
    takeFields(decoder.decode(piece, { stream: true }))
  takeFields(`${decoder.decode()}\0`)
  return end.failed ? null : messages
}
