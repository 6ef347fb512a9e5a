// A project and its machine in; a look that gives the transcripts of the project that changed since the look before out.
import fs from 'node:fs'
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { SeenSource } from '../../session/due-sources.ts'
import type { SessionSource } from '../../ports.ts'
import type { Agent } from '../../session/conversation.ts'
import { findSources } from './find.ts'
import type { Machine } from './places.ts'
import type { RepositoryName } from './repository.ts'

/** Clocks of disks and machines differ, and times of change are coarse on some. Milliseconds. */
const slack = 10_000

export interface Look {
  readonly seen: readonly SeenSource<SessionSource>[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Polling, not events of the system: those are lost on shared disks and in containers, and a look costs a stat for each file. */
export function watchSources(
  root: string,
  machine: Machine,
  own: RepositoryName,
  agents: ReadonlySet<Agent> | null,
): () => Promise<Look> {
  let since: number | null = null
  return async () => {
    const begun = Date.now()
    const found = await findSources(root, machine, own, { paths: [], agents, since, session: null })
    since = begun - slack
    const seen = found.sources.flatMap((source) => {
      const changed = changedAt(source.file)
      return changed === null ? [] : [{ path: source.path, mark: `${source.size}:${changed}`, source }]
    })
    // What agents tidied away while it was looked for is no news.
    return { seen, diagnostics: found.diagnostics.filter(({ code }) => code !== 'session-none') }
  }
}

/** Null where it went away, or nothing may be known of it: then it is not read either. */
function changedAt(file: string | undefined): number | null {
  try {
    return file === undefined ? null : fs.statSync(file).mtimeMs
  } catch {
    return null
  }
}
