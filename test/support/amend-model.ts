// A model on a server that answers `spec amend` by a script, and the command asked of it.
import { onTestFinished } from 'vitest'
import { runCli } from '../../src/cli/run.ts'
import { amendmentTo, type ScriptedAmendment } from './amending.ts'
import { answer, apiError, startMessagesServer, type MessagesServer, type Reply } from './messages-server.ts'
import type { Ran, TestProject } from './project.ts'

const key = 'made-up-key-of-this-test'

/** Answers one after the other, each made for the prompt that asks for it; a reply as it is. */
export async function modelWith(...script: readonly (ScriptedAmendment | Reply)[]): Promise<MessagesServer> {
  let at = 0
  const server = await startMessagesServer({
    models: null,
    count: null,
    otherwise: ({ body }) => {
      const next = script[Math.min(at++, script.length - 1)]
      if (next === undefined) return apiError(500, 'api_error', 'the script is used up')
      return 'edits' in next ? answer(amendmentTo(JSON.stringify(body), next)) : next
    },
  })
  onTestFinished(() => server.close())
  return server
}

export const askAmend = (
  project: TestProject,
  server: MessagesServer,
  ...flags: readonly string[]
): Promise<Ran> =>
  project.spec(['amend', 'greeting', ...flags], {
    env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key },
  })

/** On a terminal, with one line typed. */
export async function amendOnTerminal(
  project: TestProject,
  server: MessagesServer,
  typed: string,
): Promise<Ran> {
  let [stdout, stderr] = ['', '']
  const exit = await runCli(['amend', 'greeting'], {
    stdin: { isTTY: true, text: () => Promise.resolve(''), line: () => Promise.resolve(typed) },
    stdout: { write: (text) => (stdout += text), isTTY: false, columns: 80 },
    stderr: { write: (text) => (stderr += text), isTTY: true, columns: 80 },
    env: {
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: key,
      NO_COLOR: '1',
      HOME: project.root,
      TERM: 'dumb',
    },
    cwd: project.root,
    signal: new AbortController().signal,
  })
  return { exit, stdout, stderr, json: () => ({}) }
}
