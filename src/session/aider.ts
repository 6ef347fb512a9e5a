// The history that Aider writes (`.aider.chat.history.md`) in, a conversation for each of its sessions out. How it writes: `user_input`,
// `tool_output`, `ai_output` and `append_chat_history` in aider/io.py.
import { aiderMessages } from './aider-messages.ts'
import { aiderTurns } from './aider-turns.ts'
import type { Conversation, TranscriptReader, TranscriptRecord } from './conversation.ts'
import { conversationOf, madeName } from './drafts.ts'
import { TextLines } from './text-lines.ts'

export const aider: TranscriptReader = {
  agent: 'aider',
  layout: 'text',
  recognises: likeness,
  begin() {
    const text = new TextLines()
    return {
      take: (record) => {
        text.add(record)
      },
      end: () => ({ agent: 'aider', conversations: sessionsOf(text.lines), ...text.sums() }),
    }
  },
}

const header = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s*$/

/** A history that was cut has its first header far below; then two spaces at the end of quoted lines tell it. */
function likeness(first: readonly TranscriptRecord[]): number {
  const lines = first.flatMap((record) => (record.kind === 'text' ? [record.text] : []))
  if (lines.some((line) => header.test(line))) return 0.9
  const written = lines.filter((line) => line.trim() !== '')
  const marked = written.filter((line) => /^(>|####) .* {2}$/.test(line))
  return written.length >= 4 && marked.length * 10 >= written.length * 7 ? 0.5 : 0
}

function sessionsOf(lines: readonly string[]): Conversation[] {
  const starts = lines.flatMap((line, at) => (header.test(line) ? [at] : []))
  const times = new Map<string, number>()
  const conversations = starts.map((start, index) => {
    const [, day = '', time = ''] = header.exec(lines[start] ?? '') ?? []
    const local = `${day}T${time.replaceAll(':', '-')}`
    const count = (times.get(local) ?? 0) + 1
    times.set(local, count)
    const sessionId = count === 1 ? local : `${local}.${count}`
    const title = `aider chat started at ${day} ${time} (local time)`
    return session(sessionId, title, lines, start, starts[index + 1] ?? lines.length)
  })
  const end = starts[0] ?? lines.length
  const before = session(madeName(lines.slice(0, 8).join('\n')), null, lines, 0, end)
  return before.messages.length > 0 ? [before, ...conversations] : conversations
}

/** Times are local and without a zone: they name the session, and no message has one. */
function session(
  sessionId: string,
  title: string | null,
  lines: readonly string[],
  from: number,
  to: number,
): Conversation {
  const { messages, version } = aiderMessages(aiderTurns(lines, from, to))
  return conversationOf({ agent: 'aider', sessionId, title, version, messages })
}
