// A folder as it is and files that should be in it → what would be made, and making it. What a person wrote is never
// overwritten.
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'

export type ScaffoldStep =
  | { readonly path: string; readonly action: 'create'; readonly text: string; readonly executable?: boolean }
  | {
      readonly path: string
      readonly action: 'append'
      readonly text: string
      readonly lines: readonly string[]
    }
  /** Lines put in or taken out in the middle: `text` is the whole file, which still holds `before`. */
  | {
      readonly path: string
      readonly action: 'edit'
      readonly before: string
      readonly text: string
    }
  /** A file of which nothing would be left. `withFolder`: its folder too, where it is empty then. */
  | {
      readonly path: string
      readonly action: 'remove'
      readonly before: string
      readonly withFolder?: boolean
    }
  /** Stays as it is. */
  | { readonly path: string; readonly action: 'keep' }

/** What only the writer of a file can add to it. */
export interface ByHand {
  readonly path: string
  readonly why: string
  /** Lines to put there. */
  readonly text: string
}

export interface ScaffoldPlan {
  readonly steps: readonly ScaffoldStep[]
  readonly byHand: readonly ByHand[]
}

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
        const mode = step.executable === true ? 0o777 : 0o666
        writeFileSync(join(root, step.path), step.text, { flag: 'wx', mode })
      } else if (step.action === 'append') appendFileSync(join(root, step.path), step.text)
      else if (step.action === 'edit') replace(join(root, step.path), step.before, step.text)
      else if (step.action === 'remove') {
        remove(join(root, step.path), step.before)
        if (step.withFolder === true) removeIfEmpty(dirname(join(root, step.path)))
      }
    } catch (error) {
      return { done, diagnostics: [refused(step.path, error)] }
    }
    done.push(step)
  }
  return { done, diagnostics: [] }
}

/** The file holds the old or the new text whenever the command is cut short; its mode stays, and so does a link to it. */
function replace(path: string, before: string, text: string): void {
  const file = realpathSync(path)
  unchanged(file, before)
  const beside = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(beside, text, { flag: 'wx', mode: statSync(file).mode })
    chmodSync(beside, statSync(file).mode)
    renameSync(beside, file)
  } finally {
    rmSync(beside, { force: true })
  }
}

function remove(path: string, before: string): void {
  unchanged(path, before)
  rmSync(path)
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

function unchanged(file: string, before: string): void {
  if (readFileSync(file, 'utf8') !== before) throw new Error('the file changed in the meantime')
}

export function refused(path: string, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error)
  return diagnostic('write-failed', `the system refuses: ${message}`, {
    place: { path },
    hint: 'see what stands at this path, that the disk has room and that the folder is yours; then run it again',
  })
}
