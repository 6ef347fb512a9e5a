// Diagnostics as a person reads them: place, severity, message, code; other places and the hint below.
import { describe, expect, test } from 'vitest'
import { diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { createColours } from '../../src/report/colours.ts'
import { renderDiagnostics, renderPlace, sortDiagnostics } from '../../src/report/diagnostics.ts'

const plain = createColours(false)

test('one diagnostic with all its parts', () => {
  const owners = diagnostic('target-two-owners', 'src/login.ts is owned by auth-flow and sessions', {
    place: { path: 'specs/features/sessions.md', line: 4, column: 5 },
    related: [{ path: 'specs/features/auth-flow.md', line: 3, column: 5 }, { path: 'src/login.ts' }],
    hint: 'leave it in the targets of one of them',
  })
  expect(renderDiagnostics([owners], plain)).toBe(
    `specs/features/sessions.md:4:5  finding  src/login.ts is owned by auth-flow and sessions  [target-two-owners]
    see specs/features/auth-flow.md:3:5
    see src/login.ts
    hint: leave it in the targets of one of them
`,
  )
})

test('none is no text', () => {
  expect(renderDiagnostics([], plain)).toBe('')
})

test('text from files is shown escaped, wherever it stands', () => {
  const nasty = '\x1b[2J\nfake'
  const text = renderDiagnostics(
    [diagnostic('spec-yaml', nasty, { place: { path: nasty }, related: [{ path: nasty }], hint: nasty })],
    plain,
  )
  // Head, place and two lines of hint: a message stays one line, and no line of a hint begins at the margin.
  expect(text.split('\n')).toHaveLength(5)
  expect(text).toMatch(/^ {6}fake$/m)
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test('severities are coloured, messages are not', () => {
  const text = renderDiagnostics([diagnostic('glob-empty', 'nothing matches')], createColours(true))
  expect(text).toContain('\x1b[33mwarning\x1b[39m  nothing matches')
})

describe('order', () => {
  const at = (path: string, line?: number, column?: number) => ({
    place: { path, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
  })
  const sorted = [
    diagnostic('no-project', 'about nothing in particular, trouble'),
    diagnostic('nothing-to-do', 'about nothing in particular, a note'),
    diagnostic('spec-yaml', 'first file', at('B.md', 9)),
    diagnostic('spec-yaml', 'second file as a whole', at('a.md')),
    diagnostic('spec-yaml', 'line 2', at('a.md', 2, 1)),
    diagnostic('spec-yaml', 'line 10, column 2, trouble', at('a.md', 10, 2)),
    diagnostic('glob-empty', 'line 10, column 2, warning', at('a.md', 10, 2)),
    diagnostic('glob-empty', 'the same again', at('a.md', 10, 2)),
    diagnostic('requirement-duplicate', 'line 10, column 12', at('a.md', 10, 12)),
  ]

  test('is by place, whatever order they come in', () => {
    expect(sortDiagnostics(sorted)).toEqual(sorted)
    const backwards = sorted.filter(({ message }) => message !== 'the same again').reverse()
    expect(sortDiagnostics(backwards)).toEqual(sorted.filter(({ message }) => message !== 'the same again'))
  })
})

test('a place is shown as far as it is known', () => {
  expect(renderPlace({ path: 'a.md' })).toBe('a.md')
  expect(renderPlace({ path: 'a.md', line: 3 })).toBe('a.md:3')
  expect(renderPlace({ path: 'a.md', line: 3, column: 7 })).toBe('a.md:3:7')
})
