// Two questions, then and now → each part that moved, by name.
import { expect, test } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import { causesOf, type Places } from '../../src/drift/causes.ts'
import type { Question } from '../../src/spec/question.ts'

const d = digestText
const places: Places = { path: 'specs/features/a.md', spec: null, used: new Map() }

const then: Question = {
  targets: [],
  sections: {
    intro: { heading: 'Intro', digest: d('intro') },
    constructor: { heading: 'constructor', digest: d('c') },
  },
  requirements: {
    R1: { section: 'intro', digest: d('one'), text: 'one' },
    R2: { section: 'intro', digest: d('two'), text: 'two' },
  },
  specs: {
    style: {
      path: 'specs/architecture/style.md',
      parts: { 'section:errors': d('e'), 'requirement:A:1': d('a') },
    },
  },
  declarations: { 'src/b.ts': { login: d('login'), logout: d('logout') } },
  tests: { 'test/a.test.ts': d('t') },
}

const told = (now: Question): string[] =>
  causesOf(then, now, places).map(({ kind, change, name }) => `${kind} ${name} ${change}`)

test.each<[string, Question, string[]]>([
  ['nothing', then, []],
  ['targets, which are states of their own', { ...then, targets: [] }, []],
  [
    'a changed, a new and a removed requirement',
    {
      ...then,
      requirements: {
        R1: { section: 'intro', digest: d('uno'), text: 'uno' },
        R3: { section: 'intro', digest: d('three'), text: 'three' },
      },
    },
    ['requirement R1 changed', 'requirement R3 added', 'requirement R2 removed'],
  ],
  [
    'a section called like a property of every object',
    { ...then, sections: { intro: { heading: 'Intro', digest: d('intro') } } },
    ['section constructor removed'],
  ],
  [
    'a part of a used spec, whose id holds a colon',
    {
      ...then,
      specs: {
        style: {
          path: 'specs/architecture/style.md',
          parts: { 'section:errors': d('e'), 'requirement:A:1': d('b') },
        },
      },
    },
    ['requirement A:1 changed'],
  ],
  ['a spec that is no longer used', { ...then, specs: {} }, ['uses style removed']],
  [
    'a declaration',
    { ...then, declarations: { 'src/b.ts': { login: d('other'), logout: d('logout') } } },
    ['declaration login changed'],
  ],
  [
    'a file of declarations',
    { ...then, declarations: { ...then.declarations, 'src/c.ts': {} } },
    ['declaration src/c.ts added'],
  ],
  ['a test', { ...then, tests: {} }, ['test test/a.test.ts removed']],
])('%s', (_, now, expected) => {
  expect(told(now)).toEqual(expected)
})

test('a changed requirement is told with its old and new words, at the spec', () => {
  const now = {
    ...then,
    requirements: { ...then.requirements, R1: { section: 'intro', digest: d('uno'), text: 'uno' } },
  }
  expect(causesOf(then, now, places)).toEqual([
    {
      kind: 'requirement',
      change: 'changed',
      name: 'R1',
      place: { path: 'specs/features/a.md' },
      before: 'one',
      after: 'uno',
    },
  ])
})
