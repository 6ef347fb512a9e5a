// What `spec plan` foresees, held against what a server that keeps the rules of the prompt cache, and counts with an
// independent tokenizer, then says of the very run.
import { expect, onTestFinished, test } from 'vitest'
import { sampled } from '../runs.ts'
import { promptCache } from '../support/messages-cache.ts'
import { answer, startMessagesServer } from '../support/messages-server.ts'
import { answerTo, testProject } from '../support/project.ts'
import { tokensOf } from '../support/tokenizer.ts'

interface Input {
  readonly input: number
  readonly cacheWrite: number
  readonly cacheRead: number
}

interface Plan {
  readonly specs: readonly { readonly id: string; readonly kind: string; readonly input: Input }[]
  readonly total: { readonly calls: number; readonly input: Input }
}

const style = `# Style\n\n${Array.from({ length: 60 }, (_, at) => `- R${at + 1}: A field of kind ${at} is written in lower case, with at most ${at} letters.`).join('\n')}\n`

const numbers = sampled(
  Array.from({ length: 20 }, (_, at) => at),
  4,
)

const specOf = (at: number): string =>
  `---\ntargets: [data/list-${at}.json]\nuses: [style]\n---\n# List ${at}\n\n- R1: The file holds \`{ "list": ${at} }\`, and nothing else.\n`

test('specs that share context: all calls, their tokens, and what of them comes from the cache', async () => {
  const project = testProject({
    'package.json': '{ "name": "lists", "type": "module", "private": true }',
    'specs/architecture/style.md': style,
    ...Object.fromEntries(numbers.map((at) => [`specs/features/list-${at}.md`, specOf(at)])),
  })
  const at = await startMessagesServer({
    models: null,
    count: null,
    cache: promptCache({ count: tokensOf }),
    otherwise: ({ body }) => {
      const prompt = JSON.stringify(body).replaceAll('\\n', '\n')
      const number = /# Spec `list-(\d+)`/.exec(prompt)?.[1] ?? ''
      return answer(answerTo(prompt, { files: { [`data/list-${number}.json`]: `{ "list": ${number} }\n` } }))
    },
  })
  onTestFinished(() => at.close())
  const plan = (await project.spec(['plan', '--all', '--json'])).json() as unknown as Plan
  expect(plan.total.calls).toBe(numbers.length)

  const env = { ANTHROPIC_BASE_URL: at.url, ANTHROPIC_API_KEY: 'sk-ant-made-up-for-this-test-0123456789' }
  expect(await project.spec(['regen', '--all', '--no-tests'], { env })).toMatchObject({ exit: 0 })
  expect(at.usages).toHaveLength(numbers.length)

  const within = (estimated: number, counted: number): void => {
    expect(estimated).toBeGreaterThanOrEqual(counted)
    expect(estimated).toBeLessThanOrEqual(1.4 * counted)
  }
  for (const [call, usage] of at.usages.entries()) {
    const { input, cacheWrite, cacheRead } = plan.specs[call]?.input ?? {
      input: 0,
      cacheWrite: 0,
      cacheRead: 0,
    }
    within(
      input + cacheWrite + cacheRead,
      usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens,
    )
    within(cacheRead, usage.cache_read_input_tokens)
    within(cacheWrite, usage.cache_creation_input_tokens)
  }
  const [, second] = at.usages
  expect(second?.cache_read_input_tokens).toBeGreaterThan(2000)
})
