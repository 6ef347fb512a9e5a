// Lines of one section that SpecStory rendered in, its blocks out: text, what the model thought, and tools with what they gave.
import type { OpenBlock } from './open-call.ts'
import { endOfTool, toolCloses, toolOpens } from './specstory-sections.ts'
import { toolBlocks } from './specstory-tools.ts'

const thinkOpens = /^<think>(?:<details><summary>Thought Process<\/summary>)?/
const thinkCloses = /(?:<\/details>)?<\/think>\s*$/

export function specStoryBlocks(lines: readonly string[], place: string): OpenBlock[] {
  const blocks: OpenBlock[] = []
  const lastThought = lines.findLastIndex((line) => thinkCloses.test(line))
  const lastTool = lines.findLastIndex((line) => toolCloses.test(line))
  let text: string[] = []
  const flush = (): void => {
    const said = betweenRules(text)
    if (said !== '') blocks.push({ kind: 'text', text: said })
    text = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (at < lastTool && toolOpens.test(line)) {
      const end = endOfTool(lines, at)
      flush()
      blocks.push(...toolBlocks(lines.slice(at, end + 1), `${place}.${blocks.length}`))
      at = end
      continue
    }
    const end = at <= lastThought && thinkOpens.test(line) ? endOfThought(lines, at) : -1
    if (end < 0) {
      text.push(line)
      continue
    }
    flush()
    const whole = lines.slice(at, end + 1).join('\n')
    const thought = whole
      .replace(thinkOpens, '')
      .trimEnd()
      .replace(/(?:<\/details>)?<\/think>$/, '')
      .trim()
    if (thought !== '') blocks.push({ kind: 'thinking', text: thought })
    at = end
  }
  flush()
  return blocks
}

function endOfThought(lines: readonly string[], start: number): number {
  for (let at = start; at < lines.length; at++) if (thinkCloses.test(lines[at] ?? '')) return at
  return -1
}

/** The editor extension draws a rule between the parts of an answer. */
function betweenRules(lines: readonly string[]): string {
  let from = 0
  let to = lines.length
  const isEdge = (at: number): boolean => ['', '---'].includes((lines[at] ?? '').trim())
  while (from < to && isEdge(from)) from++
  while (to > from && isEdge(to - 1)) to--
  return lines.slice(from, to).join('\n').trimEnd()
}
