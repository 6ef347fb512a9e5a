// The project that is built, a server that answers anew, and what `diff --fresh` tells of the two: what its tests share.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { greetingAnswer } from './greeting.ts'
import type { Ran, ScriptedAnswer, TestProject } from './project.ts'
import { answers, asking, modelOf } from './scripted-model.ts'

export interface Told {
  readonly failOn: string
  readonly differs: boolean
  readonly usage: Readonly<Record<string, number | null>>
  readonly specs: readonly {
    readonly id: string
    readonly level: string | null
    readonly matters: boolean
    readonly files: readonly {
      readonly path: string
      readonly only: string | null
      readonly level: string
      readonly changes: readonly Record<string, unknown>[]
      readonly diff: string | null
    }[]
    readonly findings: Readonly<Record<'fresh' | 'current' | 'both', readonly { readonly code: string }[]>>
    readonly causes: readonly { readonly name: string }[]
    readonly replayed: boolean
  }[]
  readonly diagnostics: readonly { readonly code: string }[]
}

/** The JSON of it. */
export const told = (ran: Ran): Told => ran.json() as unknown as Told // The document of this command.

/** Every file below the root by path and content, what git ignores included. */
export function bytesOf(project: TestProject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    project.files().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(project.root, path)))
        .digest('hex'),
    ]),
  )
}

/** greeting's answer with other files. */
export const withFiles = (files: Readonly<Record<string, string>>): ScriptedAnswer => ({
  ...greetingAnswer,
  files: { ...greetingAnswer.files, ...files },
})

/** Asks a server that gives `scripted` for greeting, in text and in JSON; nothing may be written. */
export async function freshOf(
  project: TestProject,
  scripted: ScriptedAnswer,
  words: readonly string[] = ['diff', 'greeting', '--fresh'],
): Promise<{ readonly text: Ran; readonly json: Ran; readonly prompts: readonly string[] }> {
  const before = bytesOf(project)
  const server = await modelOf({ ...answers, greeting: scripted })
  const text = await asking(project, server, words)
  const json = await asking(project, server, [...words, '--json'])
  expect(bytesOf(project)).toEqual(before)
  return { text, json, prompts: server.asked().map(({ body }) => JSON.stringify(body)) }
}
