// A call of Claude Code's tools, and what it gave, in; files that were read or changed out.
import type { FileUse, Hunk } from './conversation.ts'
import { asCount, asFields, asList, asText, type Fields } from './fields.ts'
import { replacement, wholeFile } from './patch-text.ts'

/** Told by the structured result alone (`toolUseResult`); null where it does not tell. */
export function filesOfResult(result: unknown): FileUse[] | null {
  const fields = asFields(result)
  if (!fields) return null
  const path = asText(fields.filePath)
  if (path !== null && Array.isArray(fields.structuredPatch)) return [edited(path, fields)]
  const read = asText(asFields(fields.file)?.filePath)
  return read === null ? null : [{ kind: 'read', path: read }]
}

/** Told by what was asked: for transcripts without structured results. */
export function filesOfCall(name: string, given: unknown): FileUse[] {
  const input = asFields(given) ?? {}
  const path = asText(input.file_path) ?? asText(input.notebook_path)
  if (path === null) return []
  switch (name) {
    case 'Read':
    case 'NotebookRead':
      return [{ kind: 'read', path }]
    case 'Edit':
      return [update(path, replaced(input))]
    case 'MultiEdit':
      return [
        update(
          path,
          asList(input.edits).flatMap((edit) => replaced(asFields(edit) ?? {})),
        ),
      ]
    case 'NotebookEdit':
      return [update(path, [])]
    case 'Write':
      return [created(path, asText(input.content) ?? '')]
    default:
      return []
  }
}

function edited(path: string, fields: Fields): FileUse {
  const hunks = asList(fields.structuredPatch).flatMap((part) => hunkOf(asFields(part)))
  const isNew = fields.type === 'create' || (fields.oldString === '' && !asText(fields.originalFile))
  if (!isNew) return update(path, hunks)
  return created(path, asText(fields.content) ?? asText(fields.newString) ?? '')
}

function hunkOf(part: Fields | null): Hunk[] {
  if (!part) return []
  const lines = asList(part.lines).filter((line): line is string => typeof line === 'string')
  // A line that begins with a backslash says that the file has no line end at its end.
  const patched = lines.filter((line) => /^[ +-]/.test(line))
  return [{ oldStart: asCount(part.oldStart), newStart: asCount(part.newStart), lines: patched }]
}

function replaced(edit: Fields): Hunk[] {
  return replacement(asText(edit.old_string) ?? '', asText(edit.new_string) ?? '')
}

function update(path: string, hunks: readonly Hunk[]): FileUse {
  return { kind: 'edit', path, change: 'update', from: null, hunks }
}

function created(path: string, content: string): FileUse {
  return { kind: 'edit', path, change: 'create', from: null, hunks: wholeFile(content, '+') }
}
