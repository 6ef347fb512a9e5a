// Home folder and environment in; files in which agents of this machine keep sessions out, whatever project they are of.
import fs from 'node:fs'
import path from 'node:path'
import type { Agent } from '../../session/conversation.ts'

/** A file that may be a transcript. */
export interface Candidate {
  /** Absolute. */
  readonly path: string
  /** Where it was looked for; null for one that a person named. What it is, its content tells. */
  readonly agent: Agent | null
  /** `mine`: it lies in the project, or a person named it; `ask`: its first records tell of which project it is. */
  readonly belongs: 'mine' | 'ask'
  /** The files that it is made of, absolute, where it is not one. */
  readonly files?: () => readonly string[]
}

export interface Machine {
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Place {
  readonly agent: Agent
  readonly folder: string
  /** Of a path below the folder, with `/`. */
  readonly holds: RegExp
  /** Folders below it are looked into. */
  readonly depth: number
}

/** @param root absolute; for what agents keep in the project itself. */
export function candidates(root: string, machine: Machine, wanted: ReadonlySet<Agent> | null): Candidate[] {
  const found: Candidate[] = []
  for (const { agent, folder, holds, depth } of places(machine)) {
    if (wanted !== null && !wanted.has(agent)) continue
    for (const file of filesBelow(folder, depth)) {
      if (holds.test(file)) found.push({ path: path.join(folder, file), agent, belongs: 'ask' })
    }
  }
  for (const { agent, folder, holds, depth } of placesOfProject) {
    if (wanted !== null && agent !== null && !wanted.has(agent)) continue
    const inside = path.join(root, folder)
    // A link may lead to sessions of others.
    if (isLinked(root, folder)) continue
    for (const file of filesBelow(inside, depth))
      if (holds.test(file)) found.push({ path: path.join(inside, file), agent, belongs: 'mine' })
  }
  return found
}

/** Files that a person named, and those below folders that a person named: by their content, so every file counts. */
export function given(paths: readonly string[]): { readonly found: Candidate[]; readonly missing: string[] } {
  const found: Candidate[] = []
  const missing: string[] = []
  for (const one of paths) {
    const stats = fs.statSync(one, { throwIfNoEntry: false })
    if (stats === undefined) missing.push(one)
    else if (!stats.isDirectory()) found.push({ path: one, agent: null, belongs: 'mine' })
    else
      for (const file of filesBelow(one, 12))
        if (/\.(jsonl?|md|zst)$/i.test(file))
          found.push({ path: path.join(one, file), agent: null, belongs: 'mine' })
  }
  return { found, missing }
}

function places({ home, env }: Machine): readonly Place[] {
  const claude = env.CLAUDE_CONFIG_DIR
    ? [env.CLAUDE_CONFIG_DIR]
    : ['.claude', '.config/claude'].map(below(home))
  const codex = env.CODEX_HOME ?? below(home)('.codex')
  return [
    ...claude.map((folder): Place => ({
      agent: 'claude-code',
      folder: path.join(folder, 'projects'),
      holds: /^[^/]+\/([^/]+|[^/]+\/subagents\/[^/]+)\.jsonl$/,
      depth: 3,
    })),
    ...['sessions', 'archived_sessions'].map((folder): Place => ({
      agent: 'codex',
      folder: path.join(codex, folder),
      holds: /(^|\/)rollout-[^/]*\.jsonl(\.zst)?$/,
      depth: 4,
    })),
    { agent: 'gemini', folder: below(home)('.gemini/tmp'), holds: /^[^/]+\/chats\/.*\.jsonl?$/, depth: 4 },
    {
      agent: 'copilot',
      folder: below(home)('.copilot/session-state'),
      holds: /^[^/]+\/events\.jsonl$/,
      depth: 2,
    },
    {
      agent: 'cursor',
      folder: below(home)('.cursor/projects'),
      holds: /^[^/]+\/agent-transcripts\/.*\.jsonl$/,
      depth: 5,
    },
  ]
}

const placesOfProject: readonly (Omit<Place, 'agent'> & { readonly agent: Agent | null })[] = [
  { agent: 'aider', folder: '.', holds: /^\.aider\.chat\.history\.md$/, depth: 0 },
  { agent: 'specstory', folder: '.specstory/history', holds: /^[^/]+\.md$/, depth: 0 },
  { agent: null, folder: '.claude/conversation-archive', holds: /\.jsonl?$/, depth: 2 },
]

const below =
  (home: string) =>
  (folder: string): string =>
    path.join(home, ...folder.split('/'))

function isLinked(root: string, folder: string): boolean {
  let at = root
  for (const part of folder === '.' ? [] : folder.split('/')) {
    at = path.join(at, part)
    if (fs.lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true) return true
  }
  return false
}

/** Relative paths with `/`, in order; links are not followed, what cannot be read is passed over. */
function filesBelow(folder: string, depth: number): string[] {
  const found: string[] = []
  const visit = (relative: string, left: number): void => {
    let entries: fs.Dirent[]
    try {
      entries = fs.readdirSync(path.join(folder, relative), { withFileTypes: true })
    } catch {
      return
    }
    for (const entry of entries) {
      const file = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (entry.isDirectory() && left > 0 && entry.name !== 'node_modules' && entry.name !== '.git')
        visit(file, left - 1)
      else if (entry.isFile()) found.push(file)
    }
  }
  visit('', depth)
  return found.sort()
}
