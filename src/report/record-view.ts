// A record of a talk with a model and its texts in; the view that transcripts are written from, out.
import type { StoredRecord } from '../archive/record.ts'
import type { RecordText } from '../pipeline/show.ts'
import type { ConversationView, Turn } from './conversation-view.ts'
import { counted } from './drift-words.ts'

export type TalkRecord = StoredRecord & { readonly kind: 'generation' | 'amendment' }

/**
 * @param prompt what was sent, in order: system blocks, then messages by turns.
 * @param answers of the model, one a call.
 */
export function recordView(
  record: TalkRecord,
  prompt: readonly RecordText[],
  answers: readonly RecordText[],
): ConversationView {
  const { identity, outcome, conversation } = record.body
  const talk = conversation.messages.length
  const system = prompt.slice(0, prompt.length - talk)
  const messages = prompt.slice(prompt.length - talk)
  const last = answers.at(-1)
  const turns: Omit<Turn, 'number'>[] = []
  const say = (author: Turn['author'], parts: Turn['parts']): void => {
    turns.push({
      author,
      at: null,
      model: author === 'agent' ? identity.name : null,
      abandoned: false,
      parts,
    })
  }
  if (system.length > 0)
    say(
      'machine',
      system.map(({ name, text }) => folded(`System ${name.replace(/^system /, '')}`, text)),
    )
  for (const { name, text } of messages) {
    if (name === 'assistant') say('agent', [{ kind: 'prose', text }])
    else say('machine', [folded('Prompt', text)])
  }
  // Answers before the last are among the messages: what came after them was said to them.
  if (last !== undefined) say('agent', [{ kind: 'prose', text: last.text }])
  return {
    title: `${record.kind === 'generation' ? 'Generation' : 'Amendment'} of ${record.spec}`,
    facts: [
      ['Model', `${identity.kind} ${identity.name}`],
      ['When', record.at],
      ['Outcome', outcome],
      ['Calls', String(conversation.turns.length)],
      ['Files', Object.keys(record.body.files).join(', ')],
    ],
    files: [],
    turns: turns.map((turn, at) => ({ ...turn, number: at + 1 })),
    leftOut: 0,
  }
}

function folded(what: string, text: string): Turn['parts'][number] {
  const lines = text.replace(/\n$/, '').split('\n').length
  return {
    kind: 'fold',
    what,
    about: counted(lines, 'line'),
    mark: '',
    parts: [{ kind: 'code', language: 'markdown', text }],
  }
}
