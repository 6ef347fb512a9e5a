// `spec archive export <id>`: one conversation for people or programs. With --format json: `id` and `conversation` (see
// src/report/conversation-json.ts); with --json and another format: `id`, `format`, `text`; with --output: `id`, `format`,
// `output`, and the file holds the text, or the conversation as JSON. jsonl is the redacted transcript, as it is kept. With --format
// agent-trace: `records`, in the form of https://github.com/cursor/agent-trace; without --json, a record a line.
import path from 'node:path'
import { diagnostic, exitCodeOf, fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import type { ConversationView } from '../../report/conversation-view.ts'
import { escapeLines } from '../../report/escape.ts'
import type { Conversation } from '../../session/conversation.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

const args = {
  id: {
    type: 'positional',
    description:
      'A session, or the first hex digits of a generation; with agent-trace, all where none is named',
  },
  format: {
    type: 'string',
    hint: 'format',
    options: ['md', 'html', 'json', 'jsonl', 'agent-trace'],
    default: 'md',
    description: 'How it is written; md if not said',
  },
  output: { type: 'string', hint: 'file', alias: 'o', description: 'Write it to this file' },
  commit: {
    type: 'string',
    hint: 'ref',
    description: 'With agent-trace: the commit whose lines are told; HEAD if not said',
  },
  all: { type: 'boolean', description: 'With what the program of the agent put in' },
  full: { type: 'boolean', description: 'With all of what is long' },
} as const

type Context = CommandContext<typeof args>

/** What is written: pieces of text, and what `--format json` has instead of a text. */
interface Exported {
  readonly pieces: Iterable<string | Uint8Array>
  readonly members: Readonly<Record<string, unknown>> | null
}

export const exportArchive = defineCommand({
  name: 'export',
  summary: 'Write a conversation as Markdown, a page, or data',
  description:
    'Machine text is left out of md and html without --all, and long outputs are cut without --full; json and jsonl\n' +
    'hold everything. The page loads nothing and runs nothing. Of generations and amendments there is md and html.\n' +
    'agent-trace tells of each line that a commit added which conversation or generation made it, as Agent Trace records.',
  example:
    'spec archive export claude-code/3f2a > talk.md\nspec archive export 3f2a --format html --output talk.html\nspec archive export --format agent-trace --commit HEAD',
  args,
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const exported = await exportedOf(context, folder.value, here.value.root)
    if (!exported.ok) return stop(context, [...folder.diagnostics, ...exported.diagnostics])
    context.report([...folder.diagnostics, ...exported.diagnostics])
    const delivered = await deliver(context, exported.value)
    // Of one conversation, what is damaged elsewhere takes nothing away; of a commit, it does.
    return delivered === 0 && context.args.format === 'agent-trace'
      ? exitCodeOf(exported.diagnostics)
      : delivered
  },
})

async function exportedOf(
  { args: asked }: Context,
  folder: OpenedFolder,
  root: string,
): Promise<Result<Exported>> {
  const { id, format } = asked
  if (format === 'agent-trace') return tracesOf(asked, folder, root)
  if (asked.commit !== undefined) return fail(onlyTraces)
  if (id === undefined) return fail(withoutId)
  const kept = await import('../../adapters/sessions/kept.ts')
  const session = kept.findSession(root, id)
  const digits = /^(?:sha256:)?[0-9a-f]{4,64}$/i.test(id)
  if (!session.ok) {
    const record = digits ? await recordOf({ ...asked, id }, folder) : session
    return record.ok || record.diagnostics[0]?.code !== 'unknown-record' ? record : session
  }
  if (format === 'jsonl') {
    const { ChunkFault, transcriptOf } = kept
    try {
      // What is damaged is told before anything is written.
      for (const chunk of transcriptOf(root, session.value)) void chunk
    } catch (error) {
      if (error instanceof ChunkFault) return fail(error.diagnostic)
      throw error
    }
    return ok({ pieces: transcriptOf(root, session.value), members: null }, session.diagnostics)
  }
  const conversation = await kept.readConversation(root, id)
  return conversation.ok
    ? ok(await renderedOf(asked, conversation.value), conversation.diagnostics)
    : conversation
}

const onlyTraces = diagnostic('usage', '--commit is for --format agent-trace', {
  hint: 'spec log <spec> and spec why <file> tell of commits',
})

const withoutId = diagnostic('usage', 'a session or a generation has to be named', {
  hint: 'spec archive list shows sessions, spec log generations',
})

async function tracesOf(
  asked: Context['args'],
  folder: OpenedFolder,
  root: string,
): Promise<Result<Exported>> {
  const { agentTraceRecords } = await import('../agent-trace-export.ts')
  const records = await agentTraceRecords(asked.id, asked.commit ?? 'HEAD', folder, root)
  if (!records.ok) return records
  const pieces = records.value.map((record) => `${JSON.stringify(record)}\n`)
  return ok({ pieces, members: { records: records.value } }, records.diagnostics)
}

async function renderedOf(asked: Context['args'], conversation: Conversation): Promise<Exported> {
  if (asked.format === 'json') {
    const { conversationDocument } = await import('../../report/conversation-json.ts')
    const document = conversationDocument(conversation)
    return { pieces: [`${JSON.stringify(document, null, 2)}\n`], members: { conversation: document } }
  }
  const { viewOf } = await import('../../report/conversation-view.ts')
  return writtenView(asked.format, viewOf(conversation, { all: asked.all, full: asked.full }))
}

async function writtenView(format: string, view: ConversationView): Promise<Exported> {
  const text =
    format === 'html'
      ? (await import('../../report/conversation-html.ts')).conversationHtml(view)
      : (await import('../../report/conversation-markdown.ts')).conversationMarkdown(view)
  return { pieces: [text], members: null }
}

async function recordOf(
  asked: Context['args'] & { readonly id: string },
  { store }: OpenedFolder,
): Promise<Result<Exported>> {
  const { answersOfRecord, findRecord, promptOfRecord } = await import('../../pipeline/show.ts')
  const found = await findRecord(store, asked.id)
  if (!found.ok) return found
  const { record } = found.value
  if (asked.format === 'json' || asked.format === 'jsonl') {
    return fail(
      diagnostic('usage', `${asked.format} is for sessions, and ${asked.id} is a record`, {
        hint: `run: spec show ${asked.id} --json`,
      }),
    )
  }
  const [prompt, answers] = [promptOfRecord(store, record), answersOfRecord(store, record)]
  if (!prompt.ok) return prompt
  if (!answers.ok) return answers
  if (record.kind !== 'generation' && record.kind !== 'amendment') return fail(...prompt.diagnostics)
  const { recordView } = await import('../../report/record-view.ts')
  return ok(
    await writtenView(asked.format, recordView(record, prompt.value, answers.value)),
    found.diagnostics,
  )
}

async function deliver(context: Context, { pieces, members }: Exported): Promise<ExitCode> {
  const { id, format, output } = context.args
  if (output !== undefined) {
    const { writeOutput } = await import('../../adapters/output-file.ts')
    const written = writeOutput(path.resolve(context.io.cwd, output), pieces)
    if (!written.ok) return stop(context, written.diagnostics)
    context.document({ id: id ?? null, format, output })
    return exitCodeOf(written.diagnostics)
  }
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const textOf = (piece: string | Uint8Array): string =>
    typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })
  if (context.json) {
    context.document({ id: id ?? null, ...(members ?? { format, text: [...pieces].map(textOf).join('') }) })
    return 0
  }
  const { stdout } = context.io
  for (const piece of pieces) stdout.write(stdout.isTTY ? escapeLines(textOf(piece)) : textOf(piece))
  return 0
}
