// Nothing in, the readers of all agents' transcripts out. They load when there is a transcript.
import type { Agent, TranscriptReader } from './conversation.ts'

const loaders: Readonly<Record<Agent, () => Promise<TranscriptReader>>> = {
  'claude-code': async () => (await import('./claude-code.ts')).claudeCode,
  codex: async () => (await import('./codex.ts')).codex,
  gemini: async () => (await import('./gemini.ts')).gemini,
  copilot: async () => (await import('./copilot.ts')).copilot,
  cursor: async () => (await import('./cursor.ts')).cursor,
  aider: async () => (await import('./aider.ts')).aider,
  specstory: async () => (await import('./specstory.ts')).specstory,
  opencode: async () => (await import('./opencode.ts')).opencode,
}

export async function loadReaders(): Promise<readonly TranscriptReader[]> {
  return Promise.all(Object.values(loaders).map((load) => load()))
}
