// What was taken out of the archive in; lines for people out: what, where it still is, and what to do about that.
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

export interface RedactedParts {
  readonly id: string
  readonly kind: 'session' | 'record'
  /** In words, for a question: `3 texts`, `an answer, a message`. */
  readonly shown: string
  /** Rule → how often. */
  readonly removed: Readonly<Record<string, number>>
  readonly because: string
  readonly files: readonly { readonly path: string; readonly what: string }[]
  /** Files that say something else afterwards, and files that go, as far as that is known before. */
  readonly changes: readonly string[]
  readonly goes: readonly string[]
  /** In which only what stands there afterwards is to stay in the history. */
  readonly folders: readonly string[]
}

interface History {
  readonly paths: readonly string[]
  readonly blobs: readonly string[]
  readonly commands: readonly string[]
}

export function renderRedacted(
  parts: RedactedParts,
  gone: readonly string[],
  also: readonly { readonly kind: string; readonly id: string }[],
  history: History | null,
  dryRun: boolean,
  colours: Colours,
): string {
  const counts = Object.entries(parts.removed).map(([rule, count]) => `${escapeText(rule)} ${count}`)
  const what = counts.length === 0 ? 'all of it' : counts.join(', ')
  const lines = [
    `${colours.bold(escapeText(parts.id))}  ${dryRun ? 'would be taken out' : 'taken out'}: ${what}`,
  ]
  for (const { path, what: name } of parts.files)
    lines.push(`  ${escapeText(name)}  ${colours.dim(escapeText(path))}`)
  if (gone.length > 0 && !dryRun)
    lines.push(`  ${gone.length} ${gone.length === 1 ? 'file is' : 'files are'} gone`)
  if (dryRun) lines.push('  dry run: nothing was written')
  if (also.length > 0)
    lines.push(
      `  it also stands in ${also
        .slice(0, 10)
        .map(({ kind, id }) => escapeText(`${kind} ${kind === 'session' ? id : id.slice(0, 12)}`))
        .join(', ')}${also.length > 10 ? `, and ${also.length - 10} more` : ''}`,
    )
  return [...lines, '', ...historyLines(history)].join('\n')
}

function historyLines(history: History | null): readonly string[] {
  const elsewhere = [
    'It is also in every clone and fork, in pull requests and caches of the host, in backups and where the archive was synced',
    'to. A secret that was ever pushed is to be replaced, whatever is rewritten.',
  ]
  if (history === null)
    return ['What git still holds of it cannot be told: git does not answer here.', ...elsewhere]
  if (history.commands.length === 0) return ['No commit of this clone holds it.', ...elsewhere]
  return [
    `The history of git still holds the old bytes: ${history.paths.length + history.blobs.length} files. Commit and push what is here now. Then, in a`,
    'fresh clone with all branches (git clone --mirror <address>), with git-filter-repo installed:',
    '',
    ...history.commands.map((command) => `  ${escapeText(command)}`),
    '  git push --force --mirror',
    '',
    'Everybody then clones again: a push from an old clone brings it back.',
    ...elsewhere,
  ]
}
