// A built project with a hand edit, and answers that amend its spec.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { markers } from '../../src/answer/format.ts'
import { byeCode, greetCode, greetingProject, namesCode } from './greeting.ts'
import { testProject, type Ran, type TestProject } from './project.ts'

export const greetingPath = 'specs/features/greeting.md'

/** The edit: an empty name is greeted as a guest, and there is a function more. */
export const editedNames = `${namesCode.replace("'stranger'", "'guest'")}
/** For badges. */
export function shout(name: string): string {
  return cleanName(name).toUpperCase()
}
`

export interface ScriptedAmendment {
  /** Lines of the spec → the lines that take their place. */
  readonly edits: readonly (readonly [search: string, replace: string])[]
  readonly why?: readonly string[]
  readonly trace?: Readonly<Record<string, readonly string[]>>
}

/** What a careful model would answer to that edit. */
export const greetingAmendment: ScriptedAmendment = {
  edits: [
    [
      '- R3: An empty name is greeted as "stranger".',
      '- R3: An empty name is greeted as "guest".\n- R4: `shout(name)` is the clean name in upper case.',
    ],
  ],
  why: ['R3: the fallback is another word', 'R4: callers can use `shout`'],
  trace: { R3: ['src/names.ts#cleanName'], R4: ['src/names.ts#shout'] },
}

let accepted: Promise<Readonly<Record<string, Uint8Array>>> | undefined

/** Written by hand and accepted, once a process, and copied from then on: cheaper than a build. */
export async function acceptedProject(more: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  accepted ??= accept()
  return testProject({ ...(await accepted), ...more })
}

async function accept(): Promise<Readonly<Record<string, Uint8Array>>> {
  const project = greetingProject({
    'src/greet.ts': greetCode,
    'src/names.ts': namesCode,
    'src/bye.ts': byeCode,
  })
  for (const id of ['greeting', 'farewell']) {
    const done = await project.spec(['accept', id, '--because', 'written by hand', '--yes'])
    if (done.exit !== 0) throw new Error(done.stdout + done.stderr)
  }
  return Object.fromEntries(project.files().map((path) => [path, readFileSync(join(project.root, path))]))
}

/** Accepted, then edited. */
export async function editedProject(code = editedNames): Promise<TestProject> {
  const project = await acceptedProject()
  project.write('src/names.ts', code)
  return project
}

/** An answer in the format, for the prompt that `spec amend --prompt` printed, or a model got. */
export function amendmentTo(
  prompt: string,
  { edits, why = [], trace = {} }: ScriptedAmendment,
  path = greetingPath,
): string {
  const tag = /The tag of this task is `([0-9a-f]{8})`/.exec(prompt)?.[1]
  if (tag === undefined) throw new Error('the prompt states no tag')
  const fenced = (text: string): readonly string[] => ['```md', ...(text === '' ? [] : [text]), '```']
  return [
    markers.edit(tag, path),
    ...edits.flatMap(([search, replace]) => [
      markers.search(tag),
      ...fenced(search),
      markers.replace(tag),
      ...fenced(replace),
    ]),
    markers.endFile(tag),
    '',
    markers.decisions(tag),
    ...why.map((line) => `- ${line}`),
    '',
    markers.trace(tag),
    ...Object.entries(trace).map(([id, symbols]) => `${id}: ${symbols.join(', ')}`),
    '',
    markers.done(tag),
    '',
  ].join('\n')
}

/** `spec amend --prompt`, then `spec amend --response -`. */
export async function amendWith(
  project: TestProject,
  answer: ScriptedAmendment,
  flags: readonly string[] = ['--yes'],
  id = 'greeting',
  path = greetingPath,
): Promise<Ran> {
  const prompt = await project.spec(['amend', id, '--prompt'])
  if (prompt.exit !== 0) return prompt
  return project.spec(['amend', id, '--response', '-', ...flags], {
    stdin: amendmentTo(prompt.stdout, answer, path),
  })
}
