// Requests to the loopback server in; what each reads from the prompt cache, writes to it and pays in full, out.
// Rules: https://platform.claude.com/docs/en/build-with-claude/prompt-caching, as of 2026-10-08 ("How prompt caching
// works", "Cache limitations", "Tracking cache performance").
import { createHash } from 'node:crypto'
import { tokensOf } from './tokenizer.ts'

/** As the API counts; the three of the input never overlap. Tokens. */
export interface CacheUsage {
  /** After the last breakpoint. */
  readonly input_tokens: number
  readonly cache_creation_input_tokens: number
  readonly cache_read_input_tokens: number
}

export interface Accounted {
  readonly usage: CacheUsage
  /** To be called when the response begins: only then can others read what this request wrote. */
  readonly begun: () => void
}

export interface PromptCache {
  /** Of a request that is answered; refused ones write nothing. */
  account(body: unknown): Accounted
}

export interface PromptCacheOptions {
  /** Milliseconds. */
  readonly now?: () => number
  /** Tokens of a text. */
  readonly count?: (text: string) => number
}

/** "By default, the cache has a 5-minute lifetime", refreshed "each time the cached content is used". */
const lifetimeMs = 5 * 60_000

/** "checks at most 20 positions per breakpoint, counting the breakpoint itself as the first". */
const lookback = 20

const most = 4

/** Minimum cacheable prompt length, tokens. Shorter prompts are "processed without caching, and no error is returned". */
const minimums: readonly (readonly [tokens: number, models: RegExp])[] = [
  [512, /^claude-(fable-5(-1)?|mythos-5(-1)?|opus-5(-5)?|sonnet-5-5|haiku-5-5)$/],
  [1024, /^claude-(opus-4-8|sonnet-5|sonnet-4-[56]|opus-4-1)/],
  [2048, /^claude-(mythos-preview|opus-4-7)/],
  [4096, /^claude-(opus-4-[56]|haiku-4-5)/],
]

export const minimumOf = (model: string): number =>
  minimums.find(([, models]) => models.test(model))?.[0] ?? 4096

/** A cache of one workspace, empty. */
export function promptCache({ now = Date.now, count = tokensOf }: PromptCacheOptions = {}): PromptCache {
  /** Digest of a prefix → until when it may be read. */
  const entries = new Map<string, number>()
  const holds = (digest: string): boolean => (entries.get(digest) ?? -Infinity) > now()

  return {
    account(body) {
      const model = String(member(body, 'model'))
      const blocks = prefixesOf(body, model, count)
      const breakpoints = blocks.flatMap(({ marked }, at) => (marked ? [at] : []))
      if (breakpoints.length > most) throw new Error(`${breakpoints.length} breakpoints`)
      const longEnough = breakpoints.filter((at) => (blocks[at]?.tokens ?? 0) >= minimumOf(model))
      const tokensTo = (at: number): number => blocks[at]?.tokens ?? 0
      const read = Math.max(-1, ...longEnough.map((at) => lookBack(at)))
      const written = longEnough.at(-1) ?? -1

      function lookBack(from: number): number {
        for (let at = from; at >= 0 && at > from - lookback; at--)
          if (holds(blocks[at]?.digest ?? '')) return at
        return -1
      }

      const refresh = (at: number): void => void entries.set(blocks[at]?.digest ?? '', now() + lifetimeMs)
      if (read >= 0) refresh(read)
      const total = blocks.at(-1)?.tokens ?? 0
      const cached = Math.max(tokensTo(read), tokensTo(written))
      return {
        usage: {
          input_tokens: total - cached,
          cache_creation_input_tokens: cached - tokensTo(read),
          cache_read_input_tokens: tokensTo(read),
        },
        begun: () => longEnough.forEach(refresh),
      }
    },
  }
}

interface Prefix {
  /** Of all blocks up to here, breakpoints left out. */
  readonly digest: string
  /** All tokens up to here. */
  readonly tokens: number
  readonly marked: boolean
}

/** "Prefixes are created in the following order: tools, system, then messages." Exact: one other byte is another prefix. */
function prefixesOf(body: unknown, model: string, count: (text: string) => number): readonly Prefix[] {
  const parts = [
    ...listed(member(body, 'tools')).map((tool) => ({ role: 'tools', block: tool })),
    ...contentOf(member(body, 'system')).map((block) => ({ role: 'system', block })),
    ...listed(member(body, 'messages')).flatMap((message) =>
      contentOf(member(message, 'content')).map((block) => ({
        role: String(member(message, 'role')),
        block,
      })),
    ),
  ]
  let digest = createHash('sha256').update(model).digest('hex')
  let tokens = 0
  return parts.map(({ role, block }) => {
    const { cache_control: mark, ...rest } = block
    const said = typeof rest['text'] === 'string' ? rest['text'] : JSON.stringify(rest)
    digest = createHash('sha256')
      .update(`${digest}\n${role}\n${JSON.stringify(rest)}`)
      .digest('hex')
    tokens += count(said)
    return { digest, tokens, marked: mark !== undefined }
  })
}

type Members = Readonly<Record<string, unknown>>

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Members)[name] : undefined // any object has members

const listed = (value: unknown): readonly Members[] => (Array.isArray(value) ? (value as Members[]) : []) // problemsOf saw to that

/** A text is short for one block of it. */
const contentOf = (content: unknown): readonly Members[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : listed(content)
