// Rule 8: a requirement without a written id keeps the one it had, through reordering and rewording.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reconcileRequirements } from '../../src/spec/reconcile.ts'
import type { PreviousRequirement, Requirement } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'
import { specOf } from './build.ts'

const requirements = (markdown: string): readonly Requirement[] => specOf(markdown).requirements
const rules = (...items: readonly string[]): string =>
  `## Rules\n\n${items.map((item) => `- ${item}\n`).join('')}`
const remembered = (found: readonly Requirement[]): PreviousRequirement[] =>
  found.map(({ id, section, text, digest }) => ({ id, section, text, digest }))

/** Ids of `after`, when `before` is what the lock remembers. */
const ids = (before: string, after: string): string[] =>
  reconcileRequirements(requirements(after), remembered(requirements(before))).map(({ id }) => id)

describe('a requirement without an id keeps its old one', () => {
  test('when others come before it, or its order changes', () => {
    expect(ids(rules('One.', 'Two.'), rules('New.', 'Two.', 'One.'))).toEqual(['new', 'two', 'one'])
  })

  test('when a word of it changes', () => {
    expect(
      ids(
        rules('Tokens have 32 random bytes.', 'Be quick.'),
        rules('Be quick.', 'Tokens have 64 random bytes.'),
      ),
    ).toEqual(['be-quick', 'tokens-have-32-random-bytes'])
  })

  test('when several change: the most alike are paired first', () => {
    const before = rules('Logins are limited to five a minute.', 'Logins are logged with the address.')
    const after = rules('Logins are logged with address and time.', 'Logins are limited to ten a minute.')
    expect(ids(before, after)).toEqual([
      'logins-are-logged-with-the-address',
      'logins-are-limited-to-five-a-minute',
    ])
  })

  test('when nothing of it is left but its place', () => {
    expect(ids(rules('One.', 'Two.', 'Three.'), rules('One.', 'Something else.', 'Three.'))).toEqual([
      'one',
      'two',
      'three',
    ])
  })

  test('when it moves to another section unchanged', () => {
    expect(
      ids(`${rules('One.')}\n## Behaviour\n\n- Two.\n`, `${rules()}\n## Behaviour\n\n- Two.\n- One.\n`),
    ).toEqual(['two', 'one'])
  })

  test('when its section gets a twin of it: the old one is not renamed', () => {
    const before = '## A\n\n### Rules\n\n- Be quick.\n'
    const after = '## A\n\n### Rules\n\n- Be quick.\n\n## B\n\n### Requirements\n\n- Be quick.\n'
    expect(requirements(after).map(({ id }) => id)).toEqual(['rules-be-quick', 'requirements-be-quick'])
    expect(ids(before, after)).toEqual(['be-quick', 'requirements-be-quick'])
  })

  test('when its name is a heading', () => {
    const spec = (name: string): string => `### Requirement: ${name}\n\nIt shall work.\n`
    expect(ids(spec('Log in with a password'), spec('Log in with a long password'))).toEqual([
      'log-in-with-a-password',
    ])
  })
})

describe('an old id is not given', () => {
  test('to a requirement with a written id', () => {
    expect(ids(rules('One.'), rules('R1: One.'))).toEqual(['R1'])
  })

  test('to a requirement of another section, once its words changed', () => {
    expect(ids(rules('One two three.'), '## Behaviour\n\n- One two four.\n')).toEqual(['one-two-four'])
  })

  test('to other words, if a person wrote it: R1 is gone when it is gone', () => {
    expect(ids(rules('R1: One two three.'), rules('One two four.'))).toEqual(['one-two-four'])
    expect(ids(rules('R1: One two three.'), rules('One two three.'))).toEqual(['R1'])
  })

  test('twice', () => {
    const before = '## A\n\n### Rules\n\n- Be quick.\n'
    const after = '## B\n\n### Rules\n\n- Be quick.\n- !\n\n## C\n\n### Rules\n\n- Be quick.\n'
    const found = ids(before, after)
    expect(new Set(found).size).toBe(found.length)
  })
})

test('nothing to remember changes nothing', () => {
  const found = requirements(rules('One.', 'R2: Two.'))
  expect(reconcileRequirements(found, [])).toEqual(found)
  expect(reconcileRequirements(found, remembered(found))).toEqual(found)
})

test('ids stay different, written ones stay, and the same input gives the same ids', () => {
  const item = fc.constantFrom(
    'a',
    'b',
    'a b',
    'a b c',
    'b c d',
    '!',
    'R1: a',
    'R2: b',
    'R3: a b c',
    'a-2',
    'rules a',
  )
  const spec = fc
    .tuple(
      fc.uniqueArray(item, { maxLength: 5 }),
      fc.array(fc.constantFrom('a', 'b', 'a b', 'c'), { maxLength: 4 }),
    )
    .map(
      ([one, two]) =>
        `${rules(...one)}\n## Behaviour\n\n${two.map((text) => `- ${text}\n`).join('')}\nText.\n`,
    )
  fc.assert(
    fc.property(spec, spec, (before, after) => {
      const previous = remembered(requirements(before))
      const now = requirements(after)
      const found = reconcileRequirements(now, previous)
      const names = found.map(({ id }) => id.toLowerCase())
      expect(new Set(names).size).toBe(names.length)
      expect(found.map(({ digest }) => digest)).toEqual(now.map(({ digest }) => digest))
      for (const [index, one] of now.entries()) if (one.explicit) expect(found[index]).toEqual(one)
      expect(reconcileRequirements(now, previous)).toEqual(found)
      // What was given once is kept from then on.
      expect(reconcileRequirements(now, remembered(found))).toEqual(found)
    }),
    { numRuns: runs(2_000) },
  )
}, 120_000)
