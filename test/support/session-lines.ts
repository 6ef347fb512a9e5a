// Lines of a session of Claude Code, as that agent writes them, for tests that import one.

interface Line {
  readonly uuid: string
  readonly type: 'user' | 'assistant'
  readonly content: unknown
  readonly at?: string
}

/** JSONL: each line follows the one before. */
export function sessionLines(sessionId: string, lines: readonly Line[]): string {
  return lines
    .map(({ uuid, type, content, at }, index) =>
      JSON.stringify({
        parentUuid: index === 0 ? null : (lines[index - 1]?.uuid ?? null),
        isSidechain: false,
        userType: 'external',
        cwd: '/home/dev/shop',
        sessionId,
        version: '2.0.1',
        gitBranch: 'main',
        type,
        message:
          type === 'user'
            ? { role: type, content }
            : { id: `msg_${uuid}`, type: 'message', role: type, model: 'claude-sonnet-5-5', content },
        uuid,
        timestamp: at ?? `2026-11-21T10:00:0${index}.000Z`,
      }),
    )
    .map((line) => `${line}\n`)
    .join('')
}
