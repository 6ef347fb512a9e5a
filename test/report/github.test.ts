// Annotations as GitHub Actions reads them: the right file and line, no more than it shows, and no command from a file.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeLines } from '../../src/report/escape.ts'
import { renderGithub } from '../../src/report/github.ts'
import { runs } from '../runs.ts'
import { anyChecked, cases, fixture, manyEdits, readChecked } from './checked-cases.ts'

interface Command {
  readonly name: string
  readonly properties: ReadonlyMap<string, string>
  readonly data: string
}

/**
 * What the runner makes of a line it prints: a command where `::name …::` begins it, white space apart, or where `##[name …]`
 * stands anywhere in it (src/Runner.Common/ActionCommand.cs of actions/runner).
 */
function readLine(line: string): Command | 'old form' | null {
  const found = /^\s*::([^\s:]+)(?:[ ](.*?))?::(.*)$/su.exec(line)
  if (found === null) return /##\[[^\]]*\]/.test(line) ? 'old form' : null
  const [, name = '', pairs = '', data = ''] = found
  const properties = pairs.split(',').map((pair) => {
    const [key = '', ...value] = pair.trim().split('=')
    return [key, unescape(value.join('='), { '%3A': ':', '%2C': ',' })] as const
  })
  return { name, properties: new Map(pairs === '' ? [] : properties), data: unescape(data, {}) }
}

function unescape(text: string, more: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', ...more, '%25': '%' }
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => all[code] ?? code)
}

const commandsOf = (text: string): readonly Command[] =>
  text.split(/\r\n|\r|\n/).flatMap((line) => {
    const command = readLine(line)
    expect(command).not.toBe('old form')
    return command === null || command === 'old form' ? [] : [command]
  })

test('the reader of this test finds commands in both forms, and none in plain text', () => {
  expect(readLine('  ::error file=a%2Cb,line=3::two%0Alines of 100%25')).toEqual({
    name: 'error',
    properties: new Map([
      ['file', 'a,b'],
      ['line', '3'],
    ]),
    data: 'two\nlines of 100%',
  })
  expect(readLine('plain ::error::')).toBeNull()
  expect(readLine('plain ##[error]text')).toBe('old form')
})

describe.each(cases)('the annotations of %s', (name) => {
  test('are what the fixture shows', async () => {
    await expect(renderGithub(readChecked(name)).text).toMatchFileSnapshot(
      fixture(`${name}/expected.github.txt`),
    )
  })
})

test('an edit is told at the line of the change that matters most, with what to do', () => {
  const [first] = commandsOf(renderGithub(readChecked('every-state')).text)
  expect(first?.name).toBe('error')
  expect(first?.properties.get('file')).toBe('src/auth/login.ts')
  expect(first?.properties.get('line')).toBe('14')
  expect(first?.data).toContain('\nNext: spec diff auth')
})

test('stale targets of one spec are told once, at the line of the spec that changed', () => {
  const stale = commandsOf(renderGithub(readChecked('every-state')).text).filter(({ properties }) =>
    properties.get('title')?.includes('older than its spec'),
  )
  expect(stale).toHaveLength(1)
  expect(stale[0]?.properties.get('file')).toBe('specs/features/checkout.md')
  expect(stale[0]?.properties.get('line')).toBe('12')
  expect(stale[0]?.data).toContain('The same holds for src/checkout/tax.ts.')
})

test('files are named from the root of the repository', () => {
  const [first] = commandsOf(renderGithub(readChecked('upstream-edited')).text)
  expect(first?.properties.get('file')).toBe('packages/shop/src/model.ts')
})

test('of 30,000 edits ten are shown, those that importers see, and one annotation says what was left out', () => {
  const { text, diagnostics } = renderGithub(manyEdits(30_000))
  const commands = commandsOf(text)
  expect(commands.map(({ name }) => name)).toEqual([...Array.from({ length: 10 }, () => 'error'), 'notice'])
  for (const { name, properties } of commands)
    if (name === 'error') expect(properties.get('title')).toContain('(api)')
  const said = '29990 annotations left out of 30000 (30000 errors, 0 warnings and 0 notices)'
  expect(commands.at(-1)?.data).toContain(said)
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['report-cut', expect.stringContaining(said)],
  ])
})

test('ten annotations of one kind are all shown', () => {
  const { text, diagnostics } = renderGithub(manyEdits(10))
  expect(commandsOf(text)).toHaveLength(10)
  expect(diagnostics).toEqual([])
})

test('whatever stands in a repository, every command is an annotation, and no step has more than it may', () => {
  fc.assert(
    fc.property(anyChecked, (checked) => {
      const { text } = renderGithub(checked)
      const commands = commandsOf(text)
      // Each line is a command of ours, apart from the last one.
      expect(commands).toHaveLength(text.trimEnd().split('\n').length - 1)
      for (const kind of ['error', 'warning', 'notice'])
        expect(commands.filter(({ name }) => name === kind).length).toBeLessThanOrEqual(10)
      const known = ['file', 'line', 'col', 'title']
      const wrong = commands.filter(
        ({ name, properties, data }) =>
          !['error', 'warning', 'notice'].includes(name) ||
          [...properties.keys()].some((key) => !known.includes(key)) ||
          (properties.get('title')?.length ?? 256) > 255 ||
          escapeLines(data) !== data,
      )
      expect(wrong).toEqual([])
      expect(escapeLines(text)).toBe(text)
    }),
    { numRuns: runs(2_000) },
  )
})
