// How a model command is split into words, what is refused, and how it is shown.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseArgv, showArgv } from '../../../src/adapters/models/argv.ts'
import { runs } from '../../runs.ts'

const words = (line: string): readonly string[] | null => {
  const parsed = parseArgv(line)
  return parsed.ok ? parsed.value : null
}
const problem = (line: string): string => {
  const parsed = parseArgv(line)
  return parsed.ok ? '' : `${parsed.diagnostics[0]?.message ?? ''} / ${parsed.diagnostics[0]?.hint ?? ''}`
}

describe('a model command', () => {
  test.each([
    ['claude -p', ['claude', '-p']],
    ['  ollama   run\tqwen3-coder:30b ', ['ollama', 'run', 'qwen3-coder:30b']],
    ['llm -m gpt@home --option=1,2 a+b', ['llm', '-m', 'gpt@home', '--option=1,2', 'a+b']],
    [`claude --append 'no $HOME "here" *'`, ['claude', '--append', 'no $HOME "here" *']],
    [`m "two words" "a \\"quote\\" and \\\\"`, ['m', 'two words', 'a "quote" and \\']],
    [`m pre'fix'"ed"`, ['m', 'prefixed']],
    [`m '' ""`, ['m', '', '']],
    [String.raw`m two\ words \$HOME \*`, ['m', 'two words', '$HOME', '*']],
    [String.raw`C:\tools\model.exe -x`, ['C:\\tools\\model.exe', '-x']],
    [`m "costs \\$5"`, ['m', 'costs $5']],
    ['m a~b a#b', ['m', 'a~b', 'a#b']],
  ])('%s', (line, expected) => {
    expect(words(line)).toEqual(expected)
  })

  test.each([
    ['cat | model', 'at character 5'],
    ['model && rm -rf x', '"&"'],
    ['model > out.md', '">"'],
    ['model $HOME', '"$"'],
    ['model "$HOME/x"', 'nothing is expanded'],
    ['model `date`', 'no shell'],
    ['model *.md', '"*"'],
    ['~/bin/model', '"~"'],
    ['model # comment', '"#"'],
    ['model\nrm', 'no shell'],
    [`model 'open`, 'not closed'],
    ['model "open', 'not closed'],
    ['KEY=1 model', 'use env'],
    ['', 'empty'],
    ["''", 'empty'],
  ])('refuses %j and says why', (line, expected) => {
    expect(words(line)).toBeNull()
    expect(problem(line)).toContain(expected)
  })

  test('keeps any words that stand in single quotes', () => {
    const quotable = fc.string().filter((word) => !word.includes("'"))
    fc.assert(
      fc.property(fc.array(quotable), (rest) => {
        expect(words(['model', ...rest.map((word) => `'${word}'`)].join(' '))).toEqual(['model', ...rest])
      }),
      { numRuns: runs(10_000) },
    )
  })

  test('is read or refused whatever it holds, and the message is one line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const parsed = parseArgv(line)
        if (parsed.ok) expect(parsed.value.length).toBeGreaterThan(0)
        else expect(parsed.diagnostics[0]?.message).not.toMatch(/[\n\u001b]/)
      }),
      { numRuns: runs(10_000) },
    )
  })
})

describe('a command that is shown', () => {
  test.each([
    [['claude', '-p'], 'claude -p'],
    [['/home/ada/bin/model', '/home/ada/weights.gguf', 'x y'], "model weights.gguf 'x y'"],
    [['C:\\Users\\ada\\model.exe'], 'model.exe'],
    [['./model.sh', '\u001b[31m'], "./model.sh '\\x1b[31m'"],
  ])('%j as %s', (argv, shown) => {
    expect(showArgv(argv)).toBe(shown)
  })
})
