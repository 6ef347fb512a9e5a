// The beginning of a transcript in; where it says it ran out: folders, addresses of remotes, Gemini's digest of a folder.
import { asFields, asList, asText, type Fields } from '../../session/fields.ts'

export interface Whereabouts {
  /** Folders, absolute paths as the transcript has them. */
  readonly folders: readonly string[]
  readonly remotes: readonly string[]
  /** SHA-256 of a folder's path, in hex. */
  readonly folderDigests: readonly string[]
}

/** @param text the first bytes of a file; its last line may be cut. */
export function whereabouts(text: string): Whereabouts {
  const folders = new Set<string>()
  const remotes = new Set<string>()
  const folderDigests = new Set<string>()
  const add = (set: Set<string>, value: unknown): void => {
    const found = asText(value)
    if (found !== null) set.add(found)
  }
  for (const record of recordsIn(text)) {
    const payload = asFields(record.payload)
    const context = asFields(asFields(record.data)?.context)
    for (const fields of [record, payload, context, asFields(record.info)]) add(folders, fields?.cwd)
    add(folders, context?.gitRoot)
    add(folders, asFields(record.info)?.directory)
    for (const fields of [record, payload]) add(remotes, asFields(fields?.git)?.repository_url)
    add(folderDigests, record.projectHash)
    // Older versions of Codex say it in words alone.
    for (const part of asList(record.content)) {
      const said = asText(asFields(part)?.text)
      const cwd = said === null ? null : /^<environment_context>[^]{0,2000}?<cwd>([^<\n]+)<\/cwd>/.exec(said)
      if (cwd !== null) add(folders, cwd[1])
    }
  }
  // One value in the whole file, which is cut here.
  const digest = /^\s*\{[^]{0,2000}?"projectHash"\s*:\s*"([0-9a-f]{64})"/.exec(text)
  if (digest !== null) add(folderDigests, digest[1])
  return { folders: [...folders], remotes: [...remotes], folderDigests: [...folderDigests] }
}

function* recordsIn(text: string): Generator<Fields> {
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue
    try {
      const fields = asFields(JSON.parse(line))
      if (fields) yield fields
    } catch {
      // Cut off, or damaged: what is said elsewhere counts.
    }
  }
}
