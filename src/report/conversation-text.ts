// A conversation's view in, lines for a terminal out: what was said in full, what tools did a line each. Everything is escaped.
import type { Colours } from './colours.ts'
import type { Part } from './conversation-parts.ts'
import type { ConversationView, Turn } from './conversation-view.ts'
import { authorWords, timeWords } from './conversation-words.ts'
import { counted } from './drift-words.ts'
import { escapeLines, escapeText } from './escape.ts'

export function conversationText(view: ConversationView, colours: Colours): string {
  const width = Math.max(0, ...view.facts.map(([name]) => name.length))
  const files = view.files.map(
    ({ path, change, added, removed }) => `${escapeText(path)} ${change}, +${added} -${removed}`,
  )
  return [
    colours.bold(escapeText(view.title)),
    ...view.facts.map(([name, value]) => `${colours.dim(name.padEnd(width))}  ${escapeText(value)}`),
    ...files.map((file, at) => `${colours.dim((at === 0 ? 'Edited' : '').padEnd(width))}  ${file}`),
    ...view.turns.flatMap((turn) => turnLines(turn, colours)),
    ...(view.leftOut === 0 ? [] : ['', colours.dim(`${counted(view.leftOut, 'machine message')} left out`)]),
  ].join('\n')
}

function turnLines({ number, author, at, abandoned, parts }: Turn, colours: Colours): readonly string[] {
  const facts = [
    ...(at === null ? [] : [escapeText(timeWords(at))]),
    ...(abandoned ? ['taken back later'] : []),
  ]
  const name = colours.bold(`${number}. ${authorWords[author]}`)
  const head = facts.length === 0 ? name : `${name}  ${colours.dim(facts.join(', '))}`
  return ['', head, ...parts.flatMap((part) => partLines(part, colours))]
}

function partLines(part: Part, colours: Colours): readonly string[] {
  switch (part.kind) {
    case 'prose':
    case 'code':
      return escapeLines(part.text.trim()).split('\n')
    case 'anchor':
      return []
    case 'note':
      return [colours.dim(escapeText(part.text))]
    case 'fold': {
      const said = [part.what, part.about].filter((word) => word !== '').map(escapeText)
      return [colours.cyan(`> ${[...said, escapeText(part.mark)].join(' ').trimEnd()}`)]
    }
  }
}
