// A conversation made of given messages, for tests of what transcripts look like; and texts that want to break out.
import type { Block, Conversation, SessionMessage } from '../../src/session/conversation.ts'
import { digestText } from '../../src/digest/digest.ts'
import { noUsage } from '../../src/model/model.ts'

export function message(
  author: SessionMessage['author'],
  blocks: readonly Block[],
  more: Partial<SessionMessage> = {},
): SessionMessage {
  const role = author === 'agent' ? 'assistant' : 'user'
  return {
    id: `m${JSON.stringify(blocks).length}`,
    role,
    author,
    at: '2026-11-21T10:00:00.000Z',
    model: author === 'agent' ? 'claude-sonnet-5-5' : null,
    blocks,
    usage: null,
    abandoned: false,
    record: 1,
    ...more,
  }
}

export function conversation(
  messages: readonly SessionMessage[],
  more: Partial<Conversation> = {},
): Conversation {
  return {
    agent: 'claude-code',
    sessionId: '3f2a0000-aaaa-4bbb-8ccc-000000000001',
    parent: null,
    title: 'Limit the rate of logins',
    project: { cwd: '~/shop', remote: null, commit: null },
    branch: 'main',
    version: '2.0.1',
    start: '2026-11-21T10:00:00.000Z',
    end: '2026-11-21T10:05:00.000Z',
    messages,
    usage: { ...noUsage, input: 1200, output: 345 },
    ...more,
  }
}

export const text = (words: string): Block => ({ kind: 'text', text: words })

/** Everything of a session: words, thinking, an edit, a command that failed, a picture, machine text. */
export const wholeSession = conversation([
  message('person', [text('Please limit logins.\nAt most five a minute.')]),
  message('machine', [text('<system-reminder>Be brief</system-reminder>')]),
  message('agent', [
    { kind: 'thinking', text: 'A counter will do.' },
    text(
      '## Plan\nI will count in `src/a.ts`:\n\n```ts\nconst most = 5\n```\n- first **count**\n- then refuse',
    ),
    {
      kind: 'tool-call',
      id: 't1',
      name: 'Edit',
      input: { file_path: '~/shop/src/a.ts' },
      subagent: null,
      files: [
        {
          kind: 'edit',
          path: '~/shop/src/a.ts',
          change: 'update',
          from: null,
          hunks: [{ oldStart: 1, newStart: 1, lines: [' a', '-b', '+c', '+d', '+```'] }],
        },
      ],
    },
    { kind: 'tool-call', id: 't2', name: 'Bash', input: { command: 'npm test' }, subagent: null, files: [] },
  ]),
  message('machine', [
    { kind: 'tool-result', callId: 't1', text: 'ok', isError: false },
    { kind: 'tool-result', callId: 't2', text: `${'line\n'.repeat(200)}end`, isError: true },
  ]),
  message('person', [{ kind: 'image', mediaType: 'image/png', digest: digestText(''), bytes: 12 }]),
])

export const breakouts: readonly string[] = [
  '</code></pre></details><script>document.body.append("ran")</script>',
  '<img src=http://127.0.0.1:9/x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '```\n</details>\n<b>out</b>\n````\n# out\n`````',
  '~~~\nopen for ever',
  '@everyone see #12, GH-3 and octo/repo#4',
  '[a](javascript:alert(1)) ![b](https://evil.example/x.png) <https://evil.example>',
  'https://evil.example/x www.evil.example a@evil.example _www.evil.example',
  '[ref]: https://evil.example\n[ref] [^1]\n\n[^1]: note',
  '| a | b |\n|---|---|\n| `x` | </td> |',
  '# heading\nunder\n=====\n---\n> quote\n1. one\n+ plus\n* star',
  '\u202Etxt.exe \u0007 \u001B[31mred',
  '&lt;b&gt; &amp; &#60;script&#62; $x$ \\<b> \\\\<i>',
  '`open <b> ``two` `` a ` b ``',
  '**bold <b>x</b>** ** not ** **`x`**',
  '<!-- comment',
  '    indented <b>code</b>\n\tand a tab',
  ']]> <![CDATA[ x ]]> <?php ?> <!DOCTYPE x>',
  '```mermaid\ngraph TD; A-->B\n```\n```js onload=x\n1\n```',
]
