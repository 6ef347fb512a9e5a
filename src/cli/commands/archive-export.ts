// `spec archive export <id>`: one conversation for people or programs. With --format json: `id` and `conversation` (see
// src/report/conversation-json.ts); with --json and another format: `id`, `format`, `text`; with --output: `id`, `format`,
// `output`, and the file holds the text, or the conversation as JSON. jsonl is the redacted transcript, as it is kept.
import path from 'node:path'
import { diagnostic, exitCodeOf, fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import type { ConversationView } from '../../report/conversation-view.ts'
import { escapeLines } from '../../report/escape.ts'
import type { Conversation } from '../../session/conversation.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { stop } from '../stop.ts'

const args = {
  id: {
    type: 'positional',
    required: true,
    description: 'A session, or the first hex digits of a generation',
  },
  format: {
    type: 'string',
    hint: 'format',
    options: ['md', 'html', 'json', 'jsonl'],
    default: 'md',
    description: 'How it is written; md if not said',
  },
  output: { type: 'string', hint: 'file', alias: 'o', description: 'Write it to this file' },
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
    'hold everything. The page loads nothing and runs nothing. Of generations and amendments there is md and html.',
  example:
    'spec archive export claude-code/3f2a > talk.md\nspec archive export 3f2a --format html --output talk.html',
  args,
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const exported = await exportedOf(context, folder.value)
    if (!exported.ok) return stop(context, [...folder.diagnostics, ...exported.diagnostics])
    context.report([...folder.diagnostics, ...exported.diagnostics])
    return deliver(context, exported.value)
  },
})

async function exportedOf({ args: asked }: Context, folder: OpenedFolder): Promise<Result<Exported>> {
  const { id, format } = asked
  const { root } = folder.workspace
  const kept = await import('../../adapters/sessions/kept.ts')
  const session = kept.findSession(root, id)
  const digits = /^(?:sha256:)?[0-9a-f]{4,64}$/i.test(id)
  if (!session.ok) {
    const record = digits ? await recordOf(asked, folder) : session
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

async function recordOf(asked: Context['args'], { store }: OpenedFolder): Promise<Result<Exported>> {
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
    context.document({ id, format, output })
    return exitCodeOf(written.diagnostics)
  }
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const textOf = (piece: string | Uint8Array): string =>
    typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })
  if (context.json) {
    context.document({ id, ...(members ?? { format, text: [...pieces].map(textOf).join('') }) })
    return 0
  }
  const { stdout } = context.io
  for (const piece of pieces) stdout.write(stdout.isTTY ? escapeLines(textOf(piece)) : textOf(piece))
  return 0
}
