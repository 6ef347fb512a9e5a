// What the history of Aider says. Lines of prompts and of the program end in two spaces, as Aider writes them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aider } from '../../src/session/aider.ts'
import type { TranscriptRecord } from '../../src/session/conversation.ts'
import { readTranscript } from '../../src/session/read.ts'
import { commitsMentioned } from '../../src/session/said-and-done.ts'
import { runs } from '../runs.ts'
import { asLines, filesIn, readWith } from './transcripts.ts'

const prompt = (...lines: readonly string[]): string =>
  `\n${lines.map((line) => `#### ${line}  \n`).join('')}`
const told = (...lines: readonly string[]): string => lines.map((line) => `> ${line}  \n`).join('')
const reply = (...lines: readonly string[]): string => `\n${lines.join('\n')}\n\n`
const started = (time: string): string => `\n# aider chat started at ${time}\n\n`
const block = (path: string, before: string, after: string): string[] => [
  ...[
    path,
    '```ts',
    '<<<<<<< SEARCH',
    ...(before === '' ? [] : before.split('\n')),
    '=======',
    ...after.split('\n'),
  ],
  ...['>>>>>>> REPLACE', '```'],
]
const history = (...parts: readonly string[]): string => [started('2026-01-02 03:04:05'), ...parts].join('')
const read = (...parts: readonly string[]) => readWith(aider, history(...parts)).conversations[0]

describe('a history of Aider', () => {
  it('is many sessions, each named by its local time; no message has a time', async () => {
    const text = [
      ...[told('cut off'), started('2026-01-02 03:04:05'), told('Aider v0.84.0'), prompt('Hi')],
      ...[started('2026-01-02 03:04:05'), prompt('Again'), started('2026-01-03 03:04:05')],
    ].join('')
    const found = await readTranscript(text)
    expect(found?.agent).toBe('aider')
    expect(found?.conversations.map(({ sessionId, start, version }) => [sessionId, start, version])).toEqual([
      [expect.stringMatching(/^unnamed-/), null, null],
      ['2026-01-02T03-04-05', null, '0.84.0'],
      ['2026-01-02T03-04-05.2', null, null],
      ['2026-01-03T03-04-05', null, null],
    ])
    expect(found?.conversations[1]?.title).toBe('aider chat started at 2026-01-02 03:04:05 (local time)')
    expect(found?.records).toBe(text.split('\n').length - 1)
  })

  it('tells the person, the program and the model apart', () => {
    const lines = asLines(
      read(
        told('Aider v0.84.0', 'Main model: big/model-1⚡ with diff edit format'),
        prompt('Add a cart', '', '  in blue'),
        told('Add cart.ts to the chat? (Y)es/(N)o [Yes]: y'),
        reply('I add it.', '', '- one'),
        told(
          'Tokens: 5.2k sent, 1k cache write, 2k cache hit, 604 received. Cost: $0.02 message, $0.02 session.',
        ),
        prompt('/diff'),
        prompt('Thanks'),
      ),
    )
    expect(lines).toEqual([
      'machine: aider chat started at 2026-01-02 03:04:05\n\nAider v0.84.0\nMain model: big/model-1⚡ with diff edit format'.replace(
        '\n\n',
        '\n',
      ),
      'person: Add a cart\n\n  in blue',
      'machine: Add cart.ts to the chat? (Y)es/(N)o [Yes]: y',
      'agent: I add it.\n\n- one',
      'machine: Tokens: 5.2k sent, 1k cache write, 2k cache hit, 604 received. Cost: $0.02 message, $0.02 session.',
      'person: /diff',
      'person: Thanks',
    ])
  })

  it('has the model and the tokens of an answer', () => {
    const found = read(
      told('Model: m-1 with whole edit format'),
      prompt('Hi'),
      reply('Yes'),
      told('Tokens: 1,200 sent, 1.5k received.'),
    )
    expect(found?.messages[2]).toMatchObject({
      model: 'm-1',
      usage: { input: 1200, output: 1500, cacheRead: null },
    })
    expect(found?.usage).toMatchObject({ input: 1200, output: 1500 })
  })

  it('does not take headings and quotes of the model for a person and the program', () => {
    const words = ['#### The cart', '', '> quoted by the model', '', '#### The shop', 'Text']
    expect(asLines(read(prompt('Explain'), reply(...words), told('Tokens: 1 sent, 2 received.')))).toEqual([
      'machine: aider chat started at 2026-01-02 03:04:05',
      'person: Explain',
      `agent: ${words.join('\n')}`,
      'machine: Tokens: 1 sent, 2 received.',
    ])
  })

  it('does not look into an edit, whatever stands in it', () => {
    const inside = '#### like a prompt  \n> like the program  \n# aider chat started by hand'
    const found = read(
      prompt('Go'),
      reply('Here:', ...block('a.md', inside, 'x')),
      told('Applied edit to a.md'),
    )
    expect(asLines(found)).toHaveLength(4)
    expect(filesIn(found)).toEqual([
      'update a.md @null,null -#### like a prompt -> like the program -# aider chat started by hand +x',
    ])
  })

  it('has output of the program over many lines, of which only the first is marked', () => {
    const output = '> === test session ===\nE   NameError\n>     cart.add(1)\n1 failed in 0.8s  \n'
    expect(
      asLines(read(prompt('/test'), output, told('Add the output to the chat? y'), reply('I see.'))).slice(2),
    ).toEqual([
      'machine: === test session ===\nE   NameError\n>     cart.add(1)\n1 failed in 0.8s\nAdd the output to the chat? y',
      'agent: I see.',
    ])
  })

  it('has edits that were applied, with hunks; others are calls without files', () => {
    const found = read(
      prompt('Go'),
      reply(
        'Two:',
        ...block('src/a.ts', 'x', 'y\nz'),
        ...block('b.ts', 'p', 'q'),
        ...block('new.ts', '', 'n'),
      ),
      told('Applied edit to src\\a.ts', 'Applied edit to lib/b.ts', 'Commit abc1234 feat: Add y'),
      prompt('More'),
      reply('Three:', ...block('c.ts', 'x', 'y')),
      told('1 SEARCH/REPLACE block failed to match!'),
    )
    expect(filesIn(found)).toEqual([
      'update src\\a.ts @null,null -x +y +z',
      'update lib/b.ts @null,null -p +q',
    ])
    const calls =
      found?.messages.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'tool-call')) ?? []
    expect(calls).toHaveLength(4)
    expect(asLines(found)[3]).toBe(
      'machine: Commit abc1234 feat: Add y [result: Applied edit to src\\a.ts] [result: Applied edit to lib/b.ts]',
    )
  })

  it('has an edit without hunks where the answer was no search and replace', () => {
    expect(
      filesIn(read(prompt('Go'), reply('a.ts', '```', 'whole', '```'), told('Applied edit to a.ts'))),
    ).toEqual(['update a.ts'])
  })

  it('has commits that Aider made', () => {
    const found = read(
      prompt('Go'),
      reply('Commit fffffff is what I would write'),
      told('Commit abc1234 feat: Add y'),
    )
    expect(found && commitsMentioned(found)).toEqual([
      { sha: 'abc1234', branch: null, subject: 'feat: Add y', message: found?.messages.at(-1)?.id },
    ])
  })

  it('knows what Aider itself sends after a failed check', () => {
    expect(asLines(read(prompt('# Fix any errors below, if possible.', '', 'a.ts:1'))).at(-1)).toMatch(
      /^machine: # Fix/,
    )
  })

  it('is read where an editor took away the spaces at the ends of lines', () => {
    const trimmed = history(
      prompt('Hi', '', 'you'),
      reply('Yes', '```md', '', '#### in a fence', '```'),
      told('Tokens: 1 sent'),
      prompt('Bye'),
    )
    expect(asLines(readWith(aider, trimmed.replace(/ +$/gm, '')).conversations[0]).slice(1)).toEqual([
      ...[
        'person: Hi\n\nyou',
        'agent: Yes\n```md\n\n#### in a fence\n```',
        'machine: Tokens: 1 sent',
        'person: Bye',
      ],
    ])
  })

  it('is recognised also where its beginning was cut off', async () => {
    const cut = await readTranscript(
      told('flake8 Failed', '- hook id: flake8', '', 'a.py:1') + prompt('Fix it'),
    )
    expect(cut?.agent).toBe('aider')
    expect(await readTranscript('# Notes\n\n> a quote\n\nText of a document.\n')).toBeNull()
  })
})

describe('the reader of Aider', () => {
  it('loses no word of the text', () => {
    const word = fc.constantFrom(
      'cart',
      'shop',
      '#### Hi  ',
      '> told  ',
      '> === many',
      'E  ',
      '',
      '<<<<<<< SEARCH',
      '=======',
      '>>>>>>> REPLACE',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (lines) => {
        const records = lines.map((text, line): TranscriptRecord => ({ kind: 'text', text, line }))
        const text = readWith(aider, records).conversations.flatMap(({ messages }) =>
          messages.flatMap(({ blocks }) => blocks.map((block) => (block.kind === 'text' ? block.text : ''))),
        )
        const letters = (given: string): string => given.replace(/[^a-zE]/gi, '')
        expect(letters(text.join(''))).toBe(letters(lines.join('')))
      }),
      { numRuns: runs(3000, 200) },
    )
  })
})
