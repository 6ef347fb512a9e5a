// A call of a tool while its transcript is being read: its files and its subagent are told by later records.
import type { Block, FileUse } from './conversation.ts'

export interface OpenCall {
  readonly kind: 'tool-call'
  readonly id: string
  readonly name: string
  readonly input: unknown
  subagent: string | null
  files: readonly FileUse[]
}

export type OpenBlock = Exclude<Block, { readonly kind: 'tool-call' }> | OpenCall

/** Input that is nested deeper was made to stop those who write it as JSON again; its call is kept without it. */
const deepest = 200

export function openCall(id: string, name: string, input: unknown): OpenCall {
  const kept = isDeeper(input, deepest) ? `[nested deeper than ${deepest}]` : input
  return { kind: 'tool-call', id, name, input: kept, subagent: null, files: [] }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1))
}
