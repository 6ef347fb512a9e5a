// `spec show <record or session>`: one record of the archive, or one conversation. JSON of a record: `digest`, `local`, `record` (as the archive has it: kind, spec, at,
// previous, tool, body); with --file, --answer or --prompt also `texts`, a list of `name` and `text`. JSON of a session:
// `session`, `conversation` and `specs`.
import type { Result } from '../../diagnostic/diagnostic.ts'
import { diagnostic, exitCodeOf, ok } from '../../diagnostic/diagnostic.ts'
import {
  answersOfRecord,
  fileOfRecord,
  findRecord,
  promptOfRecord,
  type RecordText,
} from '../../pipeline/show.ts'
import { escapeLines, escapeText } from '../../report/escape.ts'
import { renderRecord } from '../../report/record.ts'
import type { StoredRecord } from '../../archive/record.ts'
import type { Store } from '../../ports.ts'
import type { CommandContext } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { findKept, namesSession, showSession } from '../show-session.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

const args = {
  record: {
    type: 'positional',
    required: true,
    description:
      'The first hex digits of its digest, at least four, which spec log shows; or a session, as spec archive list shows it',
  },
  file: {
    type: 'string',
    hint: 'path',
    description: 'Print the text of this file, as the record has it',
    conflicts: ['answer', 'prompt'],
  },
  answer: { type: 'boolean', description: "Print the model's answers", conflicts: ['prompt'] },
  prompt: { type: 'boolean', description: 'Print what was sent to the model' },
} as const

export const command = defineCommand({
  name: 'show',
  summary: 'Print a record of the archive: question, model, checks, decisions, trace, files',
  description:
    'With --file, --answer or --prompt, the text itself: byte for byte into a file or a pipe; on a terminal, control\n' +
    'characters are spelled out.',
  example:
    'spec show 1a2b3c4d\nspec show 1a2b3c4d --file src/auth/login.ts > login.ts\nspec show claude-code/3f2a1b0c',
  args,
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const { store } = folder.value
    const { record: name } = context.args
    if (namesSession(name)) {
      if (textAsked(context.args)) return stop(context, [onlyRecords])
      const here = await openSessions(context, folder.value)
      return here.ok
        ? showSession(context, here.value, name, folder.value.workspace)
        : stop(context, here.diagnostics)
    }
    const found = await findRecord(store, name)
    if (!found.ok) {
      const here = textAsked(context.args) ? null : await openSessions(context, folder.value)
      if (here?.ok === true && (await findKept(here.value.root, name)).ok)
        return showSession(context, here.value, name, folder.value.workspace)
      return stop(context, [...found.diagnostics, ...(here?.ok === false ? here.diagnostics : [])])
    }
    const { digest, record, local } = found.value
    const texts = textsAsked(context.args, store, record)
    if (!texts.ok) return stop(context, [...found.diagnostics, ...texts.diagnostics])
    context.report([...folder.diagnostics, ...found.diagnostics])
    context.document({ digest, local, record, ...(texts.value === null ? {} : { texts: texts.value }) })
    if (texts.value === null) context.print(renderRecord(found.value, context.colours.stdout))
    else printTexts(context, texts.value)
    return exitCodeOf(found.diagnostics)
  },
})

const onlyRecords = diagnostic('usage', '--file, --answer and --prompt are for records, not for sessions', {
  hint: 'spec archive export writes a whole session',
})

function textAsked({ file, answer, prompt }: CommandContext<typeof args>['args']): boolean {
  return file !== undefined || answer || prompt
}

/** Null where the record itself is wanted. */
function textsAsked(
  asked: CommandContext<typeof args>['args'],
  store: Store,
  record: StoredRecord,
): Result<readonly RecordText[] | null> {
  if (asked.file !== undefined) {
    const text = fileOfRecord(store, record, asked.file)
    return text.ok ? ok([text.value]) : text
  }
  if (asked.answer) return answersOfRecord(store, record)
  return asked.prompt ? promptOfRecord(store, record) : ok(null)
}

/** One text as it is; several with their names above. */
function printTexts({ io, json, colours }: CommandContext<typeof args>, texts: readonly RecordText[]): void {
  if (json) return
  const safe = (text: string): string => (io.stdout.isTTY ? escapeLines(text) : text)
  for (const { name, text } of texts) {
    if (texts.length > 1) io.stdout.write(`${colours.stdout.bold(`──── ${escapeText(name)}`)}\n`)
    io.stdout.write(safe(text))
    if (!text.endsWith('\n') && (texts.length > 1 || io.stdout.isTTY)) io.stdout.write('\n')
  }
}
