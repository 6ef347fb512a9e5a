// Files, decisions and trace in, an answer in the format out: what a model that does exactly as told would write.
import type { Decision } from '../../src/answer/answer.ts'
import { markers } from '../../src/answer/format.ts'

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
  const runs = [...text.matchAll(/`+/g)].map((run) => run[0].length)
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
  return `${markers.file(tag, path)}\n${fence}\n${text}${fence}\n${markers.endFile(tag)}\n`
}

function renderDecision(decision: Decision): string {
  const id = decision.requirement === null ? '' : `${decision.requirement}: `
  return decision.noChange
    ? `- ${id}no change needed, because ${decision.because}`
    : `- ${id}open: ${decision.open}; chosen: ${decision.chosen}; because: ${decision.because}`
}
