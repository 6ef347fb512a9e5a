// A conversation with a model that fails after its first answer, while files are asked for again or code is mended: what
// arrived is kept, the tree is as it was, and the next run goes on from there instead of paying twice.
import { describe, expect, it } from 'vitest'
import { useServers } from '../adapters/models/serving.ts'
import { snapshot } from '../support/lifecycle.ts'
import { promptCache } from '../support/messages-cache.ts'
import {
  answer,
  apiError,
  brokenOff,
  errorEvent,
  webPage,
  type MessagesServer,
  type Reply,
} from '../support/messages-server.ts'
import { answerTo, testProject, type Ran, type ScriptedAnswer, type TestProject } from '../support/project.ts'
import { sampled } from '../runs.ts'

const serve = useServers()
const key = 'sk-ant-made-up-for-this-test-0123456789'

const spec = `---
targets: [one.js, two.js]
---
# Pair

- R1: \`one()\` is 1.
- R2: \`two()\` is 2.
`
const one = 'export const one = () => 1\n'
const two = 'export const two = () => 2\n'
const good: ScriptedAnswer = {
  files: { 'one.js': one, 'two.js': two },
  trace: { R1: ['one.js#one'], R2: ['two.js#two'] },
}
const broken: ScriptedAnswer = { ...good, files: { 'one.js': one, 'two.js': 'export const two = (\n' } }
const rest: ScriptedAnswer = { files: { 'two.js': two } }

const promptOf = (body: unknown): string => JSON.stringify(body).replaceAll('\\n', '\n')

type Said = Reply | ((prompt: string) => Reply)
const says =
  (scripted: ScriptedAnswer): Said =>
  (prompt) =>
    answer(answerTo(prompt, scripted))
/** Ends in the middle of the second file, at the limit of its length. */
const cut: Said = (prompt) => {
  const whole = answerTo(prompt, good)
  return answer(whole.slice(0, whole.indexOf('=> 2')), { stopReason: 'max_tokens' })
}

/** Replies one by one; the last again and again. */
function inTurn(...said: readonly Said[]): { otherwise: (request: { readonly body: unknown }) => Reply } {
  let call = 0
  return {
    otherwise: ({ body }) => {
      const next = said[Math.min(call++, said.length - 1)] ?? apiError(500, 'api_error', 'nothing to say')
      return typeof next === 'function' ? next(promptOf(body)) : next
    },
  }
}

const project = (): TestProject => testProject({ 'specs/features/pair.md': spec })

const regen = (at: MessagesServer, of: TestProject, ...flags: readonly string[]): Promise<Ran> =>
  of.spec(['regen', 'pair', '--no-tests', ...flags], {
    env: { ANTHROPIC_BASE_URL: at.url, ANTHROPIC_API_KEY: key },
  })

/** Messages of the n-th request. */
const said = (at: MessagesServer, call: number): readonly unknown[] =>
  (at.asked()[call]?.body as { readonly messages: readonly unknown[] }).messages // the server takes no other

interface LogEntry {
  readonly outcome: string | null
  readonly local: boolean
}

async function outcomes(of: TestProject): Promise<readonly (string | null)[]> {
  const { entries } = (await of.spec(['log', '--json'])).json() as unknown as { entries: readonly LogEntry[] }
  return entries.map(({ outcome }) => outcome).sort()
}

const now = { 'retry-after-ms': '1' }
const faults: readonly (readonly [name: string, reply: Reply, says: string])[] = [
  ['401', apiError(401, 'authentication_error', 'no'), 'does not accept the key'],
  ['429', apiError(429, 'rate_limit_error', 'slow down', now), 'limits how often'],
  ['500', apiError(500, 'api_error', 'oops', now), 'failed'],
  ['529', apiError(529, 'overloaded_error', 'busy', now), 'overloaded'],
  ['a cut stream', brokenOff('=== FI', 'cut'), 'broke'],
  ['a reset', brokenOff('=== FI', 'reset'), 'broke'],
  ['an error event', errorEvent('=== FI', 'overloaded_error', 'busy'), 'broke the answer off'],
  ['a web page', webPage, 'web page'],
]

describe.each([
  ['files that were cut are asked for again', cut, says(rest)],
  ['code is mended', says(broken), says(rest)],
] as const)('while %s', (_, first, last) => {
  it.each(sampled(faults, 3))(
    '%s: nothing is lost, and the next run pays for the rest only',
    async (_name, fault, words) => {
      const at = project()
      const before = snapshot(at)
      const failing = await serve({ models: null, ...inTurn(first, fault) })
      const ran = await regen(failing, at)
      expect(ran.exit).toBe(2)
      expect(ran.stderr).toContain(words)
      expect(ran.stderr).toContain('the next spec regen goes on from what had arrived whole')
      expect(snapshot(at)).toEqual(before)
      expect([ran.stdout, ran.stderr, ...at.files().map(at.read)].join('\n')).not.toContain(key)

      const healthy = await serve({ models: null, ...inTurn(last) })
      const again = await regen(healthy, at)
      expect(again, again.stderr).toMatchObject({ exit: 0 })
      expect(again.stderr).toContain('goes on with the answer that an earlier run was given')
      expect(healthy.asked()).toHaveLength(1)
      expect(said(healthy, 0)).toHaveLength(3)
      expect([at.read('one.js'), at.read('two.js')]).toEqual([one, two])
      expect((await at.spec(['drift'])).exit).toBe(0)
    },
  )

  it('a refusal: the next run begins another conversation', async () => {
    const at = project()
    const failing = await serve({
      models: null,
      ...inTurn(first, answer('I cannot', { stopReason: 'refusal' })),
    })
    expect((await regen(failing, at)).exit).toBe(1)
    const healthy = await serve({ models: null, ...inTurn(says(good)) })
    expect(await regen(healthy, at)).toMatchObject({ exit: 0 })
    expect(said(healthy, 0)).toHaveLength(1)
  })

  it('Ctrl-C during a silence: the next run goes on', async () => {
    const at = project()
    const stop = new AbortController()
    const silent = await serve({ models: null, ...inTurn(first, { steps: [], then: 'stall' }) })
    const running = at.spec(['regen', 'pair', '--no-tests'], {
      env: { ANTHROPIC_BASE_URL: silent.url, ANTHROPIC_API_KEY: key },
      signal: stop.signal,
    })
    while (silent.asked().length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    await running
    const healthy = await serve({ models: null, ...inTurn(last) })
    expect(await regen(healthy, at)).toMatchObject({ exit: 0 })
    expect(said(healthy, 0)).toHaveLength(3)
  })
})

describe('an answer that was kept when it arrived', () => {
  it('is told once: when it has landed, no other is left', async () => {
    const at = project()
    const server = await serve({ models: null, ...inTurn(cut, says(broken), says(rest), says(good)) })
    expect(await regen(server, at)).toMatchObject({ exit: 0 })
    expect(server.asked()).toHaveLength(3)
    expect(await outcomes(at)).toEqual(['landed'])
    // Nothing waits: `--fresh` asks anew.
    expect(await regen(server, at, '--fresh', '--dry-run')).toMatchObject({ exit: 0 })
    expect(server.asked()).toHaveLength(4)
  })

  it('is told once when it was rejected, and not used again by itself', async () => {
    const at = project()
    const server = await serve({ models: null, ...inTurn(says(broken)) })
    expect((await regen(server, at, '--repairs', '0')).exit).toBe(1)
    expect(await outcomes(at)).toEqual(['rejected'])
    expect((await regen(server, at, '--repairs', '0')).exit).toBe(1)
    expect(server.asked()).toHaveLength(2)
    expect(said(server, 1)).toHaveLength(1)
  })
})

describe('a conversation that goes on', () => {
  it('reads all that was said before from the cache', async () => {
    const server = await serve({
      models: null,
      cache: promptCache({ count: (text) => text.length }),
      ...inTurn(cut, says(broken), says(rest)),
    })
    expect(await regen(server, project())).toMatchObject({ exit: 0 })
    const [first, again, repair] = server.usages
    expect(first).toMatchObject({ cache_read_input_tokens: 0, input_tokens: 0 })
    expect(again?.cache_read_input_tokens).toBe(first?.cache_creation_input_tokens)
    expect(repair?.cache_read_input_tokens).toBe(
      (again?.cache_read_input_tokens ?? 0) + (again?.cache_creation_input_tokens ?? 0),
    )
    expect([again?.input_tokens, repair?.input_tokens]).toEqual([0, 0])
  })

  it('fills no cache where nothing is said after the first answer', async () => {
    const server = await serve({ models: null, ...inTurn(says(good)) })
    expect(await regen(server, project(), '--repairs', '0')).toMatchObject({ exit: 0 })
    expect(said(server, 0)).toEqual([{ role: 'user', content: expect.any(String) as string }])
  })
})
