// `spec regen --all` as a real process, killed at any moment: what had landed stays, what had arrived is not paid for
// twice, and the next run comes to the same end.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { useServers } from '../adapters/models/serving.ts'
import { sampled } from '../runs.ts'
import { answer, type MessagesServer, type Reply } from '../support/messages-server.ts'
import { answerTo, testProject, type ScriptedAnswer, type TestProject } from '../support/project.ts'
import { specOf } from '../support/scripted-model.ts'
import { startSpec, type Running } from '../support/spawned.ts'

const serve = useServers()
const killPreload = fileURLToPath(new URL('../support/kill/preload.cjs', import.meta.url))
const ids = ['a', 'b', 'c'] as const

/** Only `b` is code, which is looked at before it lands. */
const pathOf = (id: string): string => (id === 'b' ? 'b.js' : `${id}.txt`)
const code = (id: string): string => `export const ${id} = 1\n`
const right = (id: string): ScriptedAnswer => ({
  files: { [pathOf(id)]: code(id) },
  trace: { R1: [id === 'b' ? 'b.js#b' : pathOf(id)] },
})
/** Does not parse, so that it goes back to the model. */
const wrong: ScriptedAnswer = { ...right('b'), files: { 'b.js': 'export const b = (\n' } }

function project(): TestProject {
  const specs = ids.map((id) => [
    `specs/features/${id}.md`,
    `---\ntargets: [${pathOf(id)}]\n---\n# ${id}\n\n- R1: \`${id}\` is 1.\n`,
  ])
  return testProject(Object.fromEntries(specs) as Readonly<Record<string, string>>) // Pairs of texts, as made above.
}

interface Call {
  readonly spec: string
  /** Answers that were given before in the same conversation. */
  readonly round: number
}

function callOf(body: unknown): Call {
  const { messages } = body as { readonly messages: readonly unknown[] } // The server takes no other.
  return { spec: specOf(promptOf(body)), round: (messages.length - 1) / 2 }
}

const promptOf = (body: unknown): string => JSON.stringify(body).replaceAll('\\n', '\n')
const nameOf = ({ spec, round }: Call): string => `${spec} ${round}`

/** A model that has to mend `b`. */
const usual = ({ body }: { readonly body: unknown }): Reply => {
  const { spec, round } = callOf(body)
  return answer(answerTo(promptOf(body), spec === 'b' && round === 0 ? wrong : right(spec)))
}

const serving = (otherwise: (request: { readonly body: unknown }) => Reply): Promise<MessagesServer> =>
  serve({ models: null, otherwise })

const words = ['regen', '--all', '--no-tests', '--concurrency', '1']
const envOf = (at: MessagesServer): Readonly<Record<string, string>> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: 'sk-ant-made-up-for-this-test-0123456789',
})

function start(of: TestProject, at: MessagesServer, env: Readonly<Record<string, string>> = {}): Running {
  return startSpec(of.root, words, { env: { ...envOf(at), ...env }, nodeFlags: ['-r', killPreload] })
}

const asked = (at: MessagesServer): readonly string[] => at.asked().map(({ body }) => nameOf(callOf(body)))

/** Calls whose answers are on this machine: those of records that were written whole. */
function arrived(of: TestProject): ReadonlySet<string> {
  const records = of
    .files()
    .filter((path) => /^\.spec\/(local\/answers|archive\/records)\/.*\.json$/.test(path))
  return new Set(
    records.flatMap((path) => {
      const record = JSON.parse(of.read(path)) as {
        readonly spec: string
        readonly body: { readonly conversation: { readonly turns: readonly unknown[] } }
      } // As the archive writes generations; nothing else is in it here.
      return record.body.conversation.turns.map((_, round) => nameOf({ spec: record.spec, round }))
    }),
  )
}

/** The next run comes to the end, and asks for nothing that is there. */
async function finish(of: TestProject): Promise<readonly string[]> {
  const there = arrived(of)
  const at = await serving(usual)
  const ran = await of.spec(words, { env: envOf(at) })
  expect(ran, ran.stderr).toMatchObject({ exit: 0 })
  expect(asked(at).filter((call) => there.has(call))).toEqual([])
  expect(ids.map((id) => of.read(pathOf(id)))).toEqual(ids.map(code))
  expect((await of.spec(['drift'])).exit).toBe(0)
  const { entries } = (await of.spec(['log', '--json'])).json() as unknown as {
    readonly entries: readonly { readonly outcome: string | null }[]
  }
  expect(entries.map(({ outcome }) => outcome)).toEqual(['landed', 'landed', 'landed'])
  return asked(at)
}

/** Sends a part of the answer to one spec, and then no more. */
const stuckAt =
  (id: string, sent: number) =>
  ({ body }: { readonly body: unknown }): Reply => {
    const whole = usual({ body })
    if (callOf(body).spec !== id) return whole
    return { ...whole, steps: (whole.steps ?? []).slice(0, sent), then: 'pings' }
  }

describe('killed', () => {
  it.each(
    sampled(
      [
        ['while an answer streams, which is lost: it never came to its end', 6],
        ['while a model is asked', 0],
      ] as const,
      2,
    ),
  )('%s: what landed before stays, and only the rest is asked for', async (_, sent) => {
    const here = project()
    const at = await serving(stuckAt('b', sent))
    const run = start(here, at)
    while (!asked(at).includes('b 0')) await new Promise((resolve) => setTimeout(resolve, 10))
    run.child.kill('SIGKILL')
    await run.ended
    expect((await here.spec(['drift', 'a'])).exit).toBe(0)
    expect([here.exists('b.js'), here.exists('c.txt')]).toEqual([false, false])
    expect(await finish(here)).toEqual(['b 0', 'b 1', 'c 0'])
  })

  it('while code is mended: the conversation goes on', async () => {
    const here = project()
    const at = await serving((request) => {
      const { spec, round } = callOf(request.body)
      return spec === 'b' && round === 1 ? { steps: [], then: 'pings' } : usual(request)
    })
    const run = start(here, at)
    while (!asked(at).includes('b 1')) await new Promise((resolve) => setTimeout(resolve, 10))
    run.child.kill('SIGKILL')
    await run.ended
    expect(here.exists('b.js')).toBe(false)
    expect(await finish(here)).toEqual(['b 1', 'c 0'])
  })

  it('before any of its writes: all that was answered and kept is used, and nothing else is left', async () => {
    const whole = project()
    const log = join(whole.root, 'calls')
    const at = await serving(usual)
    expect(await start(whole, at, { SPEC_KILL: 'count', SPEC_KILL_LOG: log }).ended).toMatchObject({
      exit: 0,
    })
    expect(asked(at)).toEqual(['a 0', 'b 0', 'b 1', 'c 0'])
    const calls = readFileSync(log, 'utf8').split('\n').length
    expect(calls).toBeGreaterThan(50)
    // Two in the default run; neither the very first, which has nothing to lose.
    const every = process.env.SPEC_TEST_FULL ? 5 : Math.ceil(calls / 2)
    for (let call = Math.floor(every / 2); call < calls; call += every) {
      const here = project()
      const server = await serving(usual)
      const ended = await start(here, server, { SPEC_KILL: `before:${call}` }).ended
      expect(ended, `call ${call}`).toMatchObject({ signal: 'SIGKILL' })
      await finish(here)
    }
  }, 900_000)
})
