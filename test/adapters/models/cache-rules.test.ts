// The prompt cache of the loopback server, tested apart: what it says was read, written and paid for is what the API
// documents (https://platform.claude.com/docs/en/build-with-claude/prompt-caching).
import { describe, expect, test } from 'vitest'
import { minimumOf, promptCache, type CacheUsage } from '../../support/messages-cache.ts'

/** As many tokens as the text has words. */
const count = (text: string): number => text.split(' ').filter((word) => word !== '').length

const words = (word: string, many: number): string => `${word} `.repeat(many).trim()

interface Block {
  readonly type: 'text'
  readonly text: string
  readonly cache_control?: object
}

const block = (text: string): Block => ({ type: 'text', text })
const marked = (text: string): Block => ({ ...block(text), cache_control: { type: 'ephemeral' } })

const model = 'claude-sonnet-5-5'
const user = (content: string | readonly Block[]): object => ({ role: 'user', content })
const request = (system: readonly Block[], ...messages: readonly object[]): object => ({
  model,
  system,
  messages,
})

const usage = (read: number, written: number, input: number): CacheUsage => ({
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  input_tokens: input,
})

/** A cache, a clock to move on, and each request answered before the next comes. */
function cache(): {
  ask: (body: object) => CacheUsage
  wait: (ms: number) => void
  account: ReturnType<typeof promptCache>['account']
} {
  let now = 0
  const { account } = promptCache({ now: () => now, count })
  const ask = (body: object): CacheUsage => {
    const { usage: used, begun } = account(body)
    begun()
    return used
  }
  return { ask, account, wait: (ms) => (now += ms) }
}

const rules = words('rule', 1000)
const style = words('style', 600)

describe('a request', () => {
  test('writes what stands before its last breakpoint, and pays the rest in full', () => {
    const { ask } = cache()
    expect(ask(request([marked(rules), block(style)], user('do this')))).toEqual(usage(0, 1000, 602))
  })

  test('reads the longest prefix that one before it wrote, and writes only what comes after', () => {
    const { ask } = cache()
    ask(request([marked(rules)], user('do this')))
    expect(ask(request([marked(rules), marked(style)], user('do that')))).toEqual(usage(1000, 600, 2))
    expect(ask(request([marked(rules), marked(style)], user('and that')))).toEqual(usage(1600, 0, 2))
    expect(ask(request([marked(rules), marked(words('other', 600))], user('x')))).toEqual(usage(1000, 600, 1))
  })

  test('without a breakpoint reads and writes nothing', () => {
    const { ask } = cache()
    ask(request([marked(rules)], user('x')))
    expect(ask(request([block(rules)], user('x')))).toEqual(usage(0, 0, 1001))
  })

  test('that differs in one letter of the prefix reads nothing', () => {
    const { ask } = cache()
    ask(request([marked(rules)], user('x')))
    expect(ask(request([marked(`${rules}.`)], user('x')))).toEqual(usage(0, 1000, 1))
  })

  test('to another model reads nothing', () => {
    const { ask } = cache()
    ask(request([marked(rules)], user('x')))
    expect(ask({ ...request([marked(rules)], user('x')), model: 'claude-opus-5-5' })).toEqual(
      usage(0, 1000, 1),
    )
  })

  test('with more than four breakpoints is none that is answered', () => {
    const { account } = promptCache({ count })
    expect(() =>
      account(
        request(
          Array.from({ length: 5 }, () => marked(rules)),
          user('x'),
        ),
      ),
    ).toThrow('5 breakpoints')
  })
})

describe('a prefix', () => {
  test.each([
    ['claude-sonnet-5-5', 512],
    ['claude-haiku-5-5', 512],
    ['claude-sonnet-5', 1024],
    ['claude-opus-4-7', 2048],
    ['claude-haiku-4-5-20251001', 4096],
    ['qwen3', 4096],
  ])('of %s is cached from %i tokens on', (name, least) => {
    expect(minimumOf(name)).toBe(least)
    const { ask } = cache()
    const of = (many: number): object => ({
      ...request([marked(words('rule', many))], user('x')),
      model: name,
    })
    expect(ask(of(least - 1))).toEqual(usage(0, 0, least))
    expect(ask(of(least))).toEqual(usage(0, least, 1))
  })

  test('can be read only once the answer that wrote it has begun', () => {
    const { account } = promptCache({ count })
    const first = account(request([marked(rules)], user('x')))
    expect(account(request([marked(rules)], user('y'))).usage).toEqual(usage(0, 1000, 1))
    first.begun()
    expect(account(request([marked(rules)], user('z'))).usage).toEqual(usage(1000, 0, 1))
  })

  test('is gone five minutes after its last use', () => {
    const { ask, wait } = cache()
    const again = request([marked(rules)], user('x'))
    ask(again)
    wait(4 * 60_000)
    expect(ask(again)).toEqual(usage(1000, 0, 1))
    wait(4 * 60_000)
    expect(ask(again)).toEqual(usage(1000, 0, 1))
    wait(5 * 60_000)
    expect(ask(again)).toEqual(usage(0, 1000, 1))
  })
})

describe('a conversation', () => {
  test('is read from the cache to the end of what was said before', () => {
    const { ask } = cache()
    const first = user([marked(words('task', 200))])
    expect(ask(request([marked(rules)], first))).toEqual(usage(0, 1200, 0))
    // A text is the same as one block of it, and a breakpoint is no part of what it follows.
    const second = [
      user(words('task', 200)),
      { role: 'assistant', content: 'done' },
      user([marked('mend it')]),
    ]
    expect(ask(request([marked(rules)], ...second))).toEqual(usage(1200, 3, 0))
  })

  test('is looked for at most 20 blocks before a breakpoint', () => {
    const talk = (many: number): object[] =>
      Array.from({ length: many }, (_, at) => ({
        role: at % 2 === 0 ? 'user' : 'assistant',
        content: at === many - 1 ? [marked('said')] : 'said',
      }))
    for (const [more, read] of [
      [19, 1001],
      [20, 0],
    ] as const) {
      const { ask } = cache()
      ask(request([block(rules)], ...talk(1)))
      expect(ask(request([block(rules)], ...talk(1 + more))).cache_read_input_tokens).toBe(read)
    }
  })
})
