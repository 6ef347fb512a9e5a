// The flags of a search in, what they limit it to out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { SearchFilter } from '../search/filter.ts'
import { readSince } from '../search/since.ts'
import { agents } from '../session/conversation.ts'
import { parseHead } from '../spec/head.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecFile } from '../spec/spec.ts'

export interface AskedFilter {
  readonly kind: SearchFilter['kind'] | undefined
  readonly agent: string | undefined
  readonly spec: string | undefined
  readonly file: string | undefined
  readonly role: SearchFilter['role'] | undefined
  readonly since: string | undefined
}

/**
 * @param recorded ids that records are of: a spec that is gone can still be asked for.
 * @param now ISO 8601.
 */
export function readFilter(
  { kind, agent, spec, file, role, since }: AskedFilter,
  files: readonly SpecFile[],
  recorded: ReadonlySet<string>,
  now: string,
): Result<SearchFilter> {
  if (agent !== undefined && !agents.some((one) => one === agent)) {
    return fail(diagnostic('usage', `there is no agent ${agent}`, { hint: `one of: ${agents.join(', ')}` }))
  }
  const moment = since === undefined ? null : readSince(since, now)
  if (since !== undefined && moment === null) {
    return fail(
      diagnostic('usage', `--since ${since} is no time`, { hint: 'for instance 2026-11-21, 36h, 7d or 2w' }),
    )
  }
  const about = spec === undefined ? ok(null) : specFilter(spec, files, recorded)
  if (!about.ok) return about
  return ok({
    kind: kind ?? null,
    agent: agent ?? null,
    spec: about.value,
    file: file ?? null,
    role: role ?? null,
    since: moment,
  })
}

function specFilter(
  typed: string,
  files: readonly SpecFile[],
  recorded: ReadonlySet<string>,
): Result<SearchFilter['spec']> {
  const ids = files.flatMap((file) => {
    const address = addressOf(file.path)
    return address === null ? [] : [{ id: String(address.id), file }]
  })
  const meant = ids.find(({ id, file }) => id === typed || file.path === typed)
  if (meant !== undefined) {
    const head = parseHead(meant.file)
    const targets = head.ok ? head.value.targets.map(({ path }) => String(path)) : []
    return ok({ id: meant.id, files: [meant.file.path, ...targets] })
  }
  if (recorded.has(typed)) return ok({ id: typed, files: [] })
  const near = nearest(typed, [...ids.map(({ id }) => id), ...recorded])
  return fail(
    diagnostic('unknown-id', `no spec is called ${typed}`, {
      hint: near === null ? 'spec list shows all' : `did you mean ${near}?`,
    }),
  )
}
