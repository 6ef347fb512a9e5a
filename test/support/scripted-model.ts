// A model on a server that gives scripted answers, spec by spec, and what became of the project.
import { onTestFinished } from 'vitest'
import { countCode } from './built.ts'
import { farewellAnswer, greetingAnswer } from './greeting.ts'
import { answer, startMessagesServer, type MessagesServer } from './messages-server.ts'
import { answerTo, type Ran, type ScriptedAnswer, type TestProject } from './project.ts'

const key = 'made-up-key-of-this-test'

export const countAnswer: ScriptedAnswer = {
  files: { 'src/count.ts': countCode },
  trace: { R1: ['src/count.ts#count'] },
}
export const answers: Readonly<Record<string, ScriptedAnswer>> = {
  greeting: greetingAnswer,
  farewell: farewellAnswer,
  count: countAnswer,
}

/** A model that answers each spec's prompt with what is scripted for it. */
export async function modelOf(scripted: Readonly<Record<string, ScriptedAnswer>>): Promise<MessagesServer> {
  const server = await startMessagesServer({
    models: null,
    count: null,
    otherwise: ({ body }) => {
      const prompt = JSON.stringify(body).replaceAll('\\n', '\n')
      return answer(answerTo(prompt, scripted[specOf(prompt)] ?? { files: {} }))
    },
  })
  onTestFinished(() => server.close())
  return server
}

export const specOf = (prompt: string): string => /# Spec `([^`]+)`/.exec(prompt)?.[1] ?? ''
export const askedFor = (server: MessagesServer): string[] =>
  server.asked().map(({ body }) => specOf(JSON.stringify(body).replaceAll('\\n', '\n')))

export function asking(project: TestProject, server: MessagesServer, words: readonly string[]): Promise<Ran> {
  return project.spec(words, { env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key } })
}

/** Path → state, and the causes of each spec. */
export async function driftOf(project: TestProject) {
  const { specs } = (await project.spec(['drift', '--json'])).json() as unknown as {
    specs: {
      spec: string
      targets: { path: string; state: string }[]
      causes: { kind: string; name: string }[]
    }[]
  }
  return {
    states: Object.fromEntries(
      specs.flatMap(({ targets }) => targets.map(({ path, state }) => [path, state])),
    ),
    causes: Object.fromEntries(
      specs.map(({ spec, causes }) => [spec, causes.map(({ kind, name }) => `${kind} ${name}`)]),
    ),
  }
}
