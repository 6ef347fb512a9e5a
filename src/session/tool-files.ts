// The name of a tool and what it was asked in, files that it reads or changes out: for agents whose transcripts hold no patches.
import type { FileUse, Hunk } from './conversation.ts'
import { asCount, asFields, asList, asText, type Fields } from './fields.ts'
import { editsOfPatch, replacement, wholeFile } from './patch-text.ts'

type Use = 'read' | 'write' | 'edit' | 'delete' | 'patch'

/** Names without case and signs, of the tools of Gemini CLI, Copilot (CLI and editor), Cursor, OpenCode and Antigravity. */
const uses: Readonly<Record<string, Use>> = {
  read: 'read',
  readfile: 'read',
  readmanyfiles: 'read',
  notebookread: 'read',
  view: 'read',
  viewfile: 'read',
  create: 'write',
  createfile: 'write',
  write: 'write',
  writefile: 'write',
  writetofile: 'write',
  edit: 'edit',
  editfile: 'edit',
  editnotebook: 'edit',
  inserteditintofile: 'edit',
  multiedit: 'edit',
  multireplacestringinfile: 'edit',
  multistrreplace: 'edit',
  notebookedit: 'edit',
  replace: 'edit',
  replacefilecontent: 'edit',
  replacestringinfile: 'edit',
  searchreplace: 'edit',
  strreplace: 'edit',
  delete: 'delete',
  deletefile: 'delete',
  applypatch: 'patch',
  patch: 'patch',
}

/** Commands of `str_replace_editor`. */
const commands: Readonly<Record<string, Use>> = {
  view: 'read',
  create: 'write',
  str_replace: 'edit',
  insert: 'edit',
}

export function useOf(tool: string): Use | null {
  const name = tool.toLowerCase().replace(/[^a-z]/g, '')
  return Object.hasOwn(uses, name) ? (uses[name] ?? null) : null
}

export function filesOfTool(tool: string, given: unknown): FileUse[] {
  const input = asFields(given) ?? {}
  const command = asText(input.command) ?? ''
  const use = tool === 'str_replace_editor' ? (commands[command] ?? null) : useOf(tool)
  if (use === null) return []
  if (use === 'patch') return editsOfPatch(patchText(given))
  const paths = pathsOf(input)
  switch (use) {
    case 'read':
      return paths.map((path) => ({ kind: 'read', path }))
    case 'write':
      return paths.slice(0, 1).map((path) => createdFile(path, contentOf(input) ?? ''))
    case 'edit':
      return paths.length > 0 ? [updatedFile(paths[0] ?? '', hunksOf(input))] : eachWithPath(input)
    case 'delete':
      return paths.map((path) => ({ kind: 'edit', path, change: 'delete', from: null, hunks: [] }))
  }
}

export function updatedFile(path: string, hunks: readonly Hunk[]): FileUse {
  return { kind: 'edit', path, change: 'update', from: null, hunks }
}

export function createdFile(path: string, content: string): FileUse {
  return { kind: 'edit', path, change: 'create', from: null, hunks: wholeFile(content, '+') }
}

function patchText(given: unknown): string {
  const input = asFields(given) ?? {}
  const texts = [given, input.input, input.patchText, input.patch, input.diff]
  return texts.find((text) => typeof text === 'string') ?? ''
}

function pathsOf(input: Fields): string[] {
  const named = [input.file_path, input.filePath, input.absolute_path, input.path, input.target_file]
  const path = [...named, input.notebook_path, input.TargetFile, input.AbsolutePath].find(
    (value) => asText(value) !== null,
  )
  if (typeof path === 'string') return [path]
  return [...asList(input.paths), ...asList(input.include)].filter((value) => typeof value === 'string')
}

function contentOf(input: Fields): string | null {
  return (
    asText(input.content) ?? asText(input.contents) ?? asText(input.file_text) ?? asText(input.CodeContent)
  )
}

function hunksOf(input: Fields): Hunk[] {
  const parts = [...asList(input.edits), ...asList(input.replacements)]
  if (parts.length > 0) return parts.flatMap((part) => replacedIn(asFields(part) ?? {}))
  const line = asCount(input.insert_line)
  const inserted = asText(input.new_str) ?? asText(input.insert_text)
  if (line === null || inserted === null || input.old_str !== undefined) return replacedIn(input)
  return wholeFile(inserted, '+').map(({ lines }) => ({ oldStart: line, newStart: line + 1, lines }))
}

function replacedIn(edit: Fields): Hunk[] {
  const before = [edit.old_string, edit.oldString, edit.old_str, edit.oldText].find(
    (text) => typeof text === 'string',
  )
  const after = [edit.new_string, edit.newString, edit.new_str, edit.newText].find(
    (text) => typeof text === 'string',
  )
  return replacement(asText(before) ?? '', asText(after) ?? '')
}

/** One call may change several files. */
function eachWithPath(input: Fields): FileUse[] {
  return [...asList(input.replacements), ...asList(input.edits)].flatMap((part) => {
    const edit = asFields(part) ?? {}
    const path = pathsOf(edit)[0]
    return path === undefined ? [] : [updatedFile(path, replacedIn(edit))]
  })
}
