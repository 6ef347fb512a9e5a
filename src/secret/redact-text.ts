// One text that is no transcript in, the same without what a finder finds out.
import { mayBeJson } from './json-strings.ts'
import { jsonDocument, textDocument } from './redact-document.ts'
import type { Finder } from './redact-finder.ts'

export interface RedactedText {
  readonly text: string
  readonly layout: 'json' | 'text'
}

/** What is redacted can complete another find, though hardly ever. */
const mostRounds = 8

/** One value of JSON is looked at string by string, and stays JSON; everything else is one text. */
export async function redactText(text: string, finder: Finder): Promise<RedactedText> {
  const layout = mayBeJson(text) && isJson(text) ? 'json' : 'text'
  let redacted = text
  for (let round = 0; round < mostRounds && finder.gate.first(redacted) >= 0; round++) {
    const document = layout === 'json' ? jsonDocument(redacted, finder.gate) : textDocument(redacted, null)
    const leaves = document.leaves.filter(({ found }) => found.length === 0)
    const found = await finder.find(leaves.map(({ value }) => value))
    for (const [at, leaf] of leaves.entries()) leaf.found.push(...(found[at] ?? []))
    const next = document.rendered()
    if (next === redacted) break
    redacted = next
  }
  return { text: redacted, layout }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
