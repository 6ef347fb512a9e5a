// JUnit XML that an XML parser takes, with counts that are right and a case for each target.
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import type { Checked } from '../../src/report/checked.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { runs } from '../runs.ts'
import { anyChecked, cases, fixture, manyEdits, readChecked } from './checked-cases.ts'

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

/** The root element; throws where the text is not well-formed XML 1.0. */
function parseXml(xml: string): Element {
  const parser = new SaxesParser()
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  parser.on('error', (fault) => {
    throw fault
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  const [first] = root.children
  if (first === undefined) throw new Error('no element')
  return first
}

const allIn = (element: Element, name: string): readonly Element[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...allIn(child, name)])

function expectRightCounts(element: Element): void {
  const count = (name: string): string => String(allIn(element, name).length)
  expect(element.attributes).toMatchObject({
    tests: count('testcase'),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  })
}

test.each(['<a>', '<a b="<"/>', '<a>&x;</a>', '<a>\u0001</a>', '<a>\uffff</a>', '<a>]]></a>'])(
  'the parser of this test refuses %j',
  (xml) => {
    expect(() => parseXml(xml)).toThrow()
  },
)

describe.each(cases)('the report of %s', (name) => {
  test('is what the fixture shows', async () => {
    await expect(renderJunit(readChecked(name)).text).toMatchFileSnapshot(
      fixture(`${name}/expected.junit.xml`),
    )
  })
})

test('drafts are skipped, faults fail, what cannot be read is an error, and all else passes', () => {
  const cases = allIn(parseXml(renderJunit(readChecked('every-state')).text), 'testcase')
  const outcomes = cases.map(({ attributes, children }) => [
    attributes.name,
    children.map(({ name }) => name).join(),
  ])
  expect(Object.fromEntries(outcomes)).toEqual({
    'src/auth/login.ts': 'failure',
    'src/auth/session.ts': '',
    'src/billing/invoice.ts': 'failure',
    'src/cart.ts': 'system-out',
    'src/cart-view.ts': 'system-out',
    'src/checkout/pay.ts': 'failure',
    'src/checkout/ship.ts': 'failure',
    'src/checkout/tax.ts': 'failure',
    'src/export.ts': 'failure',
    'src/invoices.ts': 'failure',
    'src/legacy.ts': 'failure',
    'src/mail.ts': 'failure',
    'src/reports.ts': 'failure',
    'src/search.ts': 'skipped',
    'src/users.ts': 'error',
  })
})

test('a failure holds both signatures, the words of the causes are named with their lines, and the next command', () => {
  const failures = allIn(parseXml(renderJunit(readChecked('every-state')).text), 'failure')
  expect(failures[0]?.text).toContain(
    '  - (name: string) => Session\n  + (name: string, code: string) => Session | null',
  )
  expect(failures[0]?.text).toContain('next: spec diff auth')
  expect(failures[2]?.text).toContain('because requirement R4 changed, specs/features/checkout.md:12')
})

test('an edit below the level that fails passes, and says so', () => {
  const [first] = allIn(parseXml(renderJunit(readChecked('below-level')).text), 'testcase')
  expect(first?.children.map(({ name }) => name)).toEqual(['system-out'])
  expect(first?.children[0]?.text).toContain('The check fails from api on.')
})

test('whatever stands in a repository, the report is well-formed, and its counts are right', () => {
  fc.assert(
    fc.property(anyChecked, (checked: Checked) => {
      const { text } = renderJunit(checked)
      const root = parseXml(text)
      expectRightCounts(root)
      const suites = root.children.filter(({ name }) => name === 'testsuite')
      for (const suite of suites) expectRightCounts(suite)
      expect(suites).toHaveLength(checked.drifts.length + (checked.diagnostics.length > 0 ? 1 : 0))
      // A job that prints it runs no command of it, nor does a terminal.
      expect(text).not.toMatch(/^\s*::|##\[|\x1b|\u202e/m)
    }),
    { numRuns: runs(1_000) },
  )
})

test('30,000 targets are 30,000 cases', () => {
  expect(parseXml(renderJunit(manyEdits(30_000)).text).attributes).toMatchObject({
    tests: '30000',
    failures: '30000',
  })
})
