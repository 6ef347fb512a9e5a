// Files, decisions and trace in, an answer in the format out: what a model that does exactly as told would write.
import type { Decision } from '../../src/answer/answer.ts'
import { markers } from '../../src/answer/format.ts'
import { languageOf } from '../../src/answer/instructions.ts'

export interface RenderedAnswer {
  readonly tag: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly decisions?: readonly Decision[]
  /** Requirement id → `path#symbol`. */
  readonly trace?: Readonly<Record<string, readonly string[]>>
}

export function renderAnswer({ tag, files, decisions = [], trace = {} }: RenderedAnswer): string {
  return [
    ...files.map(({ path, text }) => renderFile(tag, path, text)),
    markers.decisions(tag),
    ...(decisions.length === 0 ? ['- none'] : decisions.map(renderDecision)),
    '',
    markers.trace(tag),
    ...Object.entries(trace).map(([id, symbols]) => `${id}: ${symbols.join(', ')}`),
    '',
    markers.done(tag),
    '',
  ].join('\n')
}

function renderFile(tag: string, path: string, text: string): string {
  return `${markers.file(tag, path)}\n${fenced(text, '')}${markers.endFile(tag)}\n`
}

function fenced(text: string, label: string): string {
  const runs = [...text.matchAll(/`+/g)].map((run) => run[0].length)
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
  return `${fence}${label}\n${text}${fence}\n`
}

/** Lines `from` up to `to` of a text, from 0, and what takes their place. */
export interface LineChange {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/** The EDIT of a file that makes these changes, each with as few lines around it as name its place. */
export function renderEdit(
  tag: string,
  path: string,
  base: readonly string[],
  changes: readonly LineChange[],
): string {
  const pairs = withContext(base, changes).map(({ from, to, lines }) =>
    [
      markers.search(tag),
      '\n',
      fenced(textOf(base.slice(from, to)), languageOf(path)),
      markers.replace(tag),
      '\n',
      fenced(textOf(lines), languageOf(path)),
    ].join(''),
  )
  return `${markers.edit(tag, path)}\n${pairs.join('')}${markers.endFile(tag)}\n`
}

export const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** How often lines stand in a text, one after the other. */
export function occurrences(base: readonly string[], lines: readonly string[]): number {
  return base.filter((_, at) => lines.every((line, index) => base[at + index] === line)).length
}

/** Widens each change until its lines stand at one place, and joins those that meet on the way. */
function withContext(base: readonly string[], changes: readonly LineChange[]): readonly LineChange[] {
  const sorted = [...changes].sort((a, b) => a.from - b.from)
  for (let index = 0; index < sorted.length; index++) {
    const [one, next] = [sorted[index], sorted[index + 1]]
    if (one === undefined) continue
    const { from, to, lines } = one
    const said = base.slice(from, to)
    if (next !== undefined && next.from < to) {
      const between = [...lines.slice(0, lines.length - (to - next.from)), ...next.lines]
      sorted.splice(index, 2, { from, to: next.to, lines: between })
      return withContext(base, sorted)
    }
    const before = sorted[index - 1]
    const isUnique = said.some((line) => line.trim() !== '') && occurrences(base, said) === 1
    if (isUnique || (from === 0 && to === base.length)) continue
    if (to < base.length) {
      const line = base[to] ?? ''
      if (next !== undefined && next.from === to) {
        sorted.splice(index, 2, { from, to: next.to, lines: [...lines, ...next.lines] })
      } else sorted[index] = { from, to: to + 1, lines: [...lines, line] }
    } else if (before !== undefined && before.to === from) {
      sorted.splice(index - 1, 2, { from: before.from, to, lines: [...before.lines, ...lines] })
    } else sorted[index] = { from: from - 1, to, lines: [base[from - 1] ?? '', ...lines] }
    return withContext(base, sorted)
  }
  return sorted
}

function renderDecision(decision: Decision): string {
  const id = decision.requirement === null ? '' : `${decision.requirement}: `
  return decision.noChange
    ? `- ${id}no change needed, because ${decision.because}`
    : `- ${id}open: ${decision.open}; chosen: ${decision.chosen}; because: ${decision.because}`
}
