// Transcripts as Claude Code writes them, made up, and where it keeps them.

/** A record of a conversation; `at` counts seconds and names it. */
export function said(
  at: number,
  role: 'user' | 'assistant',
  text: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const message =
    role === 'user'
      ? { role, content: text }
      : { role, id: `msg_${at}`, model: 'claude-sonnet-4-5', content: [{ type: 'text', text }] }
  return JSON.stringify({
    parentUuid: at === 1 ? null : uuid(at - 1),
    isSidechain: false,
    userType: 'external',
    sessionId,
    version: '2.1.0',
    gitBranch: 'main',
    type: role,
    message,
    uuid: uuid(at),
    timestamp: new Date(Date.UTC(2026, 10, 1, 8, 0, at)).toISOString(),
    ...more,
  })
}

export const sessionId = '3f2a1b0c-1111-4111-8111-000000000001'
const uuid = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`

/** A conversation of this many records, in a folder. */
export function transcript(count: number, cwd: string, more: Readonly<Record<string, unknown>> = {}): string {
  const lines = Array.from({ length: count }, (_, at) =>
    said(at + 1, at % 2 === 0 ? 'user' : 'assistant', `words ${at + 1}`, { cwd, ...more }),
  )
  return `${lines.join('\n')}\n`
}

/** Below the home folder. */
export const claudeFile = `.claude/projects/-somewhere/${sessionId}.jsonl`
