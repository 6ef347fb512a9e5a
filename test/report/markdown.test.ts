// The comment of a pull request: at most 60 lines, and of all that stands in a repository nothing is Markdown, HTML, a link
// or a mention.
import fc from 'fast-check'
import type { Nodes } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import type { Checked } from '../../src/report/checked.ts'
import { commentMarker, renderMarkdown, summaryLimits } from '../../src/report/markdown.ts'
import { cellSpan, codeSpan } from '../../src/report/markdown-text.ts'
import { runs } from '../runs.ts'
import { anyChecked, anyText, cases, fixture, manyEdits, readChecked } from './checked-cases.ts'

const parser = unified().use(remarkParse).use(remarkGfm)

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n')

function nodesOf(node: Nodes): readonly Nodes[] {
  return 'children' in node ? [node, ...node.children.flatMap(nodesOf)] : [node]
}

const valueOf = (node: Nodes): string => ('value' in node ? node.value : '')

/** Everything a report is made of. */
const ours: ReadonlySet<string> = new Set([
  'root',
  'heading',
  'paragraph',
  'text',
  'inlineCode',
  'html',
  'table',
  'tableRow',
  'tableCell',
  'list',
  'listItem',
])

function expectOurs(text: string): void {
  const nodes = nodesOf(parser.parse(text))
  expect(nodes.map(({ type }) => type).filter((type) => !ours.has(type))).toEqual([])
  const html = nodes.filter(({ type }) => type === 'html').map(valueOf)
  const fold = ['<details><summary>Details</summary>', '</details>']
  expect([[commentMarker], [commentMarker, ...fold]]).toContainEqual(html)
  // Of names and addresses outside of code a page makes links.
  const words = nodes.filter(({ type }) => type === 'text').map(valueOf)
  expect(words.filter((word) => /@|#\d|https?:|www\.|[<>`|\\]/.test(word))).toEqual([])
  expect(nodes.filter(({ type }) => type === 'heading')).toHaveLength(1)
  const rows = nodes.flatMap((node) => (node.type === 'tableRow' ? [node.children.length] : []))
  expect(rows.filter((cells) => cells !== 1 && cells !== 5)).toEqual([])
}

describe.each(cases)('the comment on %s', (name) => {
  test('is what the fixture shows', async () => {
    await expect(renderMarkdown(readChecked(name)).text).toMatchFileSnapshot(fixture(`${name}/expected.md`))
  })

  test('is Markdown of the report alone', () => {
    expectOurs(renderMarkdown(readChecked(name)).text)
  })
})

test('the check of this test finds what a report must not have', () => {
  const head = `${commentMarker}\n## Drift\n\n`
  expectOurs(`${head}- \`@octocat\`\n`)
  for (const bad of [
    '- @octocat',
    '- <b>x</b>',
    '- [a](b)',
    '- https://a.example',
    '# more',
    '- *a*',
    '</details>',
  ])
    expect(() => {
      expectOurs(`${head}${bad}\n`)
    }).toThrow()
})

test('whatever stands in a repository, a comment has at most 60 lines and no Markdown but its own', () => {
  fc.assert(
    fc.property(anyChecked, (checked) => {
      const { text } = renderMarkdown(checked)
      expect(linesOf(text).length).toBeLessThanOrEqual(60)
      expect(text.length).toBeLessThanOrEqual(65_536)
      expect(text.startsWith(`${commentMarker}\n`)).toBe(true)
      expectOurs(text)
      expect(text).not.toMatch(/##\[|\x1b|\u202e/)
    }),
    { numRuns: runs(1_000, 60) },
  )
})

test('a code span says the text, and ends where it ends', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const found = nodesOf(parser.parse(`before ${codeSpan(text, 1_000)} after`))
      expect(found.map(({ type }) => type)).toEqual(['root', 'paragraph', 'text', 'inlineCode', 'text'])
      const table = parser.parse(`| a | b |\n|---|---|\n| ${cellSpan(text, 1_000)} | end |\n`)
      const cells = nodesOf(table).filter(({ type }) => type === 'tableCell')
      expect(cells).toHaveLength(4)
      expect(nodesOf(cells[2] ?? table).map(({ type }) => type)).toEqual(['tableCell', 'inlineCode'])
      expect(nodesOf(cells[3] ?? table).map(valueOf)).toEqual(['', 'end'])
    }),
    { numRuns: runs(2_000) },
  )
})

test.each([
  ['src/a.ts', '`src/a.ts`'],
  ['a `b` c', '``a `b` c``'],
  ['`', '`` ` ``'],
  ['', '` `'],
  ['a\nb', String.raw`\`a\nb\``.replaceAll('\\`', '`')],
])('the code span of %j is %s', (text, span) => {
  expect(codeSpan(text)).toBe(span)
})

describe('30,000 edits', () => {
  const text = renderMarkdown(manyEdits(30_000)).text

  test('are 60 lines: those that matter most, and how many more there are', () => {
    expect(linesOf(text)).toHaveLength(60)
    expect(text).toContain('## Drift: 30000 of 30000 targets drifted')
    expect(text).toMatch(/^\| and \d+ more$/m)
    const rows = linesOf(text).filter((line) => line.startsWith('| `src/'))
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) expect(row).toContain('| `api` |')
    expectOurs(text)
  })

  test('have what to do and a fold all the same', () => {
    expect(text).toContain('What to do:')
    expect(text).toContain('<details><summary>Details</summary>')
    expect(text.trimEnd().endsWith('</details>')).toBe(true)
  })

  test('have more room in the summary of a job', () => {
    const summary = renderMarkdown(manyEdits(30_000), summaryLimits).text
    expect(linesOf(summary).length).toBeGreaterThan(1_000)
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
  })
})

test('names of 10,000 backticks and bars stay within what GitHub takes for a comment', () => {
  const wild = manyEdits(100)
  const drifts = wild.drifts.map((drift, index) => ({
    ...drift,
    next: `${'`|'.repeat(5_000)}${index}`,
    targets: drift.targets.map((target) => ({
      ...target,
      path: `${'`'.repeat(5_000)}${index}` as typeof target.path,
      changes: target.changes.map((change) => ({ ...change, symbol: '|`'.repeat(5_000) })),
    })),
  }))
  const { text } = renderMarkdown({ ...wild, drifts })
  expect(text.length).toBeLessThanOrEqual(65_536)
  expectOurs(text)
})

describe('the verdict', () => {
  const verdict = (checked: Checked): string => linesOf(renderMarkdown(checked).text)[1] ?? ''

  test('counts what drifted and what cannot be checked', () => {
    expect(verdict(readChecked('every-state'))).toBe(
      '## Drift: 10 of 15 targets drifted, 1 cannot be checked',
    )
    expect(verdict(readChecked('unreadable'))).toBe('## Drift: 3 cannot be checked')
    expect(verdict(readChecked('clean'))).toBe('## No drift in 3 targets')
    expect(verdict(readChecked('below-level'))).toBe(
      '## No drift that fails the check; 1 edit below its level',
    )
    expect(verdict({ ...readChecked('clean'), clean: false })).toBe('## Drift: the project has faults')
  })
})

test('who becomes stale by an upstream edit is said, and how much of the source specs own', () => {
  const { text } = renderMarkdown(readChecked('upstream-edited'))
  expect(text).toContain('accepting it makes `auth`, `billing`, `cart` and 3 more stale')
  expect(text).toContain('Specs own 82 % of the source files and 99.9 % of their lines.')
})
