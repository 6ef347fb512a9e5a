// Records of one session as Claude Code writes them, for tests.
let clock = 0
/** One second later than the one before. */
export const record = (
  type: string,
  uuid: string,
  parentUuid: string | null,
  more: object,
): Record<string, unknown> => ({
  type,
  uuid,
  parentUuid,
  sessionId: 'session-1',
  timestamp: new Date(Date.UTC(2026, 0, 2, 3, 0, clock++)).toISOString(),
  cwd: '~/shop',
  version: '2.1.300',
  gitBranch: 'main',
  isSidechain: false,
  ...more,
})
export const user = (uuid: string, parent: string | null, content: unknown, more: object = {}) =>
  record('user', uuid, parent, { message: { role: 'user', content }, ...more })
export const assistant = (
  uuid: string,
  parent: string | null,
  id: string,
  content: unknown,
  usage: object = {},
  more: object = {},
) =>
  record('assistant', uuid, parent, {
    message: { role: 'assistant', id, model: 'claude-x', content, usage },
    ...more,
  })
export const text = (words: string) => ({ type: 'text', text: words })
export const call = (id: string, name: string, input: object) => ({ type: 'tool_use', id, name, input })
export const result = (id: string, content: unknown, failed = false) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  is_error: failed,
})
