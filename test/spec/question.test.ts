// What a spec asks: which parts of it, which parts of what it uses, and what the digest leaves out (rules 9 and 10).
import { describe, expect, test } from 'vitest'
import { ownPartsOf, partsOf, questionDigest, type Question } from '../../src/spec/question.ts'
import { parsed, specOf, valueOf } from './build.ts'

const spec = specOf('# Log in\n\nText.\n\n## Rules\n\n- R1: One.\n- Two words.\n')

const question = (markdown: string): Question => ({
  targets: [],
  ...ownPartsOf(specOf(markdown)),
  specs: {},
  declarations: {},
  tests: {},
})

test('a spec asks its sections by key and its requirements by id', () => {
  expect(ownPartsOf(spec)).toMatchObject({
    sections: { '': { heading: 'Log in' }, rules: { heading: 'Rules' } },
    requirements: {
      R1: { section: 'rules', text: 'One.' },
      'two-words': { section: 'rules', text: 'Two words.' },
    },
  })
})

test('a spec that is used shows all of its parts, or one requirement, or nothing', () => {
  expect(Object.keys(partsOf(spec, null))).toEqual([
    'section:',
    'section:rules',
    'requirement:R1',
    'requirement:two-words',
  ])
  expect(partsOf(spec, 'R1')).toEqual({ 'requirement:R1': spec.requirements[0]?.digest })
  expect(partsOf(spec, 'R9')).toEqual({})
})

describe('the digest of a question', () => {
  const digest = (markdown: string): string => questionDigest(question(markdown), null)
  const before = digest('# A\n\nText.\n\n## Rules\n\n- R1: One.\n- R2: Two.\n')

  test('leaves ids and the order of requirements out', () => {
    expect(digest('# A\n\nText.\n\n## Rules\n\n- R7: Two.\n- One.\n')).toBe(before)
  })

  test('moves with a word', () => {
    expect(digest('# A\n\nText.\n\n## Rules\n\n- R1: One.\n- R2: Too.\n')).not.toBe(before)
    expect(digest('# A\n\nTest.\n\n## Rules\n\n- R1: One.\n- R2: Two.\n')).not.toBe(before)
  })

  test('leaves name and title of the file out', () => {
    const text = '---\ntitle: x\nstatus: draft\n---\n# A\n\n- R1: One.\n'
    const one = valueOf(parsed(text, 'specs/features/a.md'))
    const other = valueOf(parsed(text.replace('title: x', 'title: y'), 'specs/features/b/c.md'))
    expect(ownPartsOf(other)).toEqual(ownPartsOf(one))
  })
})
