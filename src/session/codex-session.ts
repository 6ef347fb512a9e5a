// What a rollout says about its session (`session_meta`) in; the session that is meant, and its facts, out.
import { noDraft, type CodexDraft } from './codex-draft.ts'
import { asFields, asText, type Fields } from './fields.ts'
import type { Verdict } from './tally.ts'

/**
 * A resumed session says the same again; a forked one has the lines of the session that it was forked from copied into
 * it, which belong to the fork. Any other session in the same file is one of its own.
 */
export function sessionFor(payload: Fields, current: CodexDraft, drafts: CodexDraft[]): CodexDraft {
  const id = idOf(payload)
  if (id === null || current.facts.id === null || current.facts.id === id) return current
  const known = drafts.find(({ facts }) => facts.id === id)
  if (known) return known
  if (current.facts.ancestors.has(id)) {
    for (const older of ancestorsOf(payload)) current.facts.ancestors.add(older)
    return current
  }
  const another = noDraft()
  drafts.push(another)
  return another
}

/** Only the first says what is so: copied lines of another session follow. */
export function readMeta({ facts }: CodexDraft, payload: Fields): Verdict {
  const id = idOf(payload)
  if (id === null) return { damaged: 'a session without an id' }
  if (facts.id !== null) return null
  const git = asFields(payload.git)
  facts.id = id
  for (const older of ancestorsOf(payload)) facts.ancestors.add(older)
  facts.parent = parentOf(payload)
  facts.cwd = asText(payload.cwd) ?? facts.cwd
  facts.version = asText(payload.cli_version)
  facts.commit = asText(git?.commit_hash)
  facts.branch = asText(git?.branch)
  facts.remote = withoutLogin(asText(git?.repository_url))
  return null
}

function idOf(payload: Fields): string | null {
  return asText(payload.id) ?? asText(payload.session_id)
}

function parentOf(payload: Fields): string | null {
  const subagent = asFields(asFields(payload.source)?.subagent)
  return asText(payload.parent_thread_id) ?? asText(asFields(subagent?.thread_spawn)?.parent_thread_id)
}

function ancestorsOf(payload: Fields): string[] {
  return [asText(payload.forked_from_id), parentOf(payload)].filter((id) => id !== null)
}

/** `https://user:password@host/path` → `https://host/path`. */
function withoutLogin(address: string | null): string | null {
  return address === null ? null : address.replace(/^([a-z][a-z+.-]{0,20}:\/\/)[^/@]*@/i, '$1')
}
