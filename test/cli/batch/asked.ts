// A project whose specs are asked in batches, and the loopback server that takes them. Its targets are plain text: nothing
// has to be parsed or type-checked for what is tested here.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Submission } from '../../../src/batch/batch.ts'
import {
  batchServer,
  succeeded,
  type BatchedRequest,
  type BatchServer,
} from '../../support/messages-batches.ts'
import {
  startMessagesServer,
  type MessagesServer,
  type ServerOptions,
} from '../../support/messages-server.ts'
import { answerTo, testProject, type Ran, type TestProject } from '../../support/project.ts'
import { specOf } from '../../support/scripted-model.ts'

export const key = 'made-up-key-of-this-test'

/** `uses` nothing where absent. */
export const poem = (name: string, uses = ''): string =>
  [
    '---',
    `targets: [poems/${name}.txt]`,
    ...(uses === '' ? [] : [`uses: [${uses}]`]),
    '---',
    `# ${name}`,
    '',
    '## Requirements',
    '',
    `- R1: A line about ${name}.`,
    '',
  ].join('\n')

export interface Scene {
  readonly project: TestProject
  readonly server: MessagesServer
  readonly batches: BatchServer
  readonly spec: (...words: string[]) => Promise<Ran>
  /** Of processes that a test starts itself. */
  readonly env: Readonly<Record<string, string>>
}

export const promptOf = ({ params }: BatchedRequest): string => JSON.stringify(params).replaceAll('\\n', '\n')

export const poemOf = (request: BatchedRequest): string => specOf(promptOf(request))

/** A good answer; `line` is what stands in the file. */
export function rightAnswer(request: BatchedRequest, line = `A line about ${poemOf(request)}.`): string {
  return answerTo(promptOf(request), { files: { [`poems/${poemOf(request)}.txt`]: `${line}\n` } })
}

/** alpha, beta (uses alpha) and gamma: nothing built. */
export async function scene(
  more: Readonly<Record<string, string>> = {},
  options: ServerOptions = {},
): Promise<Scene> {
  const project = testProject({
    'specs/features/alpha.md': poem('alpha'),
    'specs/features/beta.md': poem('beta', 'alpha'),
    'specs/features/gamma.md': poem('gamma'),
    ...more,
  })
  const batches = batchServer((request) => succeeded(rightAnswer(request)))
  const server = await startMessagesServer({ models: null, count: null, batches, key, ...options })
  onTestFinished(() => server.close())
  const env = { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key }
  return { project, server, batches, env, spec: (...words) => project.spec(words, { env }) }
}

/** Ids of specs, of one batch or of many. */
export const specsOf = (
  ...batches: readonly ({ readonly requests: readonly BatchedRequest[] } | undefined)[]
) => batches.flatMap((batch) => (batch?.requests ?? []).map(poemOf)).sort()

const folder = '.spec/local/batches'

/** What is known on disk. */
export function submissionsOf(project: TestProject): readonly Submission[] {
  return readdirSync(join(project.root, folder))
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(project.root, folder, name), 'utf8')) as Submission) // as the tool wrote it
}

/** As if they had been written so much earlier. */
export function age(project: TestProject, seconds: number): void {
  for (const submission of submissionsOf(project)) {
    const at = new Date(Date.parse(submission.at) - seconds * 1000).toISOString()
    const file = join(project.root, folder, `${submission.token}.json`)
    writeFileSync(file, JSON.stringify({ ...submission, at }))
  }
}
