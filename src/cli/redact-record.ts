// The first digits of a record and what is to be taken out of it in; the plan for it out.
import { linksOfLock } from '../archive/links.ts'
import { blobFolder } from '../archive/paths.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import { decodeLock } from '../lock/decode.ts'
import { redactRecord } from '../pipeline/archive-redact-record.ts'
import type { Removal } from '../secret/part-finder.ts'
import type { RedactContext, RedactPlan } from './commands/archive-redact.ts'
import { reasonFor, redactOptions } from './redact-options.ts'
import type { OpenedFolder } from './open.ts'

export async function planRecord(
  context: RedactContext,
  folder: OpenedFolder,
  removal: Removal | null,
): Promise<Result<RedactPlan>> {
  const { args } = context
  const { store, workspace } = folder
  const { findRecord } = await import('../pipeline/show.ts')
  const { allRecords } = await import('../pipeline/log.ts')
  const { createClock } = await import('../adapters/clock.ts')
  const found = await findRecord(store, args.id)
  if (!found.ok) return found
  const refused = notThis(args, found.value.local)
  if (refused !== null) return refused
  const { finderOf } = await import('../secret/part-finder.ts')
  const finder = removal === null ? ok(null) : await finderOf(removal, redactOptions(context, folder))
  if (!finder.ok) return finder
  const because = await reasonFor(context, folder, removal)
  if (!because.ok) return because
  const others = await allRecords(store)
  if (!others.ok) return others
  const needed = await neededBlobs(folder)
  if (!needed.ok) return needed
  const plan = await redactRecord(
    {
      found: found.value,
      at: createClock().now(),
      because: because.value,
      finder: finder.value,
      needed: needed.value,
      loseRestore: args.loseRestore,
      others: others.value.filter(({ local }) => !local),
    },
    store,
  )
  if (!plan.ok) return plan
  const { files, diagnostics } = plan.value
  const removed: Record<string, number> = {}
  for (const file of files)
    for (const [rule, count] of Object.entries(file.removed)) removed[rule] = (removed[rule] ?? 0) + count
  return ok({
    root: workspace.root,
    parts: {
      id: hexOf(found.value.digest).slice(0, 12),
      kind: 'record',
      shown: files.map(({ what }) => what).join(', '),
      removed,
      because: because.value,
      files: files.map(({ path, what }) => ({ path, what })),
      changes: files.map(({ path }) => path),
      goes: [],
      folders: [],
    },
    diagnostics,
    drop: () => Promise.resolve(),
    async land() {
      const { changeStored } = await import('../adapters/replace-stored.ts')
      const { answerBlobFolder } = await import('../adapters/apply/folders.ts')
      const { sizeAt } = await import('../adapters/archive-names.ts')
      // A copy that waits on this machine with an answer says the same.
      const copies = files
        .map(({ path }) => path.replace(blobFolder, answerBlobFolder))
        .filter((path) => path.startsWith(answerBlobFolder) && sizeAt(workspace.root, path) > 0)
        .map((path) => ({ path, text: null }))
      const changed = await changeStored(workspace.root, [...files, ...copies], [answerBlobFolder])
      return changed.ok ? ok({ changed: files.map(({ path }) => path), gone: [] }) : changed
    },
  })
}

function notThis({ turn }: RedactContext['args'], local: boolean): Result<never> | null {
  if (turn !== undefined)
    return fail(
      diagnostic('usage', '--turn is for sessions, and this is a record', {
        hint: '--text takes one text out of it, --whole all that was said in it',
      }),
    )
  if (!local) return null
  return fail(
    diagnostic('usage', 'this answer is kept on this machine alone, and is not of the archive', {
      hint: 'spec archive gc --delete removes old ones; the files lie below .spec/local',
    }),
  )
}

/** What locks of this tree and of all branches need to bring code back → which lock. */
async function neededBlobs({ workspace }: OpenedFolder): Promise<Result<ReadonlyMap<Digest, string>>> {
  const { locksOfRefs } = await import('../adapters/git-locks.ts')
  const here = await workspace.readLocks()
  if (!here.ok) return here
  const past = (await locksOfRefs(workspace.root)) ?? []
  const needed = new Map<Digest, string>()
  const locks = [
    ...here.value.map(({ path, text }) => ({ path, text, by: path })),
    ...past.map(({ path, text, where }) => ({ path, text, by: `${path} (${where})` })),
  ]
  for (const { path, text, by } of locks) {
    const lock = decodeLock(text, path)
    if (!lock.ok) continue
    for (const link of linksOfLock(lock.value))
      if (link.kind === 'blob' && !needed.has(link.digest)) needed.set(link.digest, by)
  }
  return ok(needed)
}
