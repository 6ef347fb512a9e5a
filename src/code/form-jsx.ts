// The children of a JSX element in, what they say without layout out.
import type { ts } from 'ts-morph'
import type { Parser } from './parser.ts'
import { pieceKind, type Piece } from './piece.ts'

/** Stands for `{" "}`; a text cannot hold braces. */
const space = '{ }'

/** JSX trims spaces, tabs and line ends only; other white space is content. */
const layout = /[ \t\n\r]+/

/**
 * Children with text in normal form. What a formatter does with text: words are rewrapped, runs of white space become
 * one space, white space that holds a line end at the start or end of a text means nothing, and `{" "}` is a space.
 * An expression that holds only a comment says nothing.
 */
export function jsxChildren(children: readonly ts.JsxChild[], ts: Parser): (ts.Node | Piece)[] {
  const items: (ts.Node | Piece)[] = []
  let run: ts.JsxChild[] = []
  const endRun = (): void => {
    const first = run[0]
    const last = run.at(-1)
    if (first !== undefined && last !== undefined) {
      const words = textOf(run, ts)
      items.push({
        kind: pieceKind,
        piece: words === '' ? '' : ` x${JSON.stringify(words)}`,
        pos: first.pos,
        end: last.end,
      })
    }
    run = []
  }
  for (const child of children) {
    if (partOfText(child, ts) !== null) run.push(child)
    else {
      endRun()
      items.push(child)
    }
  }
  endRun()
  return items
}

/** A child as text, a space for `{" "}`; null where it is none. */
function partOfText(child: ts.JsxChild, ts: Parser): string | null {
  if (ts.isJsxText(child)) return child.text
  if (!ts.isJsxExpression(child) || child.dotDotDotToken !== undefined) return null
  if (child.expression === undefined) return ''
  return ts.isStringLiteral(child.expression) && child.expression.text === ' ' ? space : null
}

function textOf(run: readonly ts.JsxChild[], ts: Parser): string {
  let text = ''
  const add = (piece: string): void => {
    text += piece === ' ' && text.endsWith(' ') ? '' : piece
  }
  for (const child of run) {
    const part = partOfText(child, ts) ?? ''
    if (part === space) {
      add(' ')
      continue
    }
    const words = part.split(layout)
    const leading = /^[ \t\n\r]*/.exec(part)?.[0] ?? ''
    if (leading === part) {
      if (part !== '' && !part.includes('\n')) add(' ')
      continue
    }
    const trailing = /[ \t\n\r]*$/.exec(part)?.[0] ?? ''
    if (leading !== '' && !leading.includes('\n')) add(' ')
    add(words.filter((word) => word !== '').join(' '))
    if (trailing !== '' && !trailing.includes('\n')) add(' ')
  }
  return text
}
