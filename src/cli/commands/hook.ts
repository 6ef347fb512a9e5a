// `spec hook pre-commit`: what is staged, held against specs and locks as the commit would hold them. JSON: `clean`,
// `changed` (files that the commit changes), `specs` as `spec drift` gives them, `unstaged` by spec.
import { openStaging } from '../../adapters/staging.ts'
import { createComparer } from '../../adapters/compare/comparer.ts'
import { createStore } from '../../adapters/store.ts'
import { findRoot } from '../../adapters/root.ts'
import { diagnostic, exitCodeOf, fail, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { failsAt } from '../../drift/states.ts'
import { checkStaged, type StagedReport } from '../../pipeline/staged.ts'
import { renderCounts, renderDrift } from '../../report/drift.ts'
import { escapeText } from '../../report/escape.ts'
import type { Config } from '../../config/config.ts'
import type { CommandContext, CommandGroup, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { configOf } from '../open.ts'
import { stop } from '../stop.ts'

const preCommit = defineCommand({
  name: 'pre-commit',
  summary: 'Check what is staged, as the commit would hold it',
  description: [
    'Looks at git’s index and not at the files on disk: only at specs, locks and targets that are staged, and at the',
    'specs that use them. Reads only; `spec init --hook` has git run it before each commit.',
    'Exit 0: nothing staged drifts. 1: the commit would bring drift. 2: something staged cannot be read.',
  ].join('\n'),
  example: 'spec hook pre-commit',
  args: {},
  async run(context) {
    const checked = await check(context)
    if (!checked.ok) return stop(context, checked.diagnostics)
    const { report, config } = checked.value
    const { failOn } = config.drift
    const { drifts, diagnostics, unstaged, changed } = report
    context.report(diagnostics)
    const failed = drifts.some(({ targets }) => targets.some((target) => failsAt(target, failOn)))
    const found = exitCodeOf(diagnostics)
    const exit: ExitCode = found === 0 && failed ? 1 : found
    context.document({
      clean: exit === 0,
      changed,
      specs: drifts,
      unstaged: Object.fromEntries(unstaged),
    })
    if (exit === 0) return 0
    for (const drift of drifts) {
      if (!drift.targets.some((target) => failsAt(target, failOn))) continue
      context.print(
        `${renderDrift(drift, failOn, context.colours.stdout)}${forgotten(unstaged.get(drift.spec))}`,
      )
    }
    context.print(`commit stopped: ${renderCounts(drifts)}   (git commit --no-verify commits all the same)`)
    return exit
  },
})

async function check(
  context: CommandContext,
): Promise<Result<{ readonly report: StagedReport; readonly config: Config }>> {
  const root = findRoot(context.io.cwd)
  if (root === null) return fail(nowhere('there is no specs/features folder here or in a folder above'))
  const staging = await openStaging(root, context.io.env)
  if (staging === null) return fail(nowhere('git is not installed, or this project is in no git repository'))
  const config = await configOf(staging)
  if (!config.ok) return config
  const report = await checkStaged(staging, config.value, {
    written: createStore(root),
    comparer: createComparer(),
  })
  if (!report.ok) return report
  return { ...report, value: { report: report.value, config: config.value } }
}

function nowhere(message: string): Diagnostic {
  return diagnostic('no-project', message, {
    hint: 'run it inside a project that git keeps: git init, spec init',
  })
}

/** On disk all may be well: then what is missing is `git add`. */
function forgotten(paths: readonly string[] = []): string {
  if (paths.length === 0) return ''
  return `    not staged as it is on disk: ${paths.map(escapeText).join(', ')}\n`
}

const session = defineCommand({
  name: 'session',
  summary: 'Keep the session that an agent tells of, redacted',
  description: [
    'For the hooks of agents: spec hooks install has Claude Code run it when it stops, before it compacts, and at the end',
    'of a session. Reads from standard input what the agent tells: session_id, transcript_path, cwd. A transcript that is',
    'not where it should be is looked for in all folders of the agent. Says nothing on standard output; what goes wrong is',
    'one line on standard error, the exit is always 0, and the next spec archive import brings in what was missed.',
  ].join('\n'),
  example: `echo '{"session_id":"3f2a1b0c","transcript_path":"session.jsonl"}' | spec hook session`,
  args: {},
  async run({ io }) {
    const { warned } = await import('../hook/bounded.ts')
    await warned(io, 'the conversation was not kept; spec archive import brings it in later', async () => {
      const { keepSession, sessionBound } = await import('../hook/session.ts')
      await keepSession(io, AbortSignal.timeout(sessionBound))
    })
    return 0
  },
})

const conversations = defineCommand({
  name: 'conversations',
  summary: 'Add the conversations behind what is staged to the commit',
  description: [
    'For the pre-commit hook that spec hooks install --git writes. Keeps what agents wrote since the last commit, redacted, and',
    'stages the kept sessions whose edits are staged, with what was added to sessions that git has already. Nothing is done in',
    'merges, rebases, cherry-picks and reverts. What goes wrong is a line on standard error, and the exit is always 0.',
  ].join('\n'),
  example: 'spec hook conversations',
  args: {},
  async run({ io, print }) {
    const { warned } = await import('../hook/bounded.ts')
    await warned(io, 'no conversation was added to the commit', async () => {
      const { addToCommit, commitBound, keysBehind, openCommitHook } =
        await import('../hook/conversations.ts')
      const { keepRecent } = await import('../hook/recent.ts')
      const hook = await openCommitHook(io)
      if (hook === null) return
      await warned(io, 'not every conversation was kept', () =>
        keepRecent(io, hook, AbortSignal.timeout(commitBound)),
      )
      const behind = await keysBehind(hook, AbortSignal.timeout(commitBound))
      const added = await addToCommit(hook, behind)
      for (const key of added) print(`in the commit: conversation ${key}`)
    })
    return 0
  },
})

const messageFile = {
  type: 'positional',
  required: true,
  completes: 'file',
  description: 'The file that holds the message',
} as const

const message = defineCommand({
  name: 'message',
  summary: 'Name the conversations behind what is staged in the commit’s message',
  description: [
    'For the prepare-commit-msg hook, with its arguments. Adds Conversation: <agent>/<id> to the trailers, none twice; where the',
    'message is still to be written in an editor, as a comment. Not in merges and rebases, and not for fixup! and squash!.',
  ].join('\n'),
  example: 'spec hook message .git/COMMIT_EDITMSG message',
  args: {
    file: messageFile,
    source: { type: 'positional', description: 'Where the message comes from, as git says it' },
    commit: { type: 'positional', description: 'The commit whose message it was' },
  },
  async run({ io, args }) {
    const { warned } = await import('../hook/bounded.ts')
    await warned(io, 'the message names no conversation', async () => {
      const { nameInMessage } = await import('../hook/name-conversations.ts')
      await nameInMessage(io, args.file, args.source)
    })
    return 0
  },
})

const messageWritten = defineCommand({
  name: 'message-written',
  summary: 'Make trailers of the conversations that an editor showed',
  description:
    'For the commit-msg hook: what spec hook message put into a comment, and nobody took out, becomes a trailer.',
  example: 'spec hook message-written .git/COMMIT_EDITMSG',
  args: { file: messageFile },
  async run({ io, args }) {
    const { warned } = await import('../hook/bounded.ts')
    await warned(io, 'the message names no conversation', async () => {
      const { nameWritten } = await import('../hook/name-conversations.ts')
      await nameWritten(io, args.file)
    })
    return 0
  },
})

export const command: CommandGroup = {
  name: 'hook',
  summary: 'Check what is about to be committed, keep the conversations behind it',
  example: 'spec hook pre-commit',
  subcommands: [preCommit, session, conversations, message, messageWritten],
}
