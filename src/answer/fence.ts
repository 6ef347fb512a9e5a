// The lines between a file's markers in, the file's text out: with or without a code fence around it.

/** What stands between a file's markers. `fence`: the line that opens a closed fence around it, which proves it whole. */
export type Body =
  | { readonly kind: 'whole'; readonly text: string; readonly fence: string | null }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unclear'; readonly why: string }

interface Fence {
  readonly char: string
  readonly length: number
  /** `ts`; `''` where the fence is bare. */
  readonly info: string
}

/** Kinds of file in which a first line of backticks can only be a fence around the file. */
const code = new Set(
  (
    'ts tsx mts cts js jsx mjs cjs json jsonc json5 css scss less html htm vue svelte yml yaml toml ini xml svg sql ' +
    'graphql gql proto sh bash zsh ps1 py rb php go rs java kt swift c h cc cpp hpp cs env'
  ).split(' '),
)

/**
 * Reads a file's body. A fence is taken off where it wraps the whole; in files that may hold fences themselves (Markdown,
 * plain text) only where the fence that opens first closes last. Inner fences, of any length, are content.
 *
 * @param path of the file: says whether fences can be its content.
 */
export function readBody(lines: readonly string[], path: string): Body {
  const first = lines.findIndex((line) => line.trim() !== '')
  if (first < 0) return { kind: 'blank' }
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const bare = (): Body => ({ kind: 'whole', text: textOf(lines.slice(first, last + 1)), fence: null })
  const open = readFence(lines[first] ?? '')
  if (open === null) return bare()

  const wrapped = last > first && closes(lines[last] ?? '', open)
  const fence = (lines[first] ?? '').trim()
  const fenced = (): Body => ({ kind: 'whole', text: textOf(lines.slice(first + 1, last)), fence })
  if (mayHoldFences(path)) {
    return wrapped && wrapsAll(lines, first, last, open) ? fenced() : bare()
  }
  if (wrapped) return fenced()
  const closedAt = lines.findIndex((line, index) => index > first && closes(line, open))
  if (closedAt >= 0)
    return { kind: 'unclear', why: `text follows the code fence that closes on its line ${closedAt + 1}` }
  return last > first
    ? { kind: 'whole', text: textOf(lines.slice(first + 1, last + 1)), fence: null }
    : { kind: 'blank' }
}

/** Can a first line of backticks be the file's own? */
export function mayHoldFences(path: string): boolean {
  return !code.has(extensionOf(path))
}

/** A fence line, or null. */
export function readFence(line: string): Fence | null {
  const match = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/u.exec(line.trimEnd())
  const [, run = '', info = ''] = match ?? []
  const char = run.charAt(0)
  if (char === '' || (char === '`' && info.includes('`'))) return null
  return { char, length: run.length, info: info.trim() }
}

function closes(line: string, open: Fence): boolean {
  const fence = readFence(line)
  return fence !== null && fence.info === '' && fence.char === open.char && fence.length >= open.length
}

/** Does the fence on line `first` close on line `last` and not before, inner fences counted as nested? */
function wrapsAll(lines: readonly string[], first: number, last: number, open: Fence): boolean {
  if (/^(md|mdx|markdown)$/iu.test(open.info)) return true
  let depth = 1
  for (let index = first + 1; index <= last; index += 1) {
    const fence = readFence(lines[index] ?? '')
    if (fence === null || fence.char !== open.char || fence.length < open.length) continue
    depth += fence.info === '' ? -1 : 1
    if (depth === 0) return index === last
  }
  return false
}

function extensionOf(path: string): string {
  return /\.([a-z0-9]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? ''
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
