// The text of a lefthook.yml in, the same text with a call of spec as one more command of a hook, or without it, out. What
// a person wrote stays byte for byte (https://lefthook.dev/configuration/, `commands` and `jobs`).
import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

export interface LefthookCommand {
  /** `pre-commit` */
  readonly hook: string
  /** `spec`, or one name a project. */
  readonly name: string
  readonly run: string
}

export type LefthookEdit =
  | { readonly kind: 'same' }
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'foreign'; readonly why: string }

const foreign = (why: string): LefthookEdit => ({ kind: 'foreign', why })

/** What to add by hand, where the file is of a shape that only its writer can extend. */
export function lefthookLines({ hook, name, run }: LefthookCommand): string {
  return `${hook}:\n  commands:\n    ${name}:\n      run: ${JSON.stringify(run)}\n`
}

export function withCommand(text: string, command: LefthookCommand): LefthookEdit {
  const document = parseDocument(text)
  if (document.errors.length > 0) return foreign('it is not valid YAML')
  if (hasCommand(document, command)) return { kind: 'same' }
  const edited = insert(text, document, command)
  if (edited === null)
    return foreign(`its ${command.hook} part is not written as a block of commands or jobs`)
  // Told only where it is true: what was read back has the command, and all that was there.
  const after = parseDocument(edited)
  return after.errors.length === 0 && hasCommand(after, command)
    ? { kind: 'edited', text: edited }
    : foreign(`its ${command.hook} part is of an unusual shape`)
}

export function withoutCommand(text: string, command: LefthookCommand): LefthookEdit {
  const document = parseDocument(text)
  if (document.errors.length > 0 || !hasCommand(document, command)) return { kind: 'same' }
  const wanted = withoutIt(document.toJS(), command)
  for (const lines of spellings(command)) {
    const at = text.indexOf(lines)
    if (at < 0 || (at > 0 && text[at - 1] !== '\n')) continue
    const rest = text.slice(0, at) + text.slice(at + lines.length)
    const after = parseDocument(rest)
    // The lines may have become part of more: of other commands, of other hooks.
    if (after.errors.length === 0 && withoutIt(after.toJS(), command) === wanted)
      return { kind: 'edited', text: rest }
  }
  return foreign('the command is there, and no longer as it was written')
}

/** All that the file says apart from the command, as JSON; what would hold nothing is left out. */
function withoutIt(value: unknown, { hook, name }: LefthookCommand): string {
  const all = { ...(isRecord(value) ? value : {}) }
  const part = { ...(isRecord(all[hook]) ? all[hook] : {}) }
  const commands = { ...(isRecord(part['commands']) ? part['commands'] : {}) }
  delete commands[name]
  part['commands'] = commands
  if (Object.keys(commands).length === 0) delete part['commands']
  if (Array.isArray(part['jobs']))
    part['jobs'] = part['jobs'].filter((job) => !isRecord(job) || job['name'] !== name)
  if (Array.isArray(part['jobs']) && part['jobs'].length === 0) delete part['jobs']
  all[hook] = part
  if (Object.keys(part).length === 0) delete all[hook]
  return JSON.stringify(all)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function hasLefthookCommand(text: string, command: LefthookCommand): boolean {
  const document = parseDocument(text, { logLevel: 'silent' })
  return document.errors.length === 0 && hasCommand(document, command)
}

function hasCommand(document: Document, { hook, name }: LefthookCommand): boolean {
  if (document.hasIn([hook, 'commands', name])) return true
  const jobs = document.getIn([hook, 'jobs'])
  return isSeq(jobs) && jobs.items.some((job) => isMap(job) && job.get('name') === name)
}

function insert(text: string, document: Document, command: LefthookCommand): string | null {
  const { contents } = document
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  if (contents === null || (isScalar(contents) && contents.value === null))
    return append(text, lefthookLines(command), eol)
  if (!isMap(contents) || contents.flow === true) return null
  const hook = pairOf(contents, command.hook)
  // `...` or a second document at the end: what is appended would not be part of the first.
  if (hook === null)
    return /^(?:\.\.\.|---\s*$)/m.test(text.slice(1)) ? null : append(text, lefthookLines(command), eol)
  const part = hook.value
  if (!isMap(part) || part.flow === true) return null
  for (const key of ['jobs', 'commands']) {
    const list = pairOf(part, key)?.value
    if (list === undefined) continue
    if (!(isMap(list) || isSeq(list)) || list.flow === true) return null
    const lines = isSeq(list) ? jobLines(command) : commandLines(command)
    return insertBefore(text, firstOf(list), lines, eol)
  }
  return insertBefore(
    text,
    firstOf(part),
    ['commands:', ...commandLines(command).map((line) => `  ${line}`)],
    eol,
  )
}

const commandLines = ({ name, run }: LefthookCommand): readonly string[] => [
  `${name}:`,
  `  run: ${JSON.stringify(run)}`,
]
const jobLines = ({ name, run }: LefthookCommand): readonly string[] => [
  `- name: ${name}`,
  `  run: ${JSON.stringify(run)}`,
]

/** Every way in which `insert` may have written it, the longest first. */
function spellings(command: LefthookCommand): readonly string[] {
  const indents = Array.from({ length: 9 }, (_, at) => ' '.repeat(at))
  const indented = (lines: readonly string[]): readonly string[] =>
    indents.map((indent) => lines.map((line) => `${indent}${line}\n`).join(''))
  const all = [
    lefthookLines(command),
    ...indented(['commands:', ...commandLines(command).map((line) => `  ${line}`)]),
    ...indented(commandLines(command)),
    ...indented(jobLines(command)),
  ]
  return all.flatMap((lines) => [lines.replaceAll('\n', '\r\n'), lines])
}

function pairOf(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) ?? null
}

/** Where the first entry of a block begins; for a list, its dash. */
function firstOf(block: YAMLMap | YAMLSeq): number | null {
  const [first] = block.items
  if (isSeq(block)) return block.range?.[0] ?? null
  const key = isMap(block) && first !== undefined && 'key' in (first as object) ? (first as Pair).key : null
  return isScalar(key) ? (key.range?.[0] ?? null) : null
}

function insertBefore(text: string, at: number | null, lines: readonly string[], eol: string): string | null {
  if (at === null) return null
  const start = text.lastIndexOf('\n', at - 1) + 1
  const indent = text.slice(start, at)
  // Something other than the indentation stands before the entry.
  if (!/^ *$/.test(indent)) return null
  return text.slice(0, start) + lines.map((line) => indent + line + eol).join('') + text.slice(start)
}

function append(text: string, lines: string, eol: string): string {
  const end = text === '' || text.endsWith('\n') ? '' : eol
  return text + end + lines.replaceAll('\n', eol)
}
