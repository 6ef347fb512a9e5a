// The check of the specs as one more command of a lefthook.yml; what a person wrote stays byte for byte.
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { withCommand, withoutCommand } from '../../../src/cli/hook/lefthook.ts'

const command = { hook: 'pre-commit', name: 'spec', run: 'spec hook pre-commit' }
const added = { run: 'spec hook pre-commit' }

const cases: readonly (readonly [string, string, unknown])[] = [
  ['an empty file', '', { 'pre-commit': { commands: { spec: added } } }],
  ['a file of comments', '# mine\n', { 'pre-commit': { commands: { spec: added } } }],
  [
    'other hooks',
    'pre-push:\n  commands:\n    test:\n      run: npm test # all\n',
    { 'pre-push': { commands: { test: { run: 'npm test' } } }, 'pre-commit': { commands: { spec: added } } },
  ],
  [
    'commands',
    'pre-commit:\n    parallel: true\n    commands:\n        # first\n        lint:\n            run: "eslint"\n',
    { 'pre-commit': { parallel: true, commands: { spec: added, lint: { run: 'eslint' } } } },
  ],
  [
    'jobs',
    'pre-commit:\n  jobs:\n    - run: eslint\n      glob: "*.ts"\n',
    {
      'pre-commit': {
        jobs: [
          { name: 'spec', ...added },
          { run: 'eslint', glob: '*.ts' },
        ],
      },
    },
  ],
  [
    'jobs that are not indented',
    'pre-commit:\n  jobs:\n  - run: eslint\n',
    { 'pre-commit': { jobs: [{ name: 'spec', ...added }, { run: 'eslint' }] } },
  ],
  [
    'neither commands nor jobs',
    'pre-commit:\n  parallel: true\ncolors: false\n',
    { 'pre-commit': { commands: { spec: added }, parallel: true }, colors: false },
  ],
  ['no line end at the end', 'colors: false', { colors: false, 'pre-commit': { commands: { spec: added } } }],
]

describe.each(cases)('beside %s', (_, text, expected) => {
  test('the command is one more', () => {
    const edit = withCommand(text, command)
    if (edit.kind !== 'edited') throw new Error(JSON.stringify(edit))
    expect(parse(edit.text)).toEqual(expected)
    expect(edit.text.length).toBeGreaterThan(text.length)
    for (const line of text.split('\n')) expect(edit.text).toContain(line)
  })

  test('a second time changes nothing, and taking it out leaves what was there', () => {
    const edit = withCommand(text, command)
    if (edit.kind !== 'edited') throw new Error(JSON.stringify(edit))
    expect(withCommand(edit.text, command)).toEqual({ kind: 'same' })
    const back = withoutCommand(edit.text, command)
    expect(back).toMatchObject({ kind: 'edited' })
    expect(back.kind === 'edited' ? back.text.trimEnd() : null).toBe(text.trimEnd())
  })
})

test.each([
  ['no YAML', 'pre-commit: [\n'],
  ['a flow', 'pre-commit: { commands: { lint: { run: eslint } } }\n'],
  ['an alias', 'x: &x\n  commands:\n    a:\n      run: b\npre-commit: *x\n'],
  ['a list at the top', '- a\n'],
])('a file with %s is left to its writer', (_, text) => {
  expect(withCommand(text, command)).toMatchObject({ kind: 'foreign' })
})

test('a command that was changed by hand is not taken out', () => {
  const text = 'pre-commit:\n  commands:\n    spec:\n      run: spec hook pre-commit\n      skip: merge\n'
  expect(withoutCommand(text, command)).toMatchObject({ kind: 'foreign' })
})
