// The file of a commit's message in; the same file with the conversations behind the commit named in it.
import fs from 'node:fs'
import path from 'node:path'
import { addTrailers, commentPrefix } from '../../adapters/agent-hooks/commit.ts'
import type { Io } from '../io.ts'
import { HookTrouble } from './bounded.ts'
import { commitBound, keysBehind, openCommitHook } from './conversations.ts'
import {
  commentedKeys,
  commentOf,
  namesNone,
  saysSomething,
  trailer,
  unusedPrefix,
  withComments,
} from './message.ts'

/** `prepare-commit-msg`. Throws what went wrong. */
export async function nameInMessage(io: Io, named: string, source: string | undefined): Promise<void> {
  const file = fileOf(named)
  const text = fs.readFileSync(file, 'utf8')
  if (namesNone(text, source)) return
  const hook = await openCommitHook(io)
  if (hook === null) return
  const keys = [...(await keysBehind(hook, AbortSignal.timeout(commitBound)))]
  if (keys.length === 0) return
  const { root } = hook.folder.workspace
  // git sets it so where no editor will be opened (githooks(5), "pre-commit"); then no line is a comment.
  const isDone = io.env['GIT_EDITOR'] === ':'
  const comment = isDone ? unusedPrefix(text) : commentOf(text, await commentPrefix(root, io.env))
  if (saysSomething(text, comment)) return name(io, root, file, keys, comment)
  if (!isDone) fs.writeFileSync(file, withComments(text, keys, comment))
}

/** `commit-msg`. Throws what went wrong. */
export async function nameWritten(io: Io, named: string): Promise<void> {
  const file = fileOf(named)
  const text = fs.readFileSync(file, 'utf8')
  const comment = commentOf(text, await commentPrefix(io.cwd, io.env))
  const keys = commentedKeys(text, comment)
  if (keys.length > 0 && saysSomething(text, comment)) await name(io, io.cwd, file, keys, comment)
}

async function name(
  io: Io,
  root: string,
  file: string,
  keys: readonly string[],
  comment: string,
): Promise<void> {
  if (!(await addTrailers(root, io.env, file, keys.map(trailer), comment)))
    throw new HookTrouble('git interpret-trailers refuses')
}

/** Git names it as seen from where it runs its hooks, wherever the project stands. */
function fileOf(named: string): string {
  return path.resolve(process.cwd(), named)
}
