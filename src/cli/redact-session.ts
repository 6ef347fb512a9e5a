// A kept session and what is to be taken out of it in; the plan for it out.
import { randomUUID } from 'node:crypto'
import type { KeptSession } from '../adapters/sessions/kept.ts'
import { keyFolder } from '../archive/session-paths.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { SessionArchive } from '../ports.ts'
import { redactSession, type RedactRecords } from '../pipeline/archive-redact.ts'
import { byRedaction, byTurn } from '../pipeline/redact-session-records.ts'
import { messagesByRecord } from '../pipeline/message-numbers.ts'
import { RedactionFault } from '../pipeline/session-transcript.ts'
import type { Removal } from '../secret/part-finder.ts'
import type { RedactContext, RedactPlan } from './commands/archive-redact.ts'
import { reasonFor, redactOptions } from './redact-options.ts'
import type { OpenedFolder } from './open.ts'

export interface SessionAsked {
  readonly context: RedactContext
  readonly folder: OpenedFolder
  /** Below which the sessions lie. */
  readonly root: string
  readonly archive: SessionArchive
  readonly removal: Removal | null
  readonly session: KeptSession
}

export async function planSession(asked: SessionAsked): Promise<Result<RedactPlan>> {
  const { context, root, archive, session } = asked
  const { ChunkFault, recordsOf } = await import('../adapters/sessions/kept.ts')
  const { createClock } = await import('../adapters/clock.ts')
  const { whole, dryRun } = context.args
  try {
    const redact = whole ? ok(null) : await rewriting(asked)
    if (!redact.ok) return redact
    const because = await reasonFor(context, asked.folder, asked.removal)
    if (!because.ok) return because
    const at = createClock().now()
    const plan = await redactSession(
      { key: session.key, at, because: because.value, drawn: randomUUID(), redact: redact.value },
      { archive, records: (head) => recordsOf(root, head) },
    )
    if (!plan.ok) return plan
    const { key, tombstone, old, diagnostics, drop } = plan.value
    return ok({
      root,
      parts: {
        id: key,
        kind: 'session',
        shown: whole ? 'all' : counts(tombstone.removed),
        removed: tombstone.removed,
        because: because.value,
        files: [],
        changes: [],
        goes: dryRun ? old.map(({ path }) => path) : [],
        folders: [keyFolder(key)],
      },
      diagnostics,
      drop,
      async land() {
        const { bury } = await import('../adapters/sessions/bury.ts')
        const buried = await bury(root, plan.value)
        return buried.ok ? ok({ changed: [], gone: buried.value.removed }) : buried
      },
    })
  } catch (error) {
    if (error instanceof ChunkFault) return fail(error.diagnostic)
    if (error instanceof RedactionFault) return fail(...error.diagnostics)
    throw error
  }
}

async function rewriting({
  context,
  folder,
  root,
  removal,
  session,
}: SessionAsked): Promise<Result<RedactRecords>> {
  if (removal === null) return ofTurn(context, root, session)
  const { finderOf } = await import('../secret/part-finder.ts')
  const { redactRecordsBy } = await import('../secret/redact.ts')
  const finder = await finderOf(removal, redactOptions(context, folder))
  if (!finder.ok) return finder
  return ok(
    byRedaction(
      () => redactRecordsBy(() => Promise.resolve(finder)),
      removal.kind === 'text' ? removal.text : null,
    ),
  )
}

async function ofTurn(
  { args }: RedactContext,
  root: string,
  session: KeptSession,
): Promise<Result<RedactRecords>> {
  const { readConversation, recordsOf } = await import('../adapters/sessions/kept.ts')
  const conversation = await readConversation(root, args.id)
  if (!conversation.ok) return conversation
  const { messages, sessionId } = conversation.value
  const number = args.turn ?? 0
  const message = messages[number - 1]
  if (message === undefined)
    return fail(
      diagnostic('usage', `${session.key} has no message ${number}: it has ${messages.length}`, {
        hint: `spec show ${session.key} shows their numbers`,
      }),
    )
  const numberOf = await messagesByRecord(recordsOf(root, session))
  let to = message.record + 1
  const isOwn = (record: number): boolean => {
    const found = numberOf(record)
    return found?.number === number && found.sessionId === sessionId
  }
  while (to <= session.head.records && isOwn(to)) to++
  return ok(byTurn(message, { from: message.record, to }))
}

function counts(removed: Readonly<Record<string, number>>): string {
  const sum = Object.values(removed).reduce((all, one) => all + one, 0)
  return `${sum} ${sum === 1 ? 'text' : 'texts'}`
}
