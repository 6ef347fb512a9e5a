// What a runner's reporter wrote in, failing tests out: message, expected, received and the line, without the stack.
import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { list, nullable, object, oneOf, string } from '../../digest/shape.ts'
import type { Place } from '../../diagnostic/diagnostic.ts'
import type { TrialFault } from '../../verify/trial.ts'
import type { Copy } from './copy.ts'
import { fromRoot } from './program.ts'

/** A fault as one run shows it; whether it was there before is seen from another. */
export type FoundFault = Omit<TrialFault, 'before'>

interface WrittenError {
  readonly message: string
  readonly stack: string
  readonly expected: string | null
  readonly actual: string | null
}

interface WrittenReport {
  readonly tests: readonly {
    readonly file: string | null
    readonly name: string
    readonly state: 'passed' | 'failed' | 'skipped'
    readonly errors: readonly WrittenError[]
  }[]
}

const error = object({ message: string, stack: string, expected: nullable(string), actual: nullable(string) })
const test = object({
  file: nullable(string),
  name: string,
  state: oneOf('passed', 'failed', 'skipped', 'pending', 'todo', 'queued', 'run'),
  errors: list(error),
})
const written = object({ tests: list(test) })

export interface TestReport {
  /** How many passed or failed. */
  readonly count: number
  /** Test files that there is a word of, relative to the root. */
  readonly files: ReadonlySet<string>
  readonly faults: readonly FoundFault[]
}

/** Lines of a message that are told; longer ones repeat what `expected` and `received` say. */
const mostLines = 8
const mostCharacters = 1200

/**
 * Null where the text is no report: the code under test runs in the same process and may have written anything.
 *
 * @param folder absolute: where the runner ran, which some paths are relative to.
 */
export function readTestReport(text: string, copy: Copy, folder: string): TestReport | null {
  const report = parse(text)
  if (report === null) return null
  const place = (path: string | null): string | null => (path === null ? null : pathOf(path, copy, folder))
  const faults = report.tests
    .filter(({ state }) => state === 'failed')
    .map(({ file, name, errors }): FoundFault => {
      const [first] = errors
      const { message, stack } = first ?? { message: 'it failed and does not say why', stack: '' }
      const [expected, received] = [first?.expected ?? null, first?.actual ?? null]
      return {
        file: place(file),
        name: bare(name).slice(0, 300),
        message: messageOf(fromRoot(bare(message), copy), expected !== null || received !== null),
        expected: expected === null ? null : fromRoot(bare(expected), copy),
        received: received === null ? null : fromRoot(bare(received), copy),
        place: placeOf(stack, copy, folder),
      }
    })
  return {
    count: report.tests.filter(({ state }) => state === 'passed' || state === 'failed').length,
    files: new Set(report.tests.flatMap(({ file }) => place(file) ?? [])),
    faults,
  }
}

function parse(text: string): WrittenReport | null {
  try {
    const value: unknown = JSON.parse(text)
    // The shape has just been checked; states that are neither passed nor failed count as skipped.
    return written(value) === null ? (value as WrittenReport) : null
  } catch {
    return null
  }
}

/** A runner's diff repeats both sides; where they are known, the first line says what was compared. */
function messageOf(message: string, hasSides: boolean): string {
  const lines = message
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '')
  // A program that dies prints the source line first, and then what is wrong.
  const from = lines.findIndex((line) => /^\s*(?:\w*Error|Uncaught|Assertion)\b/.test(line))
  const told = lines.slice(Math.max(0, from)).filter((line) => !/^\s+at .*[:(]\d+/.test(line))
  return told
    .slice(0, hasSides ? 1 : mostLines)
    .join('\n')
    .slice(0, mostCharacters)
}

/** Frames as V8 prints them, and a bare `path:line`, as programs print that die before they have a stack. */
const frames = [
  /\(((?:file:\/\/)?[^()]+):(\d+):(\d+)\)$/,
  /^at (?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/]).+):(\d+):(\d+)$/,
  /^(?:at )?((?:file:\/\/)?\S+[/\\.]\S+?):(\d+)(?::(\d+))?$/,
]

/** The first line of the stack that stands in the project and in no package. */
function placeOf(stack: string, copy: Copy, folder: string): Place | null {
  for (const line of bare(stack).split('\n')) {
    if (line.length > 4000) continue
    const found = frames.map((frame) => frame.exec(line.trim())).find((one) => one !== null)
    const [, written, row, column] = found ?? []
    const path = written === undefined ? null : pathOf(written, copy, folder)
    if (path === null) continue
    return { path, line: Number(row), ...(column === undefined ? {} : { column: Number(column) }) }
  }
  return null
}

/** Relative to the root; null for what is not the project's. */
function pathOf(written: string, { root }: Copy, folder: string): string | null {
  if (/^(?:node|internal|native|data):/.test(written)) return null
  const plain = written.startsWith('file://') ? fromUrl(written) : written
  const path = relative(root, isAbsolute(plain) ? plain : join(folder, plain)).replaceAll('\\', '/')
  return path === '' || isAbsolute(path) || path.startsWith('../') || /(?:^|\/)node_modules\//.test(path)
    ? null
    : path
}

function fromUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url // No file: it is no path of the project either.
  }
}

const bare = (text: string): string => stripVTControlCharacters(text)
