// A transcript as a page: it runs nothing, loads nothing, and shows what was said as text.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conversationHtml } from '../../src/report/conversation-html.ts'
import { digestText } from '../../src/digest/digest.ts'
import { viewOf } from '../../src/report/conversation-view.ts'
import type { Conversation } from '../../src/session/conversation.ts'
import { runs } from '../runs.ts'
import { breakouts, conversation, message, text, wholeSession } from './conversation-sample.ts'

const pageOf = (of: Conversation): string => conversationHtml(viewOf(of, { all: true, full: true }))

const saying = (words: string): Conversation =>
  conversation(
    [
      message('person', [text(words)], { at: words, model: words }),
      message('agent', [
        { kind: 'tool-call', id: 'a', name: words, input: { command: words }, subagent: words, files: [] },
        { kind: 'image', mediaType: words, digest: digestText(''), bytes: 3 },
      ]),
      message('machine', [{ kind: 'tool-result', callId: 'b', text: words, isError: false }]),
    ],
    { title: words, branch: words },
  )

/** Every tag as it stands, with its attributes: what is escaped has no `<`. */
const tagsOf = (page: string): readonly string[] => page.match(/<[^>]*>?/g) ?? []

const own =
  /^<\/?(?:!doctype html|html lang="en"|html|head|body|header|main|title|style|dl|dt|dd|ul|li|p|p class="note"|h1|h2|h3|b|strong|code|pre|pre class="diff"|ins|del|time|details|details open|summary|span|span id="turn-\d+"|span class="(?:mark|place)"|a|a href="#turn-\d+"|article|article id="turn-\d+" class="(?:person|agent|machine)(?: abandoned)?"|meta [^>]*)>$/

describe('a transcript as a page', () => {
  test('has the title, an anchor for each turn, and patches with their signs', () => {
    const page = pageOf(wholeSession)
    expect(page).toContain('<title>Limit the rate of logins</title>')
    expect(page).toContain('<article id="turn-3" class="agent">')
    expect(page).toContain('<a href="#turn-3">3. Agent</a>')
    expect(page).toContain('<ins>+c</ins>')
    expect(page).toContain('<h3>Plan</h3>')
  })

  test('what an agent says between its calls is one turn, with an anchor for each message', () => {
    const page = pageOf(conversation([message('agent', [text('one')]), message('agent', [text('two')])]))
    expect(page.match(/<article /g)).toHaveLength(1)
    expect(page).toContain('<p>one</p>\n<span id="turn-2"></span>\n<p>two</p>')
  })

  test('forbids all that a page can load or run', () => {
    expect(pageOf(wholeSession)).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    )
  })

  test('its style loads nothing', () => {
    const style = /<style>([^]*?)<\/style>/.exec(pageOf(wholeSession))?.[1] ?? ''
    expect(style).toContain('prefers-color-scheme: dark')
    expect(style).not.toMatch(/url\(|@import|@font-face/)
  })

  test.each(breakouts)('shows %j as text', (words) => {
    const page = pageOf(saying(words))
    expect(tagsOf(page).filter((tag) => !own.test(tag))).toEqual([])
    expect(page).not.toMatch(/[\u202E\u0007\u001B]/)
  })

  test('shows any mixture as text', () => {
    const piece = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom(...breakouts, '`', '**', '<', '"'))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(tagsOf(pageOf(saying(pieces.join('')))).filter((tag) => !own.test(tag))).toEqual([])
      }),
      { numRuns: runs(2000, 100) },
    )
  })
})
