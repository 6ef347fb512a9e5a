// Specs that share context, built at the same time: the first fills the prompt cache, all others read it.
import { describe, expect, it } from 'vitest'
import { warmPrefixes } from '../../src/pipeline/warm-prefix.ts'
import type { Model } from '../../src/ports.ts'
import { askModel, modelAt, request } from '../adapters/models/ask.ts'
import { useServers } from '../adapters/models/serving.ts'
import { promptCache } from '../support/messages-cache.ts'
import { requestLimits } from '../support/messages-limits.ts'
import { answer, apiError, brokenOff, type MessagesServer } from '../support/messages-server.ts'
import { answerTo, testProject, type TestProject } from '../support/project.ts'
import { askedFor, asking, specOf } from '../support/scripted-model.ts'
import { tokensOf } from '../support/tokenizer.ts'

const serve = useServers()

const ids = Array.from({ length: 20 }, (_, at) => `part-${String(at + 1).padStart(2, '0')}`)

const shared = (name: string): string =>
  `# ${name}\n\n${Array.from({ length: 150 }, (_, at) => `- R${at + 1}: What ${name} asks for, point ${at + 1} of many.`).join('\n')}\n`

/** Features of one text file each that use a long shared spec; `others` use another. */
function manySpecs(built: readonly string[], others: readonly string[] = []): TestProject {
  const feature = (id: string): string =>
    `---\ntargets: [${id}.txt]\nuses: [${others.includes(id) ? 'other' : 'style'}]\n---\n# ${id}\n\n- R1: Its name.\n`
  return testProject({
    'specs/architecture/style.md': shared('style'),
    'specs/architecture/other.md': shared('other'),
    ...Object.fromEntries(built.map((id) => [`specs/features/${id}.md`, feature(id)])),
  })
}

const promptOf = (body: unknown): string => JSON.stringify(body).replaceAll('\\n', '\n')

const answering = ({ body }: { readonly body: unknown }) => {
  const prompt = promptOf(body)
  const id = specOf(prompt)
  return answer(answerTo(prompt, { files: { [`${id}.txt`]: `${id}\n` }, trace: { R1: [`${id}.txt`] } }))
}

/** Tokens of what all prompts begin with. */
function sharedTokens(server: MessagesServer, at: number): number {
  const { system } = server.asked()[at]?.body as { readonly system: readonly { readonly text: string }[] } // as it was sent
  return system.reduce((sum, { text }) => sum + tokensOf(text), 0)
}

/** Before an answer begins, others have time to come that should have waited. */
const beforeAnswer = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30))

describe('20 specs that share context', () => {
  it('pay for it once: the second and all others read more than 90 % of it from the cache', async () => {
    const project = manySpecs(ids)
    const server = await serve({
      models: null,
      cache: promptCache(),
      otherwise: answering,
      beforeAnswer,
    })
    const ran = await asking(project, server, ['regen', '--all', '--concurrency', '4', '--no-tests'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(server.usages).toHaveLength(20)
    const prefix = sharedTokens(server, 0)
    const [first, ...rest] = server.usages
    expect(first).toMatchObject({ cache_read_input_tokens: 0 })
    for (const usage of rest) expect(usage.cache_read_input_tokens / prefix).toBeGreaterThan(0.9)
    expect(rest).toHaveLength(19)
  })

  it('would pay for it again and again if the others did not wait for the first', async () => {
    const many = 4
    let arrived = 0
    let allArrived = (): void => {}
    const all = new Promise<void>((resolve) => (allArrived = resolve))
    const server = await serve({
      models: null,
      cache: promptCache({ count: (text) => text.length * 100 }),
      otherwise: answer('ok'),
      beforeAnswer: () => {
        if (++arrived === many) allArrived()
        return all
      },
    })
    await Promise.all(Array.from({ length: many }, () => askModel(modelAt(server.url))))
    expect(server.usages.map((usage) => usage.cache_read_input_tokens)).toEqual([0, 0, 0, 0])
  })

  it('are built one group after the other where they share with some only', async () => {
    const some = ids.slice(0, 6)
    const others = some.filter((_, at) => at % 2 === 1)
    const project = manySpecs(some, others)
    const server = await serve({ models: null, cache: promptCache(), otherwise: answering })
    expect(
      await asking(project, server, ['regen', '--all', '--concurrency', '1', '--no-tests']),
    ).toMatchObject({
      exit: 0,
    })
    expect(askedFor(server)).toEqual([...some.filter((id) => !others.includes(id)), ...others])
    // The rules are the same for both groups; what only the second shares is written once more.
    const cold = server.usages.filter(
      (usage, at) => usage.cache_read_input_tokens < 0.9 * sharedTokens(server, at),
    )
    expect(cold).toHaveLength(2)
    expect(cold[1]?.cache_read_input_tokens).toBeGreaterThan(512)
  })
})

describe('30 specs and a server that allows 5 requests in a while', () => {
  it('all land, and none fails', async () => {
    const many = Array.from({ length: 30 }, (_, at) => `s${at}`)
    const project = testProject(
      Object.fromEntries(
        many.map((id) => [
          `specs/features/${id}.md`,
          `---\ntargets: [${id}.txt]\n---\n# ${id}\n\n- R1: Its name.\n`,
        ]),
      ),
    )
    const limits = requestLimits({ requests: 5, windowMs: 120, retryAfter: 'milliseconds' })
    const server = await serve({ models: null, otherwise: answering, limits })
    const ran = await asking(project, server, ['regen', '--all', '--concurrency', '8', '--no-tests'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(many.filter((id) => !project.exists(`${id}.txt`))).toEqual([])
    expect(server.asked()).toHaveLength(30 + limits.refused())
  })
})

describe('the first of those that share a prefix', () => {
  const clock = { now: () => '2026-11-21T12:00:00Z' }
  const longEnough = { count: (text: string) => text.length * 100 }
  const together = (model: Model, many: number) =>
    Promise.all(Array.from({ length: many }, () => askModel(model)))

  it.each([
    ['is refused', apiError(401, 'authentication_error', 'no')],
    ['breaks off before it begins', brokenOff('', 'end', { thinking: '' })],
  ])('that %s passes its turn on: one of the others fills the cache', async (_, reply) => {
    const server = await serve({
      models: null,
      cache: promptCache(longEnough),
      beforeAnswer,
      replies: [reply],
      otherwise: answer('ok'),
    })
    const model = warmPrefixes(clock)(modelAt(server.url, { patience: { retries: 0 } }))
    const asked = await together(model, 5)
    expect(asked.filter(({ answer: got }) => !got.ok)).toHaveLength(1)
    const reads = server.usages.slice(-4).map((usage) => usage.cache_read_input_tokens > 0)
    expect(reads.filter(Boolean).length).toBeGreaterThanOrEqual(3)
  })

  it('holds up nobody who shares nothing with it', async () => {
    const server = await serve({
      models: null,
      replies: [{ steps: [], then: 'pings' }],
      otherwise: answer('ok'),
    })
    const model = warmPrefixes(clock)(modelAt(server.url))
    const stop = new AbortController()
    const first = askModel(model, request, stop.signal)
    while (server.asked().length === 0) await new Promise((resolve) => setImmediate(resolve))
    const other = { ...request, system: [{ text: 'Other rules.', cache: true }] }
    expect((await askModel(model, other)).answer.ok).toBe(true)
    // Who shares it waits, and goes on when it is cancelled.
    const waiting = askModel(model)
    await new Promise((resolve) => setImmediate(resolve))
    expect(server.asked()).toHaveLength(2)
    stop.abort()
    expect((await waiting).answer.ok).toBe(true)
    expect((await first).answer).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
  })

  it('fills it anew when nobody has used it for minutes', async () => {
    let now = '2026-11-21T12:00:00Z'
    const server = await serve({
      models: null,
      cache: promptCache({ ...longEnough, now: () => Date.parse(now) }),
      beforeAnswer,
      otherwise: answer('ok'),
    })
    const model = warmPrefixes({ now: () => now })(modelAt(server.url))
    await together(model, 2)
    now = '2026-11-21T12:06:00Z'
    await together(model, 3)
    expect(server.usages.map((usage) => usage.cache_read_input_tokens > 0)).toEqual([
      false,
      true,
      false,
      true,
      true,
    ])
  })
})
