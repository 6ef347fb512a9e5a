// Files that nothing needs in; none of them out.
import { sessionFolder } from '../archive/session-paths.ts'
import type { Result } from '../diagnostic/diagnostic.ts'
import { answerBlobFolder, answerFolder } from './apply/folders.ts'
import { changeStored } from './replace-stored.ts'
import { searchFolder } from './search-index.ts'

/** @param sessionsRoot below which sessions lie; the others lie below `root`. */
export async function deleteGarbage(
  root: string,
  sessionsRoot: string,
  garbage: readonly { readonly path: string }[],
): Promise<Result<null>> {
  const gone = garbage.map(({ path }) => ({ path, text: null }))
  // Heads first: a chunk that is gone and still named is damage.
  const sessions = gone.filter(({ path }) => path.startsWith(`${sessionFolder}/`))
  const heads = sessions.filter(({ path }) => path.endsWith('.json'))
  const chunks = sessions.filter(({ path }) => !path.endsWith('.json'))
  const done = await changeStored(sessionsRoot, [...heads, ...chunks], [sessionFolder])
  if (!done.ok) return done
  const others = gone.filter(({ path }) => !path.startsWith(`${sessionFolder}/`))
  return changeStored(root, others, [answerFolder, answerBlobFolder, searchFolder])
}
