// A conversation's view in, GitHub Flavored Markdown (https://github.github.com/gfm/) out: a transcript as on a code host.
// Nothing that was said can end a fence, open HTML, or become a link, a mention or a picture.
import { escapeLines, escapeText } from './escape.ts'
import type { Part } from './conversation-parts.ts'
import { readProse, type Inline, type ProseBlock } from './conversation-prose.ts'
import type { ConversationView, Turn } from './conversation-view.ts'
import { authorWords, timeWords } from './conversation-words.ts'
import { counted } from './drift-words.ts'
import { cellSpan, codeSpan } from './markdown-text.ts'

export function conversationMarkdown(view: ConversationView): string {
  const lines = [
    `# ${plainText(view.title)}`,
    '',
    '| | |',
    '|---|---|',
    ...view.facts.map(([name, value]) => `| ${name} | ${cellSpan(value, 200)} |`),
    ...fileLines(view),
    ...(view.leftOut === 0
      ? []
      : ['', `${counted(view.leftOut, 'machine message')} left out; \`--all\` shows them.`]),
    ...view.turns.flatMap(turnLines),
  ]
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

function fileLines({ files }: ConversationView): readonly string[] {
  if (files.length === 0) return []
  const rows = files.map(
    ({ path, change, added, removed }) => `- ${codeSpan(path, 300)} ${change}, +${added} −${removed}`,
  )
  if (rows.length <= 10) return ['', `**${counted(files.length, 'file')} edited**`, '', ...rows]
  return [
    '',
    '<details>',
    `<summary>${counted(files.length, 'file')} edited</summary>`,
    '',
    ...rows,
    '',
    '</details>',
  ]
}

function turnLines({ number, author, at, model, abandoned, parts }: Turn): readonly string[] {
  const facts = [
    ...(at === null ? [] : [codeSpan(timeWords(at))]),
    ...(model === null ? [] : [codeSpan(model)]),
    ...(abandoned ? ['taken back later'] : []),
  ]
  const said = facts.length === 0 ? '' : ` · ${facts.join(' · ')}`
  return [
    '',
    '---',
    '',
    `### ${number}. ${authorWords[author]}${said}`,
    '',
    ...parts.flatMap((part) => partLines(part, author)),
  ]
}

function partLines(part: Part, author: Turn['author']): readonly string[] {
  switch (part.kind) {
    case 'prose':
      return [...proseLines(readProse(part.text), author === 'person'), '']
    case 'code':
      return [...fenced(part.language, part.text), '']
    case 'anchor':
      return []
    case 'note':
      return [`_${plainText(part.text)}_`, '']
    case 'fold':
      return [
        '<details>',
        `<summary>${summaryOf(part)}</summary>`,
        '',
        ...part.parts.flatMap((inner) => partLines(inner, author)),
        '</details>',
        '',
      ]
  }
}

/** HTML on one line. In `<code>` no page makes links or mentions. */
function summaryOf({ what, about, mark }: Extract<Part, { kind: 'fold' }>): string {
  const code = (text: string): string => `<code>${htmlText(escapeText(text))}</code>`
  return [code(what), ...(about === '' ? [] : [code(about)]), ...(mark === '' ? [] : [htmlText(mark)])].join(
    ' ',
  )
}

function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** @param breaks lines end where they ended: a person's text is shown as it was typed. */
function proseLines(blocks: readonly ProseBlock[], breaks: boolean): readonly string[] {
  return blocks.flatMap((block, at): readonly string[] => {
    const next = blocks[at + 1]
    switch (block.kind) {
      case 'blank':
        return ['']
      case 'fence':
        return ['', ...fenced(block.language, block.text), '']
      case 'heading':
        return ['', `**${block.inlines.map((inline) => inlineText(inline, true)).join('') || ' '}**`, '']
      case 'line': {
        // Deeper than a list ever needs is code, in which a backslash would show.
        const indent = block.marker === '' ? '' : ' '.repeat(Math.min(block.indent, 12))
        const quote = block.quote ? '> ' : ''
        const marker = block.marker === '' ? '' : `${block.marker} `
        const words = block.inlines.map((inline) => inlineText(inline, false)).join('')
        const broken = breaks && next?.kind === 'line' && next.marker === '' && !words.endsWith('\\')
        return [`${quote}${indent}${marker}${atLineStart(words)}${broken ? '\\' : ''}`]
      }
    }
  })
}

function inlineText(inline: Inline, inStrong: boolean): string {
  switch (inline.kind) {
    case 'code':
      return codeSpan(inline.text, 2_000)
    case 'strong':
      return inStrong ? plainText(inline.text) : `**${plainText(inline.text)}**`
    case 'plain':
      return plainText(inline.text)
  }
}

/**
 * A word that a page might link: addresses, mentions, numbers of issues, ids of commits. They are shown as code, where
 * nothing is linked.
 */
const linked = /[@#]|:\/\/|www\.|xmpp:|mailto:|GH-\d|\b[0-9a-f]{7,64}\b/i

/** One line in which nothing is obeyed. */
function plainText(text: string): string {
  return escapeText(text.replace(/\s/g, ' '))
    .split(/( +)/)
    .map((word) => (linked.test(word) ? codeSpan(word, 2_000) : word.replace(/[\\`*_{}[\]<>|~&!$]/g, '\\$&')))
    .join('')
}

/** What begins a heading, a list, a quote or an underline there, and was not meant to. */
function atLineStart(words: string): string {
  return words.replace(/^(?=[-+#=>])/, '\\').replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
}

/** A fence longer than any run of backticks within (section 4.5). */
function fenced(language: string, text: string): readonly string[] {
  const shown = escapeLines(text).replace(/\n+$/, '')
  const runs = shown.match(/`+/g) ?? []
  const fence = '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3))
  return [`${fence}${language}`, shown, fence]
}
