// A folder as it is and files that should be in it → what would be made, and making it. Nothing is ever overwritten.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'

export type ScaffoldStep =
  | { readonly path: string; readonly action: 'create'; readonly text: string }
  | {
      readonly path: string
      readonly action: 'append'
      readonly text: string
      readonly lines: readonly string[]
    }
  /** Stays as it is. */
  | { readonly path: string; readonly action: 'keep' }

interface WantedLine {
  readonly line: string
  readonly same: readonly string[]
}

/** The text of a file, or null where there is none. Throws what the system says where it cannot be read. */
export function readIfThere(root: string, path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

export function createStep(path: string, text: string, found: string | null): ScaffoldStep {
  return found === null ? { path, action: 'create', text } : { path, action: 'keep' }
}

/** Adds the lines that are not there, at the end, with the line ends that the file has. */
export function appendStep(path: string, wanted: readonly WantedLine[], found: string | null): ScaffoldStep {
  const there = new Set((found ?? '').split(/\r?\n/).map((line) => line.trim().replace(/\s+/g, ' ')))
  const lines = wanted
    .filter(({ line, same }) => ![line, ...same].some((spelled) => there.has(spelled)))
    .map(({ line }) => line)
  if (lines.length === 0) return { path, action: 'keep' }
  const eol = found?.includes('\r\n') ? '\r\n' : '\n'
  const text = lines.map((line) => line + eol).join('')
  if (found === null) return { path, action: 'create', text }
  return { path, action: 'append', text: found === '' || found.endsWith('\n') ? text : eol + text, lines }
}

/** Does the steps in order. Stops at the first that the system refuses; `done` says how far it came. */
export function applyScaffold(
  root: string,
  steps: readonly ScaffoldStep[],
): { readonly done: readonly ScaffoldStep[]; readonly diagnostics: readonly Diagnostic[] } {
  const done: ScaffoldStep[] = []
  for (const step of steps) {
    try {
      if (step.action === 'create') {
        mkdirSync(dirname(join(root, step.path)), { recursive: true })
        // Fails where a file appeared in the meantime.
        writeFileSync(join(root, step.path), step.text, { flag: 'wx' })
      } else if (step.action === 'append') appendFileSync(join(root, step.path), step.text)
    } catch (error) {
      return { done, diagnostics: [refused(step.path, error)] }
    }
    done.push(step)
  }
  return { done, diagnostics: [] }
}

export function refused(path: string, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error)
  return diagnostic('write-failed', `the system refuses: ${message}`, {
    place: { path },
    hint: 'see what stands at this path, that the disk has room and that the folder is yours; then run it again',
  })
}
