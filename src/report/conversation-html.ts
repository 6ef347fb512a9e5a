// A conversation's view in, one HTML page out: no script, nothing loaded from anywhere, everything that was said escaped.
import { escapeLines } from './escape.ts'
import type { Part } from './conversation-parts.ts'
import { readProse, type Inline, type ProseBlock } from './conversation-prose.ts'
import { pageStyle } from './conversation-style.ts'
import type { ConversationView, Turn } from './conversation-view.ts'
import { authorWords, timeWords } from './conversation-words.ts'
import { counted } from './drift-words.ts'

/** Nothing but the page's own style is obeyed, should anything ever slip through (https://www.w3.org/TR/CSP3/). */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export function conversationHtml(view: ConversationView): string {
  const left =
    view.leftOut === 0
      ? ''
      : `<p class="note">${counted(view.leftOut, 'machine message')} left out; <code>--all</code> shows them.</p>\n`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${html(view.title)}</title>
<style>
${pageStyle}</style>
</head>
<body>
<header>
<h1>${html(view.title)}</h1>
<dl>
${view.facts.map(([name, value]) => `<dt>${name}</dt><dd>${html(value)}</dd>\n`).join('')}</dl>
${filesOf(view)}${left}</header>
<main>
${view.turns.map(turnOf).join('')}</main>
</body>
</html>
`
}

function filesOf({ files }: ConversationView): string {
  if (files.length === 0) return ''
  const rows = files.map(
    ({ path, change, added, removed }) =>
      `<li><code>${html(path)}</code> ${change} <ins>+${added}</ins> <del>−${removed}</del></li>\n`,
  )
  return `<details${files.length > 10 ? '' : ' open'}>\n<summary>${counted(files.length, 'file')} edited</summary>\n<ul>\n${rows.join('')}</ul>\n</details>\n`
}

function turnOf({ number, author, at, model, abandoned, parts }: Turn): string {
  const facts = [
    ...(at === null ? [] : [`<time>${html(timeWords(at))}</time>`]),
    ...(model === null ? [] : [`<span>${html(model)}</span>`]),
    ...(abandoned ? ['<span>taken back later</span>'] : []),
  ]
  const name = `<a href="#turn-${number}">${number}. ${authorWords[author]}</a>`
  return `<article id="turn-${number}" class="${author}${abandoned ? ' abandoned' : ''}">
<h2>${[name, ...facts].join(' ')}</h2>
${parts.map(partOf).join('')}</article>
`
}

function partOf(part: Part): string {
  switch (part.kind) {
    case 'prose':
      return proseOf(readProse(part.text))
    case 'code':
      return codeOf(part.language, part.text)
    case 'anchor':
      return `<span id="turn-${part.number}"></span>\n`
    case 'note':
      return `<p class="note">${html(part.text)}</p>\n`
    case 'fold': {
      const about = part.about === '' ? '' : ` <code>${html(part.about)}</code>`
      const mark = part.mark === '' ? '' : ` <span class="mark">${html(part.mark)}</span>`
      return `<details>\n<summary><b>${html(part.what)}</b>${about}${mark}</summary>\n${part.parts.map(partOf).join('')}</details>\n`
    }
  }
}

/** Lines stand as they were written; the style keeps their ends. */
function proseOf(blocks: readonly ProseBlock[]): string {
  let shown = ''
  let lines: string[] = []
  const flush = (): void => {
    if (lines.length > 0) shown += `<p>${lines.join('\n')}</p>\n`
    lines = []
  }
  for (const block of blocks) {
    if (block.kind === 'line') {
      const marker = block.marker === '' ? '' : `${block.marker === '-' ? '•' : html(block.marker)} `
      const indent = ' '.repeat(Math.min(block.indent, 24))
      lines.push(`${indent}${block.quote ? '&gt; ' : ''}${marker}${block.inlines.map(inlineOf).join('')}`)
      continue
    }
    flush()
    if (block.kind === 'fence') shown += codeOf(block.language, block.text)
    if (block.kind === 'heading') shown += `<h3>${block.inlines.map(inlineOf).join('')}</h3>\n`
  }
  flush()
  return shown
}

function inlineOf({ kind, text }: Inline): string {
  if (kind === 'plain') return html(text)
  return kind === 'code' ? `<code>${html(text)}</code>` : `<strong>${html(text)}</strong>`
}

function codeOf(language: string, text: string): string {
  const shown = text.replace(/\s+$/, '')
  if (language !== 'diff') return `<pre><code>${html(shown)}</code></pre>\n`
  const lines = shown.split('\n').map((line) => {
    const escaped = html(line)
    if (/^(?:---|\+\+\+|@@)/.test(line)) return `<span class="place">${escaped}</span>`
    if (line.startsWith('+')) return `<ins>${escaped}</ins>`
    return line.startsWith('-') ? `<del>${escaped}</del>` : escaped
  })
  return `<pre class="diff"><code>${lines.join('\n')}</code></pre>\n`
}

/** For text and for values in double quotes. What a reader cannot see is spelled out. */
function html(text: string): string {
  return escapeLines(text).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)
}
