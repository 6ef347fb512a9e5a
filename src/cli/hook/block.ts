// The text of a shell hook in, the same text with the check of the specs in it, or without it, out.

/** Where a project stands below the working tree's root, with `/`; empty at the root itself. */
export type ProjectPrefix = string

export type ShellEdit =
  | { readonly kind: 'same' }
  | { readonly kind: 'edited'; readonly text: string }
  /** Nothing but an interpreter line would be left. */
  | { readonly kind: 'empty' }
  /** No shell reads this file. */
  | { readonly kind: 'foreign'; readonly why: string }

const shells = /^#!\s*\S*?(?:\/|\benv\s+(?:-S\s+)?)(?:ba|da|a|k|mk|z)?sh(?:\s|$)/

/** The lines of the check, for a POSIX shell in the working tree's root. */
export function shellBlock(prefix: ProjectPrefix): string {
  const call = `hook pre-commit${prefix === '' ? '' : ` --cwd ${quoted(prefix)}`}`
  const local = [...new Set([prefix, ''])].map((folder) =>
    quoted(`${folder === '' ? '' : `${folder}/`}node_modules/.bin/spec`),
  )
  const tries = local.map(
    (bin, at) => `${at === 0 ? 'if' : 'elif'} [ -x ${bin} ]; then\n  ${bin} ${call} || exit $?\n`,
  )
  return [
    `${startOf(prefix)}\n`,
    '# Checks what is staged. Written by spec init --hook; taken out by spec init --hook --remove.\n',
    ...tries,
    `elif command -v spec >/dev/null 2>&1; then\n  spec ${call} || exit $?\n`,
    "else\n  echo 'spec is not installed here: what is staged was not checked' >&2\nfi\n",
    `${endOf(prefix)}\n`,
  ].join('')
}

/** A hook of its own. */
export function newHook(prefix: ProjectPrefix): string {
  return `#!/bin/sh\n${shellBlock(prefix)}`
}

/**
 * Puts the check in front, where no `exec` or `exit` of the hook can leave it out: behind the interpreter line and
 * behind husky's own (up to version 8, it starts the file again). A check of an older version is replaced.
 */
export function withBlock(text: string, prefix: ProjectPrefix): ShellEdit {
  const why = foreign(text)
  if (why !== null) return { kind: 'foreign', why }
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const block = shellBlock(prefix).replaceAll('\n', eol)
  const found = rangeOf(text, prefix)
  if (found !== null) {
    const edited = text.slice(0, found.from) + block + text.slice(found.to)
    return edited === text ? { kind: 'same' } : { kind: 'edited', text: edited }
  }
  let at = 0
  for (const line of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    if ((line.index === 0 && line[0].startsWith('#!')) || /^\s*\.\s.*\bhusky\.sh\b/.test(line[0]))
      at = line.index + line[0].length
  }
  const head = text.slice(0, at)
  return {
    kind: 'edited',
    text: head + (head === '' || head.endsWith('\n') ? '' : eol) + block + text.slice(at),
  }
}

export function withoutBlock(text: string, prefix: ProjectPrefix): ShellEdit {
  const found = rangeOf(text, prefix)
  if (found === null) return { kind: 'same' }
  const rest = text.slice(0, found.from) + text.slice(found.to)
  return /^(?:#![^\n]*\n?)?\s*$/.test(rest) ? { kind: 'empty' } : { kind: 'edited', text: rest }
}

/** Why the lines of a shell would not be understood here; null where they would. */
function foreign(text: string): string | null {
  if (text.includes('\0')) return 'it is a program, not a script'
  const [first = ''] = text.split('\n')
  return first.startsWith('#!') && !shells.test(first.trim())
    ? `its first line, ${first.trim()}, names no shell`
    : null
}

function rangeOf(text: string, prefix: ProjectPrefix): { readonly from: number; readonly to: number } | null {
  const lines = [...text.matchAll(/[^\n]*(?:\n|$)/g)]
  const is = (wanted: string) => (line: RegExpMatchArray) => line[0].trim() === wanted
  const start = lines.find(is(startOf(prefix)))
  const end = lines.find((line) => line.index > (start?.index ?? Infinity) && is(endOf(prefix))(line))
  return start === undefined || end === undefined
    ? null
    : { from: start.index, to: end.index + end[0].length }
}

const nameOf = (prefix: ProjectPrefix): string => (prefix === '' ? '' : ` ${JSON.stringify(prefix)}`)
const startOf = (prefix: ProjectPrefix): string => `# >>> spec${nameOf(prefix)} >>>`
const endOf = (prefix: ProjectPrefix): string => `# <<< spec${nameOf(prefix)} <<<`

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
