// Lines of a session that SpecStory rendered in, its sections out: one for each line that tells who speaks.

export interface SpecStorySection {
  readonly role: 'user' | 'assistant'
  /** Said by or to a subagent. */
  readonly sidechain: boolean
  readonly model: string | null
  /** ISO 8601 in UTC; null where it is missing or has no zone. */
  readonly time: string | null
  /** Without the line that tells who speaks, and without the rule before the next one. */
  readonly lines: readonly string[]
  /** Place of the line that tells who speaks, from 0. */
  readonly at: number
}

const speaker = /^_\*\*(User|Agent|Assistant)( - sidechain)?(?: \((.{0,300})\))?\*\*_\s*$/

export const toolOpens = /^<tool-use data-tool-type="/
export const toolCloses = /^(?:<\/details>)?<\/tool-use>\s*$/

export function specStorySections(lines: readonly string[]): SpecStorySection[] {
  const starts: number[] = []
  const lastClose = lines.findLastIndex((line) => toolCloses.test(line))
  for (let at = 0; at < lines.length; at++) {
    if (speaker.test(lines[at] ?? '')) starts.push(at)
    // What a tool put out may be a session that SpecStory rendered.
    else if (at < lastClose && starts.length > 0 && toolOpens.test(lines[at] ?? '')) at = endOfTool(lines, at)
  }
  return starts.map((at, index) => {
    const [, who, sidechain, told = ''] = speaker.exec(lines[at] ?? '') ?? []
    const text = lines.slice(at + 1, starts[index + 1] ?? lines.length)
    return {
      role: who === 'User' ? 'user' : 'assistant',
      sidechain: sidechain !== undefined,
      ...modelAndTime(told),
      lines: withoutRule(text),
      at,
    }
  })
}

/** Lines after an end inside a fence in which a better one is looked for. */
const farthest = 2000

/**
 * Place of the line that ends the element of a tool. One inside a fence ends it only where what follows cannot be the
 * output of a tool: older versions let a fence in the output end theirs. An element without an end is its first line.
 */
export function endOfTool(lines: readonly string[], start: number): number {
  let fence = ''
  let first = -1
  for (let at = start + 1; at < lines.length && (first < 0 || at < first + farthest); at++) {
    const line = lines[at] ?? ''
    const mark = /^(`{3,})(.*)$/.exec(line)
    if (mark?.[1] !== undefined) {
      if (fence === '') fence = mark[1]
      else if (mark[2]?.trim() === '' && mark[1].length >= fence.length) fence = ''
    }
    if (toolCloses.test(line)) {
      if (fence === '' || isBetweenTurns(lines, at + 1)) return at
      if (first < 0) first = at
    }
  }
  return first < 0 ? start : first
}

function isBetweenTurns(lines: readonly string[], from: number): boolean {
  let at = from
  while (at < lines.length && (lines[at] ?? '').trim() === '') at++
  return at >= lines.length || lines[at] === '---' || speaker.test(lines[at] ?? '')
}

/** `claude-opus-4-6 2026-02-25 14:02:39Z`, `model gpt-5-codex, mode Agent`, or a time alone. */
function modelAndTime(told: string): { readonly model: string | null; readonly time: string | null } {
  const found = /^(.*?)\s*(\d{4}-\d\d-\d\d[ T][\d:.]{4,20}(?: ?[A-Z]{1,5}| ?[+-]\d\d:?\d\d)?)$/.exec(told)
  const [, before = told, time = ''] = found ?? []
  const named = /^model ([^,]{1,200})/.exec(before)?.[1] ?? before
  return { model: named.trim() === '' ? null : named.trim(), time: specStoryTime(time) }
}

/** `2026-01-25 22:47:22Z`, without seconds, with `T`, or with a zone such as `+0800`. */
export function specStoryTime(text: string): string | null {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)? ?(Z|UTC|[+-]\d\d:?\d\d)$/.exec(text)
  const [, day, minutes, seconds = ':00', zone = ''] = found ?? []
  if (day === undefined || minutes === undefined) return null
  const time = Date.parse(
    `${day}T${minutes}${seconds}${zone === 'UTC' ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2')}`,
  )
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

function withoutRule(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 0 && (lines[end - 1] ?? '').trim() === '') end--
  return lines.slice(0, lines[end - 1] === '---' ? end - 1 : end)
}
