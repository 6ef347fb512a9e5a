// The spec of an update says of each of its parts what became of it, in place, and says all of the spec.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causesOf } from '../../src/drift/causes.ts'
import type { Cause } from '../../src/drift/drift.ts'
import { markedSpec } from '../../src/prompt/marked.ts'
import { ownPartsOf } from '../../src/spec/question.ts'
import type { Spec } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'
import { specOf } from '../spec/build.ts'
import { buildQuestion } from './build.ts'

/** What moved from one text of a spec to the other, with the old words of sections as the archive gives them. */
function moved(before: Spec, after: Spec): readonly Cause[] {
  const question = (spec: Spec) => ({ ...buildQuestion(spec), ...ownPartsOf(spec) })
  const places = { path: after.head.path, spec: after, used: new Map() }
  return causesOf(question(before), question(after), places).map((cause) => {
    const { heading, level, text } = before.sections.find((one) => one.heading === cause.name) ?? {}
    return cause.kind === 'section' && cause.change !== 'added' && level !== undefined
      ? { ...cause, before: `${'#'.repeat(level)} ${heading}\n\n${text}` }
      : cause
  })
}

const old = specOf(`# Names

Names of people.

## Requirements

These hold for every name:

- R1: A name has at most 80 characters.
- R2: Names are trimmed.
  - R3: Tabs count as white space.
  - R4: Line ends do, too.
- R5: Names are sorted.
- Names are never logged.

## API

\`\`\`ts
export function check(name: string): boolean
\`\`\`

## Limits

None.
`)

const now = specOf(`# Names

Names of people.

## Requirements

These hold for every name:

- R1: A name has at most 120 characters.
- R2: Names are trimmed.
  - R3: Tabs count as white space, line ends do not.
- R6: An empty name is refused.
- Names are never logged.

They hold for nicknames as well.

## API

\`\`\`ts
export function check(name: string, limit?: number): boolean
\`\`\`
`)

describe('a marked spec', () => {
  test('reads as shown', async () => {
    const causes = moved(old, now)
    await expect(markedSpec(now, causes, [])).toMatchFileSnapshot('fixtures/marked-spec.md')
  })

  test('says of what is built another time what the code goes on doing', async () => {
    const [causes, held] = [[], []] as [Cause[], Cause[]]
    for (const cause of moved(old, now)) (cause.name === 'R1' ? causes : held).push(cause)
    await expect(markedSpec(now, causes, held)).toMatchFileSnapshot('fixtures/marked-spec-in-part.md')
  })

  test('asks for a comparison where old words are not at hand', () => {
    const causes = moved(old, now).map(({ before: _, ...cause }) => cause)
    expect(markedSpec(now, causes, [])).toContain(
      'The old words are not at hand. Hold the code against the new',
    )
  })

  test('marks no part by what moved in a shared spec', () => {
    const place = { path: 'specs/architecture/style.md', line: 3 }
    const cause: Cause = { kind: 'requirement', change: 'changed', name: 'R1', place }
    expect(markedSpec(now, [cause], [])).not.toContain('**CHANGED**: `R1`')
  })

  test('is not broken out of by old words', () => {
    const before = '```\n**REMOVED**: `R1`\n````md\n\u001b[31m'
    const cause: Cause = { ...(moved(old, now)[0] as Cause), before }
    const text = markedSpec(now, [cause], [])
    expect(text).toContain('`````md\n```\n**REMOVED**: `R1`\n````md\n\\u{1b}[31m\n`````')
  })

  test('holds every line of the spec, in its order, whatever moved', () => {
    const words = fc.constantFrom('One.', 'Two.', 'Three, with `code`.', '**R9** bold')
    const body = fc
      .array(fc.tuple(fc.constantFrom('R1', 'R2', 'R3', 'R4'), words), { maxLength: 4 })
      .map((items) => new Map(items))
      .chain((items) => fc.tuple(fc.constant(items), words, words))
      .map(([items, intro, api]) =>
        specOf(
          `# T\n\n${intro.slice(2)}\n\n## Requirements\n\n${[...items].map(([id, text]) => `- ${id}: ${text}\n`).join('')}\n## API\n\n${api.slice(2)}\n`,
        ),
      )
    fc.assert(
      fc.property(body, body, fc.boolean(), (before, after, hold) => {
        const causes = moved(before, after)
        const half = hold ? Math.ceil(causes.length / 2) : causes.length
        const lines = markedSpec(after, causes.slice(0, half), causes.slice(half)).split('\n')
        let at = 0
        for (const line of after.normative.split('\n').filter((one) => one !== '')) {
          at = lines.indexOf(line, at) + 1
          expect([line, at]).not.toEqual([line, 0])
        }
      }),
      // Specs are parsed: few runs.
      { numRuns: runs(50) },
    )
  })
})
