// Diagnostics: data with a code, whose severity decides the exit code.
import { describe, expect, test } from 'vitest'
import { codes } from '../../src/diagnostic/codes.ts'
import { diagnostic, exitCodeOf, fail, hasErrors, ok } from '../../src/diagnostic/diagnostic.ts'

const trouble = diagnostic('spec-yaml', 'broken')
const finding = diagnostic('drift-lost', 'gone')
const warning = diagnostic('glob-empty', 'nothing there')
const note = diagnostic('drift-format', 'formatted')

describe('a diagnostic', () => {
  test('has the severity of its code, and only the details it was given', () => {
    expect(trouble).toEqual({ code: 'spec-yaml', severity: 'trouble', message: 'broken' })
    expect(
      diagnostic('drift-lost', 'gone', { place: { path: 'a' }, related: undefined, hint: 'restore it' }),
    ).toEqual({
      code: 'drift-lost',
      severity: 'finding',
      message: 'gone',
      place: { path: 'a' },
      hint: 'restore it',
    })
  })

  test.each([
    [[], 0],
    [[warning, note], 0],
    [[finding, note], 1],
    [[warning, trouble, finding], 2],
  ])('%# decides the exit code', (diagnostics, code) => {
    expect(exitCodeOf(diagnostics)).toBe(code)
    expect(hasErrors(diagnostics)).toBe(code > 0)
  })
})

test('a result is a value or none, and warnings come with either', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1, diagnostics: [] })
  expect(ok(1, [warning])).toEqual({ ok: true, value: 1, diagnostics: [warning] })
  expect(fail(finding, warning)).toEqual({ ok: false, diagnostics: [finding, warning] })
})

test('codes are words with dashes, each with a title that stands for itself', () => {
  for (const [code, { title }] of Object.entries(codes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(title).toMatch(/^\S.*[^.\s]$/)
  }
  const titles = Object.values(codes).map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
})
