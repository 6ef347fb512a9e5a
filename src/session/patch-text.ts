// Patches as agents write them in, changes of files out: `*** Begin Patch` of Codex, and unified diffs.
import type { FileUse, Hunk } from './conversation.ts'

type Edit = Extract<FileUse, { readonly kind: 'edit' }>

const header = /^\*\*\* (Add|Update|Delete) File: (.+)$/
const moved = /^\*\*\* Move to: (.+)$/

/**
 * Changes of the texts between `*** Begin Patch` and `*** End Patch` (codex-rs/apply-patch), of which a command may hold
 * several. Their hunks have no line numbers. A patch that was cut gives the changes up to there.
 */
export function editsOfPatch(text: string): Edit[] {
  const edits: Edit[] = []
  let path = ''
  let change: Edit['change'] | null = null
  let target: string | null = null
  let hunks: string[][] = []
  const finish = (): void => {
    if (change === null) return
    const patched = hunks.filter((lines) => lines.length > 0).map((lines) => hunk(null, null, lines))
    if (target === null) edits.push({ kind: 'edit', path, change, from: null, hunks: patched })
    else edits.push({ kind: 'edit', path: target, change: 'move', from: path, hunks: patched })
    change = null
  }
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    if (!inside || line.startsWith('*** End Patch')) {
      finish()
      inside = !inside && line.includes('*** Begin Patch')
      continue
    }
    const file = header.exec(line)
    const to = moved.exec(line)?.[1]
    if (file?.[1] !== undefined && file[2] !== undefined) {
      finish()
      path = file[2].trim()
      change = changes[file[1]] ?? 'update'
      target = null
      hunks = [[]]
    } else if (to !== undefined) target = to.trim()
    else if (line.startsWith('@@')) hunks.push([])
    else if (/^[ +-]/.test(line)) hunks.at(-1)?.push(line)
    else if (line === '') hunks.at(-1)?.push(' ')
  }
  finish()
  return edits.map((edit) =>
    edit.change === 'create'
      ? { ...edit, hunks: edit.hunks.map((one) => ({ ...one, oldStart: 0, newStart: 1 })) }
      : edit,
  )
}

const changes: Readonly<Record<string, Edit['change']>> = {
  Add: 'create',
  Update: 'update',
  Delete: 'delete',
}

/** Hunks of a unified diff of one file; lines before the first `@@` are left out. */
export function hunksOfDiff(diff: string): Hunk[] {
  const hunks: { oldStart: number; newStart: number; lines: string[] }[] = []
  const lines = diff.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    const head = /^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@/.exec(line)
    if (head) hunks.push({ oldStart: Number(head[1]), newStart: Number(head[2]), lines: [] })
    else if (/^[ +-]/.test(line)) hunks.at(-1)?.lines.push(line.endsWith('\r') ? line.slice(0, -1) : line)
    else if (line === '') hunks.at(-1)?.lines.push(' ')
  }
  return hunks
}

/** A file as one hunk of added (`+`) or removed (`-`) lines; none for an empty file. */
export function wholeFile(content: string, sign: '+' | '-'): Hunk[] {
  const lines = linesOf(content).map((line) => sign + line)
  if (lines.length === 0) return []
  return [hunk(sign === '+' ? 0 : 1, sign === '+' ? 1 : 0, lines)]
}

/** A replaced text whose place is not known. */
export function replacement(before: string, after: string): Hunk[] {
  const lines = [...linesOf(before).map((line) => `-${line}`), ...linesOf(after).map((line) => `+${line}`)]
  return lines.length === 0 ? [] : [hunk(null, null, lines)]
}

function hunk(oldStart: number | null, newStart: number | null, lines: readonly string[]): Hunk {
  return { oldStart, newStart, lines }
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
