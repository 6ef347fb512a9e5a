// Money in commands: `regen --max-cost` stops before it is spent, `--dry-run` says what is foreseen and spent, and
// `log --cost` adds up what was.
import { describe, expect, onTestFinished, test } from 'vitest'
import { answer, startMessagesServer, type MessagesServer } from '../../support/messages-server.ts'
import { snapshot } from '../../support/lifecycle.ts'
import { answerTo, type Ran, type TestProject } from '../../support/project.ts'
import { answerWith, rightCode, tallyProject, wrongCode } from '../../support/tally.ts'
import { tokensOfRequest } from '../../support/tokenizer.ts'

/** What each answer says that it used: $0.006 for the input and $0.01 for the output, at the price of Sonnet 5.5. */
const usage = { input_tokens: 3000, output_tokens: 1000 }
const each = 0.016

/** A server that answers its n-th request with the n-th code, and counts with an independent tokenizer. */
async function answering(...codes: readonly string[]): Promise<MessagesServer> {
  let call = 0
  const started = await startMessagesServer({
    models: null,
    count: ({ body }) => tokensOfRequest(body),
    otherwise: ({ body }) => {
      const code = codes[Math.min(call++, codes.length - 1)] ?? ''
      const prompt = JSON.stringify(body).replaceAll('\\n', '\n')
      return answer(answerTo(prompt, answerWith(code)), { usage, requestId: `req_${call}` })
    },
  })
  onTestFinished(() => started.close())
  return started
}

const run = (project: TestProject, at: MessagesServer, ...words: string[]): Promise<Ran> =>
  project.spec(words, {
    env: { ANTHROPIC_BASE_URL: at.url, ANTHROPIC_API_KEY: 'sk-ant-made-up-for-this-test-0123456789' },
  })

interface Cost {
  readonly cost: {
    readonly spent: { readonly calls: number; readonly money: number; readonly input: number }
    readonly limit: number | null
    readonly foreseen?: {
      readonly calls: number
      readonly input: { readonly input: number; readonly cacheWrite: number; readonly cacheRead: number }
      readonly money: { readonly low: number; readonly high: number }
    }
  }
}

const costOf = (ran: Ran): Cost['cost'] => (ran.json() as unknown as Cost).cost

describe('regen --max-cost', () => {
  test('asks for an answer as long as the budget pays for, and tells what was spent', async () => {
    const project = tallyProject()
    const at = await answering(rightCode)
    const ran = await run(
      project,
      at,
      'regen',
      'tally',
      '--max-cost',
      '$0.10',
      '--no-tests',
      '--repairs',
      '0',
    )
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('spent: $0.016 of $0.100, 1 call, 3,000 in, 1,000 out')
    const asked = at.asked()[0]?.body as { readonly max_tokens: number } // The server takes objects only.
    const input = tokensOfRequest(asked)
    const bought = (0.1 - (input * 1.02 * 2.5) / 1e6) / (10 / 1e6)
    expect(asked.max_tokens).toBeGreaterThan(bought - 5)
    expect(asked.max_tokens).toBeLessThanOrEqual(bought + 1)
  })

  test('makes no call that might not fit, and changes nothing', async () => {
    const project = tallyProject()
    const before = snapshot(project)
    const at = await answering(rightCode)
    const ran = await run(project, at, 'regen', '--all', '--max-cost', '0.005', '--no-tests')
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toMatch(
      /the next call needs up to \$0\.\d+, and of \$0\.0050 \$0 is spent on 0 calls: \$0\.0050 is left/,
    )
    expect(ran.stderr).toContain('[over-budget]')
    expect(at.asked()).toEqual([])
    expect(snapshot(project)).toEqual(before)
  })

  test('counts repairs: what was answered is kept, and the round that might not fit is not asked', async () => {
    const project = tallyProject({ 'spec.config.json': JSON.stringify({ regen: { maxCost: 0.03 } }) })
    const before = snapshot(project)
    const at = await answering(wrongCode, rightCode)
    const ran = await run(project, at, 'regen', 'tally', '--repairs', '2')
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[over-budget]')
    expect(ran.stdout).toContain('spent: $0.016 of $0.030, 1 call')
    expect(at.asked()).toHaveLength(1)
    expect(snapshot(project)).toEqual(before)
    const spent = (await project.spec(['log', '--cost', '--json'])).json() as {
      total: { calls: number; money: number }
    }
    expect(spent.total).toMatchObject({ calls: 1 })
    expect(spent.total.money).toBeCloseTo(each, 9)
    // With more to spend it goes on from there.
    const more = await run(project, at, 'regen', 'tally', '--max-cost', '1', '--reuse-rejected')
    expect(more.exit === 0 || at.asked().length > 1).toBe(true)
  })

  test('refuses a model whose price nobody knows, with what to do, and an amount that is none', async () => {
    const project = tallyProject()
    const at = await answering(rightCode)
    const unknown = await run(project, at, 'regen', 'tally', '--model', 'made-up', '--max-cost', '1')
    expect(unknown.exit).toBe(2)
    expect(unknown.stderr).toContain('[price-unknown]')
    expect(unknown.stderr).toContain('"prices": { "made-up"')
    for (const amount of ['none', '0', '-1', '1e3', '']) {
      const ran = await run(project, at, 'regen', 'tally', `--max-cost=${amount}`)
      expect(ran.exit).toBe(2)
    }
    expect(at.asked()).toEqual([])
    project.write('spec.config.json', JSON.stringify({ prices: { 'made-up': { input: 1, output: 1 } } }))
    const known = await run(
      project,
      at,
      'regen',
      'tally',
      '--model',
      'made-up',
      '--max-cost',
      '1',
      '--no-tests',
    )
    expect(known).toMatchObject({ exit: 0 })
  })
})

test('a dry run says before what it foresees, and after what it spent; the foreseen input is not below what is counted', async () => {
  const project = tallyProject()
  const at = await answering(rightCode)
  const ran = await run(project, at, 'regen', 'tally', '--dry-run', '--no-tests')
  expect(ran).toMatchObject({ exit: 0 })
  expect(ran.stderr).toMatch(/foreseen: 1 call, \$0\.\d+ to \$0\.\d+/)
  expect(ran.stdout).toContain('spent: $0.016, 1 call')
  const again = costOf(
    await run(project, at, 'regen', 'tally', '--dry-run', '--fresh', '--no-tests', '--json'),
  )
  const { input, cacheWrite, cacheRead } = again.foreseen?.input ?? { input: 0, cacheWrite: 0, cacheRead: 0 }
  const ratio = (input + cacheWrite + cacheRead) / tokensOfRequest(at.asked().at(-1)?.body)
  expect(ratio).toBeGreaterThanOrEqual(1)
  expect(ratio).toBeLessThanOrEqual(1.4)
  // What the dry run was answered is used now, for nothing.
  const plan = (await run(project, at, 'plan', '--json')).json() as {
    total: { replayed: number; calls: number }
  }
  expect(plan.total).toMatchObject({ replayed: 1, calls: 0 })
})

test('log --cost adds up by spec, model and day; what is repeated in records counts once', async () => {
  const project = tallyProject()
  const at = await answering(wrongCode, rightCode)
  expect(await run(project, at, 'regen', 'tally', '--repairs', '2')).toMatchObject({ exit: 0 })
  const text = await project.spec(['log', '--cost'])
  expect(text).toMatchObject({ exit: 0 })
  expect(text.stdout).toMatch(/^ {2}tally {2}\$0\.032 {2}2 calls {2}6,000 in, 2,000 out$/m)
  expect(text.stdout).toMatch(/^ {2}anthropic claude-sonnet-5-5 {2}\$0\.032/m)
  expect(text.stdout).toMatch(/^ {2}20\d\d-\d\d-\d\d {2}\$0\.032/m)
  expect(text.stdout).toMatch(/^in all: \$0\.032 {2}2 calls/m)
  const own = { 'claude-sonnet-5-5': { input: 0, output: 1000 } }
  project.write('spec.config.json', JSON.stringify({ prices: own }))
  expect((await project.spec(['log', 'tally', '--cost'])).stdout).toContain('in all: $2.00')
})

test('log --cost says where a price or a use is not known, and where nothing is recorded', async () => {
  const project = tallyProject()
  expect((await project.spec(['log', '--cost'])).stdout).toBe('no answer of a model is recorded\n')
  const at = await answering(rightCode)
  await run(project, at, 'regen', 'tally', '--model', 'made-up', '--no-tests')
  const { stdout } = await project.spec(['log', '--cost'])
  expect(stdout).toMatch(/^in all: price not known {2}1 call {2}3,000 in, 1,000 out$/m)
  expect(stdout).toContain('price not known: 1 call, not in the money')
  const { total } = (await project.spec(['log', '--cost', '--json'])).json() as { total: unknown }
  expect(total).toMatchObject({ money: null, unpriced: 1, calls: 1, output: 1000 })
})
