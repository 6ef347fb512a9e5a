// The archive in; by model, how many tokens its answers were paid for, for each token of their text, out.
import { estimateTokens } from '../cost/estimate.ts'
import { decodeText } from '../digest/text.ts'
import type { Store } from '../ports.ts'

/** Answers that are looked at, the latest of each model. */
const mostLooked = 20

/** Thinking is paid for and not in the text; still nobody thinks ten times what is said, nor answers a tenth of it. */
const bounds = { least: 0.5, most: 5 } as const

/** For a model that never answered here, 1: its text alone. */
export async function pastAnswers(store: Store): Promise<(model: string) => number> {
  const landed = await store.records('generation')
  const records = [...(landed.ok ? landed.value : []), ...(await store.localAnswers())]
  const latest = records.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  const shares = new Map<string, number[]>()
  for (const record of latest) {
    if (record.kind !== 'generation') continue
    for (const { answer, stop, identity, usage } of record.body.conversation.turns) {
      const known = shares.get(identity.name) ?? []
      if (answer === null || stop !== 'end' || usage.output === null || known.length >= mostLooked) continue
      const blob = store.blob(answer)
      const text = blob.ok && blob.value !== null ? decodeText(blob.value) : null
      if (text === null || text === '') continue
      shares.set(identity.name, [...known, usage.output / estimateTokens(text)])
    }
  }
  return (model) => {
    const known = shares.get(model) ?? []
    if (known.length === 0) return 1
    const middle = known.sort((a, b) => a - b)[Math.floor(known.length / 2)] ?? 1
    return Math.min(bounds.most, Math.max(bounds.least, middle))
  }
}
