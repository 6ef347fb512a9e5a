// A transcript in Markdown reads like one on a code host, and nothing that was said in it breaks out of its place.
import fc from 'fast-check'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { conversationMarkdown } from '../../src/report/conversation-markdown.ts'
import { viewOf } from '../../src/report/conversation-view.ts'
import type { Conversation } from '../../src/session/conversation.ts'
import { runs } from '../runs.ts'
import { breakouts, conversation, message, text, wholeSession } from './conversation-sample.ts'

const markdownOf = (of: Conversation, options = {}): string =>
  conversationMarkdown(viewOf(of, { all: false, full: false, ...options }))

interface Node {
  readonly type: string
  readonly value?: string | undefined
  readonly lang?: string | null | undefined
  readonly children?: readonly Node[]
}

function nodesOf(markdown: string): readonly Node[] {
  const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)]
  return walk(unified().use(remarkParse).use(remarkGfm).parse(markdown))
}

/** HTML of ours: folds, opened and closed, with summaries that hold code and nothing else. */
const ours = /^(?:<details>\n<summary>(?:<code>[^<>]*<\/code>|[^<>&]|&#\d+;)*<\/summary>|<\/details>)$/

/** What a page would obey. */
function obeyed(markdown: string): readonly string[] {
  const bad = new Set([
    'link',
    'image',
    'linkReference',
    'imageReference',
    'definition',
    'footnoteDefinition',
    'footnoteReference',
  ])
  return nodesOf(markdown).flatMap((node) => {
    if (bad.has(node.type)) return [JSON.stringify(node)]
    if (node.type === 'html' && !ours.test(node.value ?? '')) return [node.value ?? '']
    if (node.type === 'text' && /@\w|#\d|\bGH-\d|www\.|:\/\//.test(node.value ?? ''))
      return [node.value ?? '']
    return node.type === 'code' && /mermaid|math|geojson/.test(node.lang ?? '') ? [node.lang ?? ''] : []
  })
}

const saying = (words: string): Conversation =>
  conversation(
    [
      message('person', [text(words)]),
      message('agent', [
        text(words),
        { kind: 'thinking', text: words },
        {
          kind: 'tool-call',
          id: words,
          name: words,
          input: { command: words },
          subagent: words,
          files: [
            {
              kind: 'edit',
              path: words,
              change: 'update',
              from: null,
              hunks: [{ oldStart: 1, newStart: 1, lines: [`+${words}`] }],
            },
          ],
        },
        {
          kind: 'tool-call',
          id: 'other',
          name: 'Grep',
          input: { pattern: words },
          subagent: null,
          files: [],
        },
      ]),
      message('machine', [text(words), { kind: 'tool-result', callId: words, text: words, isError: false }]),
    ],
    { title: words, branch: words, version: words },
  )

describe('a transcript in Markdown', () => {
  const shown = markdownOf(wholeSession)

  test('begins with the title and the facts', () => {
    expect(shown).toMatch(/^# Limit the rate of logins\n/)
    expect(shown).toContain('| Agent | `claude-code 2.0.1` |')
    expect(shown).toContain('| Tokens | `1,200 in, 345 out` |')
    expect(shown).toContain('- `~/shop/src/a.ts` update, +3 −1')
  })

  test('folds each call under one line', () => {
    expect(shown).toContain('<summary><code>Edit</code> <code>~/shop/src/a.ts</code> +3 −1</summary>')
    expect(shown).toContain('<summary><code>Bash:</code> <code>npm test</code> failed</summary>')
    expect(shown).toContain('<summary><code>Thinking</code></summary>')
  })

  test('shows a patch in a fence that is longer than any in it', () => {
    expect(shown).toContain(
      '````diff\n--- ~/shop/src/a.ts\n+++ ~/shop/src/a.ts\n@@ -1,2 +1,4 @@\n a\n-b\n+c\n+d\n+```\n````\n',
    )
  })

  test('keeps lists, strong words, code and the lines of a person', () => {
    expect(shown).toContain('Please limit logins.\\\nAt most five a minute.')
    expect(shown).toContain('I will count in `src/a.ts`:')
    expect(shown).toContain('```ts\nconst most = 5\n```')
    expect(shown).toContain('- first **count**')
  })

  test('leaves machine text out and says so; --all folds it', () => {
    expect(shown).not.toContain('Be brief')
    expect(shown).toContain('1 machine message left out')
    const all = markdownOf(wholeSession, { all: true })
    expect(all).toContain('<summary><code>Machine text</code>')
    expect(all).not.toContain('left out')
  })

  test('cuts long output with a count; --full does not', () => {
    expect(shown).toContain('… 141 more lines; --full shows all')
    expect(markdownOf(wholeSession, { full: true })).not.toContain('more lines')
  })

  test('numbers turns the same with and without machine text', () => {
    expect(shown).toContain('### 3. Agent')
    expect(markdownOf(wholeSession, { all: true })).toContain('### 3. Agent')
  })

  test('the checks of these tests see what breaks out', () => {
    for (const bad of ['<b>x</b>', '[a](b)', 'https://evil.example', '@you', '```mermaid\n```'])
      expect(obeyed(bad)).not.toEqual([])
  })

  test.each(breakouts)('nothing breaks out of %j', (words) => {
    const markdown = markdownOf(saying(words), { all: true, full: true })
    expect(obeyed(markdown)).toEqual([])
    expect(markdown).not.toMatch(/[\u202E\u0007\u001B]/)
    const folds = nodesOf(markdown).filter(({ type }) => type === 'html')
    expect(folds.filter(({ value }) => value === '</details>')).toHaveLength(folds.length / 2)
  })

  test('nothing breaks out of any mixture', () => {
    const piece = fc.constantFrom(
      ...breakouts.flatMap((words) => words.split(/(?<=\W)/)),
      '\n',
      '\n\n',
      ' ',
      '`',
      '~~~\n',
      '</details>\n',
    )
    const words = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(words, (said) => {
        expect(obeyed(markdownOf(saying(said), { all: true, full: true }))).toEqual([])
      }),
      { numRuns: runs(2000, 30) },
    )
  })
})
