// The real Claude Code, run without a window against a server on this machine that has it write one file and then say so.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { repository } from './project.ts'

/**
 * Its wrapper for Node, where `npm run claude-code-hook` put it. Null where it is not there, or nobody asks for it: it takes
 * seconds, and 360 MB.
 */
export function claudeCode(): string | null {
  const named = process.env.SPEC_TEST_CLAUDE_CODE
  if (named !== undefined) return named
  const fetched = join(
    repository,
    '.bench/claude-code/2.1.329/node_modules/@anthropic-ai/claude-code/cli-wrapper.cjs',
  )
  return process.env.SPEC_TEST_FULL !== undefined && existsSync(fetched) ? fetched : null
}

export interface ClaudeRun {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
  /** Requests that asked the model. */
  readonly asked: number
}

/**
 * @param home an empty folder. @param file absolute; what the server has it write. @param bin folder with `spec` in it.
 */
export async function runClaudeCode(
  program: string,
  options: {
    readonly cwd: string
    readonly home: string
    readonly bin: string
    readonly words: readonly string[]
    readonly file: string
    readonly text: string
  },
): Promise<ClaudeRun> {
  const server = await startServer(options.file, options.text)
  const child = spawn(process.execPath, [program, ...options.words], {
    cwd: options.cwd,
    // Nothing of this machine: no settings, no account, no way to a real server.
    env: {
      PATH: [options.bin, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
      HOME: options.home,
      TERM: 'dumb',
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: 'none',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { exit, stdout, stderr, asked: server.asked() }
}

/** Streams as the Messages API does (`message_start` … `message_stop`): a call of Write, then words. */
async function startServer(
  file: string,
  text: string,
): Promise<{ readonly url: string; readonly asked: () => number }> {
  let asked = 0
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      if (request.method !== 'POST' || !/^\/v1\/messages(?:\?|$)/.test(request.url ?? '')) {
        response.writeHead(404, { 'content-type': 'application/json' })
        response.end('{"type":"error","error":{"type":"not_found_error","message":"not here"}}')
        return
      }
      asked++
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of body.includes('"tool_result"')
        ? said(asked, 'It is written.')
        : wrote(asked, { file_path: file, content: text }))
        response.write(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // A TCP server that listens has a port.
  return { url: `http://127.0.0.1:${port}`, asked: () => asked }
}

type Event = Readonly<Record<string, unknown>>

function said(at: number, text: string): readonly Event[] {
  return message(at, 'end_turn', { type: 'text', text: '' }, { type: 'text_delta', text })
}

function wrote(at: number, input: unknown): readonly Event[] {
  const call = { type: 'tool_use', id: `toolu_${at}`, name: 'Write', input: {} }
  return message(at, 'tool_use', call, { type: 'input_json_delta', partial_json: JSON.stringify(input) })
}

function message(at: number, reason: string, block: unknown, delta: unknown): readonly Event[] {
  const usage = { input_tokens: 10, output_tokens: 10 }
  const begun = { type: 'message', role: 'assistant', model: 'claude-test', content: [], stop_reason: null }
  return [
    { type: 'message_start', message: { id: `msg_${at}`, ...begun, stop_sequence: null, usage } },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ]
}
