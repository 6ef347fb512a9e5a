// Two units in, whether they say the same out: form left out, comments not.
import type { ts } from 'ts-morph'
import { writeForm } from '../code/form-walk.ts'
import { typescript } from '../code/typescript.ts'
import { textOf, type Unit } from './unit.ts'

const forms = new WeakMap<Unit, string>()
const remarks = new WeakMap<Unit, string>()

/** What a unit's code says, form and comments left out; of a comment, its words. */
export function formOf(unit: Unit): string {
  let form = forms.get(unit)
  if (form === undefined) {
    form = unit.node === null ? `comment ${words(unit.body)}` : codeForm(unit, unit.node)
    forms.set(unit, form)
  }
  return form
}

function codeForm(unit: Unit, node: ts.Node): string {
  const pieces: string[] = []
  const isWhole = writeForm(unit.version.source, [node], (piece) => pieces.push(piece))
  return isWhole ? pieces.join('') : `text ${unit.body}`
}

/** The same code with the same comments, however both are laid out. */
export function sameUnit(a: Unit, b: Unit): boolean {
  if (textOf(a) === textOf(b)) return true
  return formOf(a) === formOf(b) && remarksOf(a) === remarksOf(b)
}

/** The same without what stands before and behind. */
export function sameBody(a: Unit, b: Unit): boolean {
  if (a.body === b.body) return true
  if (a.node === null || b.node === null || formOf(a) !== formOf(b)) return false
  return commentsIn(a.node, a) === commentsIn(b.node, b)
}

/** The words of all comments on and in a unit, in order. */
function remarksOf(unit: Unit): string {
  let found = remarks.get(unit)
  if (found === undefined) {
    found = `${words(unit.lead)}\n${unit.node === null ? '' : commentsIn(unit.node, unit)}\n${words(unit.trail)}`
    remarks.set(unit, found)
  }
  return found
}

/** Comments inside a node: before and behind each node and list in it. */
function commentsIn(node: ts.Node, { version: { source, text } }: Unit): string {
  const ts = typescript()
  const found = new Map<number, string>()
  const start = node.getStart(source)
  const look = (pos: number): void => {
    for (const range of [
      ...(ts.getLeadingCommentRanges(text, pos) ?? []),
      ...(ts.getTrailingCommentRanges(text, pos) ?? []),
    ])
      if (range.pos >= start && range.end <= node.end) found.set(range.pos, text.slice(range.pos, range.end))
  }
  const visit = (child: ts.Node): void => {
    if (child.kind === ts.SyntaxKind.JsxText) return
    look(child.pos)
    look(child.end)
    child.forEachChild(visit, (children) => {
      look(children.pos)
      look(children.end)
      for (const one of children) visit(one)
    })
  }
  visit(node)
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([, comment]) => words(comment))
    .join('\n')
}

/** A comment without its layout. */
export const words = (comment: string): string =>
  comment
    .replace(/^[ \t]*\*(?!\/)/gm, '')
    .replace(/\s+/g, ' ')
    .trim()

/** Text between lists, without what a formatter may change in it. */
export const bareSegment = (segment: string): string =>
  segment
    .replace(/"((?:[^"'\\\n])*)"/g, "'$1'")
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w$ ]) ?/g, '$1')
    .replace(/,(?=[)\]}>])/g, '')
    .replace(/;$/, '')
