// Made-up conversations that edit files, and repositories whose commits are written in one go.
import { execFileSync } from 'node:child_process'
import type { Conversation, FileUse, Hunk, SessionMessage } from '../../src/session/conversation.ts'
import { factsOf, type SessionFacts } from '../../src/link/session-facts.ts'
import { noUsage } from '../../src/model/model.ts'

export interface MadeEdit {
  readonly path: string
  /** Lines that go and lines that come; what stays around them. */
  readonly minus?: readonly string[]
  readonly plus?: readonly string[]
  readonly around?: readonly string[]
  /** Minutes after the session began. */
  readonly minute?: number
  /** What git printed in the result of the call. */
  readonly printed?: string
}

export interface MadeSession {
  readonly id: string
  readonly edits: readonly MadeEdit[]
  /** Seconds since 1970; null: the transcript has no times. */
  readonly start?: number | null
  readonly cwd?: string | null
  readonly branch?: string | null
}

/** When sessions begin, unless they say otherwise. */
export const sessionStart = Date.UTC(2026, 4, 1, 9) / 1000

export function madeConversation({
  id,
  edits,
  start = sessionStart,
  cwd,
  branch,
}: MadeSession): Conversation {
  const at = (minute: number): string | null =>
    start === null ? null : new Date((start + minute * 60) * 1000).toISOString()
  const messages = edits.flatMap((edit, place): SessionMessage[] => {
    const callId = `call-${place}`
    const message = { model: null, usage: null, abandoned: false, at: at(edit.minute ?? 0) }
    return [
      {
        ...message,
        id: `m${place}`,
        role: 'assistant',
        author: 'agent',
        record: 2 * place + 1,
        blocks: [
          { kind: 'tool-call', id: callId, name: 'Edit', input: {}, subagent: null, files: [useOf(edit)] },
        ],
      },
      {
        ...message,
        id: `r${place}`,
        role: 'user',
        author: 'machine',
        record: 2 * place + 2,
        blocks: [{ kind: 'tool-result', callId, text: edit.printed ?? 'done', isError: false }],
      },
    ]
  })
  return {
    agent: 'claude-code',
    sessionId: id,
    parent: null,
    title: null,
    project: { cwd: cwd === undefined ? '~/code/shop' : cwd, remote: null, commit: null },
    branch: branch ?? null,
    version: null,
    start: at(0),
    end: at(Math.max(0, ...edits.map(({ minute }) => minute ?? 0))),
    messages,
    usage: noUsage,
  }
}

function useOf({ path, minus = [], plus = [], around = [] }: MadeEdit): FileUse {
  const hunk: Hunk = {
    oldStart: null,
    newStart: null,
    lines: [
      ...around.map((line) => ` ${line}`),
      ...minus.map((line) => `-${line}`),
      ...plus.map((line) => `+${line}`),
    ],
  }
  return { kind: 'edit', path, change: 'update', from: null, hunks: [hunk] }
}

export function madeFacts(session: MadeSession): SessionFacts {
  return factsOf(`claude-code/${session.id}`, madeConversation(session))
}

export interface MadeCommit {
  /** Path → text; null takes the file away. */
  readonly files: Readonly<Record<string, string | null>>
  readonly message?: string
  /** Minutes after `sessionStart`. */
  readonly minute: number
  /** Minutes at which it was written first, before a rebase. */
  readonly authored?: number
  readonly branch?: string
  /** Ref of its parent, where its branch begins with it. */
  readonly from?: string
}

/** In one process. Branches are not checked out. */
export function importCommits(root: string, commits: readonly MadeCommit[]): void {
  const parts = commits.flatMap(
    ({ files, message = 'A commit', minute, authored, branch = 'main', from }) => {
      const who = (at: number): string => `tester <tester@example.org> ${sessionStart + at * 60} +0000`
      const changes = Object.entries(files).map(([path, text]) =>
        text === null ? `D ${path}\n` : `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`,
      )
      return [
        `commit refs/heads/${branch}\nauthor ${who(authored ?? minute)}\ncommitter ${who(minute)}\n${data(message)}`,
        ...(from === undefined ? [] : [`from ${from}\n`]),
        ...changes,
      ]
    },
  )
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: root, input: parts.join('') })
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`
}
