// The text of a shell hook in, the same text with a call of spec in it, or without it, out.

/** What spec does in one hook of git, and how it is written there. */
export interface HookPart {
  readonly hook: 'pre-commit' | 'prepare-commit-msg' | 'commit-msg'
  /** In its markers; empty for the check, which was there first. */
  readonly name: '' | 'conversations'
  /** What is called, for a POSIX shell. */
  readonly call: string
  /** A sentence for who reads the hook, and how it got there. */
  readonly comment: string
  /** Does the hook fail where the call does? */
  readonly stops: boolean
  /** What is said where spec is not installed; null: nothing. */
  readonly missing: string | null
}

/** Checks what is staged. */
export const checkPart: HookPart = {
  hook: 'pre-commit',
  name: '',
  call: 'hook pre-commit',
  comment: 'Checks what is staged. Written by spec init --hook; taken out by spec init --hook --remove.',
  stops: true,
  missing: 'spec is not installed here: what is staged was not checked',
}

const byHooks = 'Written by spec hooks install --git; taken out by spec hooks remove.'

/** Adds conversations to the commit, and names them in its message. */
export const conversationParts: readonly HookPart[] = [
  {
    hook: 'pre-commit',
    name: 'conversations',
    call: 'hook conversations',
    comment: `Adds the conversations behind what is staged. ${byHooks}`,
    stops: false,
    missing: 'spec is not installed here: no conversation was added',
  },
  {
    hook: 'prepare-commit-msg',
    name: 'conversations',
    call: 'hook message "$@"',
    comment: `Names the conversations behind what is staged. ${byHooks}`,
    stops: false,
    missing: null,
  },
  {
    hook: 'commit-msg',
    name: 'conversations',
    call: 'hook message-written "$1"',
    comment: `Names the conversations in a message that was written in an editor. ${byHooks}`,
    stops: false,
    missing: null,
  },
]

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

/** The lines of the call, for a POSIX shell in the working tree's root. */
export function shellBlock(prefix: ProjectPrefix, part: HookPart = checkPart): string {
  const call = `${part.call}${prefix === '' ? '' : ` --cwd ${quoted(prefix)}`} || ${part.stops ? 'exit $?' : ':'}`
  const local = [...new Set([prefix, ''])].map((folder) =>
    quoted(`${folder === '' ? '' : `${folder}/`}node_modules/.bin/spec`),
  )
  const tries = local.map((bin, at) => `${at === 0 ? 'if' : 'elif'} [ -x ${bin} ]; then\n  ${bin} ${call}\n`)
  return [
    `${startOf(prefix, part)}\n`,
    `# ${part.comment}\n`,
    ...tries,
    `elif command -v spec >/dev/null 2>&1; then\n  spec ${call}\n`,
    part.missing === null ? '' : `else\n  echo ${quoted(part.missing)} >&2\n`,
    'fi\n',
    `${endOf(prefix, part)}\n`,
  ].join('')
}

/** A hook of its own. */
export function newHook(prefix: ProjectPrefix, part: HookPart = checkPart): string {
  return `#!/bin/sh\n${shellBlock(prefix, part)}`
}

/**
 * Puts the call in front, where no `exec` or `exit` of the hook can leave it out: behind the interpreter line, behind husky's
 * own (up to version 8, it starts the file again), and behind the check. A call of an older version is replaced.
 */
export function withBlock(text: string, prefix: ProjectPrefix, part: HookPart = checkPart): ShellEdit {
  const why = foreign(text)
  if (why !== null) return { kind: 'foreign', why }
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const block = shellBlock(prefix, part).replaceAll('\n', eol)
  const found = rangeOf(text, prefix, part)
  if (found !== null) {
    const edited = text.slice(0, found.from) + block + text.slice(found.to)
    return edited === text ? { kind: 'same' } : { kind: 'edited', text: edited }
  }
  let at = 0
  for (const line of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    if ((line.index === 0 && line[0].startsWith('#!')) || /^\s*\.\s.*\bhusky\.sh\b/.test(line[0]))
      at = line.index + line[0].length
  }
  if (part !== checkPart) at = Math.max(at, rangeOf(text, prefix, checkPart)?.to ?? 0)
  const head = text.slice(0, at)
  return {
    kind: 'edited',
    text: head + (head === '' || head.endsWith('\n') ? '' : eol) + block + text.slice(at),
  }
}

export function withoutBlock(text: string, prefix: ProjectPrefix, part: HookPart = checkPart): ShellEdit {
  const found = rangeOf(text, prefix, part)
  if (found === null) return { kind: 'same' }
  const rest = text.slice(0, found.from) + text.slice(found.to)
  return /^(?:#![^\n]*\n?)?\s*$/.test(rest) ? { kind: 'empty' } : { kind: 'edited', text: rest }
}

/** Is the call there, and as this version writes it? */
export function blockIn(text: string, prefix: ProjectPrefix, part: HookPart): 'current' | 'other' | null {
  const found = rangeOf(text, prefix, part)
  if (found === null) return null
  const there = text.slice(found.from, found.to).replaceAll('\r\n', '\n')
  return there === shellBlock(prefix, part) ? 'current' : 'other'
}

/** Why the lines of a shell would not be understood here; null where they would. */
function foreign(text: string): string | null {
  if (text.includes('\0')) return 'it is a program, not a script'
  const [first = ''] = text.split('\n')
  return first.startsWith('#!') && !shells.test(first.trim())
    ? `its first line, ${first.trim()}, names no shell`
    : null
}

function rangeOf(
  text: string,
  prefix: ProjectPrefix,
  part: HookPart,
): { readonly from: number; readonly to: number } | null {
  const lines = [...text.matchAll(/[^\n]*(?:\n|$)/g)]
  const is = (wanted: string) => (line: RegExpMatchArray) => line[0].trim() === wanted
  const start = lines.find(is(startOf(prefix, part)))
  const end = lines.find((line) => line.index > (start?.index ?? Infinity) && is(endOf(prefix, part))(line))
  return start === undefined || end === undefined
    ? null
    : { from: start.index, to: end.index + end[0].length }
}

/** A project is quoted, so that none is taken for the name of a part. */
const nameOf = (prefix: ProjectPrefix, { name }: HookPart): string =>
  `${name === '' ? '' : ` ${name}`}${prefix === '' ? '' : ` ${JSON.stringify(prefix)}`}`
const startOf = (prefix: ProjectPrefix, part: HookPart): string => `# >>> spec${nameOf(prefix, part)} >>>`
const endOf = (prefix: ProjectPrefix, part: HookPart): string => `# <<< spec${nameOf(prefix, part)} <<<`

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
