// A text in, how many tokens an independent tokenizer makes of it out: Anthropic's own of older models. A wasm module of
// its own; nothing of it is in what the tool estimates with.
import { getTokenizer } from '@anthropic-ai/tokenizer'

let tokenizer: ReturnType<typeof getTokenizer> | undefined

/** Normalised as `countTokens` of that package does it, with marks like `<EOT>` as the text that they are. */
export function tokensOf(text: string): number {
  tokenizer ??= getTokenizer()
  return tokenizer.encode(text.normalize('NFKC'), [], []).length
}

/** All texts of a Messages API request. */
export function tokensOfRequest(body: unknown): number {
  const texts: string[] = []
  collect(body, texts)
  return texts.reduce((sum, text) => sum + tokensOf(text), 0)
}

function collect(value: unknown, texts: string[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, texts)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && (name === 'text' || name === 'content' || name === 'system'))
        texts.push(member)
      else collect(member, texts)
    }
  }
}
