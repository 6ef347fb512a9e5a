// The text of an agent's settings in JSON in, the same text with commands at some of its events, or without them, out.
// Every byte that a person wrote stays (https://code.claude.com/docs/en/hooks, "Configuration").
import { containerAt, memberOf, type Container, type Part, type Range } from './json-parts.ts'

export interface EventCommand {
  /** `SessionEnd` */
  readonly event: string
  readonly command: string
  /** Seconds until the agent ends it. */
  readonly timeout: number
}

export type SettingsEdit =
  | { readonly kind: 'same' }
  | { readonly kind: 'edited'; readonly text: string }
  /** Nothing would be left of it. */
  | { readonly kind: 'empty' }
  /** Only its writer can change it. */
  | { readonly kind: 'foreign'; readonly why: string }

/** Is a command of the settings one of ours, of whatever version? */
export type IsOurs = (command: string) => boolean

interface Found {
  readonly event: string
  readonly command: unknown
  readonly timeout: unknown
  /** From the root to the command's own object: each container with the part that leads on. */
  readonly way: readonly { readonly container: Container; readonly part: Part }[]
}

export function newSettings(commands: readonly EventCommand[]): string {
  return `${JSON.stringify({ hooks: Object.fromEntries(commands.map((one) => [one.event, [group(one)]])) }, null, 2)}\n`
}

/** Adds what is not there at the end, so that what runs there now runs first; brings ours of another version up to date. */
export function withCommands(text: string, commands: readonly EventCommand[], isOurs: IsOurs): SettingsEdit {
  const why = foreign(text)
  if (why !== null) return { kind: 'foreign', why }
  let edited = text
  for (const wanted of commands) {
    const there = commandsIn(edited, isOurs).find(({ event }) => event === wanted.event)
    if (there === undefined) edited = added(edited, wanted)
    else if (there.command !== wanted.command || there.timeout !== wanted.timeout)
      edited = replaced(edited, there, wanted)
  }
  return edited === text ? { kind: 'same' } : { kind: 'edited', text: edited }
}

/** Containers that were made for them go as well; one that was there and empty stays. */
export function withoutCommands(text: string, isOurs: IsOurs): SettingsEdit {
  const why = foreign(text)
  if (why !== null) return { kind: 'foreign', why }
  let edited = text
  for (;;) {
    // The last one first: the commas come back as they were.
    const last = commandsIn(edited, isOurs).at(-1)
    if (last === undefined) break
    const rest = without(edited, last.way)
    if (rest === null) return { kind: 'empty' }
    edited = rest
  }
  return edited === text ? { kind: 'same' } : { kind: 'edited', text: edited }
}

/** Events at which one of ours runs, and whether it is as it is wanted now. */
export function eventsWith(
  text: string,
  commands: readonly EventCommand[],
  isOurs: IsOurs,
): ReadonlyMap<string, 'current' | 'other'> {
  if (foreign(text) !== null) return new Map()
  return new Map(
    commandsIn(text, isOurs).map(({ event, command }) => [
      event,
      commands.some((one) => one.event === event && one.command === command) ? 'current' : 'other',
    ]),
  )
}

/** Why these settings are left to their writer; null where they can be changed. */
function foreign(text: string): string | null {
  let settings: unknown
  try {
    settings = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return 'it is not valid JSON'
  }
  if (!isRecord(settings)) return 'it is no object of settings'
  const { hooks = {} } = settings
  if (!isRecord(hooks)) return '`hooks` in it is no object of events'
  for (const [event, groups] of Object.entries(hooks))
    if (!Array.isArray(groups)) return `\`hooks.${event}\` in it is no list`
  return null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** In the order in which they stand. */
function commandsIn(text: string, isOurs: IsOurs): Found[] {
  const root = rootOf(text)
  const hooks = root === null ? null : step(text, root, 'hooks')
  if (root === null || hooks === null) return []
  const found: Found[] = []
  for (const event of hooks.container.parts) {
    const groups = containerAt(text, event.value.from)
    for (const groupPart of groups?.parts ?? []) {
      const groupObject = containerAt(text, groupPart.value.from)
      const inner = groupObject === null ? null : step(text, groupObject, 'hooks')
      for (const entry of inner?.container.parts ?? []) {
        const value: unknown = JSON.parse(text.slice(entry.value.from, entry.value.to))
        if (!isRecord(value) || typeof value['command'] !== 'string' || !isOurs(value['command'])) continue
        if (groups === null || groupObject === null || inner === null) continue
        found.push({
          event: event.name ?? '',
          command: value['command'],
          timeout: value['timeout'],
          way: [
            { container: root, part: hooks.part },
            { container: hooks.container, part: event },
            { container: groups, part: groupPart },
            { container: groupObject, part: inner.part },
            { container: inner.container, part: entry },
          ],
        })
      }
    }
  }
  return found
}

function rootOf(text: string): Container | null {
  return containerAt(text, text.startsWith('\ufeff') ? 1 : 0)
}

function step(
  text: string,
  container: Container,
  name: string,
): { readonly part: Part; readonly container: Container } | null {
  const part = memberOf(container, name)
  const inner = part === null ? null : containerAt(text, part.value.from)
  return part === null || inner === null ? null : { part, container: inner }
}

function group({ command, timeout }: EventCommand): unknown {
  return { hooks: [{ type: 'command', command, timeout }] }
}

function added(text: string, wanted: EventCommand): string {
  const root = rootOf(text)
  if (root === null) return text
  const hooks = step(text, root, 'hooks')
  if (hooks === null) return insert(text, root, 'hooks', { [wanted.event]: [group(wanted)] })
  const groups = step(text, hooks.container, wanted.event)
  return groups === null
    ? insert(text, hooks.container, wanted.event, [group(wanted)])
    : insert(text, groups.container, null, group(wanted))
}

/** Its own object alone is written again. */
function replaced(text: string, { way }: Found, { command, timeout }: EventCommand): string {
  const { value } = way.at(-1)?.part ?? { value: { from: 0, to: 0 } }
  const before: unknown = JSON.parse(text.slice(value.from, value.to))
  const after = { ...(isRecord(before) ? before : {}), command, timeout }
  return spliced(
    text,
    value,
    rendered(text, value.from, after, text.slice(value.from, value.to).includes('\n')),
  )
}

/** As the last part of a container, written as the container is written. */
function insert(text: string, container: Container, name: string | null, value: unknown): string {
  const last = container.parts.at(-1)
  const key = (between: string): string => (name === null ? '' : `${JSON.stringify(name)}:${between}`)
  if (last === undefined) {
    // On its line, between two spaces: so it is known again as one that was there.
    const at = container.from + 1
    return spliced(text, { from: at, to: at }, ` ${key(' ')}${onOneLine(value)} `)
  }
  const previous = container.parts.at(-2)
  const gap = text.slice(previous?.to ?? container.from, last.from).replace(/^[\s]*,/, '')
  if (gap.includes('\n')) {
    const indented = rendered(text, last.from, value, true)
    const at = { from: last.to, to: last.to }
    return spliced(text, at, `,${lineEnd(text)}${indentAt(text, last.from)}${key(' ')}${indented}`)
  }
  const space = /[\s]/.test(gap) ? ' ' : ''
  const line = space === '' ? JSON.stringify(value) : onOneLine(value)
  return spliced(text, { from: last.to, to: last.to }, `,${space}${key(space)}${line}`)
}

/** Null where nothing is left of the file. */
function without(text: string, way: Found['way']): string | null {
  for (const [level, { container, part }] of [...way.entries()].reverse()) {
    const others = container.parts.filter((one) => one !== part)
    // A group that only says when it runs goes with its last command.
    const isGroup = level === 3
    const left = isGroup ? others.filter(({ name }) => name !== 'matcher') : others
    if (left.length > 0) return spliced(text, rangeOf(container, part), '')
    if (level < 3 && text[container.from + 1] === ' ' && text[part.from - 1] === ' ') {
      const spaced = { from: container.from + 1, to: part.to + (text[part.to] === ' ' ? 1 : 0) }
      if (part.from === container.from + 2) return spliced(text, spaced, '')
    }
  }
  return null
}

/** With the comma that goes with it. */
function rangeOf({ parts }: Container, part: Part): Range {
  const at = parts.indexOf(part)
  const [previous, next] = [parts[at - 1], parts[at + 1]]
  if (previous !== undefined) return { from: previous.to, to: part.to }
  return { from: part.from, to: next?.from ?? part.to }
}

/** A value as the file would have it at this place, its first line without indentation. */
function rendered(text: string, at: number, value: unknown, lines: boolean): string {
  if (!lines) return onOneLine(value)
  return JSON.stringify(value, null, unitOf(text))
    .split('\n')
    .join(lineEnd(text) + indentAt(text, at))
}

/** `{"a": [{"b": 1}]}`: never with a space behind a bracket, which tells a container that was there (see `insert`). */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${onOneLine(one)}`)
  return `{${members.join(', ')}}`
}

function spliced(text: string, { from, to }: Range, by: string): string {
  return text.slice(0, from) + by + text.slice(to)
}

const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

/** What the line begins with. */
function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? ''
}

/** What one level is indented by: what the first line that is indented has. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
}
