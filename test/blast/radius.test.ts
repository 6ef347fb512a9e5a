// Changed code held against traces: which requirement explains what, and what is left.
import { describe, expect, test } from 'vitest'
import { blastRadius } from '../../src/blast/radius.ts'
import { radiusLines } from '../../src/blast/words.ts'
import type { Cause } from '../../src/drift/drift.ts'
import { changeInCode } from '../../src/verify/change-in-code.ts'
import { changedRequirement, scene, specPath, type Scene } from '../verify/builders.ts'

function lines(given: Scene): readonly string[] {
  const input = scene(given)
  return radiusLines(blastRadius(changeInCode(input), input.causes ?? [], specPath))
}

const login = `import { now } from './clock.ts'
const MAX = 5
const spread = (count: number) => count * 2
export function login(name: string): number | null {
  return lockout(name) > MAX ? null : now() + spread(1)
}
function lockout(name: string) {
  return name.length
}
export function logout(name: string): number {
  return spread(name.length)
}
`
const current = { 'a.ts': login }
const oldTrace = { R4: ['a.ts#login'], R5: ['a.ts#logout'] }
const given = (edit: (text: string) => string, more: Partial<Scene> = {}): Scene => ({
  files: { 'a.ts': edit(login) },
  current,
  oldTrace,
  trace: oldTrace,
  changed: ['R4'],
  ...more,
})

describe('a changed symbol', () => {
  test('is explained by the requirement that changed and that either trace ties it to', () => {
    const edit = (text: string): string =>
      `${text.replace('now() + spread', 'now() - spread')}export class LockoutPolicy {\n  open() {}\n}\n`
    const trace = { ...oldTrace, R4: ['a.ts#login', 'a.ts#LockoutPolicy'] }
    expect(lines(given(edit, { trace }))).toEqual([
      'R4 changed: `LockoutPolicy` added, `login` body; collateral: none',
    ])
  })

  test('is collateral where only other requirements speak of it, or none', () => {
    const edit = (text: string): string =>
      `${text.replace('return spread(name', 'return 1 + spread(name').replace('now() + ', 'now() - ')}export const more = 1\n`
    expect(lines(given(edit))).toEqual([
      'R4 changed: `login` body; collateral: `more` added (a.ts:13), `logout` body (a.ts:10)',
    ])
  })

  test('that importers do not see is explained by its users, where each of them is', () => {
    const edit = (text: string): string =>
      text
        .replace('MAX = 5', 'MAX = 4')
        .replace(
          'name.length\n}\nexport',
          'size(name)\n}\nconst size = (name: string) => name.length\nexport',
        )
    expect(lines(given(edit))).toEqual([
      'R4 changed: `size` added (for `login`), `MAX` body (for `login`), `lockout` body (for `login`); collateral: none',
    ])
    const shared = (text: string): string => text.replace('count * 2', 'count * 3')
    expect(lines(given(shared))).toEqual(['R4 changed: no code; collateral: `spread` body (a.ts:3)'])
    expect(lines(given(shared, { changed: ['R4', 'R5'] }))).toEqual([
      'R4 changed: `spread` body (for `login`)',
      'R5 changed: `spread` body (for `logout`)',
      'collateral: none',
    ])
  })

  test('that nobody uses is not', () => {
    expect(lines(given((text) => `${text}const unused = 1\n`))).toEqual([
      'R4 changed: no code; collateral: `unused` added (a.ts:13)',
    ])
  })

  test('is told under both names where it was renamed, and with the old path where it moved', () => {
    expect(lines(given((text) => text.replace('function login', 'function enter')))).toEqual([
      'R4 changed: `enter` renamed from `login`; collateral: none',
    ])
    const [logoutOnly = ''] = /export function logout[^]*$/.exec(login) ?? []
    const moved: Scene = {
      ...given((text) => text.replace(logoutOnly, '')),
      current: { ...current, 'b.ts': 'export const b = 1\n' },
    }
    const files = { ...moved.files, 'b.ts': `export const b = 1\n${logoutOnly}` }
    expect(lines({ ...moved, files })).toEqual([
      'R4 changed: no code; collateral: `logout` moved from a.ts (b.ts:2)',
    ])
    expect(lines({ ...moved, files, changed: ['R5'] })).toEqual([
      'R5 changed: `logout` moved from a.ts; collateral: none',
    ])
  })
})

test('form is no change', () => {
  expect(
    lines(
      given((text) => text.replaceAll("'", '"').replace('const MAX = 5', '// The limit\nconst MAX = 5;')),
    ),
  ).toEqual(['R4 changed: no code; collateral: none'])
})

test('imports go with what else changes in their file; alone they are told', () => {
  const imports = (text: string): string => text.replace('{ now }', '{ now, later }')
  expect(lines(given((text) => imports(text).replace('now() +', 'later() +')))).toEqual([
    'R4 changed: `login` body; collateral: none',
  ])
  expect(lines(given(imports))).toEqual([
    'R4 changed: no code; collateral: statements of a.ts changed (line 1)',
  ])
})

test('statements of no symbol are explained by the symbols that they mention, or by a trace to the file', () => {
  const edit = (text: string): string => `${text}register(login)\n`
  expect(lines(given(edit))).toEqual([
    'R4 changed: statements of a.ts changed (for `login`); collateral: none',
  ])
  expect(lines(given(edit, { changed: ['R5'] }))).toEqual([
    'R5 changed: no code; collateral: statements of a.ts changed (line 13)',
  ])
  const whole = { R5: ['a.ts'] }
  expect(lines(given(edit, { changed: ['R5'], oldTrace: whole, trace: whole }))).toEqual([
    'R5 changed: statements of a.ts changed; collateral: none',
  ])
})

test('a file without symbols is explained by a trace to it', () => {
  const data: Scene = {
    files: { 'a.json': '{"a":2}' },
    current: { 'a.json': '{"a":1}' },
    oldTrace: { R4: ['a.json'] },
  }
  expect(lines({ ...data, changed: ['R4'] })).toEqual(['R4 changed: `a` body; collateral: none'])
  expect(lines({ ...data, changed: ['R5'] })).toEqual([
    'R5 changed: no code; collateral: `a` body (a.json:1)',
  ])
})

describe('other parts of the question', () => {
  const section: Cause = { kind: 'section', change: 'changed', name: 'Words', place: { path: specPath } }
  const testCause: Cause = {
    kind: 'test',
    change: 'changed',
    name: 'a.test.ts',
    place: { path: 'a.test.ts' },
  }
  const foreign: Cause = { ...changedRequirement('R5'), place: { path: 'specs/architecture/api.md' } }
  const both = (text: string): string =>
    text.replace('> MAX', '>= MAX').replace('return spread(name', 'return 1 + spread(name')

  test('explain by guess what no requirement does, and say so', () => {
    for (const [cause, name] of [
      [section, 'section Words'],
      [foreign, 'requirement R5'],
    ] as const)
      expect(lines(given(both, { causes: [changedRequirement('R4'), cause] }))).toEqual([
        'R4 changed: `login` body',
        `may follow from ${name}: \`logout\` body (a.ts:10)`,
        'collateral: none',
      ])
  })

  test('tests do so only by themselves: with a requirement they say what it says', () => {
    expect(lines(given(both, { causes: [changedRequirement('R4'), testCause] }))).toEqual([
      'R4 changed: `login` body; collateral: `logout` body (a.ts:10)',
    ])
    expect(lines(given(both, { causes: [testCause] }))).toEqual([
      'may follow from test a.test.ts: `login` body (a.ts:4), `logout` body (a.ts:10); collateral: none',
    ])
  })
})

test('what is in a new file is as new as it is', () => {
  const files = { 'a.ts': login, 'b.ts': 'export const b = 1\n' }
  expect(lines({ ...given((text) => text), files, changed: [] })).toEqual(['new: b.ts; collateral: none'])
})
