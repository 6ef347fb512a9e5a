// What is asked of `spec archive export --format agent-trace` in; Agent Trace records, one a commit, out.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { OpenedFolder } from './open.ts'
import { toolVersion } from './version.ts'

export type AgentTraceRecord = Readonly<Record<string, unknown>>

/**
 * @param id of a session; undefined: all conversations and generations. @param ref of the commit. @param root where sessions are.
 */
export async function agentTraceRecords(
  id: string | undefined,
  ref: string,
  { workspace, store }: Pick<OpenedFolder, 'workspace' | 'store'>,
  root: string,
): Promise<Result<readonly AgentTraceRecord[]>> {
  const told: Diagnostic[] = []
  const only = id === undefined ? ok(null) : await sessionNamed(root, id)
  if (!only.ok) return only
  const { linesAdded } = await import('../adapters/git-added.ts')
  const commit = await linesAdded(workspace.root, ref)
  if (!commit.ok) return commit
  const { traceCommit } = await import('../pipeline/why-agent-trace.ts')
  const { agentTraceRecord } = await import('../why/agent-trace.ts')
  const { talksIn } = await import('./wire-why.ts')
  const talks = talksIn({ root, told: (diagnostics) => diagnostics })
  const traced = await traceCommit(commit.value, only.value, { workspace, store }, talks)
  told.push(...traced.diagnostics)
  if (!traced.ok) return fail(...told)
  if (traced.value.files.length === 0) {
    const whose = only.value === null ? 'no conversation or generation' : `nothing in ${only.value}`
    told.push(
      diagnostic('session-none', `${whose} is known to have made a line of ${commit.value.id.slice(0, 12)}`, {
        hint: 'spec archive import brings in the sessions of this machine',
      }),
    )
    return ok([], told)
  }
  return ok([agentTraceRecord(traced.value, toolVersion)], told)
}

async function sessionNamed(root: string, id: string): Promise<Result<string>> {
  const { readConversation } = await import('../adapters/sessions/kept.ts')
  const found = await readConversation(root, id)
  if (!found.ok) return found
  const version = /#\d+$/.exec(id)?.[0] ?? ''
  return ok(`${found.value.agent}/${found.value.sessionId}${version}`, found.diagnostics)
}
