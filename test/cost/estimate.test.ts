// What the estimate says of real texts, held against a tokenizer that knows nothing of it: never less, at most 40 % more.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { estimateRequest, estimateTokens } from '../../src/cost/estimate.ts'
import { runs, sampled } from '../runs.ts'
import { repository } from '../support/project.ts'
import { tokensOf } from '../support/tokenizer.ts'

/** Shorter texts are no prompts. */
const least = 2000

function textsOf(patterns: readonly string[], every: number): readonly (readonly [string, string])[] {
  const paths = globSync([...patterns], { cwd: repository, ignore: ['**/fixtures/**'] }).sort()
  return sampled(paths, every)
    .map((path) => [path, readFileSync(join(repository, path), 'utf8')] as const)
    .filter(([, text]) => text.length >= least && text.length <= 200_000)
}

/** Estimated tokens for each counted one. */
const ratioOf = (text: string): number => estimateTokens(text) / tokensOf(text)

describe('the estimate is never below the count, and at most 40 % above', () => {
  test.each([
    ["the project's specs", ['specs/**/*.md', 'examples/**/*.md', 'README.md'], 3],
    ["the project's sources and tests", ['src/**/*.ts', 'test/**/*.ts'], 40],
    ['settings and locks', ['*.json', 'schema/*.json', '.spec/lock/**/*.json'], 4],
  ] as const)('for %s', (_, patterns, every) => {
    const texts = textsOf(patterns, every)
    expect(texts.length).toBeGreaterThan(3)
    const outside = texts.filter(([, text]) => ratioOf(text) < 1 || ratioOf(text) > 1.4)
    expect(outside.map(([path, text]) => `${path}: ${ratioOf(text)}`)).toEqual([])
  })

  test('for sources, types and documents of installed packages, but for two in a hundred', () => {
    const packages = ['zod', 'unified', 'yaml', 'eslint', 'undici', 'diff', 'fast-check']
    const patterns = packages.map((name) => `node_modules/${name}/**/*.{js,cjs,mjs,d.ts,md}`)
    const texts = textsOf(patterns, 40)
    expect(texts.length).toBeGreaterThan(15)
    // A dictionary of a script that no one has trained for, base64 in a bundle.
    const outside = texts.filter(([, text]) => ratioOf(text) < 1 || ratioOf(text) > 1.4)
    expect(outside.length / texts.length).toBeLessThanOrEqual(0.02)
    expect(Math.min(...texts.map(([, text]) => ratioOf(text)))).toBeGreaterThan(0.6)
  })

  test.each(['de', 'fr', 'es', 'pl', 'ru', 'ja', 'ko', 'zh-cn'])(
    'for a spec whose prose is written in the language %s',
    (language) => {
      const path = join(
        repository,
        'node_modules/typescript/lib',
        language,
        'diagnosticMessages.generated.json',
      )
      const messages = Object.values(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>)
      const spec = readFileSync(join(repository, 'specs/features/prompt.md'), 'utf8')
      const prose = messages.slice(0, 60).map((message, at) => `- R${at + 1}: ${message}`)
      expect(ratioOf(`${spec}\n${prose.join('\n')}\n`)).toBeGreaterThanOrEqual(1)
      expect(ratioOf(`${spec}\n${prose.join('\n')}\n`)).toBeLessThanOrEqual(1.4)
    },
  )

  test('for any mix of prose, code, tables, digests, numbers and emoji', () => {
    const words = readFileSync(join(repository, 'specs/features/prompt.md'), 'utf8')
      .split(/\s+/)
      .slice(0, 400)
    const word = fc.constantFrom(...words)
    const line = fc.oneof(
      { weight: 6, arbitrary: fc.array(word, { minLength: 4, maxLength: 15 }).map((all) => all.join(' ')) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(word, word)
          .map(
            ([a, b]) => `  const ${a.replace(/\W/g, '')}Of = (${b.replace(/\W/g, '')}: string): number => 1`,
          ),
      },
      fc.tuple(word, word, fc.integer()).map(([a, b, n]) => `| ${a} | ${b} | ${n} |`),
      fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `- sha256:${hex}`),
      fc
        .tuple(word, fc.constantFrom('😀', '🚀', '✅', '⚠️', '🎉'))
        .map(([a, emoji]) => `${emoji} ${a} ${emoji}`),
      fc.date({ noInvalidDate: true }).map((date) => `{ "at": "${date.toISOString()}", "count": 12 }`),
      fc.constant('### Größe und Überprüfung'),
      fc.constant('----------------------------------------'),
    )
    fc.assert(
      fc.property(fc.array(line, { minLength: 100, maxLength: 150 }), (lines) => {
        const ratio = ratioOf(lines.join('\n'))
        expect(ratio).toBeGreaterThanOrEqual(1)
        expect(ratio).toBeLessThanOrEqual(1.4)
      }),
      { numRuns: runs(30) },
    )
  })
})

test('any text has an estimate: a whole number, more for more of it', () => {
  expect(estimateTokens('')).toBe(0)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const tokens = estimateTokens(text)
      expect(Number.isInteger(tokens) && tokens >= 0).toBe(true)
      expect(estimateTokens(`${text}\n${text}`)).toBeGreaterThanOrEqual(tokens)
    }),
    { numRuns: runs(40) },
  )
})

test('a request has the tokens of all its parts, and a few for each message', () => {
  const text = 'Write the code that fulfils the spec.'
  const request = { system: [{ text, cache: true }], messages: [{ role: 'user' as const, text }] }
  expect(estimateRequest(request)).toBeGreaterThan(2 * estimateTokens(text))
  expect(estimateRequest(request)).toBeLessThan(2 * estimateTokens(text) + 20)
})
