// `spec archive redact <id>`: takes more out of a kept session, or out of a record. JSON: `id`, `kind` (`session`, `record`),
// `dryRun`, `removed` (rule → count), `because`, `files` (`path`, `what`: changed, or made), `gone` (paths that are no more),
// `history` (`paths`, `blobs`: what git still holds, null where git cannot tell; `commands`), `left` (is some of it left?), `also`
// (with --text: `kind` and `id` of other sessions, records and blobs that hold it).
import {
  diagnostic,
  exitCodeOf,
  fail,
  hasErrors,
  ok,
  type Diagnostic,
  type Result,
} from '../../diagnostic/diagnostic.ts'
import type { Holder } from '../../adapters/text-holders.ts'
import { renderRedacted, type RedactedParts } from '../../report/archive-redact.ts'
import { escapeText } from '../../report/escape.ts'
import type { Removal } from '../../secret/part-finder.ts'
import { canAsk, confirm } from '../confirm.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { planRecord } from '../redact-record.ts'
import { planSession } from '../redact-session.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

const ways = ['text', 'pattern', 'rule', 'allFindings', 'turn', 'whole'] as const
const others = (own: (typeof ways)[number]): readonly string[] => ways.filter((way) => way !== own)

const args = {
  id: {
    type: 'positional',
    required: true,
    description: 'A session, or the first hex digits of a record',
  },
  text: { type: 'string', hint: 'text', description: 'This exact text', conflicts: others('text') },
  pattern: {
    type: 'string',
    hint: 'regex',
    description: 'What this matches, as in redact.patterns',
    conflicts: others('pattern'),
  },
  rule: {
    type: 'string',
    hint: 'rule',
    description: 'What this rule of spec archive scan finds',
    conflicts: others('rule'),
  },
  allFindings: {
    type: 'boolean',
    description: 'All that spec archive scan finds in it',
    conflicts: others('allFindings'),
  },
  turn: {
    type: 'number',
    hint: 'n',
    min: 1,
    description: 'All that message n says, as spec show counts them',
    conflicts: others('turn'),
  },
  whole: { type: 'boolean', description: 'All of it', conflicts: others('whole') },
  because: { type: 'string', hint: 'reason', description: 'Why: whoever asks for it later is told' },
  remember: {
    type: 'boolean',
    description:
      'With --text: take it out of all that is imported here from now on; it is noted on this machine alone',
  },
  loseRestore: {
    type: 'boolean',
    description: 'Also from code that a lock needs to bring a target back',
  },
  dryRun: { type: 'boolean', description: 'Say what would be taken out, and write nothing' },
  yes: { type: 'boolean', alias: 'y', description: 'Do not ask' },
} as const

export type RedactContext = CommandContext<typeof args>

/** Ready to be written. */
export interface RedactPlan {
  /** Below which its files stand. */
  readonly root: string
  readonly parts: RedactedParts
  readonly diagnostics: readonly Diagnostic[]
  /** Gives the files that are changed and those that are gone. */
  land(): Promise<Result<{ readonly changed: readonly string[]; readonly gone: readonly string[] }>>
  drop(): Promise<void>
}

export const redactArchive = defineCommand({
  name: 'redact',
  summary: 'Take more out of a kept session or record, and leave a tombstone that says so',
  description:
    'In a session the texts become [REDACTED:…]: ids, the order of records and numbers of messages stay as they are. A\n' +
    'prompt, an answer or a file that a record names is taken out whole; locks and records go on naming it, and whoever\n' +
    'asks for it is told when and why it went. An import of the same transcript does not bring it back; what is said again\n' +
    'in later messages is taken out with --remember, or by redact.patterns. The history of git\n' +
    'still holds the old bytes: what takes them out of it is printed.\n' +
    'Exit 1: refused, or some of it is left. 2: nothing of it is there, or something cannot be read.',
  example:
    'spec archive redact claude-code/3f2a --text "Jane Doe" --because "asked by her"\nspec archive redact 3f2a --all-findings --dry-run\nspec archive redact 1a2b3c4d --whole --yes',
  args,
  async run(context) {
    const removal = removalOf(context.args)
    if (!removal.ok) return stop(context, removal.diagnostics)
    const forgetful = notRemembered(context.args)
    if (forgetful !== null) return stop(context, [forgetful])
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { openSessionArchive } = await import('../../adapters/sessions/keep.ts')
    const archive = here.value.guarded(openSessionArchive(here.value.root))
    const held = context.args.dryRun ? null : await archive.hold()
    if (held !== null && !held.ok) return stop(context, held.diagnostics)
    try {
      const plan = await planFor(context, folder.value, here.value.root, archive, removal.value)
      if (!plan.ok) return stop(context, [...folder.diagnostics, ...here.value.told(plan.diagnostics)])
      try {
        context.report([...folder.diagnostics, ...plan.value.diagnostics])
        return await carryOut(context, folder.value.workspace.root, plan.value, () => here.value.publish())
      } finally {
        await plan.value.drop()
      }
    } finally {
      held?.value()
    }
  },
})

/** Null: all of it. A message is found by the plan itself. */
function removalOf(asked: RedactContext['args']): Result<Removal | null> {
  const { text, pattern, rule, allFindings, turn, whole } = asked
  if (text !== undefined) return ok({ kind: 'text', text })
  if (pattern !== undefined) return ok({ kind: 'pattern', pattern })
  if (rule !== undefined) return ok({ kind: 'rule', rule })
  if (allFindings) return ok({ kind: 'findings' })
  if (turn !== undefined || whole) return ok(null)
  return fail(
    diagnostic('usage', 'nothing says what is to be taken out', {
      hint: '--text, --pattern, --rule, --all-findings, --turn or --whole',
    }),
  )
}

async function planFor(
  context: RedactContext,
  folder: OpenedFolder,
  root: string,
  archive: Parameters<typeof planSession>[0]['archive'],
  removal: Removal | null,
): Promise<Result<RedactPlan>> {
  const { findSession } = await import('../../adapters/sessions/kept.ts')
  const { id } = context.args
  const found = findSession(root, id)
  // All versions of a session are redacted together: which of them is meant, nobody has to say.
  const first = found.ok ? found : findSession(root, `${id}#1`)
  const session = first.ok && first.value.key === id ? first : found
  if (session.ok) return planSession({ context, folder, root, archive, removal, session: session.value })
  if (!/^(?:sha256:)?[0-9a-f]{4,64}$/i.test(id)) return session
  const record = await planRecord(context, folder, removal)
  return record.ok || record.diagnostics[0]?.code !== 'unknown-record' ? record : session
}

async function carryOut(
  context: RedactContext,
  root: string,
  plan: RedactPlan,
  publish: () => Promise<Result<unknown>>,
): Promise<ExitCode> {
  const { args: asked, io } = context
  const { parts, diagnostics } = plan
  if (!asked.dryRun && !asked.yes) {
    if (!canAsk(io))
      return stop(context, [
        diagnostic('usage', 'nobody can be asked here whether it is to be taken out for good', {
          hint: '--dry-run says what would be taken out; --yes does it',
        }),
      ])
    if (!(await confirm(io, escapeText(`take ${parts.shown} out of ${parts.id}? It does not come back.`))))
      return 1
  }
  const remembered =
    asked.remember && !asked.dryRun && asked.text !== undefined ? await remember(root, asked.text) : ok(null)
  if (!remembered.ok) return stop(context, remembered.diagnostics)
  const landed = asked.dryRun ? ok({ changed: parts.changes, gone: parts.goes }) : await plan.land()
  if (!landed.ok) return stop(context, landed.diagnostics)
  const published = asked.dryRun ? ok(null) : await publish()
  context.report(published.diagnostics)
  if (!asked.dryRun) await forgetIndex(root)
  const also = asked.text === undefined || asked.dryRun ? [] : await holders(root, plan.root, asked.text)
  const { historyOf } = await import('../../adapters/git-rewrite.ts')
  const history = await historyOf(
    root,
    plan.root,
    parts.folders,
    [...landed.value.changed, ...landed.value.gone],
    asked.dryRun,
  )
  context.document({
    id: parts.id,
    kind: parts.kind,
    dryRun: asked.dryRun,
    removed: parts.removed,
    because: parts.because,
    files: parts.files,
    gone: landed.value.gone,
    history,
    left: hasErrors(diagnostics),
    also,
  })
  context.print(renderRedacted(parts, landed.value.gone, also, history, asked.dryRun, context.colours.stdout))
  return exitCodeOf([...diagnostics, ...published.diagnostics])
}

/** As the texts of the environment, which short ones would make of every word. */
const shortestRemembered = 8

function notRemembered({ remember: wanted, text }: RedactContext['args']): Diagnostic | null {
  if (!wanted || (text !== undefined && text.trim().length >= shortestRemembered)) return null
  return diagnostic('usage', `--remember is for a --text of ${shortestRemembered} characters and more`, {
    hint: 'what other kinds of text look like is told by redact.patterns in spec.config.json',
  })
}

async function remember(root: string, text: string): Promise<Result<null>> {
  const { rememberText } = await import('../../adapters/remembered-texts.ts')
  return rememberText(root, text)
}

/** What is searched is kept beside the archive, and is made anew. */
async function forgetIndex(root: string): Promise<void> {
  const { createSearchIndex } = await import('../../adapters/search-index.ts')
  const { toolVersion } = await import('../version.ts')
  createSearchIndex(root, toolVersion).keepOnly(new Set())
}

async function holders(root: string, place: string, text: string): Promise<readonly Holder[]> {
  const { holdersOf } = await import('../../adapters/text-holders.ts')
  return holdersOf(root, place, text)
}
