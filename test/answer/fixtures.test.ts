// Each folder of fixtures/ is one answer as a model may write it (answer.md), and what is read from it (expected.json).
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../src/answer/reader.ts'
import type { TargetPath } from '../../src/spec/spec.ts'

const root = fileURLToPath(new URL('fixtures/', import.meta.url))

interface Expected {
  readonly what: string
  readonly tag: string
  readonly asked: readonly TargetPath[]
  readonly others: readonly TargetPath[]
  readonly requirements: readonly string[]
  /** Path → lines of the code that the prompt showed. */
  readonly bases?: Readonly<Record<string, readonly string[]>>
  /** Path → lines. */
  readonly files: unknown
  readonly missing: unknown
  readonly decisions: unknown
  readonly trace: unknown
  /** `code line: message`. */
  readonly diagnostics: unknown
}

function readCase(name: string): { readonly expected: Expected; readonly seen: object } {
  // The cast: these files are this test's own.
  const expected = JSON.parse(readFileSync(`${root}${name}/expected.json`, 'utf8')) as Expected
  const { read, diagnostics } = readAnswer(readFileSync(`${root}${name}/answer.md`, 'utf8'), {
    tag: expected.tag,
    asked: expected.asked,
    others: expected.others,
    requirementIds: expected.requirements,
    // The cast: these files are this test's own.
    bases: Object.entries(expected.bases ?? {}).map(([path, lines]) => ({
      path: path as TargetPath,
      text: lines.join('\n'),
    })),
    source: 'answer.md',
  })
  const seen = {
    files: Object.fromEntries(read.files.map((file) => [file.path, file.text.split('\n')])),
    missing: read.missing,
    decisions: read.decisions,
    trace: Object.fromEntries(
      read.trace.map(({ requirement, symbols }) => [
        requirement,
        symbols.map(({ path, name }) => `${path}#${name}`),
      ]),
    ),
    diagnostics: diagnostics.map(({ code, message, place }) => `${code} ${place?.line ?? '?'}: ${message}`),
  }
  return { expected, seen }
}

describe('readAnswer', () => {
  for (const name of readdirSync(root)
    .filter((entry) => !entry.startsWith('.'))
    .sort()) {
    const { expected, seen } = readCase(name)
    test(`${name}: ${expected.what}`, () => {
      const { files, missing, decisions, trace, diagnostics } = expected
      expect(seen).toEqual({ files, missing, decisions, trace, diagnostics })
    })
  }
})
