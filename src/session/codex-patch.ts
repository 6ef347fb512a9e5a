// Calls and events of Codex in, the files that they read or changed out.
import type { FileUse } from './conversation.ts'
import { asFields, asList, asText, type Fields } from './fields.ts'
import { editsOfPatch, hunksOfDiff, wholeFile } from './patch-text.ts'

/** Of a call of `apply_patch`, or of a shell that runs it. Changes by other commands cannot be seen. */
export function editsOfCall(name: string, input: unknown): FileUse[] {
  const texts = stringsOf(input)
  if (name !== 'apply_patch' && !texts.some((text) => text.includes('apply_patch'))) return []
  return texts.flatMap(editsOfPatch)
}

function stringsOf(input: unknown): string[] {
  const values = typeof input === 'string' ? [input] : Object.values(asFields(input) ?? {}).flat()
  return values.filter((value): value is string => typeof value === 'string')
}

/** `changes` of `patch_apply_end`: by path, what was done to it; hunks have their lines. */
export function editsOfChanges(changes: unknown): FileUse[] {
  return Object.entries(asFields(changes) ?? {}).flatMap(([path, given]): FileUse[] => {
    const change = asFields(given)
    const type = asText(change?.type) ?? Object.keys(change ?? {})[0] ?? ''
    // Older versions: `{"update": {"unified_diff": …}}`.
    const told = asFields(change?.[type]) ?? change ?? {}
    return editOf(path, type, told)
  })
}

function editOf(path: string, type: string, told: Fields): FileUse[] {
  const content = asText(told.content) ?? ''
  if (type === 'add') return [edit(path, 'create', null, wholeFile(content, '+'))]
  if (type === 'delete') return [edit(path, 'delete', null, wholeFile(content, '-'))]
  if (type !== 'update') return []
  const hunks = hunksOfDiff(asText(told.unified_diff) ?? '')
  const target = asText(told.move_path)
  return [target === null ? edit(path, 'update', null, hunks) : edit(target, 'move', path, hunks)]
}

type Edit = Extract<FileUse, { readonly kind: 'edit' }>

function edit(path: string, change: Edit['change'], from: string | null, hunks: Edit['hunks']): Edit {
  return { kind: 'edit', path, change, from, hunks }
}

/** `parsed_cmd` of `exec_command_end`: what Codex itself understood a command to read. */
export function readsOfCommand(parsed: unknown): FileUse[] {
  return asList(parsed).flatMap((part): FileUse[] => {
    const command = asFields(part)
    const path = command?.type === 'read' ? (asText(command.path) ?? asText(command.name)) : null
    return path === null ? [] : [{ kind: 'read', path }]
  })
}
